"""HCL's text as tokens, with its three modes: plain, within quotes, and within a heredoc (``hclsyntax``'s scanner).

The longest token wins, as there. A template's text comes in the pieces in which HCL cuts it, because trimming with
``~`` and the indentation of ``<<-`` go by such pieces: up to a line's end in a heredoc, and at each ``$`` and ``%``.
"""

from __future__ import annotations

import re
from typing import Final

from ctxsize.golang.text import SPACE
from ctxsize.project.bake.problem import BakeError, Place
from ctxsize.record import Record

LARGEST_FILE: Final = 5_000_000
"""Characters of a file that is still read."""

_MOST_OPEN = 100


class Token(Record):
    """A token: its kind, the text that it was written as, and its line.

    The kind is a symbol itself (``{``, ``==``), or ``name``, ``number``, ``newline``, ``quote`` and ``unquote``,
    ``heredoc`` and ``heredoc end``, ``quoted`` and ``raw`` (a piece of a template's text), ``${`` and ``%{``,
    ``template end``, or ``end``.
    """

    kind: str
    text: str
    line: int


_NUMBER = r"[0-9](?:(?:[0-9.]|[eE][+-]?[0-9])*(?:[eE][+-]?[0-9]|[0-9]))?"
_WORD = r"[^\W\d][\w\u0300-\u036f-]*"
_MAIN = re.compile(
    rf"""(?P<space>[ \t]+)
    |(?P<comment>(?:\#|//)[^\n]*\n?|/\*(?s:.)*?\*/)
    |(?P<newline>\r?\n)
    |(?P<heredoc><<-?(?P<marker>{_WORD})\r?\n)
    |(?P<number>{_NUMBER})
    |(?P<name>{_WORD})
    |(?P<symbol>==|!=|>=|<=|&&|\|\||::|\.\.\.|=>|~\}}|[][().,*/%+\-=<>!?:{{}}"])""",
    re.VERBOSE,
)
_OPENING = re.compile(r"[$%]\{~?")
# Within quotes: an escaped opening, a lone $ or %, or a run of anything else with its backslashes.
_QUOTED = re.compile(r"\$\$\{~?|%%\{~?|[$%](?!\{)|(?:\\[^\r\n]|[^$%\"\\\r\n])+")
_RAW = re.compile(r"(?:\$\$\{~?|%%\{~?|[$%](?!\{)|[^$%\r\n]*)(?:\r?\n)?")
_INSTEAD = {
    "'": "Write texts in double quotes",
    "`": 'Write texts in double quotes, or as a heredoc ("<<EOT")',
    ";": "End an argument with a line break",
    "&": 'Write "&&"',
    "|": 'Write "||"',
    "\u201c": "Write texts in straight double quotes",
    "\u201d": "Write texts in straight double quotes",
}


def tokens(text: str, file: str, line: int = 1) -> list[Token]:
    """Return the tokens of a file or an expression; raises :class:`BakeError` for a character that HCL lacks."""
    if len(text) > LARGEST_FILE:
        raise BakeError(f"The file has more than {LARGEST_FILE:,} characters.", Place(file, line))
    lexer = _Lexer(text.removeprefix("\ufeff"), file, line)
    lexer.run()
    return lexer.found


def template_tokens(text: str, file: str, line: int) -> list[Token]:
    """Return the tokens of a bare template: the value of a JSON string."""
    lexer = _Lexer(text, file, line)
    lexer.modes = ["bare"]
    lexer.run()
    return lexer.found


