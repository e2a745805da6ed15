"""What strangers write is read in time and memory that grow with its length, and no faster."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from types import FrameType
from typing import NoReturn

import pytest

from ctxsize.needs.shell import simple_commands
from tests.needs.contexts import needs
from tools.fuzz.targets import TARGETS, attempt

SECONDS = 10
"""Of processor time. What grows with the square of its length takes minutes for these, all else a fraction of a second."""


@pytest.fixture(autouse=True)
def bounded() -> Iterator[None]:
    before = signal.signal(signal.SIGVTALRM, too_long)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


def too_long(_number: int, _frame: FrameType | None) -> NoReturn:
    pytest.fail(f"more than {SECONDS} s of processor time")


@pytest.mark.parametrize(
    ("target", "data"),
    [
        ("policy", b"\n" * 300_000),
        ("policy", b"allow \n" * 100_000),
        ("callers", b"$(" + b"DOCKER" * 100_000),
        ("callers", b"docker" + b" --a" * 100_000 + b" x build"),
        ("callers", b"docker" + b"\t" * 500_000 + b"builder"),
        ("callers", b"/* " * 300_000),
        ("callers", b'"' + b'\\"' * 300_000),
        ("callers", b'"' + b'\\"' * 300_000 + b"\\"),
        ("callers", b", " * 300_000),
        ("commands", b"  build: a" + b" " * 60_000 + b"x"),
        ("commands", b"  build: {a" + b" " * 60_000 + b"x"),
        ("commands", b"$(shell " * 8000),
        ("commands", b"    {{" + b"{{" * 30_000),
        ("commands", b"\n" * 60_000 + b"x"),
        ("secret", b"\n" * 60_000),
        ("secret", b"password" * 8000),
        ("secret", b"-----BEGIN PRIVATE KEY-----" + b"Comment: \n" * 6000),
        ("shell", b"$(" * 30_000),
        ("shell", b"if a; " * 10_000),
        ("shell", b"cat <<E\n" * 8000),
        ("shell", b"do cat " * 40_000),
        ("expansion", b"a" * 20_000 + b"\n${X##" + b"*a" * 2000 + b"*b}"),
        ("expansion", b"a" * 20_000 + b"\n${X//" + b"*?" * 200 + b"b/}"),
        ("expansion", b"$" * 2_000_000 + b"\n${Y//a/$X}"),
        ("expansion", b"$a" * 500_000 + b"\n${Y//a/$X}"),
        ("ignore_file", b"**/" * 20_000 + b"x"),
        ("ignore_file", b"*a" * 20_000 + b"b"),
        ("gitignore", b"**/" * 3000 + b"x"),
        ("gitignore", b"*a" * 3000 + b"b"),
        ("configuration", b"a." * 30_000 + b"b = 1"),
        ("configuration", b"x = " + b"[" * 60_000),
        ("baseline", b"[" * 60_000),
        ("environment_file", b'A="' + b'\\"' * 30_000),
        ("archive", b"\x1f\x8b\x08\x08" + b"x" * 5_000_000),
    ],
    ids=lambda value: value if isinstance(value, str) else repr(value[:24]),
)
def test_a_reader_is_linear(target: str, data: bytes) -> None:
    assert attempt(TARGETS[target], data) is None  # type: ignore[func-returns-value]


def test_values_that_double_are_not_put_in_without_end() -> None:
    doubled = "A0=aaaa\n" + "".join(f"A{n + 1}=$A{n}$A{n}\n" for n in range(60)) + "cat $A3 $A60\n"
    (one,) = simple_commands(doubled, {})
    assert one.words == ("cat", "a" * 32, "$A60")
    long = simple_commands(f"A={'a' * 4000}\ncat {'$A' * 5000}\ncat {'$(cat $A)' * 5000}", {})
    assert sum(len(word) for each in long for word in each.words) < 3_000_000


def test_a_makefile_is_not_expanded_without_end() -> None:
    variables = f"X = {'x' * 1000}\nY = {'$(X)' * 5000}\nZ = {'$(Y)' * 5000}\n"
    recipes = "\tcat $(Z)\n" * 1000
    found = needs(
        "FROM base\nCOPY . /app\nWORKDIR /app\nRUN make\n",
        {"Makefile": f"{variables}all:\n\tcat VERSION\n{recipes}", "VERSION": "1"},
    )
    assert {"Makefile", "VERSION"} <= {one.path for one in found.reads}
    assert sum(len(command.text) for command in found.commands) < 3_000_000
