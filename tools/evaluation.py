"""``--fix`` beside people: on repositories whose authors wrote an ignore file, what ours excludes of what theirs does.

    python -m tools.evaluation DIRECTORY --rows FILE [--details FILE] [--jobs N] [NAME...]

DIRECTORY holds exported trees (OWNER+NAME) and LIST.tsv: a head line, then of each repository `repo`, `commit` and, with
commas between, `dockerfiles`, divided by tabs. Each tree is copied, its ignore file taken away, made a repository of git,
and made dirty as work makes it: dependencies, caches, build output, editor files, `.env`. Then the ignore file that
``--fix`` would write is held against the author's, both simulated on the same tree, for the Dockerfile that takes the most
of it. FILE takes a line for each repository, and those that it has already are not tried again; the table goes to
standard output in Markdown. ``--details`` lists what is to be judged by hand; the verdicts stand in
``testdata/evaluation.tsv``, of each the repository, the place, the verdict (`fine` or `wrong`) and why, divided by tabs.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from itertools import repeat
from pathlib import Path

from ctxsize import analyze
from ctxsize.build.request import Request
from ctxsize.errors import CtxsizeError
from ctxsize.fix.block import FixOptions
from ctxsize.fix.plan import propose
from ctxsize.fix.snapshot import leaves
from ctxsize.needs.contexts import is_dockerfile

IGNORE_FILE = ".dockerignore"
MB = 1_000_000
JUDGED = Path(__file__).parents[1] / "testdata" / "evaluation.tsv"

EVERYWHERE = {
    ".env": 400,
    ".env.local": 200,
    ".DS_Store": 6148,
    ".idea/workspace.xml": 9000,
    ".vscode/settings.json": 300,
    "debug.log": 2 * MB,
    ".main.swp": 12288,
}
"""What comes to lie in any project, with its bytes."""

BY_MARK: dict[str, dict[str, int]] = {
    "package.json": {
        "node_modules/left-pad/index.js": 3 * MB,
        "node_modules/.bin/tsc": 4000,
        "node_modules/esbuild/bin/esbuild": 9 * MB,
        ".next/cache/webpack/0.pack": 5 * MB,
        "dist/main.js": MB,
        "coverage/lcov.info": 200_000,
        ".eslintcache": 20_000,
        ".turbo/cache/a.tar.zst": MB,
        "npm-debug.log": 5000,
    },
    "pyproject.toml": {
        ".venv/pyvenv.cfg": 80,
        ".venv/lib/python3.12/site-packages/numpy/core.so": 8 * MB,
        "__pycache__/conftest.cpython-312.pyc": 2000,
        ".pytest_cache/v/cache/lastfailed": 300,
        ".mypy_cache/3.12/os.data.json": MB,
        ".ruff_cache/0.9/1": 3000,
        "htmlcov/index.html": 50_000,
        ".coverage": 53_248,
        "dist/pkg-1.0.tar.gz": 400_000,
    },
    "requirements.txt": {
        "venv/pyvenv.cfg": 80,
        "venv/lib/python3.12/site-packages/numpy/core.so": 8 * MB,
        "__pycache__/settings.cpython-312.pyc": 2000,
        "db.sqlite3": 3 * MB,
    },
    "Cargo.toml": {"target/debug/app": 20 * MB, "target/.rustc_info.json": 900},
    "go.mod": {"coverage.out": 90_000, "bin/app": 12 * MB},
    "Gemfile": {
        "log/development.log": 5 * MB,
        "tmp/cache/bootsnap/a": 400_000,
        "vendor/bundle/ruby/3.3.0/gems/rack/rack.rb": MB,
        ".bundle/config": 90,
        "node_modules/x/index.js": MB,
    },
    "composer.json": {"vendor/autoload.php": 900, "vendor/laravel/a.php": 4 * MB, "storage/logs/laravel.log": MB},
    "mix.exs": {"_build/dev/lib/a.beam": 3 * MB, "deps/phoenix/mix.exs": 2 * MB},
    "pom.xml": {"target/classes/A.class": 300_000, "target/app.jar": 9 * MB},
    "build.gradle": {".gradle/8/checksums.lock": 17_000, "build/libs/app.jar": 9 * MB},
    "build.gradle.kts": {".gradle/8/checksums.lock": 17_000, "build/libs/app.jar": 9 * MB},
    "CMakeLists.txt": {"build/CMakeCache.txt": 30_000, "build/a.o": MB},
    ".csproj": {"bin/Debug/net8.0/app.dll": MB, "obj/project.assets.json": 90_000},
}
"""What work makes beside a file of this name or ending."""
_DEPTH = 3
"""How deep marks are looked for: projects lie at the top, packages of a workspace a bit deeper."""
_SHOWN = 12


@dataclass(slots=True)
class Row:
    """One repository's figures: bytes and files that the author excludes, that ours excludes of them, and the rest."""

    name: str
    commit: str
    dockerfile: str
    theirs_bytes: int = 0
    theirs_files: int = 0
    both_bytes: int = 0
    both_files: int = 0
    untracked_bytes: int = 0
    untracked_both: int = 0
    before_bytes: int = 0
    after_bytes: int = 0
    lines: int = 0
    own: list[tuple[str, int, int, bool]] = field(default_factory=list)
    """Places that ours excludes and the author kept: path, files, bytes, and whether a fresh clone has something of it."""
    missed: list[tuple[str, int, int]] = field(default_factory=list)
    """The largest places that the author excludes and ours does not."""
    notes: tuple[str, ...] = ()

    def to_judge(self) -> list[str]:
        """Return the places that ours excludes, the author kept, and a fresh clone has: the others no build can need."""
        return [place for place, _, _, cloned in self.own if cloned]


