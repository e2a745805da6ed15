"""Paths as Docker sees them: Go's lexical path functions on slash-separated text.

A path is text in which each byte that is not UTF-8 is one lone surrogate (PEP 383), as :func:`os.fsdecode`
gives it. That keeps Go's view: a byte that is no UTF-8 counts as one character there too.
"""

from __future__ import annotations

import posixpath

from ctxsize.golang.text import encode, runes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection


class BadPatternError(ValueError):
    """The pattern is malformed: Go calls it ``syntax error in pattern``."""


def clean(path: str) -> str:
    """Return the shortest path that means the same, as Go's ``path.Clean`` does: ``a//b/../c/`` is ``a/c``."""
    path = posixpath.normpath(path)
    # POSIX lets two leading slashes mean something of their own and Python keeps them; Go does not.
    return path[1:] if path.startswith("//") else path


def join(*parts: str) -> str:
    """Join with slashes and clean, as Go's ``path.Join``: empty parts do not count, all empty is empty."""
    joined = "/".join(part for part in parts if part)
    return clean(joined) if joined else ""


def directory(path: str) -> str:
    """Return all but the last part of a clean relative path; ``.`` where there is only one part."""
    return path.rpartition("/")[0] or "."


def has_wildcard(name: str) -> bool:
    """Whether ``name`` holds an unescaped ``*``, ``?`` or ``[``, as BuildKit asks before it expands a source."""
    at = 0
    while at < len(name):
        if name[at] == "\\":
            at += 1
        elif name[at] in "*?[":
            return True
        at += 1
    return False


def utf8_length(text: str) -> int:
    """Return the number of bytes that ``text`` takes on disk and on the wire."""
    return len(text) if text.isascii() else len(encode(text))


def is_utf8(text: str) -> bool:
    """Whether ``text`` was valid UTF-8 on disk, so that a protocol buffer can carry it."""
    return text.isascii() or not any("\ud800" <= char <= "\udfff" for char in text)


def with_directories(path: str) -> list[str]:
    """Return ``path`` and each directory that holds it, the outermost first and without the root."""
    found = []
    at = path.find("/")
    while at >= 0:
        found.append(path[:at])
        at = path.find("/", at + 1)
    found.append(path)
    return found


def lies_in(path: str, places: Collection[str]) -> bool:
    """Whether a directory that holds ``path`` is one of these places."""
    return bool(places) and any(place in places for place in with_directories(path)[:-1])


def walk_key(path: str) -> bytes:
    """Return what paths are sorted by in the order of a walk: a directory's content right behind it."""
    return encode(path.replace("/", "\0"))


_SPECIAL = frozenset("*?[\\")


def match(pattern: str, name: str) -> bool:
    """Whether ``name`` matches a shell pattern, as Go's ``path/filepath.Match`` on Unix.

    ``*`` and ``?`` stop at a slash, ``[^a]`` negates, a backslash quotes. Raises :class:`BadPatternError` where Go
    would: for a flaw in any piece between stars, up to the first piece that does not fit. What comes after that Go
    does not look at, so that ``a*/[`` is a fine pattern for most names.
    """
    if _SPECIAL.isdisjoint(pattern):
        return pattern == name
    at = rest = 0
    while rest < len(pattern):
        star, steps, rest = _piece(pattern, rest)
        if star and not steps:
            return "/" not in name[at:]
        # Steps take one character each, so the leftmost place for a piece is as good as any other.
        while not _fits(steps, name, at, whole=rest == len(pattern)):
            if not star or at >= len(name) or name[at] == "/":
                return False
            at += 1
        at += len(steps)
    return at == len(name)


def matches(pattern: str, name: str) -> bool:
    """As :func:`match`, for callers who take a malformed pattern for one that does not match."""
    try:
        return match(pattern, name)
    except BadPatternError:
        return False


# A step takes one character: this one, or (of a class) whether it is negated and its ranges.
_Step = str | tuple[bool, tuple[tuple[str, str], ...]]
_ANY_BUT_SLASH: _Step = (True, (("/", "/"),))


def _fits(steps: list[_Step], name: str, at: int, *, whole: bool) -> bool:
    end = at + len(steps)
    return (end == len(name) if whole else end <= len(name)) and all(map(_takes, steps, name[at:end]))


def _takes(step: _Step, char: str) -> bool:
    if isinstance(step, str):
        return step == char
    negated, ranges = step
    point = runes(char)
    return any(low <= point <= high for low, high in ranges) != negated


def _piece(pattern: str, at: int) -> tuple[bool, list[_Step], int]:
    """Read stars and what follows up to the next: (whether there are any, the steps, where the next piece begins)."""
    start = at
    while at < len(pattern) and pattern[at] == "*":
        at += 1
    star = at > start
    steps: list[_Step] = []
    while at < len(pattern) and pattern[at] != "*":
        step, at = _step(pattern, at)
        steps.append(step)
    return star, steps, at


def _step(pattern: str, at: int) -> tuple[_Step, int]:
    char = pattern[at]
    if char == "[":
        return _class(pattern, at + 1)
    if char == "?":
        return _ANY_BUT_SLASH, at + 1
    if char == "\\":
        at += 1
        if at == len(pattern):
            raise BadPatternError(pattern)
    return pattern[at], at + 1


def _class(pattern: str, at: int) -> tuple[_Step, int]:
    negated = pattern[at : at + 1] == "^"
    at += negated
    ranges: list[tuple[str, str]] = []
    while not (ranges and pattern[at] == "]"):
        low, at = _class_char(pattern, at)
        high = low
        if pattern[at] == "-":
            high, at = _class_char(pattern, at + 1)
        ranges.append((low, high))
    return (negated, tuple(ranges)), at + 1


def _class_char(pattern: str, at: int) -> tuple[str, int]:
    """Return one character of a class and where the next begins; a class must not end behind it."""
    if pattern[at : at + 1] in {"-", "]"}:
        raise BadPatternError(pattern)
    at += pattern[at : at + 1] == "\\"
    char = pattern[at : at + 1]
    if at + 1 >= len(pattern) or not is_utf8(char):
        raise BadPatternError(pattern)
    return char, at + 1
