r"""Sets of characters in Go's regular expressions: ``[a-z]``, ``\d``, ``[[:alpha:]]``, ``\p{Greek}``."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from ctxsize.project.bake.function import FunctionError

Takes = Callable[[str], bool]

_HEX = frozenset("0123456789abcdefABCDEF")
_CONTROL = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_PERL: dict[str, Takes] = {
    "d": lambda char: "0" <= char <= "9",
    "s": lambda char: char in "\t\n\f\r ",
    "w": lambda char: char.isascii() and (char.isalnum() or char == "_"),
}
_POSIX: dict[str, Takes] = {
    "alnum": str.isalnum,
    "alpha": str.isalpha,
    "ascii": lambda _: True,
    "blank": lambda char: char in "\t ",
    "cntrl": lambda char: char < " " or char == "\x7f",
    "digit": str.isdigit,
    "graph": lambda char: "!" <= char <= "~",
    "lower": str.islower,
    "print": lambda char: " " <= char <= "~",
    "punct": lambda char: "!" <= char <= "~" and not char.isalnum(),
    "space": lambda char: char in "\t\n\v\f\r ",
    "upper": str.isupper,
    "word": lambda char: char.isalnum() or char == "_",
    "xdigit": lambda char: char in _HEX,
}
# Python has no table of scripts; the names of their characters begin with them.
_SCRIPTS = dict.fromkeys(
    [
        "Arabic",
        "Armenian",
        "Bengali",
        "Cyrillic",
        "Devanagari",
        "Ethiopic",
        "Georgian",
        "Greek",
        "Gujarati",
        "Hangul",
        "Hebrew",
        "Hiragana",
        "Kannada",
        "Katakana",
        "Khmer",
        "Lao",
        "Latin",
        "Malayalam",
        "Mongolian",
        "Myanmar",
        "Sinhala",
        "Tamil",
        "Telugu",
        "Thai",
        "Tibetan",
    ]
)
_CATEGORIES = frozenset(
    [
        "C",
        "Cc",
        "Cf",
        "Co",
        "Cs",
        "L",
        "Ll",
        "Lm",
        "Lo",
        "Lt",
        "Lu",
        "M",
        "Mc",
        "Me",
        "Mn",
        "N",
        "Nd",
        "Nl",
        "No",
        "P",
        "Pc",
        "Pd",
        "Pe",
        "Pf",
        "Pi",
        "Po",
        "Ps",
        "S",
        "Sc",
        "Sk",
        "Sm",
        "So",
        "Z",
        "Zl",
        "Zp",
        "Zs",
    ]
)
_LAST = 0x10FFFF


def ignoring_case(takes: Takes) -> Takes:
    """Return the set with each character in its other case, too."""
    return lambda char: takes(char) or any(len(other) == 1 and takes(other) for other in (char.lower(), char.upper()))


def negated(takes: Takes) -> Takes:
    """Return the set of all other characters."""
    return lambda char: not takes(char)


def one_of(takers: list[Takes]) -> Takes:
    """Return the union of sets."""
    return lambda char: any(takes(char) for takes in takers)


def between(low: str, high: str) -> Takes:
    """Return the set of a range."""
    return lambda char: low <= char <= high


def bracketed(text: str, at: int, *, fold: bool) -> tuple[Takes, int]:
    """Read a set behind its opening bracket; return it and where it ends. Raises :class:`FunctionError`.

    With ``fold`` case does not count; what is negated is the folded set.
    """
    turned = text.startswith("^", at)
    at += turned
    takers: list[Takes] = []
    # A bracket that comes first is a member, not the end.
    while not takers or text[at : at + 1] != "]":
        special = _posix(text, at, fold=fold) if text.startswith("[:", at) else None
        if special is None and text[at : at + 1] == "\\":
            special = escaped_class(text, at + 1, fold=fold)
        taker, at = special or _range(text, at, fold=fold)
        takers.append(taker)
    found = one_of(takers)
    return (negated(found) if turned else found), at + 1


def escaped_class(text: str, at: int, *, fold: bool) -> tuple[Takes, int] | None:
    r"""Read ``\d``, ``\pL`` and their kin behind the backslash, where one stands there."""
    letter = text[at : at + 1]
    if letter and letter in "pP":
        return _unicode(text, at, fold=fold)
    takes = _PERL.get(letter.lower()) if letter else None
    if takes is None:
        return None
    takes = ignoring_case(takes) if fold else takes
    return (negated(takes) if letter.isupper() else takes), at + 1


def escaped(text: str, at: int) -> tuple[str, int]:
    """Read the character that an escape stands for, behind the backslash; raises :class:`FunctionError`."""
    char = text[at : at + 1]
    at += 1
    if char in _CONTROL:
        return _CONTROL[char], at
    if char and char in "01234567" and (char == "0" or text[at : at + 1] in {*"01234567"}):
        end = at
        while end < at + 2 and text[end : end + 1] in {*"01234567"}:
            end += 1
        return chr(int(text[at - 1 : end], 8)), end
    if char == "x":
        return _hexadecimal(text, at)
    if char.isascii() and char and not char.isalnum():
        return char, at
    raise FunctionError(f'a pattern has no escape "\\{char}"')


def _hexadecimal(text: str, at: int) -> tuple[str, int]:
    digits, end = text[at : at + 2], at + 2
    if text.startswith("{", at):
        end = text.find("}", at) + 1
        digits = text[at + 1 : end - 1] if end else ""
    if not digits or len(digits) > 8 or not set(digits) <= _HEX or (end == at + 2 and len(digits) < 2):  # noqa: PLR2004
        raise FunctionError('a pattern has characters as "\\x41" or "\\x{1F600}"')
    if int(digits, 16) > _LAST:
        raise FunctionError("there is no such character")
    return chr(int(digits, 16)), end


def _posix(text: str, at: int, *, fold: bool) -> tuple[Takes, int] | None:
    end = text.find(":]", at + 2)
    if end < 0:
        return None
    name = text[at + 2 : end]
    turned = name.startswith("^")
    takes = _POSIX.get(name.removeprefix("^"))
    if takes is None:
        raise FunctionError(f"there is no set [:{name}:]")
    kept = takes
    found: Takes = lambda char: char.isascii() and kept(char)  # noqa: E731 (one of many)
    found = ignoring_case(found) if fold else found
    return (negated(found) if turned else found), end + 2


def _unicode(text: str, at: int, *, fold: bool) -> tuple[Takes, int]:
    turned = text[at] == "P"
    name, end = text[at + 1 : at + 2], at + 2
    if name == "{":
        end = text.find("}", at) + 1
        name = text[at + 2 : end - 1] if end else ""
    if name.startswith("^"):
        turned, name = not turned, name[1:]
    takes = ignoring_case(_named(name)) if fold else _named(name)
    return (negated(takes) if turned else takes), end


def _named(name: str) -> Takes:
    if name == "Any":
        return lambda _: True
    if name in _CATEGORIES:
        return lambda char: unicodedata.category(char).startswith(name) and unicodedata.category(char) != "Cn"
    if name == "Han":
        return lambda char: unicodedata.name(char, "").startswith(("CJK UNIFIED", "CJK COMPATIBILITY", "CJK RADICAL"))
    if name in _SCRIPTS:
        return lambda char: unicodedata.name(char, "").startswith(name.upper() + " ")
    raise FunctionError(f"ctxsize knows no characters of the kind {name!r}")


def _char(text: str, at: int) -> tuple[str, int]:
    if at >= len(text):
        raise FunctionError('a "[" of the pattern is not closed')
    return escaped(text, at + 1) if text[at] == "\\" else (text[at], at + 1)


def _range(text: str, at: int, *, fold: bool) -> tuple[Takes, int]:
    low, at = _char(text, at)
    high = low
    if text[at : at + 1] == "-" and text[at + 1 : at + 2] not in {"", "]"}:
        high, at = _char(text, at + 1)
        if high < low:
            raise FunctionError("a range of the pattern runs backwards")
    found = between(low, high)
    return (ignoring_case(found) if fold else found), at
