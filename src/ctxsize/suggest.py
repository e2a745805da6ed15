"""Lines for the ignore file that would help, each with its evidence and what it saves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One line that could be added to the ignore file.

    ``origin`` is the code of the rule that asks for it, or ``gitignore``. ``safe`` is whether it is proved that nothing
    that the build uses goes. ``files`` and ``bytes`` are received now and no longer with the line.
    """

    pattern: str
    reason: str
    origin: str
    safe: bool
    files: int
    bytes: int
