"""Measuring whole processes: time, memory of all of them together, system calls, instructions."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A program to be measured: its name for people, its words, its working directory.

    ``slow`` is whether it takes so long that it runs just once.
    """

    name: str
    words: Sequence[str]
    directory: Path | None = None
    environment: dict[str, str] | None = None
    slow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Seconds of several runs: on the clock, and on all processors together."""

    wall: tuple[float, ...]
    cpu: tuple[float, ...]

    @property
    def middle(self) -> float:
        """The median on the clock."""
        return median(self.wall)


def in_turn(commands: Sequence[Command], runs: int) -> dict[str, Times]:
    """Run all commands in turn, ``runs`` times and once before that counts, so that each meets the same machine.

    Slow ones run in the last round only.
    """
    wall: dict[str, list[float]] = {command.name: [] for command in commands}
    cpu: dict[str, list[float]] = {command.name: [] for command in commands}
    for number in range(runs + 1):
        for command in commands:
            if command.slow and number < runs:
                continue
            seconds, used = once(command)
            if number:
                wall[command.name].append(seconds)
                cpu[command.name].append(used)
    return {name: Times(wall=tuple(wall[name]), cpu=tuple(cpu[name])) for name in wall}


def once(command: Command) -> tuple[float, float]:
    """Run a command; return the seconds on the clock and on all processors.

    Raises:
        RuntimeError: if it fails.

    """
    before = os.times()
    start = time.perf_counter()
    result = subprocess.run(
        command.words,
        cwd=command.directory,
        env={**os.environ, **(command.environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    seconds = time.perf_counter() - start
    after = os.times()
    if result.returncode not in {0, 1}:
        raise RuntimeError(f"{command.name} ended with {result.returncode}: {result.stderr.decode()[-500:]}")
    return seconds, after.children_user + after.children_system - before.children_user - before.children_system


def peak_memory(command: Command) -> float:
    """Return the most MiB that a command's processes had at a time: pages that they share are counted once."""
    process = subprocess.Popen(
        command.words,
        cwd=command.directory,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    peak = 0
    ended = threading.Event()

    def wait() -> None:
        process.wait()
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    while not ended.wait(0.01):
        peak = max(peak, sum(map(_share, [process.pid, *_children(process.pid)])))
    return peak / 1024


def _share(pid: int) -> int:
    try:
        found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) if found else 0


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def system_calls(command: Command) -> int | None:
    """Return how many system calls a command makes, by strace; ``None`` where that does not run."""
    if shutil.which("strace") is None:
        return None
    with tempfile.NamedTemporaryFile("r", prefix="ctxsize-") as summary:
        result = subprocess.run(
            ["strace", "-f", "-c", "-o", summary.name, *command.words],
            cwd=command.directory,
            env={**os.environ, **(command.environment or {})},
            capture_output=True,
            check=False,
        )
        found = re.search(r"^100\.00\s+\S+\s+(?:\d+\s+)?(\d+)\s+(?:\d+\s+)?total", summary.read(), re.MULTILINE)
    return int(found[1]) if result.returncode in {0, 1} and found else None


def instructions(command: Command) -> int | None:
    """Return how many instructions a command takes, by callgrind; ``None`` where that does not run."""
    if shutil.which("valgrind") is None:
        return None
    result = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command.words],
        cwd=command.directory,
        env={**os.environ, **(command.environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"Collected : (\d+)", result.stderr)
    return int(found[1]) if found else None
