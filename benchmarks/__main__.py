"""Measure, and write ``docs/performance.md``: ``python -m benchmarks --help``."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import peers, trees
from benchmarks.client import docker_client
from benchmarks.measure import Command, Times, in_turn, instructions, peak_memory, system_calls

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
Row = tuple[str, ...]


class Bench:
    """The measurements of one run, written down as they come."""

    def __init__(self, directory: Path, runs: int, limit: int | None) -> None:
        """Measure with trees in ``directory``, each program ``runs`` times; ``limit`` is the most files of a tree."""
        self.directory = directory
        self.runs = runs
        self.limit = limit
        self.lines: list[str] = []

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
        ]
        self.compare("300 files", commands, "python -c pass")

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
        slow = size == "large"
        walkers = [*peers.walkers(tree), peers.bare_walk(tree)]
        self.compare(f"{files}, 40 patterns", [*own, *walkers], "du", memory=True)
        self.memory(f"{files}, 40 patterns: memory", tree)
        few = tree / ".dockerignore"
        self.compare(
            f"{files}, 40 patterns: what walks by an ignore file",
            [own[0], *peers.matching_walkers(tree, few, slow=slow)],
            "ctxsize",
        )
        self.tree(size, trees.many_lines())
        self.compare(f"{files}, 400 patterns with 50 exceptions", [own[0], *peers.walkers(tree)[:1]], "du")
        self.tree(size, "")
        self.compare(f"{files}, all received", [own[0], *peers.walkers(tree)[:1]], "du")
        with docker_client(tree, slow=slow) as client:
            if client is not None:
                self.compare(f"{files}, all received: sending them", [own[0], client], client.name)
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
            calls = system_calls(Command(name="ctxsize", words=peers.ctxsize(str(tree), "--format", "json")))
            du = system_calls(Command(name="du", words=["du", "-sb", str(tree)]))
            rows.append((f"{wanted:,} files", "system calls", _number(calls), _number(du)))
        words = peers.ctxsize(str(self.tree("small")), "--format", "json")
        taken = instructions(Command(name="ctxsize", words=words))
        nothing = instructions(Command(name="pass", words=[sys.executable, "-c", "pass"]))
        rows.append(("300 files", "instructions", _number(taken), f"{_number(nothing)} (python -c pass)"))
        self.table("Counters", ("tree", "what", "ctxsize", "du"), rows)


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
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name}")
    given = parser.parse_args()
    sizes = given.size or ["small", "medium", "large"]
    directory = given.trees or Path(tempfile.mkdtemp(prefix="ctxsize-bench-"))
    directory.mkdir(parents=True, exist_ok=True)
    try:
        bench = Bench(directory, given.runs, given.most_files)
        bench.start_up()
        bench.since_a_commit()
        for size in sizes:
            if size != "small":
                bench.walks(size)
        if "large" in sizes and not given.most_files:
            bench.growth()
        bench.counters([size for size in sizes if size != "large"])
    finally:
        if given.trees is None:
            shutil.rmtree(directory)
    absent = peers.missing()
    head = [
        "# Performance",
        "",
        "Made by `python -m benchmarks --write`. All programs ran in turn on warm caches; the ratios say more than the seconds.",
        "Every run of ctxsize computes both builders' exact bytes, all findings and the report. `os.scandir and stat` is the least",
        "that a Python program can do: it lists each directory, asks for the status of each file, adds up the sizes, and that is all.",
        "",
        f"Machine: {_machine()}. Load when it ended: {os.getloadavg()[0]:.1f}.",
        f"Programs: {'; '.join(peers.versions())}.",
        *([f"Not installed: {', '.join(absent)}."] if absent else []),
    ]
    if given.write:
        PAGE.write_text("\n".join([*head, *bench.lines]).rstrip() + "\n")


if __name__ == "__main__":
    main()
