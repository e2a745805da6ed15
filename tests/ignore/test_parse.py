"""Lines to patterns: what Docker makes of each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxsize.errors import IgnoreFileError
from ctxsize.ignore.parse import MAX_LINE_BYTES, parse


@pytest.mark.parametrize(
    ("line", "text", "exception"),
    [
        (b"a", "a", False),
        (b"a/", "a", False),
        (b"/a", "a", False),
        (b"./a//b/../c", "a/c", False),
        (b"../a", "../a", False),
        (b".", ".", False),
        (b"/", "/", False),
        (b"  a\t\x0b\r", "a", False),
        ("\u00a0a\u3000".encode(), "a", False),
        (b"\x1ca", "\x1ca", False),
        (b"!a", "a", True),
        (b"! a", "a", True),
        (b"!!a", "!a", True),
        (b"/!a", "a", True),
        (b"./!a", "a", True),
        (b"/ a", "a", False),
        (b"\\!a", "\\!a", False),
        (b" #a", "#a", False),
        (b"a # b", "a # b", False),
        (b"a\xff", "a\udcff", False),
        (b"txt*/[a-]", "txt*/[a-]", False),
    ],
)
def test_a_line_becomes_a_pattern(line: bytes, text: str, exception: bool) -> None:
    (pattern,) = parse(line).patterns
    assert (pattern.text, pattern.exception, pattern.line) == (text, exception, 1)


@pytest.mark.parametrize("line", [b"", b"  ", b"#a", b"\xef\xbb\xbf#a", b"\r", b"/ /"])
def test_a_line_without_pattern(line: bytes) -> None:
    assert parse(line).patterns == ()


def test_every_line_is_kept_as_written() -> None:
    file = parse(b"\xef\xbb\xbf# one\r\n\r\n  a/ \r\n!b")
    assert [(line.number, line.text) for line in file.lines] == [(1, "# one"), (2, ""), (3, "  a/ "), (4, "!b")]
    assert [line.is_comment for line in file.lines] == [True, False, False, False]


def test_a_byte_order_mark_counts_on_the_first_line_only() -> None:
    file = parse(b"\xef\xbb\xbfa\n\xef\xbb\xbfb\n")
    assert [pattern.text for pattern in file.patterns] == ["a", "\ufeffb"]


@pytest.mark.parametrize("line", [b"!", b"! ", b"!/", b"a[", b"a[]]b", b"[a-]", b"a\\", b"[^]", b"[\xff]", b"[]"])
def test_a_line_that_stops_the_build(line: bytes) -> None:
    with pytest.raises(IgnoreFileError, match=r"^x/\.dockerignore:2: .*docker build stops here"):
        parse(b"fine\n" + line + b"\n", "x/.dockerignore")


def test_the_longest_line() -> None:
    assert len(parse(b"a" * MAX_LINE_BYTES + b"\n").patterns) == 1
    with pytest.raises(IgnoreFileError, match=r"\.dockerignore:1: the line has 65536 bytes"):
        parse(b"a" * (MAX_LINE_BYTES + 1))


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        file = parse(data)
    except IgnoreFileError as error:
        assert str(error).isprintable()  # noqa: PT017 (the sentence is what is tested)
        return
    assert len(file.lines) == data.count(b"\n") + (data[-1:] not in {b"", b"\n"})
