"""``format`` and ``formatlist``: Go's verbs for HCL's values (go-cty's ``format``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from ctxsize.project.bake import kinds, values
from ctxsize.project.bake.convert import ConversionError, convert
from ctxsize.project.bake.function import Function, FunctionError
from ctxsize.project.bake.functions.encoding import json_text
from ctxsize.project.bake.functions.graphemes import clusters
from ctxsize.project.bake.functions.text import bounded
from ctxsize.project.bake.kinds import ANY, BOOL, NUMBER, TEXT
from ctxsize.project.bake.number import Number, absolute
from ctxsize.project.bake.values import Value
from ctxsize.record import Record

_VERB = re.compile(r"%(?:(%)|([0#\-+ ]*)([1-9][0-9]*)?(?:\.([0-9]*))?(?:\[([1-9][0-9]*)\])?([a-zA-Z]))?")
_BASES = {"b": (2, "0b"), "o": (8, "0"), "d": (10, ""), "x": (16, "0x"), "X": (16, "0X")}
_MOST_DIGITS = 10_000
_FEW_DIGITS = 6
_SMALLEST_PLAIN = -4


class _Verb(Record):
    flags: str
    width: int
    precision: int | None
    letter: str

    def padded(self, text: str, *, zeros: bool) -> str:
        """Return text at the verb's width."""
        missing = self.width - len(clusters(text))
        if missing <= 0:
            return text
        filler = ("0" if zeros else " ") * missing
        return text + filler if "-" in self.flags else filler + text


def _format(given: Sequence[Value]) -> Value:
    if not all(value.is_whole for value in given[1:]):
        return values.unknown(TEXT)
    return values.text(formatted(given[0].content, given[1:]))


def _formatlist(given: Sequence[Value]) -> Value:
    pattern, arguments = given[0].content, given[1:]
    lengths = {len(value.content) for value in arguments if _is_sequence(value)}
    if not all(value.is_whole for value in arguments):
        return values.unknown(kinds.list_of(TEXT))
    if len(lengths) > 1:
        raise FunctionError("the lists differ in length")
    count = lengths.pop() if lengths else 1
    rows = zip(*(value.parts() if _is_sequence(value) else [value] * count for value in arguments), strict=True)
    found = [values.text(formatted(pattern, row)) for row in rows] if arguments else [_format(given)]
    return values.list_of(found, TEXT)


def _is_sequence(value: Value) -> bool:
    return value.is_present and value.kind.is_sequence


def formatted(pattern: str, arguments: Sequence[Value]) -> str:
    """Return the pattern with its verbs replaced; raises :class:`FunctionError`."""
    found: list[str] = []
    at = highest = 0
    following = 1
    while at < len(pattern):
        match = _VERB.match(pattern, at)
        if match is None:
            end = pattern.find("%", at)
            end = len(pattern) if end < 0 else end
            found.append(pattern[at:end])
            at = end
            continue
        at = match.end()
        if match[1]:
            found.append("%")
            continue
        if not match[6]:
            raise FunctionError(f"there is no verb behind the % at character {match.start() + 1}")
        number = int(match[5] or following) if len(match[5] or "") < _FEW_DIGITS else len(arguments) + 1
        if number > len(arguments):
            raise FunctionError(f'there is no argument for "{match[0]}"')
        following, highest = number + 1, max(highest, number)
        found.append(_one(_verb(match), arguments[number - 1]))
        bounded(sum(map(len, found)) if len(found) < _FEW_DIGITS else len(found))
    if highest < len(arguments):
        raise FunctionError("there are more arguments than verbs")
    return "".join(found)


def _verb(match: re.Match[str]) -> _Verb:
    width, precision = match[3] or "0", match[4]
    if len(width) > _FEW_DIGITS or len(precision or "") > _FEW_DIGITS or int(precision or 0) > _MOST_DIGITS:
        raise FunctionError("the width or precision is too large")
    bounded(int(width))
    return _Verb(match[2] or "", int(width), None if precision is None else int(precision or 0), match[6])


def _one(verb: _Verb, value: Value) -> str:
    if value.is_null and verb.letter != "v":
        raise FunctionError(f'"%{verb.letter}" can\'t take null')
    zeros = "0" in verb.flags
    try:
        if verb.letter == "v":
            return verb.padded(_as_is(verb, value), zeros=zeros)
        if verb.letter == "t":
            return "true" if convert(value, BOOL).content else "false"
        if verb.letter in _BASES:
            return _integer(verb, convert(value, NUMBER).content)
        if verb.letter in "eEfgG":
            return _float(verb, convert(value, NUMBER).content)
        if verb.letter in "sq":
            text = convert(value, TEXT).content
            text = "".join(clusters(text)[: verb.precision]) if verb.precision else text
            return verb.padded(text if verb.letter == "s" else json_text(values.text(text)), zeros=zeros)
    except ConversionError as error:
        raise FunctionError(f'"%{verb.letter}" can\'t take this: {error}') from error
    raise FunctionError(f'there is no verb "%{verb.letter}"')


