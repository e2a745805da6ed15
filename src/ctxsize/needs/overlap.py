"""What a line of an ignore file and the source of an instruction have in common, whatever is there."""

from __future__ import annotations

from enum import Enum

from ctxsize.golang import paths

_WILD = "*?["


class Overlap(Enum):
    """How a line meets a place that is needed."""

    NONE = "none"
    """Nothing that it matches is the place, lies in it, or holds it."""
    WITHIN = "within"
    """It may match something below the place."""
    TAKES_AWAY = "takes away"
    """It may match the place itself, or a directory around it, with which the place goes."""


def overlap(pattern: str, place: str) -> Overlap:
    """Return how a pattern meets a place; both may hold wildcards, and where it is not sure they meet.

    Args:
        pattern: a line of the ignore file, cleaned, without an exclamation mark; ``**`` stands for any directories.
        place: relative to the context root.

    """
    parts = tuple(pattern.split("/"))
    states = _closed(parts, {0})
    for name in place.split("/"):
        states = _closed(parts, _after(parts, states, name))
        if len(parts) in states:
            return Overlap.TAKES_AWAY
    return Overlap.WITHIN if states else Overlap.NONE


def _closed(parts: tuple[str, ...], states: set[int]) -> set[int]:
    """Add what `**` for no directory at all leads to."""
    found = set(states)
    for at, part in enumerate(parts[:-1]):
        if at in found and part == "**":
            found.add(at + 1)
    return found


def _after(parts: tuple[str, ...], states: set[int], name: str) -> set[int]:
    found = set()
    for at in states:
        if at == len(parts):
            continue
        if parts[at] == "**":
            found.add(at)
            if at + 1 == len(parts):
                found.add(at + 1)
        elif _may_be_one(parts[at], name):
            found.add(at + 1)
    return found


def _may_be_one(part: str, name: str) -> bool:
    """Whether some name fits both, each a glob or plain."""
    wild = [any(char in text for char in _WILD) for text in (part, name)]
    if not any(wild):
        return part == name
    if not all(wild):
        glob, plain = (part, name) if wild[0] else (name, part)
        try:
            return bool(paths.matches(glob, plain))
        except paths.BadPatternError:
            return True
    # Of two globs the plain beginnings and endings tell whether they can meet.
    begins = [_plain(text) for text in (part, name)]
    ends = [_plain(text[::-1]) for text in (part, name)]
    return all(one.startswith(other) or other.startswith(one) for one, other in (begins, ends))


def _plain(text: str) -> str:
    """Return what stands in front of the first character that may be special."""
    for at, char in enumerate(text):
        if char in "*?[]\\":
            return text[:at]
    return text
