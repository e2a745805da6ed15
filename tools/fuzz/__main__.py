"""``python -m tools.fuzz``: all targets in turn, each for its share of the time; a crash or a slow input ends it with its bytes.

With atheris installed and ``--coverage TARGET`` one target is fuzzed guided by coverage; the options behind ``--`` are
libFuzzer's (``-max_total_time=600``, a directory for the corpus).
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
from tools.fuzz.targets import TARGETS, attempt

CORPUS = Path(__file__).parents[2] / "testdata/fuzz"
SLOW_SECONDS = 2.0
"""Of processor time; a machine with other work makes nothing slow by that."""


def main() -> int:
    """Fuzz, and return 1 if something was found."""
    words = argparse.ArgumentParser(prog="python -m tools.fuzz", description=__doc__)
    words.add_argument("--seconds", type=float, default=60, help="for all targets together")
    words.add_argument("--from", dest="seed", type=int, default=int(time.time()), help="the first seed")
    words.add_argument("--target", choices=[*TARGETS, "runs"], help="this one alone")
    words.add_argument("--coverage", choices=[*TARGETS], help="guided by coverage, with atheris")
    given, rest = words.parse_known_args()
    if given.coverage:
        return _guided(given.coverage, [word for word in rest if word != "--"])
    names = [given.target] if given.target else [*TARGETS, "runs"]
    return max(_plain(name, given.seed, given.seconds / len(names)) for name in names)


def _plain(name: str, seed: int, seconds: float) -> int:
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
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


def _guided(name: str, words: list[str]) -> int:
    try:
        import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]  # noqa: PLC0415 (it need not be installed)
    except ImportError:
        print("atheris is not installed: pip install atheris. Without --coverage the generators alone are used.")
        return 2
    atheris.instrument_all()
    corpus = CORPUS / name
    corpus.mkdir(parents=True, exist_ok=True)
    atheris.Setup([sys.argv[0], *words, str(corpus)], lambda data: attempt(TARGETS[name], data))
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
