"""What grows faster than its input: pieces of each language, alone, in pairs and behind one another, repeated to a fixed length.

Chance finds a quadratic place only where an input is both long and of one kind; here every pair of pieces is.
"""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Iterator
from types import FrameType
from typing import NoReturn

from tools.fuzz.generate import PIECES
from tools.fuzz.guided import SLOW_SECONDS
from tools.fuzz.targets import TARGETS, attempt

BYTES = 60_000
_ALWAYS = (
    b" ",
    b"\n",
    b"\t",
    b"a",
    b'"',
    b"'",
    b"\\",
    b"#",
    b"{",
    b"(",
    b"[",
    b"{{",
    b"/*",
    b"//",
    b"${",
    b"$(",
    b"<",
    b"=",
    b"-",
    b":",
)
_GIVEN_UP_SECONDS = 8


class _TooLongError(BaseException):
    """It has taken so long that nobody needs to know how long."""


def pump(name: str, seconds: float, seed: int) -> int:
    """Try the inputs of one target in a random order for so many seconds of processor time; return 1 if one is slow."""
    signal.signal(signal.SIGVTALRM, _give_up)
    inputs = list(_inputs(name))
    random.Random(seed).shuffle(inputs)  # noqa: S311 (it is to be repeatable)
    begun, slow, tried = time.process_time(), 0, 0
    for front, unit in inputs:
        if time.process_time() - begun > seconds:
            break
        tried += 1
        taken = _taken(name, front + unit * (BYTES // len(unit)))
        if taken > SLOW_SECONDS:
            slow += 1
            print(f"{name}: {taken:.1f} s for {front!r} and {BYTES // len(unit)} times {unit!r}", flush=True)
    print(f"{name}: {tried} of {len(inputs)} pumped inputs, {slow} above {SLOW_SECONDS:g} s", flush=True)
    return 1 if slow else 0


def _inputs(name: str) -> Iterator[tuple[bytes, bytes]]:
    own = dict.fromkeys(PIECES[name])
    pieces = dict.fromkeys((*own, *_ALWAYS))
    yield from ((b"", piece) for piece in pieces)
    yield from ((front, piece) for front in own for piece in pieces)
    yield from ((b"", one + other) for one in pieces for other in pieces if one != other)


def _taken(name: str, data: bytes) -> float:
    begun = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, _GIVEN_UP_SECONDS)
    try:
        attempt(TARGETS[name], data)
    except _TooLongError:
        pass
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - begun


def _give_up(_number: int, _frame: FrameType | None) -> NoReturn:
    raise _TooLongError
