"""Measure, and write ``docs/performance.md``: ``python -m benchmarks --help``."""

from __future__ import annotations

import argparse
import compileall
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import ctxsize
from benchmarks import peers, trees
from benchmarks.client import docker_client
from benchmarks.measure import Command, Times, in_turn, instructions, peak_memory, system_calls
from ctxsize.context.native import form
from ctxsize.version import __version__

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
Row = tuple[str, ...]
START = "300 files"
BEYOND_START = "ctxsize, what it takes beyond 300 files"
FORTY, MILLION = "60,000 files, 40 patterns", "1,000,000 files, 40 patterns"
REACH = (
    (MILLION, "ctxsize", "du", 0.85),
    (FORTY, BEYOND_START, "du", 0.8),
    (MILLION, "ctxsize", peers.THREADS, 2.0),
    ("1,000,000 files, 400 patterns with 50 exceptions", "ctxsize", "du", 1.1),
    ("1,000,000 files, all received", "ctxsize", "du", 2.0),
    ("60,000 files, all received", BEYOND_START, "du", 2.0),
    (MILLION, "ctxsize --no-excluded", "du", 0.3),
    *((MILLION, "ctxsize", name, 1.0) for name in ("gdu", "dua", "dust", "ncdu")),
    (MILLION, "ctxsize", "diskus", 1.5),
    (START, "ctxsize --format json", "python -c pass", 4.0),
    ("Ten times the files", "3,000,000 files", "300,000 files", 10.5),
)
"""A tree, what of ctxsize is measured on it, against what, and how many times that it is to take at most."""


