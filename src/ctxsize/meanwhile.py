"""Work that another process does in the meantime where that is safe, and that is done on demand elsewhere."""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import signal
from typing import TypeVar

from ctxsize.crew import may_fork, processors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import NoReturn

T = TypeVar("T")


@contextlib.contextmanager
def meanwhile(work: Callable[[], T]) -> Iterator[Callable[[], T]]:
    """Give a function that returns what ``work`` returns, or raises what it raises.

    The other process is gone at the end, whether it is done or not. Where it fails, the work is done here, and fails
    here.
    """
    if processors() == 1 or not may_fork():
        yield work
        return
    read, write = os.pipe()
    # An interrupt must not come between the birth of a child and its entry.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    child = os.fork()
    if child == 0:
        _run(mask, write, work)
    try:
        os.close(write)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        with os.fdopen(read, "rb") as stream:
            yield lambda: _result(stream.read(), work)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _run(mask: set[signal.Signals] | set[int], write: int, work: Callable[[], object]) -> NoReturn:
    """Do the work in the child, and send what comes of it if it is well done."""
    status = 1
    try:
        gc.disable()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        sent = pickle.dumps(work(), pickle.HIGHEST_PROTOCOL)
        with os.fdopen(write, "wb") as stream:
            stream.write(sent)
        status = 0
    finally:
        os._exit(status)


def _result(sent: bytes, work: Callable[[], T]) -> T:
    try:
        result: T = pickle.loads(sent)  # noqa: S301 (from our own child)
    except (EOFError, pickle.UnpicklingError):
        return work()
    return result
