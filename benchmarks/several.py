"""All builds of a large repository beside its largest build alone: processor time, and system calls by kind.

``python -m benchmarks.several`` makes a repository of 50 Dockerfiles and 100,000 files and prints a table. The aim: all
builds take at most 1.5 times the processor time of the largest, and each directory is listed once.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Command, in_turn

BUILDS = 50
FILES = 100_000
_SHARED = 10
"""Of so many parts of the files one is shared by all builds."""
_PER_DIRECTORY = 50
_CALLS = "getdents64,newfstatat,lstat,stat,statx"


def make(top: Path, *, builds: int = BUILDS, files: int = FILES) -> None:
    """Make a repository: a Compose file, a service in each directory, what they share, and one ignore file for all."""
    top.mkdir(parents=True)
    services = [f"service-{number:02}" for number in range(builds)]
    lines = ["services:\n"]
    for service in services:
        home = top / "services" / service
        home.mkdir(parents=True)
        (home / "Dockerfile").write_text(
            f"FROM alpine\nCOPY shared /app/shared\nCOPY services/{service} /app\nRUN cd /app && ./run\n"
        )
        lines.append(f"  {service}: {{build: {{context: ., dockerfile: services/{service}/Dockerfile}}}}\n")
    (top / "Dockerfile").write_text("FROM alpine\nCOPY . /app\n")
    lines.append("  whole: {build: .}\n")
    (top / "compose.yaml").write_text("".join(lines))
    (top / ".dockerignore").write_text("*.log\n**/node_modules\n")
    for number in range(files):
        place = number % (builds + builds // _SHARED)
        part = top / "services" / services[place] if place < builds else top / "shared"
        home = part / "src" / f"part-{number // (builds * _PER_DIRECTORY):03}"
        if not home.exists():
            home.mkdir(parents=True)
        with (home / f"file-{number}.txt").open("wb") as file:
            file.truncate(200 + number % 4000)


def calls(words: list[str], directory: Path) -> dict[str, int]:
    """Return how often each of the calls is made that look at the disk; nothing where there is no strace."""
    strace = shutil.which("strace")
    if strace is None:
        return {}
    with tempfile.NamedTemporaryFile("r") as summary:
        subprocess.run(
            [strace, "-f", "-c", "-e", f"trace={_CALLS}", "-o", summary.name, *words],
            cwd=directory,
            stdout=subprocess.DEVNULL,
            check=False,
        )
        rows = re.findall(r"^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)(?:\s+\d+)?\s+(\w+)$", summary.read(), re.MULTILINE)
    return {name: int(number) for number, name in rows if name != "total"}


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--directory", type=Path, help="where the repository is kept; a temporary one if not given")
    parser.add_argument("--files", type=int, default=FILES)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        top = given.directory or Path(temporary) / "monorepo"
        if not top.exists():
            make(top, files=given.files)
        own = [sys.executable, "-m", "ctxsize", "--format", "json"]
        commands = {"the largest build alone": own, f"all {BUILDS + 1} builds": [*own, "--all"]}
        times = in_turn(
            [Command(name=name, words=words, directory=top) for name, words in commands.items()], given.runs
        )
        first = min(next(iter(times.values())).cpu)
        for name, words in commands.items():
            cpu = min(times[name].cpu)
            counted = ", ".join(f"{number:,} {call}" for call, number in sorted(calls(words, top).items()))
            print(f"{name}: {cpu:.2f} s of processor time ({cpu / first:.2f} times), {counted}")


if __name__ == "__main__":
    main()
