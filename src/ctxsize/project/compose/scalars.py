"""Scalars as Compose's YAML reads them, and values as Go prints them.

Mirrors ``resolve.go`` of go-yaml, which is YAML 1.2 with some words of 1.1: ``yes`` is text, ``0755`` and ``0o755`` are
octal, ``1_000`` is a number, ``1:30`` is text.
"""

from __future__ import annotations

import base64
import binascii
import math
import re

Plain = str | int | float | bool | None
"""What a scalar can be; an instant is an :class:`Instant`, a kind of text."""


class Instant(str):
    """A date or a time, as Go prints it: not a text where a text is asked for, and one where any scalar will do."""

    __slots__ = ()


class WrongTagError(ValueError):
    """A scalar does not fit the tag in front of it (``!!int abc``)."""


_WORDS: dict[str, Plain] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **{f"{sign}.{word}": math.inf for sign in ("", "+") for word in ("inf", "Inf", "INF")},
    **{f"-.{word}": -math.inf for word in ("inf", "Inf", "INF")},
}
_INTEGER = re.compile(
    r"([-+]?)(?:0[xX]0*([0-9a-fA-F]{1,16})|0[bB]0*([01]{1,64})|0[oO]?0*([0-7]{1,22})|([1-9][0-9]{0,19}|0))"
)
_BASES = (16, 2, 8, 10)
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INSTANT = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:(?:[Tt]| )(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d+))?(Z|[-+]\d\d:\d\d)?)?"
)
_TAGS = {"int": (int,), "float": (float,), "bool": (bool,), "null": (type(None),), "timestamp": (Instant,)}
_CORE = "tag:yaml.org,2002:"


def scalar(text: str, tag: str | None, *, plain: bool) -> Plain:
    """Return the value of a scalar node.

    ``tag`` is the one that is written in front of it (``None`` or ``!`` for none), ``plain`` whether it is unquoted and
    not a block. A tag that is not one of YAML's own makes it text. Raises :class:`WrongTagError`.
    """
    if tag is None or tag == "!":
        return resolve(text) if plain else text
    kind = tag.removeprefix(_CORE)
    if kind == "binary":
        return _binary(text)
    if kind not in _TAGS or kind == tag:
        return text
    value = resolve(text)
    if kind == "float" and type(value) is int:
        return float(value)
    if type(value) not in _TAGS[kind]:
        raise WrongTagError(f"{text!r} is not a !!{kind}")
    return value


def resolve(text: str) -> Plain:
    """Return the value of a plain scalar without a tag."""
    first = text[:1]
    if text in _WORDS:
        return _WORDS[text]
    if first == ".":
        return _float(text, text)
    if not first or first not in "+-0123456789":
        return text
    if (instant := _instant(text)) is not None:
        return instant
    digits = text.replace("_", "")
    number = _integer(digits)
    return _float(digits, text) if number is None else number


def _integer(digits: str) -> int | None:
    found = _INTEGER.fullmatch(digits)
    if found is None:
        return None
    size = next(int(group, base) for group, base in zip(found.groups()[1:], _BASES, strict=True) if group)
    number = -size if found[1] == "-" else size
    # An int64; without a sign, a uint64 as well.
    return number if -(1 << 63) <= number < (1 << 63 if found[1] else 1 << 64) else None


def _float(digits: str, text: str) -> float | str:
    if _FLOAT.fullmatch(digits) is None:
        return text
    number = float(digits)
    return text if math.isinf(number) else number


def _instant(text: str) -> Instant | None:
    found = _INSTANT.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    zone = found[8]
    # A zone and a T go together.
    if found[4] is not None and (zone is None) != (text[found.end(3)] == " "):
        return None
    from datetime import UTC, datetime  # noqa: PLC0415 (dates are rare)

    try:
        datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    fraction = (found[7] or "")[:9].rstrip("0")
    time = f"{hour:02}:{minute:02}:{second:02}" + (f".{fraction}" if fraction else "")
    offset = "+0000 UTC" if zone in {None, "Z"} else f"{zone.replace(':', '')} {zone.replace(':', '')}"
    return Instant(f"{year:04}-{month:02}-{day:02} {time} {offset}")


def _binary(text: str) -> str:
    try:
        return base64.b64decode("".join(text.split()), validate=True).decode("utf-8", "surrogateescape")
    except (binascii.Error, ValueError) as error:
        raise WrongTagError("!!binary holds what is not base64") from error


def go_text(value: object) -> str:
    """Return a value as Go's ``fmt.Sprint`` prints it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "<nil>"
    return _float_text(value) if isinstance(value, float) else str(value)


def _float_text(value: float) -> str:
    """Print the fewest digits that give the same number, with an exponent from 1e6 on and below 1e-4."""
    if math.isnan(value) or math.isinf(value):
        return "NaN" if math.isnan(value) else "+Inf" if value > 0 else "-Inf"
    sign = "-" if math.copysign(1, value) < 0 else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    power = len(whole) - (len(whole + fraction) - len(digits)) + int(exponent or 0) - 1
    digits = digits.rstrip("0")
    if not digits:
        return sign + "0"
    if not -5 < power < 6:  # noqa: PLR2004 (the limits of Go's %v)
        rest = f".{digits[1:]}" if digits[1:] else ""
        return f"{sign}{digits[0]}{rest}e{'-' if power < 0 else '+'}{abs(power):02}"
    if power < 0:
        return f"{sign}0.{'0' * (-power - 1)}{digits}"
    whole, rest = digits[: power + 1].ljust(power + 1, "0"), digits[power + 1 :]
    return f"{sign}{whole}.{rest}" if rest else sign + whole
