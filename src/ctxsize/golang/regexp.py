r"""Go's regular expressions, as far as an ignore file can reach them, matched in linear time.

Docker turns a pattern into a Go regular expression by plain text replacement, so what an author writes between
brackets or after a backslash is read by Go's parser: ``\d`` is a digit, ``\Q`` quotes the rest, ``[a*b]`` ends at
the bracket of the text that replaced the star. Python's ``re`` reads some of this otherwise, and takes exponential
time where Go does not. Hence this small parser and automaton; it mirrors ``regexp/syntax`` with Go's default (Perl)
flags. Of the operators only those exist that Docker's replacement can produce, ``^ $ . * (.*/)?``, and the two that it
means to quote and does not: ``|``, which ends even what ``^`` begins, and repetitions such as ``{2}``.
"""

from __future__ import annotations

from functools import lru_cache

from ctxsize.golang.text import runes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Taker = Callable[[str], bool]


class GoSyntaxError(ValueError):
    """Go's parser refuses this expression."""


_ONE, _STAR, _OPTION, _BEGIN, _END, _WORD, _NO_WORD, _MAYBE = range(8)
_Program = list[tuple[int, "Taker"]]
_MOST_REPEATS = 1000
_OPTIONAL_GROUP = "(.*/)?"
_PERL = {"d": "digit", "s": "perl_space", "w": "word"}
_CONTROL = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_ASSERTIONS = {"^": _BEGIN, "$": _END, "\\A": _BEGIN, "\\z": _END, "\\b": _WORD, "\\B": _NO_WORD}
_OCTAL = "01234567"
_HEX = "0123456789abcdefABCDEF"


def _ascii(test: Taker) -> frozenset[str]:
    return frozenset(filter(test, map(chr, range(128))))


_NAMED = {
    "alnum": _ascii(str.isalnum),
    "alpha": _ascii(str.isalpha),
    "ascii": _ascii(lambda _: True),
    "blank": frozenset("\t "),
    "cntrl": _ascii(lambda char: char < " " or char == "\x7f"),
    "digit": _ascii(str.isdigit),
    "graph": _ascii(lambda char: "!" <= char <= "~"),
    "lower": _ascii(str.islower),
    "perl_space": frozenset("\t\n\f\r "),
    "print": _ascii(lambda char: " " <= char <= "~"),
    "punct": _ascii(lambda char: "!" <= char <= "~" and not char.isalnum()),
    "space": frozenset("\t\n\v\f\r "),
    "upper": _ascii(str.isupper),
    "word": _ascii(lambda char: char.isalnum() or char == "_"),
    "xdigit": frozenset(_HEX),
}


def _one_of(members: frozenset[str], *, negated: bool) -> Taker:
    return (lambda char: char not in members) if negated else (lambda char: char in members)


def _in_range(low: str, high: str) -> Taker:
    return lambda char: low <= char <= high


def _never(_: str) -> bool:
    return False


def _anything(_: str) -> bool:
    return True


def _any_but_newline(char: str) -> bool:
    return char != "\n"


def _unicode_class(text: str, at: int) -> tuple[Taker, int]:
    r"""Read what follows ``\p`` or ``\P``; a name in braces can't reach Go, as Docker escapes the brace."""
    negated = text[at - 1] == "P"
    letter = text[at : at + 1]
    if letter not in {*"CLMNPSZ"}:
        raise GoSyntaxError("invalid character class range")
    from unicodedata import category  # a table of its own, and hardly ever asked for  # noqa: PLC0415

    # Unassigned code points (Cn) are in no table of Go's.
    return (lambda char: (category(char)[0] == letter and category(char) != "Cn") != negated), at + 1


def _escaped(text: str, at: int) -> tuple[str, int]:
    """Read the single character that an escape stands for; ``at`` is behind the backslash."""
    char = text[at : at + 1]
    at += 1
    if char.isascii() and char and not char.isalnum():
        return char, at
    if char in _CONTROL:
        return _CONTROL[char], at
    if char == "x" and len(text) >= at + 2 and text[at] in _HEX and text[at + 1] in _HEX:
        return chr(int(text[at : at + 2], 16)), at + 2
    if char and char in _OCTAL and (char == "0" or text[at : at + 1] in {*_OCTAL}):
        end = at
        while end < at + 2 and text[end : end + 1] in {*_OCTAL}:
            end += 1
        return chr(int(text[at - 1 : end], 8)), end
    raise GoSyntaxError("invalid escape sequence")


