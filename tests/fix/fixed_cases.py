"""Recorded builds with an ignore file that ``--fix`` has written, out of a .gitignore that takes hold of everything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import ctxsize
from ctxsize.build.request import Request
from ctxsize.errors import UsageError
from ctxsize.fix.block import FixOptions
from ctxsize.fix.plan import propose
from tests.engine.cases import Case, read_cases
from tests.engine.tree import CONTEXT, arguments, on_disk

RECORDED = Path(__file__).parents[2] / "testdata" / "conformance"
GREEDY = "src\nlib/\n*.py\nbuild\n/docs\ntests/*\n*.gz\n[a-c]\n!a\nx-*\n/*.md\n.env\nnode_modules/\n*-1\n"
"""A .gitignore that covers many of the names in the recorded trees."""
LOST = {"CTX401", "CTX402"}


def fixable(*names: str) -> list[Case]:
    """Return the recorded builds that BuildKit has finished and of which the context is used."""
    cases = read_cases(RECORDED / f"{name}.jsonl" for name in names)
    return [case for case in cases if "buildkit" in case and case["buildkit"]["ok"] and case["buildkit"]["received"]]


def options(case: Case, around: Path) -> tuple[dict[str, str | None], dict[str, str]]:
    """Return the build's options as :func:`ctxsize.simulate` takes them, and its build arguments."""
    found: dict[str, str | None] = {"dockerfile": None, "target": None, "platform": None}
    build_args: dict[str, str] = {}
    given = iter(arguments(case, around))
    for option in given:
        value = next(given)
        if option == "--build-arg":
            name, _, build_args[name] = value.partition("=")
        else:
            found["dockerfile" if option == "-f" else option.removeprefix("--")] = value
    return found, build_args


def fix(case: Case) -> Iterator[tuple[Path, str]]:
    """Yield the case's directory on disk with the ignore file written again, and what that broke; empty is nothing."""
    with on_disk(case) as around:
        root = around / CONTEXT
        if not (root / ".gitignore").exists():
            (root / ".gitignore").write_text(GREEDY)
        given, build_args = options(case, around)
        request = Request.of(str(root), "buildkit", given["dockerfile"], given["target"], build_args, given["platform"])
        try:
            proposal = propose(request, FixOptions())
        except UsageError:
            return  # there is something else in the ignore file's place
        Path(proposal.file).write_bytes(proposal.new)
        yield around, _broken(request, proposal.new)


def _broken(request: Request, new: bytes) -> str:
    again = propose(request, FixOptions())
    if again.new != new:
        return "a second run changes something"
    report = ctxsize.analyze(
        request.root, "buildkit", request.dockerfile, request.target, dict(request.build_args), request.platform
    )
    lost = [finding.message for finding in report.findings if finding.rule.code in LOST]
    return "; ".join([*lost, *(f"{path} arrives empty" for path, _ in report.arrives_empty)])


def fixed(case: Case) -> Case:
    """Return the build with the files as they are once it is fixed, and without the answers."""
    tree = list(case["tree"])
    for around, _ in fix(case):
        for file in sorted((around / CONTEXT).rglob("*")):
            path = file.relative_to(around / CONTEXT).as_posix()
            if path == ".gitignore" or path.endswith(".dockerignore"):
                tree = [entry for entry in tree if entry["path"] != path]
                if file.is_file() and not file.is_symlink():
                    tree.append({"path": path, "type": "file", "latin1": file.read_bytes().decode("latin-1")})
    found: Case = {"id": f"{case['id']}-fixed", "tree": tree, "args": case["args"]}
    if "around" in case:
        found["around"] = case["around"]
    return found
