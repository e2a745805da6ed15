"""Lines of an ignore file that another line makes superfluous, and those that can match nothing at all."""

from __future__ import annotations

from ctxsize.golang import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxsize.ignore.parse import Line
    from ctxsize.ignore.pattern import Pattern

_SPECIAL = frozenset("*?[]\\^")


def superfluous(lines: Sequence[Line]) -> dict[int, str]:
    """Return the numbers of lines that may go whatever files there are, each with the reason.

    A line that merely finds nothing to do today is not among them: tomorrow it may.
    """
    found: dict[int, str] = {}
    for line in lines:
        if line.pattern is None:
            continue
        reason = _reason(line, lines, found)
        if reason:
            found[line.number] = reason
    return found


def _reason(line: Line, lines: Sequence[Line], gone: dict[int, str]) -> str:
    pattern = line.pattern
    if pattern is None:
        return ""
    if pattern.text.split("/")[0] == ".." or pattern.text == ".":
        return "it can match nothing in the build context"
    for other in lines:
        if other.pattern is None or other is line or other.number in gone:
            continue
        if other.pattern.exception != pattern.exception or not _covers(other.pattern, pattern):
            continue
        if pattern.exception and opens_too_much(other.pattern, lines):
            continue  # that one is the mistake
        later = other.number > line.number
        if later or not _turned_between(lines, other.number, line):
            return f"line {other.number} says it as well"
    return ""


def opens_too_much(exception: Pattern, lines: Sequence[Line]) -> bool:
    """Whether an exception for a directory takes back a line for all that is in it."""
    inside = {f"{exception.text}/*", f"{exception.text}/**"}
    return any(
        line.pattern is not None and not line.pattern.exception and line.pattern.text in inside for line in lines
    )


def _turned_between(lines: Sequence[Line], first: int, line: Line) -> bool:
    """Whether a line of the other sort stands behind line ``first`` and before ``line``."""
    return any(
        first < other.number < line.number
        and other.pattern is not None
        and line.pattern is not None
        and other.pattern.exception != line.pattern.exception
        for other in lines
    )


def _covers(wide: Pattern, narrow: Pattern) -> bool:
    """Whether all paths that ``narrow`` matches, alone or through a directory, ``wide`` matches too; no rather than wrong."""
    if wide.text == narrow.text:
        return True
    if _SPECIAL.isdisjoint(narrow.text):
        try:
            return any(wide.matches(place) for place in paths.with_directories(narrow.text))
        except paths.BadPatternError:
            return False
    name = wide.text.removeprefix("**/")
    return wide.text.startswith("**/") and _SPECIAL.isdisjoint(name) and narrow.text.endswith("/" + name)
