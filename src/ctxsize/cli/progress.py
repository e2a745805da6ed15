"""A sign of life on standard error while a large context is walked."""

from __future__ import annotations

import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

_PATIENCE_SECONDS = 0.5


class Progress:
    """One line on standard error, drawn only after half a second, and wiped when done."""

    def __init__(self, *, enabled: bool) -> None:
        """Draw nothing at all unless ``enabled``."""
        self._enabled = enabled
        self._directories = 0
        self._next = time.monotonic() + _PATIENCE_SECONDS
        self._drawn = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._drawn:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()

    def tick(self) -> None:
        """Count one more directory."""
        self._directories += 1
        if not self._enabled or self._directories % 64 or time.monotonic() < self._next:
            return
        self._next += 0.1
        self._drawn = True
        sys.stderr.write(f"\r\033[K{self._directories:,} directories looked into")
        sys.stderr.flush()
