"""``--fix`` on public repositories: each line that it writes, with its figures, to be judged by someone.

    python -m tools.evaluation DIRECTORY --out DIRECTORY [--seed N --count N] [--jobs N] [NAME...]

The first directory holds checkouts or exported trees (OWNER+NAME). Of these, ``--count`` are drawn by ``--seed``, or those
are taken that are named, and else all. Each is copied and made a repository of git in which everything is tracked, and
tried clean and dirty: with what work leaves behind, dependencies, caches, build output, editor files, ``.env``. The
build is the Dockerfile of which all sources are there and that takes the most. ``--out`` gets

- ``lines.tsv``: a row for each line written: repository, commit, clean or dirty, Dockerfile, line, its reason, files and bytes that
  it keeps away; a verdict and the reason for it are to be filled in. What ``testdata/evaluation.tsv`` says of the same
  line of the same repository is filled in already.
- ``files/OWNER+NAME.clean.diff`` and ``.dirty.diff``: what ``--fix`` changes, as a maintainer would be sent it.
- ``table.md``: lines and bytes by repository, and of the bytes that authors exclude, those that ours excludes.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from ctxsize import analyze
from ctxsize.build.request import Request
from ctxsize.context.disk import DiskSource
from ctxsize.context.entry import Tally
from ctxsize.errors import CtxsizeError
from ctxsize.fix.block import FixOptions
from ctxsize.fix.effect import included
from ctxsize.fix.plan import propose
from ctxsize.fix.proposal import Proposal
from ctxsize.needs.contexts import is_dockerfile

MB = 1_000_000
JUDGED = Path(__file__).parents[1] / "testdata" / "evaluation.tsv"
HEAD = ("repository", "commit", "tree", "dockerfile", "line", "why", "files", "bytes", "verdict", "reason")
_GIT = ("git", "-c", "core.autocrlf=false", "-c", "gc.auto=0", "-c", "user.name=a", "-c", "user.email=a@b")

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
_ONLY_WITH = {
    "node_modules/esbuild/": r"esbuild|vite|tsup",
    ".next/": r'"next"\s*:',
    "dist/": r'"build"\s*:|build-backend|\[build-system\]',
    "coverage/": r"jest|vitest|nyc|c8",
    ".eslintcache": r"eslint",
    ".turbo/": r"turbo",
    ".mypy_cache/": r"mypy",
    ".ruff_cache/": r"ruff",
    ".pytest_cache/": r"pytest",
    "htmlcov/": r"cov",
    ".coverage": r"cov",
}
"""What comes of a tool, and what a project's file says where it uses that one."""
_DEPTH = 3
"""How deep marks are looked for: projects lie at the top, packages of a workspace a bit deeper."""
_FOREIGN = frozenset({".git", "node_modules", "vendor", "third_party"})
_MOST_DOCKERFILES = 12
_UNFIT = 1000
_SHORT = 12
"""Lines that a maintainer reads without a sigh."""


def dirty(root: Path) -> set[str]:
    """Make the tree as work makes it, and return the paths of what was added."""
    wanted = dict(EVERYWHERE)
    for directory in _directories(root, _DEPTH):
        names = {child.name for child in directory.iterdir()}
        base = directory.relative_to(root).as_posix()
        for mark, files in BY_MARK.items():
            if mark in names or (mark.startswith(".") and any(name.endswith(mark) for name in names)):
                text = (directory / mark).read_text("utf-8", "replace") if (directory / mark).is_file() else ""
                if mark == "Cargo.toml" and "[workspace" not in text and _in_workspace(directory, root):
                    continue  # the crates of a workspace build into one directory
                wanted |= {
                    (f"{base}/{path}" if base != "." else path): size
                    for path, size in files.items()
                    if all(re.search(said, text) for begin, said in _ONLY_WITH.items() if path.startswith(begin))
                }
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


def _in_workspace(directory: Path, root: Path) -> bool:
    """Whether a crate is of a workspace that a directory above it holds."""
    above = [place for place in directory.parents if place == root or root in place.parents]
    files = [place / "Cargo.toml" for place in above]
    return any(file.is_file() and "[workspace" in file.read_text("utf-8", "replace") for file in files)


def _directories(root: Path, depth: int) -> Iterator[Path]:
    yield root
    if depth:
        for child in sorted(root.iterdir()):
            if child.is_dir() and not child.is_symlink() and child.name not in _FOREIGN:
                yield from _directories(child, depth - 1)