def _class_escape(text: str, at: int) -> tuple[Taker, int] | None:
    r"""Read ``\d``, ``\pL`` and their kin, where a backslash begins one at ``at``."""
    letter = text[at + 1 : at + 2]
    if letter and letter in "pP":
        return _unicode_class(text, at + 2)
    if letter and letter.lower() in _PERL:
        return _one_of(_NAMED[_PERL[letter.lower()]], negated=letter.isupper()), at + 2
    return None


def _posix_class(text: str, at: int) -> tuple[Taker, int] | None:
    """Read ``[:alpha:]`` inside of brackets; without its end it is but a bracket."""
    end = text.find(":]", at + 2)
    if not text.startswith("[:", at) or end < 0:
        return None
    name = text[at + 2 : end]
    negated = name.startswith("^")
    members = _NAMED.get(name[negated:])
    if members is None or name[negated:] == "perl_space":
        raise GoSyntaxError("invalid character class range")
    return _one_of(members, negated=negated), end + 2


def _class_char(text: str, at: int) -> tuple[str, int]:
    if at >= len(text):
        raise GoSyntaxError("missing closing ]")
    return _escaped(text, at + 1) if text[at] == "\\" else (text[at], at + 1)


def _class_range(text: str, at: int) -> tuple[Taker, int]:
    low, at = _class_char(text, at)
    high = low
    if text[at : at + 1] == "-" and text[at + 1 : at + 2] not in {"", "]"}:
        high, at = _class_char(text, at + 1)
        if high < low:
            raise GoSyntaxError("invalid character class range")
    return _in_range(low, high), at


def _bracketed(text: str, at: int) -> tuple[Taker, int]:
    """Read a class; ``at`` is behind its opening bracket."""
    negated = text[at : at + 1] == "^"
    at += negated
    takers: list[Taker] = []
    # A bracket that comes first is a member, not the end.
    while not takers or text[at : at + 1] != "]":
        special = _posix_class(text, at)
        if special is None and text[at : at + 1] == "\\":
            special = _class_escape(text, at)
        taker, at = special or _class_range(text, at)
        takers.append(taker)
    return (lambda char: any(taker(char) for taker in takers) != negated), at + 1


def _counts(text: str, at: int) -> tuple[int, int | None, int] | None:
    """Read a repetition at the brace: (least, most, where it ends); ``None`` for a brace that is but a brace."""
    end = text.find("}", at)
    low, comma, high = text[at + 1 : max(end, at)].partition(",")
    if not _is_count(low) or not (not high or _is_count(high)):
        return None
    if max(len(low), len(high)) > len(str(_MOST_REPEATS)):
        raise GoSyntaxError("invalid repeat count")
    least = int(low)
    most = least if not comma else int(high) if high else None
    if max(least, most or 0) > _MOST_REPEATS or (most is not None and least > most):
        raise GoSyntaxError("invalid repeat count")
    return least, most, end + 1


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and (text == "0" or text[0] != "0")


class GoRegexp:
    """One compiled expression.

    Raises :class:`GoSyntaxError` where Go's ``regexp.Compile`` would return an error. ``matches`` is Go's
    ``MatchString`` for an expression that begins with ``^``: without a ``$`` at the end, a prefix is enough.
    """

    __slots__ = ("_alternatives",)

    def __init__(self, expression: str) -> None:
        """Compile ``expression``, whose characters are Unicode (a stray byte has become U+FFFD)."""
        self._alternatives = [_Alternative(program) for program in _Parser(expression).programs]

    def matches(self, text: str) -> bool:
        """Whether the expression matches at the beginning of ``text``, in time linear in its length."""
        text = runes(text)
        return any(alternative.matches(text) for alternative in self._alternatives)


