"""A sign of life on standard error while a large context is walked."""

from __future__ import annotations

import os
import signal
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Self

    from ctxsize.scan.watched import Seen

_PATIENCE_SECONDS = 0.5
_BETWEEN_SECONDS = 0.1
_LARGEST_AFTER_SECONDS = 2
_LEAST_CELLS = 8
_SLOTS = 64
_NAME_BYTES = 400
_SLOT = f"QQQH{_NAME_BYTES}s"
"""What another process says of itself: entries, bytes, the bytes of its largest file, and the length of that one's name."""


class Progress:
    """One line on standard error, drawn by a clock from half a second on, and erased at the end.

    A timer interrupts whatever is going on: in a single large directory, and while other programs are waited for, too. The
    walk counts, and is asked. The other processes of a walk tell how far they are in memory that all share.
    """

    def __init__(self, *, enabled: bool) -> None:
        """Draw nothing at all unless ``enabled``."""
        self._enabled = enabled
        self._began = time.monotonic()
        self._drawn = False
        self._seen: Callable[[], Seen] | None = None
        self._before: object = None
        self._slots: _Slots | None = None
        self._is_child = False

    @classmethod
    def on(cls, environ: Mapping[str, str], *, wanted: bool) -> Self:
        """Return the line where it is wanted, and standard error is a terminal that can erase it."""
        can = sys.stderr.isatty() and environ.get("TERM") != "dumb" and hasattr(signal, "setitimer")
        return cls(enabled=wanted and can)

    def __enter__(self) -> Self:
        if self._enabled:
            self._before = signal.signal(signal.SIGALRM, lambda *_: self._alarm())
            signal.setitimer(signal.ITIMER_REAL, _PATIENCE_SECONDS, _BETWEEN_SECONDS)
        return self

    def __exit__(self, *_: object) -> None:
        if not self._enabled:
            return
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self._before)  # type: ignore[arg-type]  # (what it was before)
        if self._drawn:
            _write("\r\033[K")

    @property
    def watch(self) -> Self | None:
        """This, for a walk to report to; ``None`` where nothing is drawn."""
        return self if self._enabled else None

    def begin(self, seen: Callable[[], Seen]) -> None:
        """Take note of a walk that begins."""
        self._slots = _Slots()
        self._seen = seen

    def forked(self) -> None:
        """Report to the first process from now on, in a process that walks a part."""
        self._is_child = True
        signal.setitimer(signal.ITIMER_REAL, _BETWEEN_SECONDS, _BETWEEN_SECONDS)

    def _alarm(self) -> None:
        if self._is_child:
            if self._slots is not None and self._seen is not None:
                self._slots.tell(os.getpid(), self._seen())
            return
        self._drawn = True
        _write(f"\r\033[K{self._line(_columns() - 1)}")

    def _line(self, room: int) -> str:
        """Return what is known by now, in so many cells."""
        from ctxsize.display.cells import cut, shorten, width  # noqa: PLC0415 (small runs draw nothing)
        from ctxsize.display.escaping import printable  # noqa: PLC0415
        from ctxsize.display.sizes import shown  # noqa: PLC0415

        elapsed = time.monotonic() - self._began
        if self._seen is None or self._slots is None:
            return cut(f"{elapsed:.1f}s", room)
        seen = self._slots.together(self._seen())
        line = f"{elapsed:.1f}s  {seen.entries:,} entries, {shown(seen.bytes)}"
        largest = ""
        if elapsed >= _LARGEST_AFTER_SECONDS and seen.largest:
            size = f" {shown(seen.largest_bytes)}"
            left = (room - width(line)) * 3 // 5 - len(", largest ") - len(size)
            largest = f", largest {shorten(printable(seen.largest), max(left, _LEAST_CELLS))}{size}"
        left = room - width(line) - width(largest) - len(", in ")
        if seen.directory and left >= _LEAST_CELLS:
            line += f", in {shorten(printable(seen.directory), left)}"
        line += largest
        return cut(line, room)


class _Slots:
    """Memory that the processes of a walk share; each tells there how far it is."""

    def __init__(self) -> None:
        import mmap  # noqa: PLC0415 (where nothing is drawn, nothing is shared)
        import struct  # noqa: PLC0415

        self._packing = struct.Struct(_SLOT)
        self._memory = mmap.mmap(-1, _SLOTS * self._packing.size)

    def tell(self, process: int, seen: Seen) -> None:
        """Tell what this process has seen. Processes that begin together have numbers that follow each other."""
        name = os.fsencode(seen.largest)[:_NAME_BYTES]
        at = process % _SLOTS * self._packing.size
        self._packing.pack_into(self._memory, at, seen.entries, seen.bytes, seen.largest_bytes, len(name), name)

    def together(self, own: Seen) -> Seen:
        """Return what all processes have seen."""
        entries, size, largest_bytes, largest = own.entries, own.bytes, own.largest_bytes, own.largest
        for slot in range(_SLOTS):
            row = self._packing.unpack_from(self._memory, slot * self._packing.size)
            entries += row[0]
            size += 0 if own.is_merged else row[1]
            if row[2] > largest_bytes:
                largest_bytes, largest = row[2], os.fsdecode(row[4][: row[3]])
        return own.replace(entries=entries, bytes=size, largest_bytes=largest_bytes, largest=largest)


def _columns() -> int:
    try:
        return os.get_terminal_size(2).columns or 80
    except OSError:
        return 80


def _write(text: str) -> None:
    """Write past Python's stream: the timer may have interrupted it."""
    try:  # noqa: SIM105 (nothing else of a small run loads contextlib)
        os.write(2, text.encode("utf-8", "backslashreplace"))
    except OSError:
        pass
