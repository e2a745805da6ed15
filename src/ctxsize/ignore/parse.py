"""Ignore files: bytes to lines, none lost, each with what Docker makes of it.

Mirrors ``ignorefile.ReadAll`` and ``patternmatcher.New`` of moby/patternmatcher, which both builders call in this
order. Between the two the text is cleaned twice, which has effects of its own: ``/!a`` becomes an exception.
"""

from __future__ import annotations

from dataclasses import dataclass

from ctxsize import paths
from ctxsize.errors import IgnoreFileError
from ctxsize.ignore.pattern import Pattern

MAX_LINE_BYTES = 65_535
"""Longest line, without its line feed, that Go's scanner takes; one byte more and the build is off."""

_BOM = b"\xef\xbb\xbf"
# Go trims Unicode's White_Space; Python's str.strip() would take the four information separators too.
_WHITE_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f"
    "\u205f\u3000"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of an ignore file."""

    number: int
    """Counted from 1."""
    text: str
    """As written, without the line end."""
    pattern: Pattern | None
    """What the builders match; ``None`` for comments, blank lines and lines that clean to nothing."""

    @property
    def is_comment(self) -> bool:
        """Whether Docker reads the line as a comment: a hash sign in the very first column."""
        return self.text.startswith("#")


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoreFile:
    """An ignore file as its author wrote it and as Docker reads it."""

    path: str
    """Where it stands, for messages: relative to the context root, or as the user named it."""
    lines: tuple[Line, ...]

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """All patterns in file order."""
        return tuple(line.pattern for line in self.lines if line.pattern is not None)


def parse(data: bytes, path: str = ".dockerignore") -> IgnoreFile:
    """Read an ignore file.

    Args:
        data: the file's bytes; they need not be UTF-8.
        path: its name for messages.

    Raises:
        IgnoreFileError: for what makes both builders abort before they look at a single file: an over-long line,
            a ``!`` alone, or a malformed pattern that Go's ``filepath.Match`` finds at once.

    """
    rows = data.split(b"\n")
    if rows[-1] == b"":
        rows.pop()
    for number, row in enumerate(rows, 1):
        if len(row) > MAX_LINE_BYTES:
            reason = f"the line has {len(row)} bytes and Docker reads at most {MAX_LINE_BYTES}"
            raise _refused(path, number, reason, "Split it, or delete it")
    return IgnoreFile(path=path, lines=tuple(_line(row, number, path) for number, row in enumerate(rows, 1)))


def _line(row: bytes, number: int, path: str) -> Line:
    row = row.removesuffix(b"\r")
    if number == 1:
        row = row.removeprefix(_BOM)
    text = row.decode("utf-8", "surrogateescape")
    return Line(number=number, text=text, pattern=None if text.startswith("#") else _pattern(text, number, path))


def _pattern(text: str, number: int, path: str) -> Pattern | None:
    """Read one line that is no comment; ``None`` if nothing is left of it."""
    cleaned = _first_cleaning(text.strip(_WHITE_SPACE)).strip(_WHITE_SPACE)
    if not cleaned:
        return None
    cleaned = paths.clean(cleaned)
    exception = cleaned.startswith("!")
    if cleaned == "!":
        raise _refused(path, number, "an exclamation mark alone is no pattern", "Complete the exception, or delete it")
    cleaned = cleaned[exception:]
    try:
        paths.match(cleaned, ".")
    except paths.BadPatternError:
        reason = f"the pattern {paths.quoted(text)} is malformed (an open bracket, or a backslash at the end)"
        raise _refused(path, number, reason, "Quote a bracket that is meant as such with a backslash") from None
    return Pattern(cleaned, exception=exception, line=number)


def _first_cleaning(text: str) -> str:
    """Clean the path behind a ``!``, and drop one leading slash of it."""
    mark = "!" if text.startswith("!") else ""
    if mark:
        text = text[1:].strip(_WHITE_SPACE)
    if text:
        text = paths.clean(text)
        if len(text) > 1:
            text = text.removeprefix("/")
    return mark + text


def _refused(path: str, number: int, reason: str, remedy: str) -> IgnoreFileError:
    return IgnoreFileError(f"{paths.printable(path)}:{number}: {reason}; docker build stops here. {remedy}.")
