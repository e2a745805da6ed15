"""Everyday command lines, read without Typer, which takes longer to load than a small context to analyze.

A word that is not exactly one of the options, with a value that it takes, is left to Typer: so are mistakes, ``--help``
and whatever prints something. What both of them read means the same to both.
"""

from __future__ import annotations

import os

from ctxsize.cli.conflicts import refuse_ignored
from ctxsize.cli.options import OPTIONS, PRINTING, Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from ctxsize.cli.option import Option

_FIELDS = {name: field for field, option in OPTIONS.items() for name in option.names}
_TURNED_OFF = {option.off: field for field, option in OPTIONS.items() if option.off is not None}
_PRINTING = {name: option for option in PRINTING.values() if option.is_switch for name in option.names}
_STANDARD_STREAM = "-"


class _UnclearError(ValueError):
    """A word that Typer is to look at."""


def spelled_out(words: Sequence[str]) -> list[str]:
    """Return a command line with `-fFILE` and `-f=FILE` in two words: to Docker the equals sign is not part of the name."""
    found: list[str] = []
    for word in words:
        if len(word) > 2 and word[:2] in {"-f", "-o"}:  # noqa: PLR2004 (a hyphen and a letter)
            found += (word[:2], word[2:].removeprefix("="))
        else:
            found.append(word)
    return found


def printed(words: Sequence[str]) -> str | None:
    """Return what a single option prints that stands alone, such as ``--help``; ``None`` for everything else."""
    option = _PRINTING.get(words[0]) if len(words) == 1 else None
    return option.prints("") if option is not None and option.prints is not None else None


def parse(words: Sequence[str]) -> Options | None:
    """Return what a command line asks for, or ``None`` where it is Typer's to read.

    Raises:
        UsageError: as :func:`ctxsize.cli.conflicts.refuse_ignored`.

    """
    if os.name != "posix" or "_CTXSIZE_COMPLETE" in os.environ:
        return None
    values: dict[str, Any] = {}
    left = iter(words)
    try:
        order = [_take(word, left, values) for word in left]
    except ValueError:
        return None
    options = Options.of(values, order)
    refuse_ignored(options, order)
    return options


def _take(word: str, left: Iterator[str], values: dict[str, Any]) -> str:
    """Read a word, and the next where that is its value; return the field that it sets."""
    if not word.startswith("-"):
        values.setdefault("paths", []).append(word)
        return "paths"
    if word in _TURNED_OFF:
        values[_TURNED_OFF[word]] = False
        return _TURNED_OFF[word]
    name, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
    field = _FIELDS.get(name)
    if field is None:
        raise _UnclearError(word)
    option = OPTIONS[field]
    if option.is_switch:
        if equals:
            raise _UnclearError(word)
        values[field] = True
        return field
    if not equals:
        value = next(left, "--")
        if value.startswith("-") and value != _STANDARD_STREAM:
            raise _UnclearError(value)
    if option.is_repeatable:
        values.setdefault(field, []).append(_value(option, value))
    else:
        values[field] = _value(option, value)
    return field


def _value(option: Option, text: str) -> object:
    """Read a value; raises ValueError if the option does not take it."""
    if option.choices is not None:
        return option.choices(text)
    if option.least is None:
        return text
    if not (text.isascii() and text.isdecimal() and int(text) >= option.least):
        raise _UnclearError(text)
    return int(text)
