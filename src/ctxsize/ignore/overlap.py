"""What two patterns have in common, whatever files there are: also for files that do not exist yet.

A line that excludes nothing needed today may exclude something needed tomorrow. So a question about two patterns is
answered from their texts: both are taken apart at the slashes, and names are compared sign by sign.
"""

from __future__ import annotations

from enum import Enum, auto
from functools import cache, lru_cache

from ctxsize.ignore.pattern import Glob, PatternStep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from ctxsize.ignore.pattern import Pattern


class _Many(Enum):
    """Any number of signs in a name, or any number of names in a path; also none."""

    MANY = auto()


_MANY = _Many.MANY
_ANY = None
"""One sign, whichever it is."""

if TYPE_CHECKING:
    _Sign: TypeAlias = frozenset[str] | None
    _Name: TypeAlias = tuple[_Sign | _Many, ...]
    _Path: TypeAlias = tuple[_Name | _Many, ...]

_ANY_NAME: _Name = (_ANY, _MANY)


def overlap(one: Pattern, other: Pattern) -> bool:
    """Whether some path, existing or not, is matched by both patterns themselves.

    Answers yes where a pattern can't be taken apart at its slashes (see :meth:`Pattern.steps`).
    """
    first, second = _taken_apart(one), _taken_apart(other)
    return first is None or second is None or _share_path(first, second)


def excludes_some(line: Pattern, wanted: Pattern) -> bool:
    """Whether ``line``, read as an excluding one, takes some path that ``wanted`` matches: it, or a directory above it.

    Answers yes where a pattern can't be taken apart at its slashes.
    """
    first, second = _taken_apart(line), _taken_apart(wanted)
    return first is None or second is None or _share_path((*first, _MANY), second)


def reaches_into(line: Pattern, directory: Pattern) -> bool:
    """Whether ``line`` matches a path that ``directory`` matches, or one below it or above it.

    Answers yes where a pattern can't be taken apart at its slashes.
    """
    first, second = _taken_apart(line), _taken_apart(directory)
    return first is None or second is None or _share_path((*first, _MANY), (*second, _MANY))


def covers(wide: Pattern, narrow: Pattern) -> bool:
    """Whether ``wide``, read as an excluding line, takes every path that ``narrow`` matches.

    Answers no where that can't be told, so that a yes may be relied on.
    """
    if wide.text == narrow.text:
        return True
    first, second = _taken_apart(wide), _taken_apart(narrow)
    return first is not None and second is not None and _holds_path((*first, _MANY), second)


def hides(line: Pattern, exception: Pattern) -> bool:
    """Whether ``line`` takes a directory in which the legacy builder would not look for what ``exception`` takes back.

    It looks into an excluded directory only where an exception begins with that directory's path, letter by letter
    (``archive.ReadDirectory`` of moby). Answers yes where a pattern can't be taken apart at its slashes.
    """
    first, second = _taken_apart(line), _taken_apart(exception)
    if first is None or second is None:
        return True
    literal = next((at for at, part in enumerate(second) if not _is_literal(part)), len(second))
    return any(_share_path(first, second[:length]) for length in range(literal + 1, len(second)))


def _is_literal(part: _Name | _Many) -> bool:
    return not isinstance(part, _Many) and all(isinstance(sign, frozenset) and len(sign) == 1 for sign in part)


def below(line: Pattern, directory: str) -> str | None:
    """Return the text of a pattern for what ``line`` matches in a directory, if it matches names at any depth.

    ``directory`` is text of a pattern; ``None`` for a line that begins at the context root.
    """
    text = line.text
    return f"{directory}/{text}" if text.startswith("**/") else None


def _share_path(one: _Path, other: _Path) -> bool:
    """Whether two sequences of names, some of them :data:`_MANY`, have a path in common."""

    @cache
    def share(at: int, to: int) -> bool:
        if at < len(one) and one[at] is _MANY:
            return share(at + 1, to) or (to < len(other) and share(at, to + 1))
        if to < len(other) and other[to] is _MANY:
            return share(at, to + 1) or (at < len(one) and share(at + 1, to))
        if at == len(one) or to == len(other):
            return at == len(one) and to == len(other)
        return _share_name(one[at], other[to]) and share(at + 1, to + 1)

    return share(0, 0)


