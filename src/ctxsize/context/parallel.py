"""One walk by several processes: parts of the tree are handed out, and what they hold is put together in walk order.

The first few thousand entries are walked by one, which leaves a list of directories to look into, in walk order, with what
was found between them. Then the process forks. Each process claims the next directory of the list until none is left.
What depends on the order comes back in pieces, one a directory; all else is sums. Where there is no fork, where it would be
unsafe, and where a process dies, one process does it all; small trees are done before there is anything to hand out.
"""

from __future__ import annotations

import gc
import marshal
import os
import signal
import sys
from heapq import heappop, heappush

from ctxsize.context.walk import Walk, walk
from ctxsize.errors import BuildRefusedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, NoReturn, Protocol

    from ctxsize.context.source import ContextSource
    from ctxsize.context.walk import Visitor

    Piece = tuple[Any, ...]

    class Refusals(Protocol):
        """Refusals of builders: true if there are any."""

        def __len__(self) -> int:
            """Return how many there are."""

        def clear(self) -> object:
            """Forget them."""

    class DivisibleVisitor(Visitor[Any], Protocol):
        """A visitor that several processes can do the work of."""

        @property
        def divisible(self) -> bool:
            """Whether the parts of the tree can be shown in any order."""

        @property
        def refused(self) -> Refusals:
            """What was refused on the way, which ends the work for somebody."""

        def take_ordered(self) -> Piece | None:
            """Return, as plain values, what depends on the order since it was last taken; ``None`` if nothing does."""

        def append_ordered(self, piece: Piece, /) -> None:
            """Take note of the next piece in walk order; raises what was refused there."""

        def export_totals(self) -> tuple[Any, ...]:
            """Return, as plain values, what does not depend on the order."""

        def merge_totals(self, sums: tuple[Any, ...], /) -> None:
            """Add what another process has counted."""

        def reset(self, on_tick: Callable[[], None] | None = None, /) -> None:
            """Forget all that has been shown."""


SPLIT_AT = 2000
"""How many entries are walked before the rest is handed out: a few milliseconds, as long as it takes to fork."""
MOST_PROCESSES = 8
_MOST_CLAIMS = 8000
"""What a pipe holds without being read, in claims of four bytes, with room to spare."""


class _Task:
    """A directory to be looked into.

    ``weight`` is what share of the tree it is taken for: directories of one directory share alike. ``inner`` is what was found
    in it, in walk order, once it has been looked into.
    """

    __slots__ = ("inner", "path", "piece", "token", "weight")

    def __init__(self, path: str, token: Any) -> None:  # noqa: ANN401 (the visitor's own)
        self.path = path
        self.token = token
        self.weight = 1.0
        self.piece: Piece | None = None
        self.inner: list[_Task | Piece] | None = None


def walk_together(source: ContextSource, visitor: DivisibleVisitor, processes: int | None = None) -> None:
    """Show everything below a context root to ``visitor``, as :func:`ctxsize.context.walk.walk` does.

    Args:
        source: the context.
        visitor: must be untouched.
        processes: how many are to work; ``None`` for as many as there are processors, for a large tree only.

    """
    workers = processors() if processes is None else processes
    if workers < 2 or not (source.divisible and visitor.divisible) or not may_fork():  # noqa: PLR2004 (one process is none to fork)
        walk(source, visitor)
        return
    try:
        outline = _outline(Walk(source, visitor), SPLIT_AT if processes is None else 1)
        done = not visitor.refused and _work(source, visitor, outline, workers)
    except BuildRefusedError:
        done = False  # perhaps not the first refusal in walk order
    if not done:
        visitor.reset()
        walk(source, visitor)
        return
    visitor.refused.clear()  # what counts is the first in walk order
    for item in outline:
        piece = item.piece if isinstance(item, _Task) else item
        if piece is not None:
            visitor.append_ordered(piece)


elsewhere: set[int] = set()
"""Our children that are at work on something else."""


def processors() -> int:
    """Return how many processes can work at once, those left aside that are at work on something else."""
    if not hasattr(os, "sched_getaffinity"):
        return 1
    return max(1, min(len(os.sched_getaffinity(0)), MOST_PROCESSES) - len(elsewhere))


def may_fork() -> bool:
    """Whether a fork is safe: a thread might hold a lock that nobody would ever open in the child."""
    if sys.platform != "linux":
        return False
    try:
        return len(os.listdir("/proc/self/task")) == 1
    except OSError:
        return False


def _outline(upper: Walk, split_at: int) -> list[_Task | Piece]:
    """Walk the first entries, the heaviest directories first; return what was found and what remains, in walk order."""
    visitor: Any = upper.visitor
    root = _Task("", visitor.root())
    number = 0
    waiting = [(-root.weight, number, root)]
    while waiting and upper.seen < split_at:
        _, _, task = heappop(waiting)
        task.inner = []
        directories = []
        for path, token in upper.level(task.path, task.token):
            directories.append(_Task(path, token))
            task.inner += [piece for piece in (visitor.take_ordered(), directories[-1]) if piece is not None]
        task.inner += [piece for piece in (visitor.take_ordered(),) if piece is not None]
        for directory in directories:
            directory.weight = task.weight / len(directories)
            number += 1
            heappush(waiting, (-directory.weight, number, directory))
    outline: list[_Task | Piece] = []
    pending: list[_Task | Piece] = [root]
    while pending:
        item = pending.pop()
        if isinstance(item, _Task) and item.inner is not None:
            pending += reversed(item.inner)
        else:
            outline.append(item)
    return outline


