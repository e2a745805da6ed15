"""Templates: texts with ``${ }`` and ``%{ }`` in them, quoted or as heredocs (``hclsyntax``'s template parser)."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from ctxsize.golang.text import SPACE
from ctxsize.project.bake import tree, values
from ctxsize.project.bake.lexer import Token
from ctxsize.project.bake.problem import BakeError, Place
from ctxsize.record import Record

if TYPE_CHECKING:
    from ctxsize.project.bake.protocols import Parses

_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|(?s:.)?)")
_LAST_CHARACTER = 0x10FFFF


class _Piece(Record):
    """A piece of text, an expression, or (with ``word``) a directive with its parts."""

    text: str = ""
    expression: tree.Expression | None = None
    word: str = ""
    names: tuple[str, str] = ("", "")
    line: int = 0


def read(parser: Parses, end: str, opening: Token) -> tree.Expression:
    """Read a template up to the token ``end``, and pass that."""
    parser.deeper()
    pieces = _pieces(parser, end)
    if opening.text.startswith("<<-"):
        pieces = _without_indentation(pieces)
    pieces = _melded(pieces)
    if len(pieces) == 1 and pieces[0].expression is not None and not pieces[0].word:
        # A template that is nothing but one interpolation keeps the kind of its value.
        parser.shallower()
        return tree.Wrapped(pieces[0].expression, opening.line)
    reader = _Reader(pieces, parser, opening.line)
    parts = reader.parts(())
    parser.shallower()
    return tree.Template(parts or (_literal("", opening.line),), opening.line)


def plain_text(parser: Parses) -> str:
    """Read a quoted text without templates, such as a block's label, behind its opening quote."""
    found = ""
    while True:
        token = parser.read()
        if token.kind == "unquote":
            return found
        if token.kind != "quoted":
            raise parser.refuse("A plain text should stand here, without templates", token)
        found += _unescaped(token, parser.file)


def _literal(text: str, line: int) -> tree.Literal:
    return tree.Literal(values.text(text), line)


def _pieces(parser: Parses, end: str) -> list[_Piece]:
    found: list[_Piece] = []
    trim_next = False
    while True:
        token = parser.read()
        if token.kind == end:
            return found
        if token.kind in {"quoted", "raw"}:
            text = _unescaped(token, parser.file)
            found.append(_Piece(text=text.lstrip(SPACE) if trim_next else text, line=token.line))
            trim_next = False
        elif token.kind in {"${", "%{"}:
            if token.text.endswith("~") and found and not found[-1].word and found[-1].expression is None:
                found[-1] = _Piece(text=found[-1].text.rstrip(SPACE), line=found[-1].line)
            parser.newlines.append(False)
            found.append(_interpolation(parser, token) if token.kind == "${" else _directive(parser, token))
            closing = parser.expect("template end", 'A "}" should stand here')
            parser.newlines.pop()
            trim_next = closing.text.startswith("~")
        else:
            raise parser.refuse("The text has no end", token)


def _interpolation(parser: Parses, token: Token) -> _Piece:
    return _Piece(expression=parser.expression(), line=token.line)


def _directive(parser: Parses, token: Token) -> _Piece:
    word = parser.expect("name", 'A directive such as "if" or "for" should stand here')
    if word.text == "if":
        return _Piece(expression=parser.expression(), word="if", line=token.line)
    if word.text in {"else", "endif", "endfor"}:
        return _Piece(word=word.text, line=token.line)
    if word.text != "for":
        raise parser.refuse('A directive such as "if" or "for" should stand here', word)
    key, value = "", parser.expect("name", "A variable's name should stand here").text
    if parser.peek().kind == ",":
        parser.read()
        key, value = value, parser.expect("name", "A variable's name should stand here").text
    if parser.peek().text != "in" or parser.read().kind != "name":
        raise parser.refuse('"in" should stand here')
    return _Piece(expression=parser.expression(), word="for", names=(key, value), line=token.line)