@lru_cache(maxsize=4096)
def _share_name(one: _Name | _Many, other: _Name | _Many) -> bool:
    """Whether two globs over one name have a name in common."""
    if isinstance(one, _Many) or isinstance(other, _Many):
        return True

    @cache
    def share(at: int, to: int) -> bool:
        if at < len(one) and one[at] is _MANY:
            return share(at + 1, to) or (to < len(other) and share(at, to + 1))
        if to < len(other) and other[to] is _MANY:
            return share(at, to + 1) or (at < len(one) and share(at + 1, to))
        if at == len(one) or to == len(other):
            return at == len(one) and to == len(other)
        here, there = one[at], other[to]
        agree = here is _ANY or there is _ANY or not here.isdisjoint(there)  # type: ignore[union-attr, arg-type]
        return agree and share(at + 1, to + 1)

    return share(0, 0)


def _holds_path(wide: _Path, narrow: _Path) -> bool:
    """Whether every path of ``narrow`` is one of ``wide``; its wildcards are signs that only wildcards take."""

    @cache
    def holds(at: int, to: int) -> bool:
        if at < len(wide) and wide[at] is _MANY:
            return holds(at + 1, to) or (to < len(narrow) and holds(at, to + 1))
        if to == len(narrow) or at == len(wide):
            return to == len(narrow) and at == len(wide)
        return narrow[to] is not _MANY and _holds_name(wide[at], narrow[to]) and holds(at + 1, to + 1)

    return holds(0, 0)


@lru_cache(maxsize=4096)
def _holds_name(wide: _Name | _Many, narrow: _Name | _Many) -> bool:
    if isinstance(wide, _Many) or isinstance(narrow, _Many):
        return isinstance(wide, _Many)

    @cache
    def holds(at: int, to: int) -> bool:
        if at < len(wide) and wide[at] is _MANY:
            return holds(at + 1, to) or (to < len(narrow) and holds(at, to + 1))
        if to == len(narrow) or at == len(wide):
            return to == len(narrow) and at == len(wide)
        here, there = wide[at], narrow[to]
        if isinstance(there, _Many) or isinstance(here, _Many):
            return False
        taken = here is _ANY or (there is not _ANY and there <= here)
        return taken and holds(at + 1, to + 1)

    return holds(0, 0)


@lru_cache(maxsize=4096)
def _taken_apart(pattern: Pattern) -> _Path | None:
    """Return the names that a pattern consists of; ``None`` where it is more than a sequence of names."""
    parts: list[_Name | _Many] = []
    for step in pattern.steps():
        if step is PatternStep.WHOLE:
            return None
        if step is PatternStep.BELOW:
            parts += [_MANY, _ANY_NAME, _MANY]
        elif isinstance(step, PatternStep):
            parts.append(_MANY)
        else:
            parts.append(_signs(step.text) if isinstance(step, Glob) else tuple(frozenset(sign) for sign in step))
    return tuple(parts)


def _signs(glob: str) -> _Name:
    """Take a glob apart; its brackets hold plain letters and ranges only."""
    signs: list[_Sign | _Many] = []
    at = 0
    while at < len(glob):
        char = glob[at]
        if char == "[":
            end = glob.index("]", at)
            signs.append(_members(glob[at + 1 : end]))
            at = end
        elif char != "*":
            signs.append(_ANY if char == "?" else frozenset(char))
        elif signs[-1:] != [_MANY]:
            signs.append(_MANY)
        at += 1
    return tuple(signs)


def _members(text: str) -> frozenset[str]:
    found: set[str] = set()
    while text:
        low, high = text[0], text[2:3] if text[1:2] == "-" else text[0]
        found.update(map(chr, range(ord(low), ord(high) + 1)))
        text = text[3:] if text[1:2] == "-" else text[1:]
    return frozenset(found)
