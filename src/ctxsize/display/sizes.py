"""Sizes and shares as people write them: ``50MB`` is decimal, ``50MiB`` binary, ``5%`` a share."""

from __future__ import annotations

import re

from ctxsize.record import Record

_THOUSAND = 1000
_KIBI = 1024
_DECIMAL = ("B", "kB", "MB", "GB", "TB", "PB")
_BINARY = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")
_FACTORS: dict[str, int] = {
    **{unit.lower(): _THOUSAND**power for power, unit in enumerate(_DECIMAL)},
    **{unit.lower(): _KIBI**power for power, unit in enumerate(_BINARY)},
}
_DOUBTFUL = 10_000
"""A context below so many bytes is hardly ever what a limit is about."""
_WRITTEN = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([A-Za-z%]*)\s*")


class QuantityError(ValueError):
    """What was written is no such quantity; the text says why and what to write, in whole sentences."""


def parse_size(text: str) -> int:
    """Return the bytes that a size stands for; a fraction of a byte is dropped.

    A number alone counts bytes. Upper and lower case are the same.

    Raises:
        QuantityError: if it is not a number with a unit that is known.

    """
    number, scale, unit = _split(text, "a size, such as 50MB (decimal) or 50MiB (binary)")
    factor = _FACTORS.get((unit or "B").lower())
    if factor is None:
        raise QuantityError(f"The unit {unit!r} is not known. {_nearest(unit)}")
    return number * factor // scale


class Growth(Record):
    """How much may be added: ``part`` of ``whole`` of what was there, or, where ``whole`` is 0, ``part`` bytes."""

    part: int
    whole: int

    def allowed(self, before: int) -> int:
        """Return the bytes that may be added to ``before`` bytes."""
        return before * self.part // self.whole if self.whole else self.part


def parse_growth(text: str) -> Growth:
    """Return what ``1MB`` or ``5%`` allows.

    Raises:
        QuantityError: if it is neither.

    """
    number, scale, unit = _split(text, "a size or a share, such as 1MB or 5%")
    return Growth(number, 100 * scale) if unit == "%" else Growth(parse_size(text), 0)


def is_binary(text: str) -> bool:
    """Whether a size is written in binary units, so that others beside it should be."""
    return "ib" in text.lower()


def shown(size: int, *, binary: bool = False) -> str:
    """Return bytes as BuildKit prints them, two decimals from 1 kB on (``59B``, ``2.75kB``), or so in binary units."""
    units, base = (_BINARY, _KIBI) if binary else (_DECIMAL, _THOUSAND)
    value, power = float(size), 0
    while abs(value) >= base and power + 1 < len(units):
        value, power = value / base, power + 1
    return f"{value:.2f}{units[power]}" if power else f"{size}B"


def shown_against(size: int, limit: int, *, binary: bool = False) -> str:
    """Return bytes as :func:`shown`, beside a limit: to the byte where both would look the same and are not."""
    text = shown(size, binary=binary)
    return f"{size:,}B" if size != limit and text == shown(limit, binary=binary) else text


def as_written(text: str) -> str:
    """Return a size that :func:`parse_size` takes in the one form in which it is shown: ``5 mb`` is ``5MB``, ``10`` is ``10B``."""
    number, _, unit = _split(text, "a size")
    written = text.strip().lower().removesuffix(unit.lower()).strip()
    known = next((each for each in (*_DECIMAL, *_BINARY) if each.lower() == unit.lower()), "")
    return f"{written}{known}" if known else f"{number:,}B"


def doubt(text: str) -> str:
    """Say that a number without a unit counts bytes, where it is so small that another unit was probably meant."""
    bare = text.strip()
    if not bare.isdecimal() or not 0 < int(bare) < _DOUBTFUL:
        return ""
    return f"{bare} without a unit is {int(bare):,} byte{'' if int(bare) == 1 else 's'}: write {bare}MB for megabytes"


def _split(text: str, wanted: str) -> tuple[int, int, str]:
    """Return a number as a numerator and a power of ten, exactly, and its unit."""
    written = _WRITTEN.fullmatch(text)
    if written is None:
        raise QuantityError(f"This is not {wanted}.")
    whole, _, fraction = written[1].partition(".")
    return int(whole + fraction), int(10 ** len(fraction)), written[2]


def _nearest(unit: str) -> str:
    import difflib  # noqa: PLC0415 (only for a mistake)

    if len(unit) == 1 and unit.lower() in "kmgtp":
        power = "bkmgtp".index(unit.lower())
        return f"Write {_DECIMAL[power]} (decimal) or {_BINARY[power]} (binary)."
    known = {unit.lower(): unit for unit in (*_DECIMAL, *_BINARY)}
    close = difflib.get_close_matches(unit.lower(), known, 1, 0.5)
    return f"Did you mean {known[close[0]]}?" if close else f"Write one of {', '.join((*_DECIMAL, *_BINARY[1:]))}."
