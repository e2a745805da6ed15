"""Bytes to lines, lines to logical lines: continuations joined, comments dropped (BuildKit's `parser/parser.go`)."""

from __future__ import annotations

from collections.abc import Iterator

from ctxsize.dockerfile.engine import Engine, newest
from ctxsize.dockerfile.parser.directives import BOM, DirectiveReader, escape_of
from ctxsize.dockerfile.parser.syntax import Directive
from ctxsize.golang.text import SPACE, decode, encode
from ctxsize.record import Record

LIMIT = 65535
"""A line of more bytes than this, without its line feed, ends the reading."""


class LogicalLine(Record):
    """An instruction's text in one piece, and the first line it stood on; `comments` and `gap` as in Instruction."""

    text: str
    line: int
    comments: tuple[str, ...] = ()
    gap: bool = False


class LineReader:
    """Reads a Dockerfile line by line, as instructions or as the raw lines of a here-document.

    `escape` and `directives` fill up as lines are read; `number` is the last line that was read, from 1; `too_long`
    says that reading stopped at a line over the limit, as it then does in Docker: as if the file ended there.
    """

    def __init__(self, data: bytes, engine: Engine | None = None) -> None:
        self.escape = "\\"
        self.directives: list[Directive] = []
        self.number = 0
        self.too_long = False
        self._reader = DirectiveReader(engine or newest())
        self._data = data
        self._position = 0
        self._comments: list[str] = []
        self._gap = False

    def raw(self) -> bytes | None:
        """Return the next line with its line feed, or None at the end."""
        if self._position >= len(self._data):
            return None
        end = self._data.find(b"\n", self._position) + 1 or len(self._data)
        line = self._data[self._position : end]
        if len(line.removesuffix(b"\n")) > LIMIT:
            self.too_long = True
            self._position = len(self._data)
            return None
        self._position = end
        self.number += 1
        return line

    def logical(self) -> LogicalLine | None:
        """Return the next instruction's text, or None at the end; raises RefusalError for a bad directive."""
        while (raw := self.raw()) is not None:
            if self.number == 1:
                raw = raw.removeprefix(BOM)
            written = decode(raw).rstrip("\r\n")
            line = written.lstrip(SPACE)
            directive = self._directive(line)
            if line.startswith("#") and not directive:
                self._comment(written[1:].strip(SPACE))
            if not line or line.startswith("#"):
                continue
            start, comments = self.number, tuple(self._comments)
            self._comments.clear()
            self._gap = False
            # Anew from the bytes: a letter may begin on one line and end on the next.
            text = decode(encode("".join(self._joined(line))))
            return LogicalLine(text=text, line=start, comments=comments, gap=self._gap)
        return None

    def _comment(self, text: str) -> None:
        """Keep a comment for the instruction below; an empty one cuts those above it off.

        Of an indented one the first blank is taken for its hash sign: upstream's slip.
        """
        if text:
            self._comments.append(text)
        else:
            self._comments.clear()

    def _directive(self, line: str) -> bool:
        directive = self._reader.read(line)
        if directive is not None:
            self.directives.append(directive)
            if directive.name == "escape":
                self.escape = escape_of(directive)
        return directive is not None

    def _joined(self, line: str) -> Iterator[str]:
        """Yield the pieces of a line and of those that continue it; comments and blank lines between do not count."""
        while True:
            piece, continues = self._continuation(line)
            yield piece
            if not continues:
                return
            while True:
                raw = self.raw()
                if raw is None:
                    return
                # White space in front of a continuing line stays: it is what separates its first word from the last
                # one.
                line = decode(raw).rstrip("\r\n")
                first = line.lstrip(SPACE)[:1]
                self._gap = self._gap or not first
                if first not in {"", "#"}:
                    break

    def _continuation(self, line: str) -> tuple[str, bool]:
        """Return the line without its escape character at the end, and whether there was one; a doubled one is none."""
        stripped = line.rstrip(" \t")
        if not stripped.endswith(self.escape) or stripped[:-1].endswith(self.escape):
            return line, False
        return stripped[:-1], True