def dirty(root: Path) -> set[str]:
    """Make the tree as work makes it, and return the paths of what was added."""
    wanted = dict(EVERYWHERE)
    for directory in _directories(root, _DEPTH):
        names = {child.name for child in directory.iterdir()}
        base = directory.relative_to(root).as_posix()
        for mark, files in BY_MARK.items():
            if mark in names or (mark.startswith(".") and any(name.endswith(mark) for name in names)):
                wanted |= {(f"{base}/{path}" if base != "." else path): size for path, size in files.items()}
    added = set()
    for path, size in wanted.items():
        file = root / path
        if file.exists() or any(above.is_file() or above.is_symlink() for above in file.parents if above != root):
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as stream:
            stream.truncate(size)
        added.add(path)
    return added


def _directories(root: Path, depth: int) -> Iterator[Path]:
    yield root
    if depth:
        for child in sorted(root.iterdir()):
            if child.is_dir() and not child.is_symlink() and child.name != ".git":
                yield from _directories(child, depth - 1)


def evaluate(tree: Path, name: str, commit: str, dockerfile: str) -> Row:
    """Return the figures of one repository."""
    with tempfile.TemporaryDirectory(prefix="ctxsize-") as around:
        root = Path(around).resolve() / "context"
        shutil.copytree(tree, root, symlinks=True)
        theirs = (root / IGNORE_FILE).read_bytes()
        (root / IGNORE_FILE).unlink()
        for arguments in (
            ["init", "-q"],
            ["add", "-A", "-f"],
            ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"],
        ):
            subprocess.run(
                ["git", "-c", "core.autocrlf=false", "-c", "gc.auto=0", *arguments],
                cwd=root,
                check=True,
                capture_output=True,
            )
        added = dirty(root)
        request = Request.of(str(root), "buildkit", str(root / dockerfile), None, None, None)
        proposal = propose(request, FixOptions())
        prover = proposal.prover
        sizes = {leaf.path: leaf.size for leaf in leaves(prover.snapshot.top)}
        by_author, by_us = prover.receive_text(theirs), prover.receive_text(proposal.new)
        if by_author is None or by_us is None:
            raise CtxsizeError("an ignore file is refused")
        out_theirs = sizes.keys() - by_author[0].leaves - {IGNORE_FILE}
        out_ours = sizes.keys() - by_us[0].leaves - {IGNORE_FILE}
        both = out_theirs & out_ours
        untracked = {path for path in out_theirs if path in added or path.startswith(".git/")}
        total = sum(sizes.values())
        return Row(
            name=name,
            commit=commit,
            dockerfile=dockerfile,
            theirs_bytes=_sum(out_theirs, sizes),
            theirs_files=len(out_theirs),
            both_bytes=_sum(both, sizes),
            both_files=len(both),
            untracked_bytes=_sum(untracked, sizes),
            untracked_both=_sum(untracked & out_ours, sizes),
            before_bytes=total,
            after_bytes=total - _sum(out_ours, sizes),
            lines=sum(len(group.lines) for group in proposal.groups),
            own=[
                (place, files, size, any(_lies_at(path, place) for path in sizes.keys() - added))
                for place, files, size in _places(out_ours - out_theirs, out_ours, sizes)
            ],
            missed=_places(out_theirs - out_ours, out_theirs, sizes)[:_SHOWN],
            notes=proposal.notes,
        )


