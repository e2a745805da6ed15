"""What the order of lines does to a pattern: which later line has the last word on all that it can match."""

from __future__ import annotations

import re

from ctxsize.golang import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxsize.ignore.matcher import Matcher
    from ctxsize.ignore.pattern import Pattern

_FRESH = ("\u03b6q7", "\u03b6q8/\u03b6q9")
"""Names that no pattern has in mind: what matches them by a wildcard matches whatever stands there."""


def witnesses(pattern: Pattern) -> list[str]:
    """Return paths that stand for all that a pattern matches, wildcards filled with fresh names; none if it has brackets.

    If a second pattern matches all of them, it matches whatever the first does: its own wildcards have taken the fresh
    names, so they would take any. (``?`` is filled with one fresh character.)
    """
    if re.search(r"[\[\]\\^]", pattern.text):
        return []
    found = []
    for fresh in ("", *_FRESH):
        path = re.sub(r"\*\*/?", f"{fresh}/" if fresh else "", pattern.text)
        path = path.replace("*", _FRESH[0]).replace("?", "\u03b6").strip("/")
        if path and "//" not in path:
            found.append(path)
    return list(dict.fromkeys(found)) if "**" in pattern.text else found[:1]


def overruled_by(matcher: Matcher, number: int) -> int | None:
    """Return the number of the later pattern that turns round all that a pattern says, ``None`` if none does."""
    pattern = matcher.patterns[number]
    try:
        deciding = {matcher.decide(path)[1] for path in witnesses(pattern) if pattern.matches(path)}
    except paths.BadPatternError:
        return None
    if len(deciding) != 1:
        return None
    (last,) = deciding
    turned = last > number and matcher.patterns[last].exception != pattern.exception
    return last if turned else None


def opened_against(patterns: Sequence[Pattern], path: str) -> int | None:
    """Return the number of the pattern that keeps BuildKit from opening a file; ``None`` if none does."""
    places = paths.with_folders(path)
    for number in range(len(patterns) - 1, -1, -1):
        if any(map(patterns[number].matches, places)):
            return None if patterns[number].exception else number
    return None