class _Parser:
    """Reads an expression into ``programs``, one for each alternative."""

    def __init__(self, text: str) -> None:
        self._program: _Program = []
        self._repeated = False
        self.programs = [self._program]
        at = 0
        while at < len(text):
            at = self._parse(text, at)

    def _parse(self, text: str, at: int) -> int:
        repeated, self._repeated = self._repeated, False
        emit = self._program.append
        char = text[at]
        if text.startswith(_OPTIONAL_GROUP, at):
            self._program += [(_OPTION, _never), (_STAR, _any_but_newline), (_ONE, _in_range("/", "/"))]
            self._repeated = True
            return at + len(_OPTIONAL_GROUP)
        if text.startswith("\\Q", at):
            quoted, _, _ = text[at + 2 :].partition("\\E")
            self._program += [(_ONE, _in_range(member, member)) for member in quoted]
            return min(at + 2 + len(quoted) + 2, len(text))
        if char == "|":
            # Only what is in front of it begins where the text does.
            self._program = [(_STAR, _anything)]
            self.programs.append(self._program)
            return at + 1
        counts = _counts(text, at) if char == "{" else None
        if counts is not None:
            self._repeat(*counts[:2], again=repeated)
            return counts[2]
        assertion = text[at : at + (2 if char == "\\" else 1)]
        if assertion in _ASSERTIONS:
            emit((_ASSERTIONS[assertion], _never))
            return at + len(assertion)
        taker, at = self._taker(text, at)
        self._repeated = text[at : at + 1] == "*"
        emit((_STAR if self._repeated else _ONE, taker))
        return at + self._repeated

    def _repeat(self, least: int, most: int | None, *, again: bool) -> None:
        """Repeat what was read last."""
        if again:
            raise GoSyntaxError("invalid nested repetition operator")
        if len(self.programs) > 1 and len(self._program) == 1:
            raise GoSyntaxError("missing argument to repetition operator")
        kind, taker = self._program.pop()
        rest = 0 if most is None else most - least
        self._program += [(kind, taker)] * least
        if kind == _ONE:
            self._program += [(_STAR, taker)] if most is None else [(_MAYBE, taker)] * rest
        self._repeated = True

    @staticmethod
    def _taker(text: str, at: int) -> tuple[Taker, int]:
        if text[at] == "[":
            return _bracketed(text, at + 1)
        if text[at] == ".":
            return _any_but_newline, at + 1
        if text[at] == "\\":
            special = _class_escape(text, at)
            if special is not None:
                return special
            char, at = _escaped(text, at + 1)
            return _in_range(char, char), at
        return _in_range(text[at], text[at]), at + 1


class _Alternative:
    """One program as an automaton over sets of its positions."""

    __slots__ = ("_close", "_program", "_step")

    def __init__(self, program: _Program) -> None:
        self._program = program
        # A lazily built table of transitions: a set of positions, as bits, and a character give the next set.
        self._step = lru_cache(maxsize=4096)(self._advance)
        self._close = lru_cache(maxsize=4096)(self._epsilon)

    def matches(self, text: str) -> bool:
        """Whether the program matches at the beginning of ``text``."""
        accepting = 1 << len(self._program)
        positions = 1
        before_word = False
        for number, char in enumerate((*text, "")):
            after_word = char in _NAMED["word"]
            reached = self._close(positions, number == 0, not char, before_word != after_word)
            if reached & accepting:
                return True
            if not reached or not char:
                return False
            positions = self._step(reached, char)
            before_word = after_word
        return False

    def _advance(self, positions: int, char: str) -> int:
        """Return the positions after ``char`` was taken."""
        reached = 0
        for at, (kind, taker) in enumerate(self._program):
            if positions >> at & 1 and taker(char):
                reached |= 1 << (at if kind == _STAR else at + 1)
        return reached

    def _epsilon(self, positions: int, begin: bool, end: bool, boundary: bool) -> int:  # noqa: FBT001 (a cache key)
        """Return the positions that are reached without taking a character; all such steps lead forward."""
        holds = {
            _STAR: True,
            _MAYBE: True,
            _OPTION: True,
            _BEGIN: begin,
            _END: end,
            _WORD: boundary,
            _NO_WORD: not boundary,
        }
        for at, (kind, _) in enumerate(self._program):
            if positions >> at & 1 and holds.get(kind, False):
                positions |= 1 << (at + 1)
                if kind == _OPTION:
                    positions |= 1 << (at + 3)
        return positions
