"""``python -m tools.forms``: random contexts, each scanned by the compiled form and by Python's; a difference ends it.

Every entry goes through the compiled loops, also in the small contexts that are left to Python otherwise. It is meant to
run for a while, also with a module that was built with AddressSanitizer.
"""

from __future__ import annotations

import argparse
import os
import random
import socket
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest import mock

from ctxsize.analysis.run_rules import BuildRules
from ctxsize.build.plan import plan_on_both
from ctxsize.build.request import Request
from ctxsize.context import disk, native
from ctxsize.context.entry import Measured
from ctxsize.errors import CtxsizeError
from ctxsize.golang.paths import BadPatternError
from ctxsize.scan import frame
from ctxsize.scan.scan import Scan, scan, scan_excluded, scan_received
from tools.fuzz.generate import generate

STEMS = [
    *("a", "b", "ab", "build", "node_modules", "src", "keep", "log", ".env", "id_rsa", "secrets", "core", "Dockerfile"),
    *(
        ".dockerignore",
        ".git",
        "..x",
        "...",
        "a.b",
        "é",
        "x\ny",
        "A",
        "LICENSE",
        "credentials",
        "n" * 90,
        "[a]",
        "a b",
        "*",
    ),
]
ENDINGS = ["", "", "", ".py", ".PY", ".log", ".pem", ".env", ".tar.gz", ".d.ts", ".", ".é", ".Key", ".sqlite", ".bak"]
SIZES = [0, 1, 5, 127, 128, 511, 512, 513, 16_383, 16_384, 32_768, 32_769, 65_536, 1 << 21, 9_000_000, (1 << 33) + 1]
TIMES = [0, 72_057_593, 72_057_594, 1_700_000_000, 1_700_000_000, 1_700_000_000, (1 << 33) - 1, 1 << 33, -5]
MODES = [0o644, 0o644, 0o644, 0o755, 0o444, 0o600, 0o4755, 0o000]
LINES = [
    *(
        "*",
        "**",
        "*.{0}",
        "{0}",
        "**/{0}",
        "{0}/**",
        "!{0}",
        "!**/{0}",
        "!{0}/*",
        "**/*{0}",
        "{0}*",
        "*/{0}",
        "**/*.p?",
    ),
    *(
        "{0}?",
        "[a-c]*",
        "!*.[pl]*",
        "**/[a-z]*/{0}",
        "!**/*.log",
        "**/a*b*",
        "{0}/*/{0}",
        "!{0}*/**/x*",
        "**/*.*",
        "!.*",
    ),
    *("a\\*", "**b/**", "[^a]", "{0}|b", "!**"),
]
DOCKERFILES = ["COPY . /", "COPY a b* /x/", "COPY src/ /", "COPY --from=0 /x /", "ADD *.log /", ""]


@contextmanager
def form(*, compiled: bool) -> Iterator[None]:
    """Let one form answer, for every entry; the compiled one must have been built."""
    used = native.native if compiled else None
    with (
        mock.patch.object(disk, "native", used),
        mock.patch.object(frame, "native", used),
        mock.patch.object(frame, "_COMPILED_FROM", 0),
    ):
        yield


def make(root: Path, chance: random.Random) -> None:
    """Make a random context."""
    made: list[str] = []
    directories = [str(root)]
    for _ in range(chance.randint(0, 6)):
        inner = f"{chance.choice(directories)}/{_name(chance)}"
        with suppress(OSError):
            os.mkdir(inner)  # noqa: PTH102 (names with stray bytes)
            directories.append(inner)
    for _ in range(chance.randint(0, 60)):
        path = f"{chance.choice(directories)}/{_name(chance)}{chance.choice(ENDINGS)}"
        with suppress(OSError):
            _entry(path, chance, made)
    lines = [chance.choice(LINES).format(chance.choice(STEMS)) for _ in range(chance.randint(0, 12))]
    ignore = "\n".join(lines).encode("utf-8", "surrogateescape")
    if chance.random() < 0.1:
        ignore += b"\n" + generate("ignore_file", chance)[:300]
    _replace(root / ".dockerignore", ignore)
    _replace(root / "Dockerfile", f"FROM scratch\n{chance.choice(DOCKERFILES)}\n".encode())


def _replace(file: Path, content: bytes) -> None:
    with suppress(FileNotFoundError, IsADirectoryError):
        file.unlink()
    with suppress(IsADirectoryError):
        file.write_bytes(content)


def _name(chance: random.Random) -> str:
    name = chance.choice(STEMS) + chance.choice(["", "", "", str(chance.randint(0, 99))])
    return name + "\udcff" if chance.random() < 0.01 else name