@dataclass(slots=True)
class Row:
    """One repository, clean or dirty.

    ``lines`` are those written, each with why, files and bytes; ``diff`` is the change. ``theirs`` are the untracked bytes that the
    author's file excludes and the build would receive without it, ``both`` those of them that ours excludes without his
    file, ``missed`` the rest by why it stays.
    """

    name: str
    commit: str
    tree: str
    context: str
    dockerfile: str
    lines: list[tuple[str, str, int, int]] = field(default_factory=list)
    diff: str = ""
    before: int = 0
    after: int = 0
    theirs: int = 0
    both: int = 0
    missed: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def prepared(tree: Path, around: Path) -> Path:
    """Return a copy of a tree as a repository of git in which everything is tracked."""
    root = around / "context"
    shutil.copytree(tree, root, symlinks=True, ignore=shutil.ignore_patterns(".git"))
    for arguments in (["init", "-q"], ["add", "-A", "-f"], ["commit", "-qm", "x"]):
        subprocess.run([*_GIT, *arguments], cwd=root, check=True, capture_output=True)
    return root


def choose(root: Path) -> tuple[str, str] | None:
    """Return the context and the Dockerfile of the build to be tried, relative to the root; ``None`` if there is none.

    Of all, that is one whose sources all are there, and that takes the most of what the context holds.
    """
    files = [path.relative_to(root).as_posix() for path in sorted(root.rglob("*")) if path.is_file()]
    found = [path for path in files if _is_build(path) and not _is_aside(path)][:_MOST_DOCKERFILES]
    builds = [(context, path) for path in found for context in dict.fromkeys(("", path.rpartition("/")[0]))]
    fit = {build: _fitness(root, *build) for build in builds}
    best = min(builds, key=lambda build: (*fit[build], build[1].count("/"), build[1]), default=None)
    return best if best is not None and fit[best][0] < _UNFIT else None


def _is_build(path: str) -> bool:
    return is_dockerfile(path) or path.rpartition("/")[2] == "Containerfile"


def _is_aside(path: str) -> bool:
    """Whether a Dockerfile is for development, tests or examples."""
    return not {"test", "tests", "examples", "testdata", "fixtures"}.isdisjoint(path.lower().split("/")) or any(
        part.startswith(".") for part in path.split("/")
    )


def _fitness(root: Path, context: str, file: str) -> tuple[int, int]:
    """Return how many sources are missing, and what a build takes, to sort by."""
    try:
        report = analyze(str(root / context), dockerfile=str(root / file), excluded=False)
    except CtxsizeError:
        return _UNFIT, 0
    missing = sum(finding.rule.code in {"CTX401", "CTX402"} for finding in report.findings)
    return missing, -report.received.bytes


def measured(tree: Path, name: str) -> list[Row] | str:
    """Return the rows of one repository, or why there are none."""
    with tempfile.TemporaryDirectory(prefix="ctxsize-") as around:
        root = prepared(tree, Path(around).resolve())
        build = choose(root)
        if build is None:
            return "no Dockerfile of which ctxsize finds the sources"
        rows = []
        for state in ("clean", "dirty"):
            added = dirty(root) if state == "dirty" else set()
            row = Row(name=name, commit=_commit(tree), tree=state, context=build[0], dockerfile=build[1])
            try:
                _evaluate(row, root, added)
            except CtxsizeError as error:
                return str(error)
            rows.append(row)
    return rows


def _commit(tree: Path) -> str:
    mark = tree / "COMMIT"
    if mark.is_file():
        return mark.read_text().strip()
    told = subprocess.run(["git", "-C", str(tree), "rev-parse", "HEAD"], capture_output=True, text=True, check=False)
    return told.stdout.strip()[:10] if (tree / ".git").exists() else ""


def _evaluate(row: Row, root: Path, added: set[str]) -> None:
    """Fill a row in: what ``--fix`` writes beside the author's file, and what it would write without."""
    context = root / row.context
    request = Request.of(str(context), "buildkit", str(root / row.dockerfile), None, None, None)
    proposal = propose(request, FixOptions())
    saved = {one.line: max(one.tallies.values(), key=lambda tally: tally.bytes) for one in proposal.savings()}
    row.lines = [
        (line, group.reason, saved.get(line, Tally()).files, saved.get(line, Tally()).bytes)
        for group in proposal.groups
        for line in group.lines
    ]
    row.diff, row.notes = proposal.diff(), proposal.notes
    figures = proposal.figures()[0]
    if figures.before is not None and figures.after is not None:
        row.before, row.after = figures.before.bytes, figures.after.bytes
    file = Path(proposal.file)
    if not file.is_file() or not added:
        return
    theirs = file.read_bytes()
    file.unlink()
    ours = propose(request, FixOptions())
    received = _received(request)
    file.write_bytes(theirs)
    ahead = f"{row.context}/" if row.context else ""
    untracked = {path[len(ahead) :] for path in added if path.startswith(ahead)} & received.keys()
    by_author = _excluded(str(context), theirs) & untracked
    by_us = _excluded(str(context), ours.new) & by_author
    row.theirs = sum(received[path] for path in by_author)
    row.both = sum(received[path] for path in by_us)
    for path in by_author - by_us:
        why = _why_kept(path, ours)
        row.missed[why] = row.missed.get(why, 0) + received[path]


def _received(request: Request) -> dict[str, int]:
    from ctxsize import simulate  # noqa: PLC0415 (its name is one of many here)

    entries = simulate(request.root, dockerfile=request.dockerfile).entries
    return {entry.path: entry.size for entry in entries}


