"""The ignore file's text, written again: what is the user's stays as it is, what is ours stands in one block.

Pure: bytes in, bytes out, and doing it twice changes nothing.
"""

from __future__ import annotations

from enum import StrEnum

from ctxsize.display.escaping import printable, quoted
from ctxsize.golang.text import decode, encode
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

BEGIN = "# >>> ctxsize"
"""How the line that opens the block begins."""
END = "# <<< ctxsize"
"""How the line that closes it begins."""
REPEATED = "Your lines from above, which must come last to count"
"""The title of the group that says lines of the author's once more."""
WITH_EXCEPTIONS = ", with exceptions"
"""How the title of a group ends of which a part must stand further down."""
_HEADER = f"{BEGIN} --fix renews the lines down to the closing mark. Write yours above."
_FOOTER = END
_BOM = b"\xef\xbb\xbf"


class Source(StrEnum):
    """What ``--source`` takes: where lines come from."""

    GITIGNORE = "gitignore"
    RULES = "rules"
    ALL = "all"


class Style(StrEnum):
    """What ``--style`` takes: lines that keep entries away, or all but what instructions take."""

    DENY = "deny"
    ALLOW = "allow"


class FixOptions(Record):
    """What is to be done.

    ``unsafe`` is whether suggestions that are not proved are applied, too, ``tidy`` whether superfluous lines of the
    user's go.
    """

    source: Source = Source.ALL
    style: Style = Style.DENY
    unsafe: bool = False
    tidy: bool = False


class Group(Record):
    """Lines for the ignore file, and in one sentence why they are there."""

    reason: str
    lines: tuple[str, ...]


class LeftOut(Record):
    """A line that is not written, and why.

    ``layer`` is git's file that asks for it, ``unsafe`` whether it can be had. ``bytes`` are received now and would not be,
    ``is_secret`` whether a secret is received for want of it.
    """

    line: str
    why: str
    layer: str = ""
    unsafe: bool = False
    bytes: int = 0
    is_secret: bool = False

    @property
    def sentence(self) -> str:
        """The same for people."""
        if self.unsafe:
            return f"Not proved: {quoted(self.line)}, as {self.why}. --unsafe-fixes adds it."
        return f"Left out {quoted(self.line)}{f' of {printable(self.layer)}' if self.layer else ''}: {self.why}."


class Parts(Record):
    """An ignore file's bytes: those before the block, the block, those behind it."""

    before: bytes
    block: bytes
    after: bytes

    @property
    def users(self) -> bytes:
        """All that is the user's."""
        return self.before + self.after


def split(data: bytes) -> Parts:
    """Find the block: the last opening line that has a closing one. A lone mark is a comment like any other."""
    rows = _rows(data)
    ends = [number for number, row in enumerate(rows) if row.startswith(encode(END))]
    begins = [number for number, row in enumerate(rows) if row.removeprefix(_BOM).startswith(encode(BEGIN))]
    pairs = [(begin, next((end for end in ends if end > begin), None)) for begin in begins]
    closed = [(begin, end) for begin, end in pairs if end is not None]
    if not closed:
        return Parts(before=data, block=b"", after=b"")
    begin, end = closed[-1]
    mark = _BOM if begin == 0 and data.startswith(_BOM) else b""
    before = mark + b"".join(rows[:begin]).removeprefix(mark)
    block = b"".join(rows[begin : end + 1]).removeprefix(mark)
    return Parts(before=before, block=block, after=b"".join(rows[end + 1 :]))


def with_block(data: bytes, groups: Sequence[Group]) -> bytes:
    """Return the ignore file with these groups as its block, at the end, where its lines have the last word.

    Without groups there is no block. Nothing of the user's changes, but that a last line without an end gets one.
    """
    parts = split(data)
    groups = [group for group in groups if group.lines]
    if not groups:
        return parts.users if parts.block else data
    before = parts.users
    if before.removeprefix(_BOM) and not before.endswith(b"\n"):
        before += b"\r\n" if _is_crlf(before) and not before.endswith(b"\r") else b"\n"
    # Asked of the completed text, so that a second run sees the same: a last line may be a lone carriage return.
    end = b"\r\n" if _is_crlf(before) else b"\n"
    rows = [] if not before.removeprefix(_BOM) or before.endswith((b"\n\n", b"\n\r\n")) else [""]
    if before.removeprefix(_BOM) in {b"\n", b"\r\n"}:
        rows = []
    rows.append(_HEADER)
    for group in groups:
        rows += [f"# {printable(group.reason)}", *group.lines]
    rows.append(_FOOTER)
    return before + b"".join(encode(row) + end for row in rows)


def without_lines(data: bytes, numbers: Collection[int]) -> bytes:
    """Return the ignore file without these lines, counted from 1; a byte order mark stays."""
    rows = _rows(data)
    kept = [row for number, row in enumerate(rows, 1) if number not in numbers]
    mark = _BOM if data.startswith(_BOM) and 1 in numbers else b""
    return mark + b"".join(kept)


def with_lines(data: bytes, instead: Mapping[int, Sequence[str]]) -> bytes:
    """Return the ignore file with other lines in the place of some, which are counted from 1; a byte order mark stays."""
    mark = _BOM if data.startswith(_BOM) else b""
    rows = _rows(data.removeprefix(mark))
    found: list[bytes] = []
    for number, row in enumerate(rows, 1):
        if number not in instead:
            found.append(row)
            continue
        end = row[len(row.rstrip(b"\r\n")) :]
        texts = [encode(text) for text in instead[number]]
        # The last row may have no end, and keeps none.
        found += [text + (end or b"\n") for text in texts[:-1]] + [text + end for text in texts[-1:]]
    return mark + b"".join(found)


def unified_diff(old: bytes, new: bytes, path: str) -> str:
    """Return what changes as a unified diff; empty if nothing does. Stray bytes stay what they are."""
    import difflib  # noqa: PLC0415 (only --diff needs it)

    before, after = (_texts(data) for data in (old, new))
    name = printable(path)
    rows = difflib.unified_diff(before, after, "/dev/null" if not old else f"a/{name}", f"b/{name}")
    return "".join(row if row.endswith("\n") else row + "\n\\ No newline at end of file\n" for row in rows)


def _rows(data: bytes) -> list[bytes]:
    """Cut behind each line feed, where Docker cuts."""
    rows = data.split(b"\n")
    last = rows.pop()
    return [row + b"\n" for row in rows] + ([last] if last else [])


def _texts(data: bytes) -> list[str]:
    return [decode(row) for row in _rows(data)]


def _is_crlf(data: bytes) -> bool:
    return data.count(b"\r\n") * 2 > data.count(b"\n")