def _work(source: ContextSource, visitor: DivisibleVisitor, outline: list[_Task | Piece], workers: int) -> bool:
    """Do all tasks and keep their pieces; return whether everybody came back."""
    tasks = [item for item in outline if isinstance(item, _Task)]
    if not tasks:
        return True
    children: dict[int, int] = {}
    claim = _Claims(tasks)
    try:
        gc.freeze()  # so that the children's collectors do not touch, and thereby copy, what is there
        for _ in range(min(workers, len(tasks)) - 1):
            fork(children, lambda: _serve(source, visitor, tasks, claim))
        gc.unfreeze()
        for number, piece in _pieces(source, visitor, tasks, claim):
            tasks[number].piece = piece
        return all(_merge(handle, visitor, tasks) for handle in children.values())
    finally:
        for child, handle in children.items():
            os.close(handle)
            _end(child)
        claim.close()


def _end(child: int) -> None:
    try:  # noqa: SIM105 (nothing else of a small run loads contextlib)
        os.kill(child, signal.SIGKILL)
    except ProcessLookupError:
        pass  # it has ended by itself
    os.waitpid(child, 0)


class _Claims:
    """Hands out the numbers of some tasks, to each process others; none when all are taken.

    The heaviest come first: nobody shall begin with one at the end.
    """

    def __init__(self, tasks: list[_Task]) -> None:
        self._order = sorted(range(len(tasks)), key=lambda number: -tasks[number].weight)
        self._step = -(-len(tasks) // _MOST_CLAIMS)
        self._taken, given = os.pipe()
        try:
            os.write(given, b"".join(first.to_bytes(4, "little") for first in range(0, len(tasks), self._step)))
        finally:
            os.close(given)

    def __call__(self) -> list[int]:
        first = os.read(self._taken, 4)
        if not first:
            return []
        at = int.from_bytes(first, "little")
        return self._order[at : at + self._step]

    def close(self) -> None:
        os.close(self._taken)


def fork(children: dict[int, int], serve: Callable[[], bytes]) -> None:
    """Start a child that sends what ``serve`` returns and ends.

    It is entered into ``children``, by its process number with the descriptor to read from, before an interrupt can
    come: whoever owns that can see it to its end. A child that fails sends less, or nothing.
    """
    read, write = os.pipe()
    # An interrupt must not come between the birth of a child and its entry.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    child = os.fork()
    if child == 0:
        _run_child(before, write, serve)
    children[child] = read
    os.close(write)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _run_child(mask: set[signal.Signals] | set[int], write: int, serve: Callable[[], bytes]) -> NoReturn:
    status = 1
    try:
        gc.disable()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        rest = memoryview(serve())
        while rest:
            rest = rest[os.write(write, rest) :]
        status = 0
    finally:
        os._exit(status)


def _serve(
    source: ContextSource, visitor: DivisibleVisitor, tasks: list[_Task], claim: Callable[[], list[int]]
) -> bytes:
    """Do tasks in a child; return what came of it."""
    parent = os.getppid()

    def end_with_parent() -> None:
        if os.getppid() != parent:
            os._exit(1)

    visitor.reset(end_with_parent)
    return marshal.dumps((list(_pieces(source, visitor, tasks, claim)), visitor.export_totals()))


def _pieces(
    source: ContextSource, visitor: DivisibleVisitor, tasks: list[_Task], claim: Callable[[], list[int]]
) -> Iterator[tuple[int, Piece]]:
    """Do tasks until none is left; yield their pieces, those that have nothing left out.

    Behind one that is refused none matters any more, as what counts is the first refusal in walk order.
    """
    lower = Walk(source, visitor)
    end = len(tasks)
    while claimed := claim():
        for number in claimed:
            if number > end:
                continue
            visitor.refused.clear()  # perhaps by a task that comes later in walk order
            try:
                lower.below(tasks[number].path, tasks[number].token)
            except BuildRefusedError:
                end = number
            piece = visitor.take_ordered()
            if piece is not None:
                yield number, piece


def _merge(handle: int, visitor: DivisibleVisitor, tasks: list[_Task]) -> bool:
    """Merge what a child sends; return whether it came to its end."""
    received = []
    while part := os.read(handle, 1 << 20):
        received.append(part)
    try:
        pieces, sums = marshal.loads(b"".join(received))  # noqa: S302 (from our own child)
    except (EOFError, ValueError, TypeError):
        return False
    for number, piece in pieces:
        tasks[number].piece = piece
    visitor.merge_totals(sums)
    return True
