"""The patterns of `${X#p}`, `${X%p}` and `${X/p/r}` (BuildKit's `shell/lex.go`).

They know `*` and `?` and nothing else; brackets are literal.
"""

from __future__ import annotations

import re

from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.golang.text import runes

LIMIT = 16 * 1024 * 1024
"""Characters of an expanded text. BuildKit's messages end at so many bytes, and each value travels in them."""
_ANY = "\ud800"
"""Stands for a question mark; no text holds it."""


def trim_prefix(pattern: str, value: str, *, longest: bool) -> str:
    """Return `value` without the shortest (or longest) beginning that matches; raises RefusalError for a bad escape."""
    end = _Wildcards(pattern).end(value, 0, longest=longest)
    return value if end is None else value[end:]


def trim_suffix(pattern: str, value: str, *, longest: bool) -> str:
    """Return `value` without the shortest (or longest) end that matches; raises RefusalError for a bad escape."""
    return trim_prefix(_reverse(pattern), runes(value)[::-1], longest=longest)[::-1]


def replace(pattern: str, value: str, replacement: str, *, every: bool) -> str:
    """Return `value` with the first longest match replaced, or all of them.

    With `every`, `$` in the replacement is a reference to a group, as in Go; there are no groups, so `$1` is nothing
    and `$0` the match.

    Raises RefusalError for a bad escape, and for a result of more than :data:`LIMIT` characters.
    """
    wildcards = _Wildcards(pattern)
    if not every:
        match = wildcards.search(value, 0)
        return value if match is None else value[: match[0]] + replacement + value[match[1] :]
    if not pattern:
        return _between(value, "".join(part or "" for part in _template(replacement)))
    out: list[str] = []
    template: list[str | None] | None = None
    search = end = size = 0
    while search <= len(value):
        match = wildcards.search(value, search)
        if match is None:
            break
        out.append(value[end : match[0]])
        # Go leaves out an empty match right after another match; Python's re.sub does not.
        if match[1] > end or match[0] == 0:
            whole = value[match[0] : match[1]]
            if template is None:
                template = _template(replacement)
            filled = [whole if part is None else part for part in template]
            out += filled
            size += sum(map(len, filled))
            if size > LIMIT:
                raise RefusalError(f"a replacement comes to more than {LIMIT:,} characters", "Shorten the values")
        end = match[1]
        search = max(search + 1, end)
    return "".join(out) + value[end:]


def _between(value: str, text: str) -> str:
    """Return `value` with a text before and behind each character: an empty pattern matches there, and many words have one."""
    size = len(text) * (len(value) + 1)
    if size > LIMIT:
        raise RefusalError(f"a replacement comes to more than {LIMIT:,} characters", "Shorten the values")
    return text + "".join(char + text for char in value) if text else value


class _Wildcards:
    """A pattern, matched in time that grows with its length times that of the value: no star is tried twice.

    What stands between two stars has a fixed length, and is as good at its first place as at any other. A star stops
    at a line feed, so that a pattern which fails at one place of a line fails at the later ones, too.
    """

    __slots__ = ("_head", "_inner", "_last", "_line_feed_first")

    def __init__(self, pattern: str) -> None:
        pieces = _pieces(pattern)
        self._line_feed_first = "\n" in pieces[0]
        self._head = _Piece(pieces[0])
        self._inner = [_Piece(piece) for piece in pieces[1:-1] if piece]
        self._last = _Piece(pieces[-1]) if len(pieces) > 1 else None

    def search(self, value: str, start: int) -> tuple[int, int] | None:
        """Return where the first match from `start` on begins and, as long as it may be, ends."""
        while (match := self._head.search(value, start)) is not None:
            end = self.end(value, match.start(), longest=True)
            if end is not None:
                return match.start(), end
            line_end = -1 if self._line_feed_first else value.find("\n", match.start())
            start = match.start() + 1 if self._line_feed_first else line_end + 1
            if not start:
                break
        return None

    def end(self, value: str, start: int, *, longest: bool) -> int | None:
        """Return where a match that begins at `start` ends; `None` if there is none."""
        match = self._head.match(value, start)
        if match is None or self._last is None:
            return None if match is None else match.end()
        for inner in self._inner:
            match = inner.behind_star(value, match.end())
            if match is None:
                return None
        match = self._last.behind_star(value, match.end())
        if match is None or not longest:
            return None if match is None else match.end()
        return _last_end(self._last, value, match)


def _last_end(piece: _Piece, value: str, first: re.Match[str]) -> int:
    """Return the end of the last place of a piece that the star in front of it reaches; `first` is its first place."""
    line_end = value.find("\n", first.start())
    for at in range(len(value) if line_end < 0 else line_end, first.start(), -1):
        later = piece.match(value, at)
        if later is not None:
            return later.end()
    return first.end()


class _Piece:
    """What stands between two stars: letters and question marks, so of one length."""

    __slots__ = ("length", "match", "search")

    def __init__(self, text: str) -> None:
        self.length = len(text)
        expression = re.compile("".join("." if char == _ANY else re.escape(char) for char in text))
        self.match = expression.match
        self.search = expression.search

    def behind_star(self, value: str, start: int) -> re.Match[str] | None:
        """Return its first place from `start` on that a star reaches, which takes no line feed."""
        line_end = value.find("\n", start)
        return self.search(value, start, len(value) if line_end < 0 else line_end + self.length)


def _pieces(pattern: str) -> list[str]:
    """Return what stands between the stars of a pattern."""
    pieces = [""]
    # As everywhere, Go's text scanner drops a byte order mark at the beginning.
    position = int(pattern.startswith("\ufeff"))
    while position < len(pattern):
        char = pattern[position]
        position += 1
        if char == "*":
            pieces.append("")
        elif char == "?":
            pieces[-1] += _ANY
        elif char != "\\":
            pieces[-1] += char
        elif pattern[position : position + 1] not in {"}", "/"}:
            # A backslash before `}` or `/` only kept the end of the substitution away.
            escaped = pattern[position : position + 1]
            position += 1
            if escaped not in {"*", "?", "\\"}:
                raise RefusalError(
                    f'the pattern "{pattern}" escapes "{escaped}"',
                    "In a pattern Docker lets a backslash stand only before *, ? and another backslash",
                )
            pieces[-1] += escaped
    return pieces


def _reverse(pattern: str) -> str:
    out: list[str] = []
    position = 0
    while position < len(pattern):
        width = 2 if pattern[position] == "\\" and position + 1 < len(pattern) else 1
        out.append(pattern[position : position + width])
        position += width
    return "".join(reversed(out))


def _template(replacement: str) -> list[str | None]:
    """Return the parts of a replacement, `None` for the match."""
    out: list[str | None] = []
    text: list[str] = []
    at = 0
    while (sign := replacement.find("$", at)) >= 0:
        text.append(replacement[at:sign])
        at = sign + 1
        if replacement.startswith("$", at):
            text.append("$")
            at += 1
            continue
        braced = replacement.startswith("{", at)
        start = end = at + braced
        while end < len(replacement) and _is_of_a_name(replacement[end]):
            end += 1
        if end == start or (braced and not replacement.startswith("}", end)):
            text.append("$")
            continue
        name = replacement[start:end]
        if name.isdecimal() and int(name[:9]) == 0:
            out += ["".join(text), None]
            text = []
        at = end + braced
    out.append("".join([*text, replacement[at:]]))
    return [part for part in out if part != ""]


def _is_of_a_name(char: str) -> bool:
    return char.isalpha() or char.isdecimal() or char == "_"
