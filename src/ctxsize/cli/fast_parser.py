"""Everyday command lines, read without Typer, which takes longer to load than a small context to analyze.

What is not plainly one of the options below with a value that it takes is left to Typer: every mistake, ``--help`` and
whatever else only it knows. What both of them read means the same to both.
"""

from __future__ import annotations

import os

from ctxsize.builder import Builder
from ctxsize.cli.given import Color, Format, Options
from ctxsize.fix.block import Source, Style
from ctxsize.gate.verdict import FailOn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

_SHORT = {"-f": "file", "-l": "list_entries", "-0": "null", "-o": "output", "-q": "quiet"}
_OWN_NAMES = {"list_entries": "--list", "output_format": "--format"}
_FIELDS = {_OWN_NAMES.get(name, "--" + name.replace("_", "-")): name for name in Options._fields[1:-1]} | _SHORT
_CHOICES = {
    "builder": Builder,
    "output_format": Format,
    "color": Color,
    "source": Source,
    "style": Style,
    "fail_on": FailOn,
}
_NUMBERS = {"top", "max_files", "min_files"}
_STANDARD_STREAM = "-"


class _UnclearError(ValueError):
    """A word that Typer is to look at."""


def parse(words: Sequence[str]) -> Options | None:
    """Return what a command line asks for, or ``None`` where it is Typer's to read."""
    if os.name != "posix" or "_CTXSIZE_COMPLETE" in os.environ:
        return None
    values: dict[str, Any] = {}
    left = iter(words)
    try:
        order = [_take(word, left, values) for word in left]
    except ValueError:
        return None
    return Options.of(values, order)


def _take(word: str, left: Iterator[str], values: dict[str, Any]) -> str:
    """Read a word, and the next where that is its value; return the name of what it sets."""
    if not word.startswith("-"):
        return _set(values, "path", word)
    option, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
    if word == "--no-progress":
        return _set(values, "progress", False)
    name = _FIELDS.get(option)
    if name is None:
        raise _UnclearError(word)
    if isinstance(Options._field_defaults[name], bool):
        if equals:
            raise _UnclearError(word)
        return _set(values, name, True)
    if not equals:
        value = next(left, "--")
        if value.startswith("-") and value != _STANDARD_STREAM:
            raise _UnclearError(value)
    return _set(values, name, _value(name, value))


def _set(values: dict[str, Any], name: str, value: object) -> str:
    if Options._field_defaults[name] == ():
        values.setdefault(name, []).append(value)
    elif name == "path" and name in values:
        raise _UnclearError(value)
    else:
        values[name] = value
    return name


def _value(name: str, text: str) -> object:
    """Read a value; raises ValueError if the option does not take it."""
    if name in _NUMBERS:
        if not (text.isascii() and text.isdecimal()):
            raise _UnclearError(text)
        return int(text)
    return _CHOICES[name](text) if name in _CHOICES else text