class _Lexer:
    def __init__(self, text: str, file: str, line: int) -> None:
        self.found: list[Token] = []
        self.modes = ["main"]
        self._text = text
        self._file = file
        self._line = line
        self._at = 0
        self._braces = 0
        self._returns: list[int] = []
        # Of each heredoc that is open: its marker, and whether a line begins here.
        self._markers: list[str] = []
        self._line_begins: list[bool] = []

    def run(self) -> None:
        steps = {"main": self._main, "quoted": self._quoted, "heredoc": self._heredoc, "bare": self._bare}
        while self._at < len(self._text):
            steps[self.modes[-1]]()
        self.found.append(Token("end", "", self._line))

    def _emit(self, kind: str, text: str) -> None:
        self.found.append(Token(kind, text, self._line))
        self._pass(text)

    def _pass(self, text: str) -> None:
        self._line += text.count("\n")
        self._at += len(text)

    def _refuse(self, message: str) -> BakeError:
        return BakeError(message, Place(self._file, self._line))

    def _enter(self, mode: str) -> None:
        if len(self.modes) > _MOST_OPEN:
            raise self._refuse("Templates are nested too deeply here.")
        self.modes.append(mode)

    def _main(self) -> None:
        match = _MAIN.match(self._text, self._at)
        if match is None:
            char = self._text[self._at]
            raise self._refuse(f"HCL has no {char!r} here. {_INSTEAD.get(char, 'Take it out, or quote it')}.")
        kind, text = match.lastgroup or "", match[0]
        if kind == "space":
            self._at = match.end()
        elif kind == "comment":
            # A comment to the end of a line is that line's end, too.
            if text.endswith("\n"):
                self.found.append(Token("newline", text, self._line))
            self._pass(text)
        elif kind == "heredoc":
            self._enter("heredoc")
            self._markers.append(match["marker"])
            self._line_begins.append(True)
            self._emit("heredoc", text)
        elif kind == "symbol":
            self._symbol(text)
        else:
            self._emit(kind, text)

    def _symbol(self, text: str) -> None:
        if text == '"':
            self._enter("quoted")
            self._emit("quote", text)
            return
        if text == "{":
            self._braces += 1
        if text in {"}", "~}"}:
            closes = bool(self._returns) and self._returns[-1] == self._braces
            self._braces -= 1
            if closes:
                self._returns.pop()
                self.modes.pop()
            if closes or text == "~}":
                self._emit("template end", text)
                return
        self._emit(text, text)

    def _open(self) -> bool:
        """Enter an interpolation or a directive, if one begins here."""
        match = _OPENING.match(self._text, self._at)
        if match is None:
            return False
        self._emit(match[0][:2], match[0])
        self._braces += 1
        self._returns.append(self._braces)
        self._enter("main")
        if self._line_begins:
            self._line_begins[-1] = False
        return True

    def _quoted(self) -> None:
        if self._open():
            return
        match = _QUOTED.match(self._text, self._at)
        if match:
            self._check(match[0])
            self._emit("quoted", match[0])
        elif self._text[self._at] == '"':
            self.modes.pop()
            self._emit("unquote", '"')
        else:
            raise self._refuse('A quoted text ends on its line. Write "\\n" for a line break, or a heredoc ("<<EOT").')

    def _heredoc(self) -> None:
        if self._open():
            return
        match = _RAW.match(self._text, self._at)
        piece = match[0] if match else ""
        if not piece:
            raise self._refuse("A carriage return stands here without a line break behind it.")
        ends_line = piece.endswith("\n")
        if ends_line and self._line_begins[-1] and piece.strip(SPACE) == self._markers[-1]:
            end = piece[: -2 if piece.endswith("\r\n") else -1]
            self._markers.pop()
            self._line_begins.pop()
            self.modes.pop()
            self._emit("heredoc end", end)
            self._emit("newline", piece[len(end) :])
            return
        self._check(piece)
        self._line_begins[-1] = ends_line
        self._emit("raw", piece)

    def _bare(self) -> None:
        if self._open():
            return
        match = _RAW.match(self._text, self._at)
        self._emit("raw", match[0] if match and match[0] else self._text[self._at])

    def _check(self, piece: str) -> None:
        if not piece.isascii() and any("\ud800" <= char <= "\udfff" for char in piece):
            raise self._refuse("This is not UTF-8. Save the file in UTF-8.")
