"""Work that another process does in the meantime where that is safe, and that is done on demand elsewhere."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
from typing import TypeVar

from ctxsize.context.parallel import elsewhere, fork, may_fork, processors

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
    children: dict[int, int] = {}
    try:
        fork(children, lambda: pickle.dumps(work(), pickle.HIGHEST_PROTOCOL))
        elsewhere.update(children)
        (read,) = children.values()
        with os.fdopen(read, "rb") as stream:
            yield lambda: _result(stream.read(), work)
    finally:
        for child in children:
            elsewhere.discard(child)
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _result(sent: bytes, work: Callable[[], T]) -> T:
    try:
        result: T = pickle.loads(sent)  # noqa: S301 (from our own child)
    except (EOFError, pickle.UnpicklingError):
        return work()
    return result