def _as_is(verb: _Verb, value: Value) -> str:
    if "#" not in verb.flags and value.is_present:
        if value.kind == TEXT:
            text: str = value.content
            return text
        if value.kind == NUMBER:
            return _general(value.content, None, "g")
    return json_text(value)


def _integer(verb: _Verb, number: Number) -> str:
    if not number.is_whole:
        raise FunctionError(f'"%{verb.letter}" needs a whole number')
    value = number.to_int()
    base, prefix = _BASES[verb.letter]
    digits = _digits(abs(value), base)
    if verb.letter == "X":
        digits = digits.upper()
    sign = _sign(verb, negative=value < 0)
    if verb.precision == 0 and value == 0:
        return ""
    head = sign + (prefix if "#" in verb.flags else "")
    zeros = (verb.precision or 0) - len(digits)
    missing = verb.width - len(head) - max(zeros, 0) - len(digits)
    if missing > 0 and "0" in verb.flags and "-" not in verb.flags and verb.precision is None:
        zeros = missing
    return _Verb(verb.flags, verb.width, None, "").padded(f"{head}{'0' * zeros}{digits}", zeros=False)


def _digits(value: int, base: int) -> str:
    if base == 10:  # noqa: PLR2004 (decimal)
        return Number(value, max(value.bit_length(), 1)).text() if value else "0"
    return format(value, {2: "b", 8: "o", 16: "x"}[base])


def _sign(verb: _Verb, *, negative: bool) -> str:
    if negative:
        return "-"
    return "+" if "+" in verb.flags else " " if " " in verb.flags else ""


def _float(verb: _Verb, number: Number) -> str:
    precision = verb.precision
    if number.infinite:
        body, zeros = "Inf", False
        sign = "-" if number.infinite < 0 else " " if " " in verb.flags and "+" not in verb.flags else "+"
    else:
        positive = absolute(number)
        sign, zeros = (
            _sign(verb, negative=number.sign < 0 or number.minus_zero),
            "0" in verb.flags and "-" not in verb.flags,
        )
        if verb.letter == "f":
            body = _fixed(positive, _FEW_DIGITS if precision is None else precision)
        elif verb.letter in "eE":
            body = _scientific(positive, _FEW_DIGITS if precision is None else precision, verb.letter)
        else:
            body = _general(positive, precision, verb.letter)
    if zeros:
        return sign + body.rjust(verb.width - len(sign), "0")
    return verb.padded(sign + body, zeros=False)


def _scaled(value: Fraction, places: int) -> str:
    """Return the digits of ``value`` times ten to the power of ``places``, rounded to the nearest, ties to even."""
    return _digits(round(value * Fraction(10) ** places), 10)


def _fixed(number: Number, precision: int) -> str:
    digits = _scaled(number.value, precision).rjust(precision + 1, "0")
    return f"{digits[: len(digits) - precision]}.{digits[len(digits) - precision :]}" if precision else digits


def _scientific(number: Number, precision: int, letter: str) -> str:
    _, point = number.shortest()
    exponent = point - 1 if number.sign else 0
    digits = _scaled(number.value, precision - exponent)
    if len(digits) > precision + 1:
        exponent += 1
        digits = digits[:-1]
    digits = digits.ljust(precision + 1, "0")
    mantissa = f"{digits[0]}.{digits[1:]}" if precision else digits[0]
    return f"{mantissa}{letter}{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _general(number: Number, precision: int | None, letter: str) -> str:
    if number.infinite:
        return number.text()
    sign = "-" if number.sign < 0 or number.minus_zero else ""
    positive = absolute(number)
    digits, point = positive.shortest()
    if precision is not None:
        wanted = precision or 1
        digits, point = _rounded_digits(positive, wanted, point)
    limit = _FEW_DIGITS if precision is None else precision or 1
    if precision is not None and limit > len(digits) >= point:
        limit = len(digits)
    exponent = point - 1 if digits else 0
    if digits and (exponent < _SMALLEST_PLAIN or exponent >= limit):
        mantissa = digits[0] + (f".{digits[1:]}" if len(digits) > 1 else "")
        mark = "e" if letter == "g" else "E"
        return f"{sign}{mantissa}{mark}{'-' if exponent < 0 else '+'}{abs(exponent):02d}"
    if not digits:
        return sign + "0"
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    whole = digits[:point].ljust(point, "0")
    return sign + whole + (f".{digits[point:]}" if len(digits) > point else "")


def _rounded_digits(number: Number, wanted: int, point: int) -> tuple[str, int]:
    if not number.sign:
        return "", 0
    digits = _scaled(number.value, wanted - point)
    if len(digits) > wanted:
        return digits[:-1].rstrip("0"), point + 1
    return digits.rstrip("0"), point


FUNCTIONS = {
    "format": Function(_format, (TEXT,), ANY, TEXT, nulls=True, unknowns=True),
    "formatlist": Function(_formatlist, (TEXT,), ANY, kinds.list_of(TEXT), nulls=True, unknowns=True),
}
