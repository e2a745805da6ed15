"""Generated builds: repositories of git with several Dockerfiles that take all sorts of things from them.

    python -m tools.builds 1000 [--from SEED]

writes an ignore file for each and says what any of the Dockerfiles then lacks that it had before, on either builder.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import ctxsize
from ctxsize.build.request import Request
from ctxsize.errors import CtxsizeError
from ctxsize.fix.block import FixOptions, Source, Style
from ctxsize.fix.plan import propose
from ctxsize.ignore.parse import IGNORE_FILE
from tools.repositories import Repository

LOST = {"CTX401", "CTX402", "CTX403"}
"""Findings about sources that do not arrive."""
DOCKERFILES = ["Dockerfile", "two.Dockerfile", "src/Dockerfile"]
IMAGES = ["scratch", "node", "golang:1.22"]
COMMANDS = ["npm ci && npm run build", "go build .", "make", "git describe"]


def dockerfile(chance: random.Random, files: list[str]) -> Iterator[str]:
    """Yield the lines of a Dockerfile that takes some of these files."""
    for stage in range(chance.choice([1, 1, 2, 3])):
        yield f"FROM {chance.choice(IMAGES)} AS stage{stage}"
        for number in range(chance.randrange(4)):
            source = _source(chance, files)
            if chance.random() < 0.1 and "*" not in source:
                yield f"RUN --mount=type=bind,source={source},target=/m true"
            else:
                yield f"{chance.choice(['COPY', 'COPY', 'ADD'])} {source} /{number}/"
        if chance.random() < 0.3:
            yield f"RUN {chance.choice(COMMANDS)}"


def _source(chance: random.Random, files: list[str]) -> str:
    above, _, name = chance.choice(files).rpartition("/")
    kind = chance.random()
    if kind < 0.15:
        return "."
    if kind < 0.3:
        name = chance.choice(["*", "*.c", "*.log", "b*"])
    elif kind < 0.4:
        return above or "."
    return f"{above}/{name}" if above else name


def broken(repository: Repository, seed: int) -> str:
    """Fix one case; return what that breaks, empty where nothing is."""
    context = repository.become(seed).context
    root = repository.root / context
    chance = random.Random(seed)  # noqa: S311 (the same case for a seed)
    files = [file.removeprefix(f"{context}/") for file in sorted(repository.files(context)) if _is_plain(file)]
    if not files:
        return ""
    dockerfiles = DOCKERFILES[: 2 if (root / "src").is_file() else chance.choice([1, 2, 3])]
    for name in dockerfiles:
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("\n".join(dockerfile(chance, files)) + "\n")
    orders = FixOptions(
        source=chance.choice(list(Source)),
        style=chance.choice([Style.DENY, Style.DENY, Style.ALLOW]),
        unsafe=chance.random() < 0.5,
        tidy=chance.random() < 0.3,
    )
    request = Request.of(str(root), chance.choice(["buildkit", "legacy"]), None, None, None, None)
    before = _lacking(root, dockerfiles)
    try:
        proposal = propose(request, orders)
    except CtxsizeError:
        return ""  # the build is refused as it is, or an allow-list is of no use
    (root / IGNORE_FILE).write_bytes(proposal.new)
    faults = [f"{name}: {fault}" for name, fault in sorted(_lacking(root, dockerfiles) - before)]
    if propose(request, orders).new != proposal.new:
        faults.append("a second run changes something")
    return f"seed {seed}, {request.builder.value}, {orders}: {'; '.join(faults[:5])}" if faults else ""


def _is_plain(path: str) -> bool:
    return path.isascii() and path.replace("/", "").replace(".", "").replace("_", "").isalnum() and ".git" not in path


def _lacking(root: Path, dockerfiles: Iterable[str]) -> set[tuple[str, str]]:
    """Return what is said of sources that do not arrive, or arrive empty, by Dockerfile and builder."""
    found: set[tuple[str, str]] = set()
    for name in dockerfiles:
        for builder in ("buildkit", "legacy"):
            try:
                report = ctxsize.analyze(str(root), builder, dockerfile=str(root / name))
            except CtxsizeError as error:
                found.add((name, f"{builder}: {error}"))
                continue
            # What stands behind the colon is the line that does it, which may be another now.
            found |= {
                (name, f"{builder}: {finding.message.partition(':')[0]}")
                for finding in report.findings
                if finding.rule.code in LOST
            }
            found |= {(name, f"{builder}: {path} arrives empty") for path, _ in report.arrives_empty}
    return found


def all_broken(seeds: Iterable[int]) -> Iterator[str]:
    """Yield what is broken in these cases; one repository serves for all of them."""
    with tempfile.TemporaryDirectory(prefix="ctxsize-") as directory:
        repository = Repository(Path(directory).resolve())
        repository.speak_for_itself()
        yield from filter(None, (broken(repository, seed) for seed in seeds))


def main() -> int:
    """Try many cases and print what is broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int)
    parser.add_argument("--from", dest="first", type=int, default=0)
    given = parser.parse_args()
    count = 0
    for fault in all_broken(range(given.first, given.first + given.count)):
        count += 1
        print(fault, flush=True)
    print(f"{given.count} builds, {count} broken")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