class Bench:
    """The measurements of one run, written down as they come."""

    def __init__(self, directory: Path, runs: int, limit: int | None, *, brief: bool = False) -> None:
        """Measure with trees in ``directory``, each program ``runs`` times.

        ``limit`` is the most files of a tree; ``brief`` leaves out what the table at the end does not need.
        """
        self.brief = brief
        self.directory = directory
        self.runs = runs
        self.limit = limit
        self.lines: list[str] = []
        self.middles: dict[str, dict[str, float]] = {}
        self.peak = 0.0

    def tree(self, size: str, ignore_lines: str = trees.LINES) -> Path:
        """Return a tree of this size, with this ignore file."""
        wanted = min(trees.FILES[size], self.limit or trees.FILES[size])
        root = self.directory / f"{size}-{wanted}"
        trees.make(root, size, wanted)
        (root / ".dockerignore").write_text(ignore_lines)
        return root

    def table(self, title: str, head: Row, rows: Sequence[Row]) -> None:
        """Write a table down, and print it."""
        lines = [f"\n## {title}\n", "| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
        lines += ["| " + " | ".join(row) + " |" for row in rows]
        print("\n".join(lines), flush=True)
        self.lines += lines

    def compare(self, title: str, commands: list[Command], against: str, *, memory: bool = False) -> None:
        """Run commands in turn, and write their times down beside that of one of them."""
        times = in_turn(commands, self.runs)
        self.middles[title] = {name: found.middle for name, found in times.items()}
        base = times[against].middle
        head: Row = ("program", "median s", "fastest to slowest", f"times {against}", "CPU s")
        peaks = {command.name: peak_memory(command) for command in commands} if memory else {}
        rows = [
            (*_row(command.name, times[command.name], base), *([f"{peaks[command.name]:.0f}"] if memory else []))
            for command in sorted(commands, key=lambda command: times[command.name].middle)
        ]
        self.table(title, (*head, "MiB, all processes") if memory else head, rows)

    def start_up(self) -> None:
        """Measure a project of 300 files against an interpreter that does nothing."""
        tree = self.tree("small")
        commands = [
            Command(name="python -c pass", words=[sys.executable, "-c", "pass"]),
            Command(name="ctxsize --format json", words=peers.ctxsize(str(tree), "--format", "json")),
            Command(name="ctxsize", words=peers.ctxsize(str(tree))),
            peers.pure(str(tree), "--format", "json"),
        ]
        self.compare(START, commands, "python -c pass")

    def walks(self, size: str) -> None:
        """Measure a large tree against what walks one."""
        many = self.directory / "ignore.400"
        many.write_text(trees.many_lines())
        tree = self.tree(size)
        json = ("--format", "json")
        files = f"{min(trees.FILES[size], self.limit or trees.FILES[size]):,} files"
        own = [
            Command(name="ctxsize", words=peers.ctxsize(str(tree), *json)),
            Command(name="ctxsize --no-excluded", words=peers.ctxsize(str(tree), "--no-excluded", *json)),
        ]
        own.append(peers.pure(str(tree), *json))
        walkers = [*peers.walkers(tree), peers.bare_walk(tree), *peers.threads_of_c(self.directory, tree)]
        self.compare(f"{files}, 40 patterns", [*own, *walkers], "du", memory=True)
        self.memory(f"{files}, 40 patterns: memory", tree)
        if not self.brief:
            ignore_file = tree / ".dockerignore"
            others = peers.matching_walkers(tree, ignore_file, slow=size == "large")
            self.compare(f"{files}, 40 patterns: what walks by an ignore file", [own[0], *others], "ctxsize")
        self.tree(size, trees.many_lines())
        beside = [own[0], own[-1], *peers.walkers(tree)[:1]]
        self.compare(f"{files}, 400 patterns with 50 exceptions", beside, "du")
        self.tree(size, "")
        self.compare(f"{files}, all received", beside, "du")
        if not self.brief:
            self.senders_and_matchers(size, tree, many, files)
        self.tree(size)

    def senders_and_matchers(self, size: str, tree: Path, many: Path, files: str) -> None:
        """Measure a tree of which all is received against what sends it, and the matching alone against what matches."""
        slow = size == "large"
        own = Command(name="ctxsize", words=peers.ctxsize(str(tree), "--format", "json"))
        with docker_client(tree, slow=slow) as client:
            if client is not None:
                self.compare(f"{files}, all received: sending them", [own, client], client.name)
        self.tree(size)
        paths = self.directory / f"{size}.paths"
        with paths.open("w") as stream:
            for directory, _, names in os.walk(tree):
                place = str(Path(directory).relative_to(tree))
                stream.writelines(f"{name if place == '.' else f'{place}/{name}'}\n" for name in sorted(names))
        self.compare(f"{files}, 400 patterns: matching alone", peers.matchers(paths, many, slow=slow), "ctxsize")

    def memory(self, title: str, tree: Path) -> None:
        """Measure how much memory each kind of run takes."""
        runs = {"text": (), "JSON": ("--format", "json"), "budget": ("--budget", "1GB", "--quiet")}
        peaks = {
            name: peak_memory(Command(name=name, words=peers.ctxsize(str(tree), *words)))
            for name, words in runs.items()
        }
        self.peak = max(self.peak, *peaks.values())
        self.table(title, ("run", "MiB, all processes"), [(name, f"{peak:.0f}") for name, peak in peaks.items()])

    def growth(self) -> None:
        """Measure what ten times the files take."""
        commands = []
        for files in trees.GROWTH:
            root = self.directory / f"large-{files}"
            trees.make(root, "large", files)
            commands.append(Command(name=f"{files:,} files", words=peers.ctxsize(str(root), "--format", "json")))
        self.compare("Ten times the files", commands, commands[0].name, memory=True)

    def since_a_commit(self) -> None:
        """Measure what a comparison with a commit adds to the plain analysis."""
        tracked = min(trees.TRACKED, self.limit or trees.TRACKED)
        root = self.directory / f"tracked-{tracked}"
        trees.repository(root, tracked)
        commands = [
            Command(name="ctxsize", words=peers.ctxsize(str(root), "--format", "json")),
            Command(name="ctxsize --compare", words=peers.ctxsize(str(root), "--format", "json", "--compare", "main")),
        ]
        self.compare(f"{tracked:,} tracked files, compared with a commit", commands, "ctxsize")

    def counters(self, sizes: list[str]) -> None:
        """Count what does not depend on how busy the machine is."""
        rows = []
        for size in sizes:
            tree = self.tree(size)
            wanted = min(trees.FILES[size], self.limit or trees.FILES[size])
            pure = system_calls(peers.pure(str(tree), "--format", "json"))
            calls = system_calls(Command(name="ctxsize", words=peers.ctxsize(str(tree), "--format", "json")))
            du = system_calls(Command(name="du", words=["du", "-sb", str(tree)]))
            rows.append((f"{wanted:,} files", "system calls", _number(calls), _number(pure), _number(du)))
        words = (str(self.tree("small")), "--format", "json")
        taken = instructions(Command(name="ctxsize", words=peers.ctxsize(*words)))
        pure = instructions(peers.pure(*words))
        nothing = instructions(Command(name="pass", words=[sys.executable, "-c", "pass"]))
        rows.append(
            ("300 files", "instructions", _number(taken), _number(pure), f"{_number(nothing)} (python -c pass)")
        )
        self.table("Counters", ("tree", "what", "ctxsize", peers.PURE, "du"), rows)

    def reach(self) -> None:
        """Say what was to be reached, and what was, as far as it has been measured."""
        rows = []
        for title, name, against, most in REACH:
            found = self.middles.get(title, {})
            start = self.middles[START]["ctxsize --format json"] if name == BEYOND_START else 0.0
            own = found.get("ctxsize" if name == BEYOND_START else name)
            if own is None or against not in found:
                continue
            reached = (own - start) / found[against]
            pure = found.get(peers.PURE)
            beside = "" if pure is None or "no-excluded" in name else f"{(pure - start) / found[against]:.2f}"
            rows.append((title, name, against, f"{most:.2f}", f"{reached:.2f}", beside))
        if self.peak:
            rows.append(("the largest tree with an ignore file", "memory", "", "60 MiB", f"{self.peak:.0f} MiB", ""))
        self.table("Reach", ("tree", "what", "against", "at most", "reached", peers.PURE), rows)


def _number(value: int | None) -> str:
    return "not to be had here" if value is None else f"{value:,}"


def _row(name: str, times: Times, base: float) -> Row:
    spread = f"{min(times.wall):.2f} to {max(times.wall):.2f}"
    return name, f"{times.middle:.3f}", spread, f"{times.middle / base:.2f}", f"{sum(times.cpu) / len(times.cpu):.2f}"


def _machine() -> str:
    model = ""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        model = next(
            (line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line), ""
        )
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{processors} processors{f' ({model})' if model else ''}, {platform.system()} {platform.release()}"


def main() -> None:
    """Measure what the options say."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--trees", type=Path, help="keep the trees in this directory, for the next time")
    parser.add_argument(
        "--size",
        choices=["small", "medium", "large"],
        action="append",
        help="default: all; repeatable; large ones take ten minutes and four million files",
    )
    parser.add_argument("--runs", type=int, default=5, help="how often each program runs")
    parser.add_argument("--most-files", type=int, help="make smaller trees, to try the benchmark itself")
    parser.add_argument("--brief", action="store_true", help="only what the table at the end says was to be reached")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name}")
    given = parser.parse_args()
    sizes = given.size or ["small", "medium", "large"]
    directory = given.trees or Path(tempfile.mkdtemp(prefix="ctxsize-bench-"))
    directory.mkdir(parents=True, exist_ok=True)
    # As pip does when it installs: reading sources is not what is measured.
    compileall.compile_dir(Path(ctxsize.__file__).parent, quiet=1)
    try:
        bench = Bench(directory, given.runs, given.most_files, brief=given.brief)
        bench.start_up()
        if not given.brief:
            bench.since_a_commit()
        for size in sizes:
            if size != "small":
                bench.walks(size)
        if "large" in sizes and not given.most_files:
            bench.growth()
        bench.counters([size for size in sizes if size != "large"])
        bench.reach()
    finally:
        if given.trees is None:
            shutil.rmtree(directory)
    absent = peers.missing()
    head = [
        "# Performance",
        "",
        "Made by `python -m benchmarks --write`. All programs ran in turn on warm caches; the ratios say more than the seconds.",
        "Every run of ctxsize computes both builders' exact bytes, all findings and the report. `os.scandir and stat` is the least",
        "that a Python program can do: it lists each directory, asks for the status of each file, adds up the sizes, and that is all;",
        "the two threads of C do the same without Python. `ctxsize` runs with its compiled loops where they were built; the rows",
        "called pure Python are the same program without them (`CTXSIZE_PURE=1`).",
        "",
        f"Machine: {_machine()}. Load when it ended: {os.getloadavg()[0]:.1f}.",
        f"Programs: ctxsize {__version__} ({form()}); {'; '.join(peers.versions())}.",
        *([f"Not installed: {', '.join(absent)}."] if absent else []),
    ]
    if given.write:
        PAGE.write_text("\n".join([*head, *bench.lines]).rstrip() + "\n")


if __name__ == "__main__":
    main()
