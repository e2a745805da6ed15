"""Docker's "did you mean" (BuildKit's `suggest`)."""

from __future__ import annotations

from collections.abc import Iterable

_NEAREST = 3
"""A suggestion differs by fewer edits than this."""


def suggest(word: str, options: Iterable[str]) -> str | None:
    """Return the option nearest to `word`, at most two edits away, or None; None too when it is one of them."""
    best, nearest = None, _NEAREST
    for option in options:
        if option == word:
            return None
        distance = _distance(word, option, nearest)
        if distance < nearest:
            best, nearest = option, distance
    return best


def _distance(one: str, two: str, limit: int) -> int:
    """Return the number of edits from `one` to `two`, or `limit` when they differ by that much in length alone."""
    if abs(len(one) - len(two)) >= limit:
        return limit
    row = list(range(len(two) + 1))
    for number, char in enumerate(one, 1):
        previous, row[0] = row[0], number
        for column, other in enumerate(two, 1):
            previous, row[column] = row[column], min(previous + (char != other), row[column] + 1, row[column - 1] + 1)
    return row[-1]
