"""What the order of lines does to a pattern: which later line has the last word on all that it can match."""

from __future__ import annotations

import re

from ctxsize.golang import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctxsize.ignore.matcher import Matcher
    from ctxsize.ignore.pattern import Pattern

_STEPS = 2
"""Names that could be looked at while one pattern is tried."""
_BRACKETS = frozenset("[]\\^")
_OPERATORS = frozenset("|{\ufffd")
_FRESH = ("\u03b6q7", "\u03b6q8/\u03b6q9")
"""Names that no pattern has in mind: what matches them by a wildcard matches whatever stands there."""


def witnesses(pattern: Pattern) -> list[str]:
    """Return paths that stand for all that a pattern matches, wildcards filled with fresh names; none if it has brackets.

    If a second pattern matches all of them, it matches whatever the first does: its own wildcards have taken the fresh
    names, so they would take any. (``?`` is filled with one fresh character.)
    """
    if not _BRACKETS.isdisjoint(pattern.text):
        return []
    # Docker drops the slash behind two stars.
    text = pattern.text.replace("**/", "**") if "***" not in pattern.text else re.sub(r"(\*\*)/", r"\1", pattern.text)
    found = []
    for fresh in ("", *_FRESH):
        path = (
            text.replace("**", f"{fresh}/" if fresh else "").replace("*", _FRESH[0]).replace("?", "\u03b6").strip("/")
        )
        if path and "//" not in path:
            found.append(path)
    return list(dict.fromkeys(found)) if "**" in pattern.text else found[:1]


class Turning:
    """Which later patterns may turn round what a pattern says, by letters that all they match must have."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        """Sort the patterns by their letters."""
        self._patterns = patterns
        self._last = {pattern.exception: number for number, pattern in enumerate(patterns)}
        self._by_letters: dict[bool, dict[str, int]] = {False: {}, True: {}}
        for number, pattern in enumerate(patterns):
            self._by_letters[pattern.exception][_letters(pattern)] = number

    def may(self, number: int, places: Sequence[str]) -> bool:
        """Whether a later pattern of the other sort may match one of these paths, or a directory above them."""
        other = not self._patterns[number].exception
        if self._last.get(other, -1) < number:
            return False
        by_letters = self._by_letters[other]
        windows = {
            path[at : at + length] for path in places for at in range(len(path)) for length in range(_LETTERS + 1)
        }
        return any(by_letters.get(letters, -1) > number for letters in windows)


_LETTERS = 4


def _letters(pattern: Pattern) -> str:
    """Return some letters in a row that all that a pattern matches must have; empty if that can't be told."""
    if not (_BRACKETS | _OPERATORS).isdisjoint(pattern.text) or not pattern.text.isprintable():
        return ""
    pieces = pattern.text.replace("*", "/").replace("?", "/").split("/")
    return max(pieces, key=len)[-_LETTERS:]


def overruled_by(
    matcher: Matcher, number: int, turning: Turning | None = None, spend: Callable[[int], bool] = bool
) -> int | None:
    """Return the number of the later pattern that turns round all that a pattern says, ``None`` if none does.

    ``turning`` is the index of the matcher's patterns. ``spend`` is told how many are tried, and says whether they may be.
    """
    pattern = matcher.patterns[number]
    places = witnesses(pattern)
    turning = turning or Turning(matcher.patterns)
    if not turning.may(number, places) or not spend(len(places) * len(matcher.patterns) * _STEPS):
        return None
    try:
        deciding = {matcher.decide(path)[1] for path in places if pattern.matches(path)}
    except paths.BadPatternError:
        return None
    if len(deciding) != 1:
        return None
    (last,) = deciding
    turned = last > number and matcher.patterns[last].exception != pattern.exception
    return last if turned else None


def opened_against(patterns: Sequence[Pattern], path: str) -> int | None:
    """Return the number of the pattern that keeps BuildKit from opening a file; ``None`` if none does."""
    places = paths.with_directories(path)
    for number in range(len(patterns) - 1, -1, -1):
        if any(map(patterns[number].matches, places)):
            return None if patterns[number].exception else number
    return None