def _excluded(root: str, text: bytes) -> frozenset[str]:
    """Return the files that a text excludes."""
    source = DiskSource(root)
    return included(source, b"") - included(source, text)


KINDS = {
    "regenerates it": "nothing makes it again in the image",
    " takes ": "an instruction names it",
    "reads it": "a command reads it",
    "reads that": "a command reads it",
    "sources": "git tracks something in it, or a compiler takes it",
    "not certain": "only --unsafe-fixes",
}
"""Why something stays that an author excludes, by what ``--fix`` says of it; fixed before anything was drawn."""


def _why_kept(path: str, proposal: Proposal) -> str:
    above = [path, *_above(path)]
    said = [why for place, why in proposal.kept if place in above]
    said += [one.why for one in proposal.left_out if any(part in one.line for part in path.split("/"))]
    return next((kind for words, kind in KINDS.items() if any(words in why for why in said)), "other")


def _above(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:length]) for length in range(1, len(parts))]


def judged() -> dict[tuple[str, str, str], tuple[str, str]]:
    """Return the verdicts that there are, by repository, tree and line."""
    with JUDGED.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return {(row["repository"], row["tree"], row["line"]): (row["verdict"], row["reason"]) for row in rows}


def lines(rows: Iterable[Row]) -> Iterator[tuple[str, ...]]:
    """Yield the rows of ``lines.tsv``."""
    known = judged()
    yield HEAD
    for row in rows:
        for line, why, files, size in row.lines:
            verdict = known.get((row.name, row.tree, line), ("", ""))
            yield (row.name, row.commit, row.tree, row.dockerfile, line, why, str(files), str(size), *verdict)


def table(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the Markdown table, a line for each repository and tree, and the sums."""
    yield "| repository | tree | Dockerfile | lines | before | after | untracked bytes that the author excludes: ours, too |"
    yield "|---|---|---|---:|---:|---:|---:|"
    for row in rows:
        yield (
            f"| {row.name} | {row.tree} | `{row.dockerfile}` | {len(row.lines)} | {row.before / MB:.1f} MB | {row.after / MB:.1f} MB "
            f"| {_share(row.both, row.theirs)} |"
        )
    counts = sorted(len(row.lines) for row in rows if row.lines)
    both, theirs = sum(row.both for row in rows), sum(row.theirs for row in rows)
    yield (
        f"| **{len({row.name for row in rows})} repositories** | | | **{counts[len(counts) // 2] if counts else 0}** (median) "
        f"| {sum(row.before for row in rows) / MB:.1f} MB | {sum(row.after for row in rows) / MB:.1f} MB | **{_share(both, theirs)}** |"
    )
    idle = sum(not files for row in rows for line, _, files, _ in row.lines if not line.startswith("!"))
    changed = [row for row in rows if row.lines]
    short = sum(len(row.lines) <= _SHORT for row in changed)
    missed: dict[str, int] = {}
    for row in rows:
        for why, size in row.missed.items():
            missed[why] = missed.get(why, 0) + size
    yield ""
    yield f"- {len(changed)} of {len(rows)} trees get lines, {short} of them at most {_SHORT}; {idle} lines keep nothing away"
    for why, size in sorted(missed.items(), key=lambda item: -item[1]):
        yield f"- {_share(size, theirs)} stay: {why}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "none"


def main() -> int:
    """Evaluate and write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", type=Path)
    parser.add_argument("names", nargs="*", default=[])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int)
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_intermixed_args()
    os.environ.update({"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"})
    names = sorted(path.name for path in given.directory.iterdir() if path.is_dir())
    if given.names:
        names = [name.replace("/", "+") for name in given.names]
    elif given.count is not None:
        names = random.Random(given.seed).sample(names, min(given.count, len(names)))  # noqa: S311 (the same for a seed)
    (given.out / "files").mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    with ProcessPoolExecutor(given.jobs) as pool:
        trees = [given.directory / name for name in names]
        shown = [name.replace("+", "/") for name in names]
        for name, found in zip(shown, pool.map(_measured, zip(trees, shown, strict=True)), strict=True):
            print(f"{name}: {found if isinstance(found, str) else 'done'}", file=sys.stderr, flush=True)
            rows += found if isinstance(found, list) else []
    for row in rows:
        (given.out / "files" / f"{row.name.replace('/', '+')}.{row.tree}.diff").write_text(
            row.diff + "".join(f"# {note}\n" for note in row.notes), "utf-8", "surrogateescape"
        )
    with (given.out / "lines.tsv").open("w", encoding="utf-8", errors="surrogateescape") as file:
        file.writelines("\t".join(cells) + "\n" for cells in lines(rows))
    (given.out / "table.md").write_text("\n".join(table(rows)) + "\n", "utf-8")
    return 0


def _measured(build: tuple[Path, str]) -> list[Row] | str:
    return measured(*build)


if __name__ == "__main__":
    sys.exit(main())