def _lies_at(path: str, place: str) -> bool:
    return path == place or (place.endswith("/") and path.startswith(place))


def _sum(some: Iterable[str], sizes: dict[str, int]) -> int:
    return sum(sizes[path] for path in some)


def _places(some: set[str], excluded: set[str], sizes: dict[str, int]) -> list[tuple[str, int, int]]:
    """Return the outermost directories of which all is excluded, or files, that hold these paths: with files and bytes."""
    kept = {above for path in sizes.keys() - excluded for above in _above(path)}
    places: dict[str, list[int]] = {}
    for path in some:
        place = next((above for above in _above(path) if above not in kept), path)
        tally = places.setdefault(place, [0, 0])
        tally[0] += 1
        tally[1] += sizes[path]
    rows = [(place + ("/" if place not in sizes else ""), files, size) for place, (files, size) in places.items()]
    return sorted(rows, key=lambda row: (-row[2], row[0]))


def _above(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:length]) for length in range(1, len(parts))]


def choose(tree: Path, dockerfiles: str) -> str | None:
    """Return the Dockerfile that the author's ignore file at the root is for; ``None`` if there is none.

    Of all that read it, that is one whose sources all are there, and that takes the most of what the context holds.
    """
    if not (tree / IGNORE_FILE).is_file():
        return None
    found = [
        file
        for file in dockerfiles.split(",")
        if (tree / file).is_file() and is_dockerfile(file) and not (tree / (file + IGNORE_FILE)).exists()
    ]
    return min(found, key=lambda file: (*_fitness(tree, file), file.count("/"), file), default=None)


def _fitness(tree: Path, file: str) -> tuple[bool, int, int]:
    """Return whether a Dockerfile is a tool's, how many of its sources are missing, and what it takes, to sort by."""
    try:
        report = analyze(str(tree), dockerfile=str(tree / file), excluded=False)
    except CtxsizeError:
        return True, 1000, 0
    missing = sum(finding.rule.code in {"CTX401", "CTX402"} for finding in report.findings)
    return any(part.startswith(".") for part in file.split("/")), missing, -report.received.bytes


