"""Files of variables (``.env``), as Compose reads them.

Mirrors ``dotenv/parser.go`` of compose-go.
"""

from __future__ import annotations

import re

from ctxsize.golang import text as gotext
from ctxsize.project.compose.interpolate import LONGEST, TemplateError, substitute

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_BLANKS = "\t\v\f\r \x85\xa0"
_NAME_CHARS = frozenset("_.-[]")
_ESCAPE = re.compile(r'\\(?:[abcfnrtv$"\\]|0\d{0,3})', re.ASCII)
_EXPORT = re.compile(r"export[\t\n\f\r ]+")
_ESCAPED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"'}


class DotenvError(ValueError):
    """A line that is not ``NAME=value``; ``line`` counts from 1. Nothing of the line is in the text: it may be a secret."""

    def __init__(self, sentence: str, line: int) -> None:
        """Keep the line beside the sentence."""
        super().__init__(sentence)
        self.line = line


def parse(data: bytes, environment: Mapping[str, str], before: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the variables of a file, on top of those of the files ``before`` it.

    A value may use earlier lines and the environment, which goes before them. Raises :class:`DotenvError`.
    """
    text = gotext.decode(data.removeprefix(b"\xef\xbb\xbf"))
    return _Parser(text, environment, dict(before or {})).parse()


class _Parser:
    def __init__(self, text: str, environment: Mapping[str, str], found: dict[str, str]) -> None:
        self._text = text
        self._environment = environment
        self._found = found
        self._at = 0
        self._length = 0

    def parse(self) -> dict[str, str]:
        while self._skip_to_statement():
            name, inherited = self._name()
            if " " in name:
                raise self._wrong("the name of a variable has a space in it")
            if not inherited:
                self._found[name] = self._value()
            elif (value := self._lookup(name)) is not None:
                self._found[name] = value
        return self._found

    def _lookup(self, name: str) -> str | None:
        value = self._environment.get(name)
        return self._found.get(name) if value is None else value

    def _wrong(self, sentence: str) -> DotenvError:
        return DotenvError(sentence, self._text.count("\n", 0, self._at) + 1)

    def _skip_to_statement(self) -> bool:
        """Go to where the next statement begins, over blank lines and comments; whether there is one."""
        text, size = self._text, len(self._text)
        while self._at < size:
            char = text[self._at]
            if char in gotext.SPACE:
                self._at += 1
            elif char == "#":
                end = text.find("\n", self._at)
                self._at = size if end < 0 else end
            else:
                return True
        return False

    def _name(self) -> tuple[str, bool]:
        """Read a name and the ``=`` or ``:`` behind it; whether the line ends instead, so that the value is inherited."""
        text = self._text
        if export := _EXPORT.match(text, self._at):
            # What follows ``export`` may stand in the same line only.
            self._at += len("export")
            while self._at < export.end() and text[self._at] in _BLANKS:
                self._at += 1
        start = self._at
        if start == len(text):
            raise self._wrong("export needs a name")
        for at in range(start, len(text)):
            char = text[at]
            if char in "=:\n":
                self._at = at + 1
                self._skip_blanks()
                return text[start:at].rstrip(gotext.SPACE), char == "\n"
            if char not in _BLANKS and char not in _NAME_CHARS and not (char.isalpha() or char.isnumeric()):
                raise self._wrong("a name of a variable has a character that is not allowed in it")
        # Without a line feed behind it, a name at the very end is not read: the rest is taken for its value.
        self._at = start
        self._skip_blanks()
        return "", False

    def _skip_blanks(self) -> None:
        while self._at < len(self._text) and self._text[self._at] in _BLANKS:
            self._at += 1

    def _value(self) -> str:
        quote = self._text[self._at : self._at + 1]
        if quote in {"'", '"'}:
            value = self._quoted(quote)
            return self._expanded(_unescaped(value)) if quote == '"' else value
        end = self._text.find("\n", self._at)
        end = len(self._text) if end < 0 else end
        value = self._text[self._at : end].partition(" #")[0].rstrip(gotext.SPACE)
        expanded = self._expanded(value)
        self._at = end + 1
        return expanded

    def _quoted(self, quote: str) -> str:
        """Read up to the closing quote; only that quote can be escaped, other backslashes stay."""
        closing = re.compile(rf"(?:[^{quote}\\]|\\.)*", re.DOTALL).match(self._text, self._at + 1)
        if closing is None or self._text[closing.end() : closing.end() + 1] != quote:
            raise self._wrong("a value has no closing quote")
        self._at = closing.end() + 1
        return re.sub(rf"\\({quote})", r"\1", closing[0]) if "\\" in closing[0] else closing[0]

    def _expanded(self, value: str) -> str:
        try:
            expanded = substitute(value, self._lookup)
        except TemplateError as error:
            raise self._wrong(str(error)) from error
        self._length += len(expanded)
        if self._length > LONGEST:
            raise self._wrong("the variables make a text that is too long")
        return expanded


def _unescaped(value: str) -> str:
    return _ESCAPE.sub(_escape, value) if "\\" in value else value


def _escape(found: re.Match[str]) -> str:
    mark = found[0][1]
    if mark == "$":
        return "$$"
    if mark == "0":
        # Go takes three octal digits behind the backslash, here those behind the 0; fewer stay as they are.
        digits = found[0][2:5]
        valid = len(digits) == 3 and not digits.strip("01234567") and int(digits, 8) < 256  # noqa: PLR2004
        return chr(int(digits, 8)) if valid else found[0]
    return _ESCAPED.get(mark, found[0])
