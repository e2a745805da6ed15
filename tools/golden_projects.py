"""What ctxsize finds in the sample projects, written down beside them.

python -m tools.golden_projects     writes testdata/projects/NAME/findings.txt again
"""

import tempfile
from pathlib import Path

import ctxsize
from ctxsize.rules.finding import Finding
from testdata.projects import make

DIRECTORY = Path(make.__file__).parent


def file(name: str) -> Path:
    """Where the findings of a project stand."""
    return DIRECTORY / name / "findings.txt"


def fresh(name: str, root: Path) -> str:
    """The findings of all builds of a project that is made at `root`, with both builders."""
    return "\n".join(
        text
        for build in make.load(name)["build"]
        for builder in ("buildkit", "legacy")
        for text in _build(root, build["dockerfile"], build.get("target"), build.get("context", ""), builder)
    )


def _build(root: Path, dockerfile: str, target: str | None, context: str, builder: str) -> list[str]:
    report = ctxsize.analyze(str(root / context), builder=builder, dockerfile=str(root / dockerfile), target=target)
    into = f", target {target}" if target else ""
    return [f"{dockerfile}{into}, {builder}\n", *map(_row, report.findings), ""]


def _row(finding: Finding) -> str:
    place = finding.path + (f":{finding.line}" if finding.line else "")
    files = "1 file" if finding.files == 1 else f"{finding.files:,} files"
    weight = f" ({finding.bytes:,} bytes, {files})" if finding.files else ""
    return (
        f"{finding.severity} {finding.rule.code} {finding.rule.name} {place}{weight}\n"
        f"  {finding.message}.\n  {finding.advice}\n"
    )


def main() -> None:
    """Write them all."""
    for name in make.names():
        with tempfile.TemporaryDirectory() as directory:
            make.make_project(name, Path(directory, name))
            file(name).write_text(fresh(name, Path(directory, name)), "utf-8")


if __name__ == "__main__":
    main()