def _entry(path: str, chance: random.Random, made: list[str]) -> None:
    kind = chance.random()
    if kind < 0.05 and made:
        os.link(chance.choice(made), path)
    elif kind < 0.1:
        os.symlink(chance.choice(["a", "/etc", "nowhere"]), path)  # noqa: PTH211 (names with stray bytes)
    elif kind < 0.13:
        os.mkfifo(path)
    elif kind < 0.15:
        with socket.socket(socket.AF_UNIX) as made_socket:
            made_socket.bind(path)
    else:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        os.ftruncate(handle, chance.choice(SIZES) if kind < 0.5 else chance.randint(0, 3000))
        os.fchmod(handle, chance.choice(MODES))
        if chance.random() < 0.05:
            with suppress(OSError):
                os.setxattr(handle, "user.note", b"x")
        seconds = chance.choice(TIMES)
        os.utime(handle, ns=(0, seconds * 10**9 + chance.choice([0, 37_927_935, 37_927_936, 999_999_999])))
        os.close(handle)
        made.append(path)


def answers(root: Path, builder: str) -> list[object]:
    """Return all that scans say of a context, or how they fail."""
    told: list[object] = []
    try:
        plan = plan_on_both(Request.of(str(root), builder, None, None, None, None))
    except (CtxsizeError, BadPatternError) as error:
        return [str(error)]
    for ask in (
        lambda: _values(scan(plan, BuildRules(plan).interest())),
        lambda: _values(scan(plan, BuildRules(plan).interest(), processes=2)),
        lambda: _values(scan(plan, BuildRules(plan).interest(excluded=False))),
        lambda: _values(scan(plan, BuildRules(plan).interest().replace(tree=5))),
        lambda: scan_received(plan.main, listing=True),
        lambda: scan_excluded(plan.main),
        lambda: entries(str(root)),
    ):
        try:
            told.append(ask())
        except (CtxsizeError, BadPatternError) as error:
            told.append(str(error))
    return told


def _values(found: Scan) -> dict[str, object]:
    """Return a scan's values so that they can be compared: what was refused by its words."""
    return {**found.asdict(), "refusals": [(builder, str(refusal)) for builder, refusal in found.refusals]}


def entries(root: str) -> list[object]:
    """Return every entry with all that is known of it, and every directory's measure, through the source itself."""
    source = disk.DiskSource(root)
    told: list[object] = []
    pending = [""]
    while pending:
        path = pending.pop()
        listing = source.listing(path)
        for name, status in listing:
            told.append(
                (
                    *(path, name, status.st_mode, status.st_nlink, status.st_ino, status.st_dev, status.st_rdev),
                    *(status.st_size, status.st_mtime_ns),
                )
            )
            if stat.S_ISDIR(status.st_mode):
                pending.append(f"{path}/{name}" if path else name)
        measured = Measured()
        inside = source.measure(path, measured)
        told.append((path, sorted(inside), measured.files, measured.bytes, sorted(measured.links)))
    return told


def difference(root: Path) -> str:
    """Return how the forms differ about a context; empty if they do not."""
    for builder in ("buildkit", "legacy"):
        with form(compiled=True):
            one = answers(root, builder)
        with form(compiled=False):
            other = answers(root, builder)
        for here, there in zip(one, other, strict=True):
            if here != there:
                return f"{builder}: {_apart(here, there)}"
    return ""


def _apart(one: object, other: object) -> str:
    if isinstance(one, dict) and isinstance(other, dict):
        return "\n".join(f"{key}: {one[key]}\n{key}: {other[key]}" for key in one if one[key] != other[key])
    return f"{one}\n{other}"


def main() -> int:
    """Compare the forms for a while, and return 1 if they differ."""
    words = argparse.ArgumentParser(prog="python -m tools.forms", description=__doc__)
    words.add_argument("--seconds", type=float, default=30)
    words.add_argument("--from", dest="seed", type=int, default=int(time.time()), help="the first seed")
    given = words.parse_args()
    if native.native is None:
        print("The compiled form is not there: nothing to compare.")
        return 2
    end, count = time.monotonic() + given.seconds, 0
    while time.monotonic() < end:
        with tempfile.TemporaryDirectory(prefix="ctxsize-forms-") as name:
            make(Path(name), random.Random(given.seed + count))  # noqa: S311 (it is to be repeatable)
            found = difference(Path(name))
        if found:
            print(f"--from {given.seed + count}: {found}")
            return 1
        count += 1
    print(f"{count:,} contexts from seed {given.seed}: both forms say the same")
    return 0


if __name__ == "__main__":
    sys.exit(main())