def table(rows: list[Row], judged: dict[tuple[str, str], str]) -> Iterator[str]:
    """Yield the Markdown table, a line a repository, and the sums."""
    yield (
        "| repository | commit | Dockerfile | before | after | author's bytes that ours excludes "
        "| of those untracked | ours alone: places | in a clone | wrong |"
    )
    yield "|---|---|---|---:|---:|---:|---:|---:|---:|---:|"
    for row in rows:
        yield (
            f"| {row.name} | `{row.commit[:10]}` | `{row.dockerfile}` | {row.before_bytes / MB:.1f} MB | {row.after_bytes / MB:.1f} MB "
            f"| {_share(row.both_bytes, row.theirs_bytes)} | {_share(row.untracked_both, row.untracked_bytes)} "
            f"| {len(row.own)} | {len(row.to_judge())} | {_wrong(row, judged)} |"
        )
    both, theirs = sum(row.both_bytes for row in rows), sum(row.theirs_bytes for row in rows)
    untracked, caught = sum(row.untracked_bytes for row in rows), sum(row.untracked_both for row in rows)
    yield (
        f"| **{len(rows)} repositories** | | | {sum(row.before_bytes for row in rows) / MB:.1f} MB | {sum(row.after_bytes for row in rows) / MB:.1f} MB "
        f"| **{_share(both, theirs)}** | **{_share(caught, untracked)}** | **{sum(len(row.own) for row in rows)}** "
        f"| **{sum(len(row.to_judge()) for row in rows)}** | **{sum(_wrong(row, judged) for row in rows)}** |"
    )


def _wrong(row: Row, judged: dict[tuple[str, str], str]) -> int:
    return sum(judged.get((row.name, place)) == "wrong" for place, *_ in row.own)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "none"


def details(rows: list[Row], judged: dict[tuple[str, str], str]) -> Iterator[str]:
    """Yield what is to be judged by hand: the places on which ours and the author's differ."""
    for row in rows:
        yield f"\n## {row.name} ({row.dockerfile}), {row.lines} lines\n"
        for place, files, size, cloned in row.own:
            verdict = judged.get((row.name, place), "?" if cloned else "in no clone")
            yield f"- ours alone: `{place}` ({files} files, {size:,} B) {verdict}"
        for place, files, size in row.missed:
            yield f"- author alone: `{place}` ({files} files, {size:,} B)"
        for note in row.notes:
            yield f"- note: {note}"


def measured(directory: Path, entry: dict[str, str]) -> Row | str:
    """Return the row of an entry of the list, or why there is none."""
    tree = directory / entry["repo"].replace("/", "+")
    dockerfile = choose(tree, entry["dockerfiles"]) if tree.is_dir() else None
    if dockerfile is None:
        return f"{entry['repo']}: no ignore file at the top, or no Dockerfile that reads it"
    try:
        return evaluate(tree, entry["repo"], entry["commit"], dockerfile)
    except CtxsizeError as error:
        return f"{entry['repo']}: {error}"


def main() -> int:
    """Evaluate and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--rows", type=Path, required=True)
    parser.add_argument("--details", type=Path)
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    with JUDGED.open(encoding="utf-8") as file:
        judged = {(row[0], row[1]): row[2] for row in csv.reader(file, delimiter="\t")}
    os.environ.update({"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"})
    given.rows.touch()
    rows = {row.name: row for row in (Row(**json.loads(line)) for line in given.rows.read_text("utf-8").splitlines())}
    with (given.directory / "LIST.tsv").open(encoding="utf-8") as file:
        listed = list(csv.DictReader(file, delimiter="\t"))
    wanted = [one for one in listed if one["repo"] not in rows and (not given.names or one["repo"] in given.names)]
    with ProcessPoolExecutor(given.jobs) as pool, given.rows.open("a", encoding="utf-8") as store:
        for row in pool.map(measured, repeat(given.directory), wanted):
            print(row if isinstance(row, str) else f"{row.name} done", file=sys.stderr, flush=True)
            if isinstance(row, Row):
                rows[row.name] = row
                print(json.dumps(asdict(row)), file=store, flush=True)
    found = sorted(rows.values(), key=lambda row: row.name.lower())
    if given.details:
        given.details.write_text("\n".join(details(found, judged)) + "\n", encoding="utf-8")
    print("\n".join(table(found, judged)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
