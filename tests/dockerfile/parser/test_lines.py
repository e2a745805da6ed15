"""Bytes to instructions' lines: continuations, comments, blank lines, line ends, lengths."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.parser.lines import LIMIT, LineReader


def lines_of(data: bytes) -> list[tuple[int, str]]:
    reader = LineReader(data)
    found = []
    while (line := reader.logical()) is not None:
        found.append((line.line, line.text))
    return found


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"", []),
        (b"RUN a", [(1, "RUN a")]),
        (b"\n  \n# c\n  # c\nRUN a\n", [(5, "RUN a")]),
        (b"RUN a\r\nRUN b\r\n", [(1, "RUN a"), (2, "RUN b")]),
        (b"\xef\xbb\xbfRUN a", [(1, "RUN a")]),
        (b"  \tRUN a  ", [(1, "RUN a  ")]),
        # Continued: comments and blank lines between do not count, white space in front stays.
        (b"RUN a \\\n  b", [(1, "RUN a   b")]),
        (b"RUN a \\\n\n# c\n   # c\n  b\nRUN c", [(1, "RUN a   b"), (6, "RUN c")]),
        (b"RUN a \\  \t\nb", [(1, "RUN a b")]),
        (b"RUN a \\\r\nb\r\n", [(1, "RUN a b")]),
        (b"RUN a \\", [(1, "RUN a ")]),
        (b"RUN a \\\n\n# c", [(1, "RUN a ")]),
        # A doubled escape character at the end is none.
        (b"RUN a \\\\\nRUN b", [(1, "RUN a \\\\"), (2, "RUN b")]),
        (b"# escape=`\nRUN a `\nb \\\nRUN c", [(2, "RUN a b \\"), (4, "RUN c")]),
        # A comment is never continued, and a # inside a line is none.
        (b"# a \\\nRUN b # c \\\nd", [(2, "RUN b # c d")]),
        # A letter may begin on one line and end on the next.
        (b"RUN \xc3\\\n\xa9", [(1, "RUN \u00e9")]),
        (b"RUN \xff", [(1, "RUN \udcff")]),
    ],
)
def test_lines_are_joined(data: bytes, lines: list[tuple[int, str]]) -> None:
    assert lines_of(data) == lines


def test_a_line_over_the_limit_ends_the_reading() -> None:
    reader = LineReader(b"RUN a\nRUN " + b"x" * (LIMIT - 3) + b"\nRUN c")
    assert reader.logical() is not None
    assert reader.logical() is None
    assert reader.too_long
    assert lines_of(b"RUN " + b"x" * (LIMIT - 4) + b"\nRUN c")[1] == (2, "RUN c")
