"""Ignore files: bytes to lines, none lost, each with what Docker makes of it.

Mirrors ``ignorefile.ReadAll`` and ``patternmatcher.New`` of moby/patternmatcher, which both builders call in this
order. Between the two the text is cleaned twice, which has effects of its own: ``/!a`` becomes an exception.
"""

from __future__ import annotations

from functools import lru_cache

from ctxsize.display.escaping import printable, quoted
from ctxsize.errors import IgnoreFileError
from ctxsize.golang import paths
from ctxsize.golang.text import SPACE, decode
from ctxsize.ignore.pattern import Pattern
from ctxsize.record import Record

IGNORE_FILE = ".dockerignore"
"""The ignore file's name at the context root, and the ending of one that belongs to a single Dockerfile."""
MAX_LINE_BYTES = 65_535
"""Longest line, without its line feed, that Go's scanner takes; one byte more and the build is off."""

_BOM = b"\xef\xbb\xbf"
_HIDDEN = "(not shown, as the file lies elsewhere)"


class Line(Record):
    """One line of an ignore file."""

    number: int
    """Counted from 1."""
    text: str
    """As written, without the line end."""
    cleaned: str
    """What the reader hands on to the matcher, exclamation mark included; empty for comments and blank lines."""
    pattern: Pattern | None
    """What the builders match; ``None`` for comments, blank lines and lines that clean to nothing."""

    @property
    def is_comment(self) -> bool:
        """Whether Docker reads the line as a comment: a hash sign in the very first column."""
        return self.text.startswith("#")


class IgnoreFile(Record):
    """An ignore file as its author wrote it and as Docker reads it."""

    path: str
    """Where it stands, for messages: relative to the context root, or as the user named it."""
    lines: tuple[Line, ...]
    hidden: bool = False
    """Whether its lines must not be shown: the file is no part of the context, and may be anything."""

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """All patterns in file order."""
        return tuple(line.pattern for line in self.lines if line.pattern is not None)


@lru_cache(maxsize=16)  # both builders read the same file
def parse(data: bytes, path: str = IGNORE_FILE, *, hidden: bool = False) -> IgnoreFile:
    """Read an ignore file.

    Args:
        data: the file's bytes; they need not be UTF-8.
        path: its name for messages.
        hidden: whether its lines must not be shown; their texts only say so then.

    Raises:
        IgnoreFileError: for what makes both builders abort before they look at a single file: an over-long line,
            a ``!`` alone, or a malformed pattern that Go's ``filepath.Match`` finds at once.

    """
    rows = data.split(b"\n")
    if rows[-1] == b"":
        rows.pop()
    for number, row in enumerate(rows, 1):
        if len(row) > MAX_LINE_BYTES:
            message = (
                f"{printable(path)}:{number}: the line has {len(row)} bytes and Docker reads at most {MAX_LINE_BYTES}. "
                "docker build stops here. Split the line, or delete it."
            )
            raise IgnoreFileError(message)
    lines = tuple(_line(row, number, path, hidden=hidden) for number, row in enumerate(rows, 1))
    return IgnoreFile(path=path, lines=lines, hidden=hidden)


def _line(row: bytes, number: int, path: str, *, hidden: bool) -> Line:
    row = row.removesuffix(b"\r")
    if number == 1:
        row = row.removeprefix(_BOM)
    text = decode(row)
    shown = _HIDDEN if hidden else text
    if text.startswith("#"):
        return Line(number=number, text=shown, cleaned="", pattern=None)
    cleaned = _first_cleaning(text.strip(SPACE))
    try:
        pattern = pattern_of(cleaned, number)
    except paths.BadPatternError as error:
        why, cure = _MALFORMED if error.args[0] != "!" else _MARK_ALONE
        message = f"{printable(path)}:{number}: {quoted(shown)}: {why}. docker build stops here. {cure}."
        raise IgnoreFileError(message) from None
    return Line(number=number, text=shown, cleaned=cleaned, pattern=pattern)


_MALFORMED = (
    "it is malformed: a bracket that is not closed, or a backslash at the end",
    "Quote a bracket with a backslash",
)
_MARK_ALONE = (
    "an exclamation mark alone is not a pattern",
    "Write what to keep behind it, or delete the line",
)


def pattern_of(cleaned: str, line: int = 0) -> Pattern | None:
    """Read what :attr:`Line.cleaned` holds as ``patternmatcher.New`` does; ``None`` if it comes to nothing.

    Raises:
        paths.BadPatternError: for a ``!`` alone, and for what ``filepath.Match`` finds malformed at once.

    """
    cleaned = cleaned.strip(SPACE)
    if not cleaned:
        return None
    cleaned = paths.clean(cleaned)
    if cleaned == "!":
        raise paths.BadPatternError(cleaned)
    exception = cleaned.startswith("!")
    text = cleaned[exception:]
    if "[" in text or "\\" in text:  # the only letters that can be wrong
        paths.match(text, ".")
    return Pattern(text, exception=exception, line=line)


def _first_cleaning(text: str) -> str:
    """Clean the path behind a ``!``, and drop one leading slash of it."""
    mark = "!" if text.startswith("!") else ""
    if mark:
        text = text[1:].strip(SPACE)
    if text:
        text = paths.clean(text)
        if len(text) > 1:
            text = text.removeprefix("/")
    return mark + text


def as_pattern(path: str) -> str:
    """Return the line of an ignore file that takes this path and no other: what is special in a pattern is quoted.

    A path with control characters, stray bytes, or blanks at its ends has no such line of its own, or none that
    BuildKit can send; wildcards stand for those characters.
    """
    quoted_path = "".join(
        "?"
        if (char.isascii() and not char.isprintable()) or not paths.is_utf8(char)
        else f"\\{char}"
        if char in "*?[]\\"
        else char
        for char in path
    )
    if quoted_path[:1] in {"#", "!"}:
        quoted_path = "\\" + quoted_path
    head = quoted_path[: len(quoted_path) - len(quoted_path.lstrip())]
    tail = quoted_path[len(quoted_path.rstrip()) :]
    middle = quoted_path[len(head) : len(quoted_path) - len(tail)]
    return "?" * len(head) + middle + "?" * len(tail)