def _without_indentation(pieces: list[_Piece]) -> list[_Piece]:
    """Take from each line the spaces that all lines begin with; lines of nothing but spaces do not count."""
    fewest: int | None = None
    begins: list[int] = []
    at_start = True
    for at, piece in enumerate(pieces):
        is_text = piece.expression is None and not piece.word
        if at_start:
            at_start = False
            indentation = 0
            if is_text:
                blank = not piece.text.strip(SPACE) and piece.text.endswith("\n")
                indentation = -1 if blank else len(piece.text) - len(piece.text.lstrip(SPACE))
            if is_text and indentation >= 0:
                begins.append(at)
            if indentation >= 0:
                fewest = indentation if fewest is None else min(fewest, indentation)
        if is_text and piece.text.endswith("\n"):
            at_start = True
    trimmed = list(pieces)
    for at in begins:
        trimmed[at] = _Piece(text=pieces[at].text[fewest or 0 :], line=pieces[at].line)
    return trimmed


def _melded(pieces: list[_Piece]) -> list[_Piece]:
    """Join pieces of text that stand side by side."""
    found: list[_Piece] = []
    for is_text, group in groupby(pieces, lambda piece: piece.expression is None and not piece.word):
        together = list(group)
        if is_text:
            found.append(_Piece(text="".join(piece.text for piece in together), line=together[0].line))
        else:
            found.extend(together)
    return found


def _unescaped(token: Token, file: str) -> str:
    text = token.text
    if text.startswith(("$${", "%%{")):
        return text[1:]
    if token.kind == "raw" or "\\" not in text:
        return text

    def meant(match: re.Match[str]) -> str:
        letter = match[1][:1]
        if letter in _ESCAPES:
            return _ESCAPES[letter]
        point = int(match[1][1:], 16) if len(match[1]) > 1 else _LAST_CHARACTER + 1
        if point > _LAST_CHARACTER or 0xD800 <= point <= 0xDFFF:  # noqa: PLR2004 - halves of pairs stand for no character
            raise BakeError(
                f'A text has no escape "{match[0]}". Write "\\\\" for a backslash.', Place(file, token.line)
            )
        return chr(point)

    return _ESCAPE.sub(meant, text)


class _Reader:
    """Makes a tree of pieces: directives hold what stands between them and their ends."""

    def __init__(self, pieces: list[_Piece], parser: Parses, line: int) -> None:
        self._pieces = pieces
        self._parser = parser
        self._line = line
        self._at = 0

    def parts(self, ends: tuple[str, ...]) -> tuple[tree.Expression, ...]:
        """Read up to a directive that is one of ``ends``, which stays; without ends, up to the template's end."""
        found: list[tree.Expression] = []
        while self._at < len(self._pieces):
            piece = self._pieces[self._at]
            if piece.word in ends and piece.word:
                return tuple(found)
            self._at += 1
            found.append(self._part(piece))
        if ends:
            raise self._refuse(f'A directive has no "%{{ {ends[-1]} }}".', self._line)
        return tuple(found)

    def _part(self, piece: _Piece) -> tree.Expression:
        if piece.word == "if" and piece.expression is not None:
            return self._choice(piece, piece.expression)
        if piece.word == "for" and piece.expression is not None:
            self._parser.deeper()
            parts = self.parts(("endfor",)) or (_literal("", piece.line),)
            self._at += 1
            self._parser.shallower()
            each = tree.Template(parts, piece.line)
            loop = tree.For(*piece.names, piece.expression, None, each, None, group=False, line=piece.line)
            return tree.Joined(loop, piece.line)
        if piece.word:
            raise self._refuse(f'"%{{ {piece.word} }}" stands here without its beginning.', piece.line)
        return piece.expression or _literal(piece.text, piece.line)

    def _choice(self, piece: _Piece, condition: tree.Expression) -> tree.Expression:
        self._parser.deeper()
        then = self.parts(("else", "endif"))
        otherwise: tuple[tree.Expression, ...] = ()
        if self._pieces[self._at].word == "else":
            self._at += 1
            otherwise = self.parts(("endif",))
        self._at += 1
        self._parser.shallower()
        empty = (_literal("", piece.line),)
        return tree.Conditional(
            condition,
            tree.Template(then or empty, piece.line),
            tree.Template(otherwise or empty, piece.line),
            piece.line,
        )

    def _refuse(self, message: str, line: int) -> BakeError:
        return BakeError(message, Place(self._parser.file, line))
