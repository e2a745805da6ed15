"""What is said about repositories that no rule was made for: each finding is shown to a judge, with what it rests on.

    python -m tools.judgement DIRECTORY --out DIRECTORY [--jobs N] [--only NAME...]

DIRECTORY holds clones (OWNER+NAME) and LIST.tsv: a head line, then of each repository `repo` and `commit`, divided by a
tab. Of each one build is taken: the Dockerfile that takes the most of its context and of which all sources are there. It
is analyzed in the clean clone and in a copy that is made dirty as work makes it (:func:`tools.evaluation.dirty`). Three
files come out:

- `findings.tsv`: each finding once, with the states in which it shows;
- `authors.tsv`: where the author's own ignore file, taken as a build that works, contradicts what is called certain;
- `contradictions.tsv`: where a finding, `--why` and `--fix` do not agree;

and a page for each repository with its Dockerfile and its ignore file. The verdicts stand in `testdata/judgement.tsv`:
repository, code, place, verdict (`right`, `wrong`, or `open` where nobody can tell), and the reason. Who wrote the rules
writes no verdict.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path

from ctxsize import analyze
from ctxsize.analysis.needs import lookup_in, needs_of, other_needs
from ctxsize.analysis.run_rules import BuildRules
from ctxsize.build.plan import plan_on_both
from ctxsize.build.request import Request
from ctxsize.context.disk import DiskSource
from ctxsize.errors import CtxsizeError
from ctxsize.fix.block import FixOptions
from ctxsize.fix.effect import included
from ctxsize.fix.plan import propose
from ctxsize.git.program import tracks
from ctxsize.golang.paths import with_directories
from ctxsize.needs.contexts import is_dockerfile
from ctxsize.needs.model import Needs
from ctxsize.needs.statement import Certainty
from ctxsize.rules.finding import Finding
from tools.evaluation import dirty

IGNORE_FILE = ".dockerignore"
_LOCAL = {
    ".env": "DEBUG=1\nPORT=8000\nJWT_SECRET=9fK2mX7qLw3ZtB8vRn5cYp1D\n",
    ".env.local": "API_URL=http://localhost:3000\n",
    ".aider.chat.history.md": "# aider chat started\n" * 200,
    ".claude/settings.local.json": '{"permissions": {"allow": []}}\n',
    ".claude/worktrees/w1/.git": "gitdir: /home/me/src/app/.git/worktrees/w1\n",
    ".claude/worktrees/w1/main.py": "print(1)\n" * 4000,
    ".cursor/rules": "be brief\n",
}
"""What work leaves besides, with its text."""
_SKIPPED = frozenset({".git", "node_modules", "vendor"})
_LONGEST_PAGE = 12_000
_WASTE = "CTX1"


@dataclass(slots=True)
class Seen:
    """What came out for one repository; each row is one line of a file."""

    name: str
    context: str = ""
    dockerfile: str = ""
    findings: list[list[str]] = field(default_factory=list)
    authors: list[list[str]] = field(default_factory=list)
    contradictions: list[list[str]] = field(default_factory=list)
    author_checked: bool = False
    failure: str = ""
    page: str = ""


def builds(tree: Path) -> Iterator[tuple[Path, Path]]:
    """Yield each Dockerfile with the context that its sources lie in: the repository, or its own directory."""
    for directory, below, names in os.walk(tree):
        below[:] = sorted(set(below) - _SKIPPED)
        for name in sorted(names):
            file = Path(directory) / name
            if is_dockerfile(file.relative_to(tree).as_posix()):
                yield from ((context, file) for context in dict.fromkeys((tree, file.parent)))


def choose(tree: Path) -> tuple[Path, Path] | None:
    """Return the context and the Dockerfile that take the most, all of whose sources are there."""
    best: tuple[tuple[int, int, int], tuple[Path, Path]] | None = None
    for context, file in builds(tree):
        try:
            report = analyze(str(context), dockerfile=str(file), excluded=False)
        except CtxsizeError:
            continue
        missing = sum(finding.rule.code == "CTX402" for finding in report.findings)
        rank = (missing, -report.received.bytes, len(file.parts))
        if best is None or rank < best[0]:
            best = rank, (context, file)
    return None if best is None else best[1]


def look_at(tree: Path, name: str) -> Seen:
    """Return what is said about one repository, clean and dirty."""
    seen = Seen(name)
    chosen = choose(tree)
    if chosen is None:
        seen.failure = "no Dockerfile can be read"
        return seen
    seen.context = chosen[0].relative_to(tree).as_posix()
    seen.dockerfile = chosen[1].relative_to(tree).as_posix()
    rows: dict[tuple[str, ...], list[str]] = {}
    with tempfile.TemporaryDirectory(prefix="ctxsize-") as around:
        for state in ("clean", "dirty"):
            copy = Path(around).resolve() / state
            shutil.copytree(tree, copy, symlinks=True)
            if state == "dirty":
                _work_in(copy)
            context, dockerfile = copy / seen.context, copy / seen.dockerfile
            for finding in analyze(str(context), dockerfile=str(dockerfile)).findings:
                rows.setdefault(_row(finding), []).append(state)
            seen.contradictions += [[name, state, *row] for row in _contradictions(context, dockerfile)]
            if state == "clean" and (context / IGNORE_FILE).is_file():
                seen.author_checked = True
                seen.authors = [[name, *row] for row in _against_author(context, dockerfile)]
    seen.findings = [
        [name, seen.context, seen.dockerfile, "+".join(states), *row] for row, states in sorted(rows.items())
    ]
    seen.page = _page(tree, seen)
    return seen


def _work_in(tree: Path) -> None:
    """Make a clone dirty: what tools install, build and cache, editors, agents, and a second checkout."""
    dirty(tree)
    for path, text in _LOCAL.items():
        file = tree / path
        # What `dirty` wrote holds nothing, and what is tracked stays as it is.
        if not file.exists() or not file.read_bytes().strip(b"\0"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")


def _row(finding: Finding) -> tuple[str, ...]:
    place = finding.path + (f":{finding.line}" if finding.line else "")
    sure = "certain" if finding.safe else "in doubt"
    return (
        finding.rule.code,
        place,
        finding.severity.value,
        sure,
        finding.suggestion or "",
        str(finding.bytes),
        finding.message,
        finding.advice,
    )


def _needs(request: Request) -> Needs:
    """Return what the builds of a context need, as the rules ask for it."""
    build = plan_on_both(request)
    tree = DiskSource(request.root)
    lookup = lookup_in(tree)
    names = [
        file.relative_to(request.root).as_posix()
        for _, file in builds(Path(request.root))
        if file.is_relative_to(request.root)
    ]

    def tracked(path: str) -> bool | None:
        return tracks(request.root, path)

    return needs_of(build, lookup, tracked, lambda: other_needs(build, lookup, tracked, list(dict.fromkeys(names))))


def _contradictions(context: Path, dockerfile: Path) -> Iterator[list[str]]:
    """Yield where a finding calls something waste and `--why` names a reader, or `--fix` decides otherwise."""
    request = Request.of(str(context), "buildkit", str(dockerfile), None, None, None)
    findings = [one for one in analyze(str(context), dockerfile=str(dockerfile)).findings if one.suggestion]
    findings = [one for one in findings if one.rule.code.startswith(_WASTE)]
    needs = _needs(request)
    rules = BuildRules(plan_on_both(request))
    try:
        proposal = propose(request, FixOptions())
        after = included(DiskSource(request.root), proposal.new)
    except CtxsizeError as error:
        yield ["", "", f"--fix refuses: {error}"]
        return
    received = {place for path in after for place in with_directories(path)}
    for one in findings:
        needed = needs.needed(one.path)
        if needed is not None:
            yield [one.rule.code, one.path, f"is waste, and {needed.words}"]
        says = [words for words in rules.reasons_for(one.path) if " reads " in words and not words.startswith("can be")]
        if says:
            yield [one.rule.code, one.path, f"is waste, and --why says: {says[0]}"]
        if one.safe and one.path in received:
            yield [
                one.rule.code,
                one.path,
                f"is certain, and --fix lets it in: {dict(proposal.kept).get(one.path, '')}",
            ]
        if not one.safe and one.path not in received:
            yield [one.rule.code, one.path, f"is in doubt ({one.doubt}), and --fix excludes it"]


def _against_author(context: Path, dockerfile: Path) -> Iterator[list[str]]:
    """Yield what the author keeps and we call waste with certainty, and what the author excludes and we call needed so."""
    request = Request.of(str(context), "buildkit", str(dockerfile), None, None, None)
    for one in analyze(str(context), dockerfile=str(dockerfile)).findings:
        if one.rule.code in {"CTX401", "CTX601", "CTX602"} and one.severity.value == "error":
            yield [
                "excluded by the author",
                one.rule.code,
                one.path + (f":{one.line}" if one.line else ""),
                one.message,
            ]
    theirs = (context / IGNORE_FILE).read_bytes()
    kept = included(DiskSource(request.root), theirs)
    places = {place for path in kept for place in with_directories(path)}
    (context / IGNORE_FILE).unlink()
    try:
        for one in analyze(str(context), dockerfile=str(dockerfile)).findings:
            if one.rule.code.startswith(_WASTE) and one.safe and one.path in places:
                yield ["kept by the author", one.rule.code, one.path, one.message]
        needs = _needs(request)
        every = included(DiskSource(request.root), b"")
        for path in sorted(every - places):
            statement = needs.needed(path)
            if statement is not None and statement.certainty is Certainty.CERTAIN and statement.verb != "takes":
                yield ["excluded by the author", "needed", path, statement.words]
    finally:
        (context / IGNORE_FILE).write_bytes(theirs)


def _page(tree: Path, seen: Seen) -> str:
    """Return what a judge reads: the files that the findings rest on."""
    parts = [f"# {seen.name}: `{seen.dockerfile}`, context `{seen.context}`"]
    context = tree / seen.context
    for file in (tree / seen.dockerfile, context / IGNORE_FILE, context / ".gitignore"):
        if file.is_file():
            text = file.read_text("utf-8", "replace")[:_LONGEST_PAGE]
            parts.append(f"## {file.relative_to(tree).as_posix()}\n\n```\n{text}\n```")
    parts.append("## The root\n\n" + " ".join(sorted(child.name for child in context.iterdir())))
    findings = (f"- [{row[3]}] {row[4]} {row[5]} ({row[6]}, {row[7]}): {row[10]} {row[11]}" for row in seen.findings)
    return "\n\n".join([*parts, "## Findings", "\n".join(findings)]) + "\n"


def _guarded(directory: Path, name: str) -> Seen:
    try:
        return look_at(directory / name.replace("/", "+"), name)
    except (CtxsizeError, OSError) as error:
        return Seen(name, failure=f"{type(error).__name__}: {error}")


_HEADS = {
    "findings": [
        *("repository", "context", "Dockerfile", "state", "code", "place", "severity", "certainty", "suggestion"),
        *("bytes", "message", "advice"),
    ],
    "authors": ["repository", "which", "code", "place", "words"],
    "contradictions": ["repository", "state", "code", "place", "words"],
}


def main() -> int:
    """Look at all, and write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", type=Path)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    os.environ.update({"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"})
    with (given.directory / "LIST.tsv").open(encoding="utf-8") as file:
        names = [row["repo"] for row in csv.DictReader(file, delimiter="\t")]
    names = [name for name in names if not given.only or name in given.only]
    (given.out / "pages").mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(given.jobs) as pool:
        found = list(pool.map(_guarded, repeat(given.directory), names))
    for kind, head in _HEADS.items():
        with (given.out / f"{kind}.tsv").open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, delimiter="\t", lineterminator="\n")
            rows.writerow(head)
            rows.writerows(row for seen in found for row in getattr(seen, kind))
    for seen in found:
        print(f"{seen.name}\t{seen.context}\t{seen.dockerfile}\t{len(seen.findings)} findings\t{seen.failure}")
        if seen.page:
            (given.out / "pages" / f"{seen.name.replace('/', '+')}.md").write_text(seen.page, "utf-8")
    print(f"{sum(seen.author_checked for seen in found)} with the author's own ignore file", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
