"""``python -m tools.fuzz``: all targets in turn, each for its share of the time; a crash or a slow input ends it with its bytes.

With atheris installed, ``--guided`` fuzzes guided by coverage: each target for ``--seconds`` of processor time, and until
nothing new was found for ``--quiet`` seconds. ``--pump`` looks for what is slower than linear. ``--coverage TARGET`` is libFuzzer itself; what is behind ``--`` are its options.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import random
import sys
import tempfile
import time
import traceback
from pathlib import Path
from unittest import mock

from tools.fuzz.generate import generate
from tools.fuzz.guided import SLOW_SECONDS, fuzz, watch
from tools.fuzz.pump import pump
from tools.fuzz.targets import TARGETS, attempt


def main() -> int:
    """Fuzz, and return 1 if something was found."""
    words = argparse.ArgumentParser(prog="python -m tools.fuzz", description=__doc__)
    words.add_argument(
        "--seconds", type=float, default=60, help="for all targets together; with --guided for each of them"
    )
    words.add_argument("--executions", type=int, help="so many of each instead")
    words.add_argument("--from", dest="seed", type=int, default=int(time.time()), help="the first seed")
    words.add_argument("--target", choices=[*TARGETS, "runs"], action="append", help="these alone")
    words.add_argument("--guided", action="store_true", help="guided by coverage, with atheris")
    words.add_argument("--pump", action="store_true", help="pieces repeated to 60 kB: what is slower than linear?")
    words.add_argument("--quiet", type=float, default=180, help="with --guided: until so long nothing new was found")
    words.add_argument("--coverage", choices=[*TARGETS], help="libFuzzer on this target")
    given, rest = words.parse_known_args()
    if given.coverage:
        return fuzz(given.coverage, [word for word in rest if word != "--"])
    names = given.target or [*TARGETS, "runs"]
    if given.guided:
        return max(watch(name, given.seconds, given.quiet) for name in names if name in TARGETS)
    if given.pump:
        return max(pump(name, given.seconds, given.seed) for name in names if name in TARGETS)
    return max(_plain(name, given.seed, given.seconds / len(names), given.executions) for name in names)


def _plain(name: str, seed: int, seconds: float, executions: int | None) -> int:
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end if executions is None else count < executions:
        chance = random.Random(seed + count)  # noqa: S311 (it is to be repeatable)
        begun = time.process_time()
        data = b"" if name == "runs" else generate(name, chance)
        try:
            if name == "runs":
                whole_run(chance)
            else:
                attempt(TARGETS[name], data)
        except Exception:  # noqa: BLE001 (this is what is looked for)
            print(f"{name}, --from {seed + count}: {data!r}\n{traceback.format_exc()}")
            return 1
        if time.process_time() - begun > SLOW_SECONDS:
            print(f"{name}, --from {seed + count}: {time.process_time() - begun:.1f} s for {data!r}")
            return 1
        count += 1
    print(f"{name}: {count:,} executions from seed {seed}, no crash, none above {SLOW_SECONDS:g} s")
    return 0


def whole_run(chance: random.Random) -> None:
    """Make a small random tree, and look at it in a random mode."""
    from ctxsize.cli import main as ctxsize  # noqa: PLC0415 (it changes how the process takes signals)

    with tempfile.TemporaryDirectory(prefix="ctxsize-fuzz-") as name:
        root = Path(name)
        for _ in range(chance.randint(0, 8)):
            path = root / "/".join(
                chance.choices(["a", "b", "é", "-x", "##[x", "x\ny", ".env", "node_modules"], k=chance.randint(1, 3))
            )
            with contextlib.suppress(OSError):
                path.parent.mkdir(parents=True, exist_ok=True)
                if chance.random() < 0.2:
                    path.symlink_to(chance.choice(["/dev/zero", "..", "a", "nowhere", "/etc/passwd"]))
                else:
                    path.write_bytes(chance.randbytes(chance.randint(0, 50)))
        files = {
            "Dockerfile": "dockerfile",
            ".dockerignore": "ignore_file",
            ".gitignore": "gitignore",
            ".ctxsize.toml": "configuration",
        }
        for file, kind in files.items():
            if chance.random() < 0.7:
                (root / file).write_bytes(
                    b"FROM scratch\nCOPY . /\n" * (file == "Dockerfile") + generate(kind, chance)[:2000]
                )
        mode = chance.choice(
            [[], ["--diff"], ["--fix"], ["--list"], ["--builder", "legacy"], ["--format", "json"], ["--write-baseline"]]
        )
        with (
            mock.patch.object(sys, "argv", ["ctxsize", *mode, name]),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()) as said,
            contextlib.suppress(SystemExit),
            contextlib.chdir(name),
        ):
            ctxsize()
        if "This is a bug" in said.getvalue():
            raise AssertionError(said.getvalue())


if __name__ == "__main__":
    sys.exit(main())
