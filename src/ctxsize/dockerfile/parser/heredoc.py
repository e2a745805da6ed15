"""Here-documents (BuildKit's `parser/parser.go`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxsize.dockerfile.parser.lines import LineReader
from ctxsize.dockerfile.parser.syntax import Heredoc
from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.dockerfile.words.expand import words
from ctxsize.golang.text import encode

_FORM = r"([0-9]*)<<(-?)[\t\n\f\r ]*([^<]*)\Z"
_MAX_DESCRIPTOR = (1 << 64) - 1


def heredoc_of(word: str) -> Heredoc | None:
    """Return the here-document that a word opens, without content, or None; raises RefusalError for a bad name."""
    match = re.match(_FORM, word) if "<<" in word else None
    if match is None or not match[3]:
        return None
    plain = words(match[3], {}, keep_unset=True)
    if len(plain) != 1:
        return None
    # Quotes that are there only in the raw reading are real quotes: then the content is not expanded.
    raw = words(match[3], {}, raw_quotes=True, keep_unset=True)
    if len(raw) != 1:
        raise RefusalError(
            f"the here-document `{word}` has a name that cannot be read", "Give it a plain name such as EOF"
        )
    return Heredoc(
        name=plain[0],
        content="",
        expand=_quotes(plain[0]) == _quotes(raw[0]),
        chomp=match[2] == "-",
        descriptor=min(int(match[1][-25:] or "0"), _MAX_DESCRIPTOR),
    )


def read_heredocs(text: str, reader: LineReader) -> Iterator[Heredoc]:
    """Yield the here-documents that an instruction's text opens, read from the lines after it.

    Raises RefusalError when one does not end.
    """
    for opened in _opened(text):
        yield opened.replace(content=_content(opened, reader))


def heredoc_name(word: str) -> str | None:
    """Return the name of the here-document that a word opens, or None; a word that cannot be read opens none."""
    try:
        opened = heredoc_of(word)
    except RefusalError:
        return None
    return None if opened is None else opened.name


def _opened(text: str) -> list[Heredoc]:
    try:
        # The escape character is a backslash here whatever the directive says.
        found = words(text, {}, raw_quotes=True, raw_escapes=True, keep_unset=True)
    except RefusalError:
        return []
    return [opened for word in found if (opened := heredoc_of(word)) is not None]


def _content(opened: Heredoc, reader: LineReader) -> str:
    end = encode(opened.name)
    lines: list[bytes] = []
    while (line := reader.raw()) is not None:
        bare = line.rstrip(b"\r\n")
        if (bare.lstrip(b"\t") if opened.chomp else bare) == end:
            return b"".join(lines).decode("utf-8", "surrogateescape")
        lines.append(line)
    raise RefusalError(
        f"the here-document <<{opened.name} does not end",
        f"Put {opened.name} alone on a line, without blanks in front or behind"
        + (" (tabs in front are allowed)" if opened.chomp else ""),
    )


def _quotes(text: str) -> int:
    return text.count("'") + text.count('"')
