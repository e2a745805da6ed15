"""Fuzzing guided by coverage: atheris in a process of its own for each target, watched until it finds nothing more.

Time is processor time, so that a busy machine does not make a run shorter. A run ends when it has had its share and has
found no new edge for a while, or at ten times the share; a crash, or an input that takes too long, ends it at once.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tools.fuzz.generate import PIECES, generate
from tools.fuzz.targets import TARGETS, attempt

CORPUS = Path(__file__).parents[2] / "testdata/fuzz"
SLOW_SECONDS = 2.0
"""Of processor time; a machine with other work makes nothing slow by that."""
_MOST_BYTES = 8192
_SPLICED = 0.5
_MOST_SHARES = 10


def fuzz(name: str, words: list[str]) -> int:
    """Fuzz one target in this process; the words are libFuzzer's, a directory for what is found among them."""
    try:
        import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]  # noqa: PLC0415 (it need not be installed)
    except ImportError:
        print("atheris is not installed: pip install -e '.[fuzz]'. Without --coverage the generators alone are used.")
        return 2
    atheris.instrument_all()
    target = TARGETS[name]

    def timed(data: bytes) -> None:
        begun = time.process_time()
        attempt(target, data)
        taken = time.process_time() - begun
        if taken > SLOW_SECONDS:
            message = f"{taken:.1f} s for {len(data)} bytes"
            raise AssertionError(message)

    def mutated(data: bytes, most: int, seed: int) -> bytes:
        return _mutated(name, data, most, seed, atheris.Mutate)

    corpus = CORPUS / name
    atheris.Setup([sys.argv[0], f"-max_len={_MOST_BYTES}", *words, str(corpus)], timed, custom_mutator=mutated)
    atheris.Fuzz()
    return 0


def _mutated(name: str, data: bytes, most: int, seed: int, mutate: Callable[[bytes, int], Any]) -> bytes:
    """Return the input changed as libFuzzer does it, or with pieces of the language in it, or another one."""
    chance = random.Random(seed)  # noqa: S311 (it is to be repeatable)
    if chance.random() > _SPLICED:
        return bytes(mutate(data, most))
    if chance.random() < 0.1:
        return generate(name, chance)[:most]
    at = chance.randint(0, len(data))
    until = at if chance.random() < 0.7 else chance.randint(at, len(data))
    piece = chance.choice(PIECES[name]) * (chance.choice((10, 200)) if chance.random() < 0.05 else 1)
    return (data[:at] + piece + data[until:])[:most]


def watch(name: str, seconds: float, quiet: float) -> int:
    """Fuzz a target in a process of its own for so many seconds of processor time, and tell what came of it.

    Args:
        name: the target.
        seconds: its share.
        quiet: the run goes on until no new edge was found for so long.

    Returns:
        1 if a crash or a slow input was found.

    """
    with tempfile.TemporaryDirectory(prefix="ctxsize-fuzz-") as found:
        words = ["--coverage", name, "--", f"-artifact_prefix={found}-", "-timeout=120", "-rss_limit_mb=2000", found]
        process = subprocess.Popen(
            [sys.executable, "-m", "tools.fuzz", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        return _watched(name, process, seconds, quiet)


def _watched(name: str, process: subprocess.Popen[str], seconds: float, quiet: float) -> int:
    assert process.stdout is not None
    edges = executions = 0
    newest = used = 0.0
    last: list[str] = []
    ended = False
    for line in process.stdout:
        last = [*last[-60:], line]
        told = re.match(r"#(\d+)\s+\S+\s+cov: (\d+)", line)
        if told is None:
            continue
        used = _processor_seconds(process.pid) or used
        executions = int(told[1])
        if int(told[2]) > edges:
            edges, newest = int(told[2]), used
        if (used >= seconds and used - newest >= quiet) or used >= _MOST_SHARES * seconds:
            ended = True
            process.terminate()
            break
    process.stdout.close()
    process.wait()
    print(
        f"{name}: {executions:,} executions, {edges:,} edges, {used:.0f} s of processor time, the last new edge at {newest:.0f} s",
        flush=True,
    )
    if not ended:
        print("".join(last))
    return 0 if ended else 1


def _processor_seconds(process: int) -> float | None:
    try:
        fields = Path(f"/proc/{process}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
