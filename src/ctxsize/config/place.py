"""On which line of a TOML document a key stands: Python's parser does not say.

The parser itself is asked, with ever shorter beginnings of the document: the shortest one that has the key ends with the
statement that sets it. No second idea of TOML's grammar is needed, so none can be wrong.
"""

from __future__ import annotations

import re
import tomllib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


def line_of(text: str, key: Sequence[str | int]) -> int:
    """Return the line, counted from 1, on which a key of a valid document stands.

    Args:
        text: the document.
        key: the way to it: names of tables and keys, and numbers (from 0) in arrays.

    """
    lines = text.split("\n")
    first, last = 1, len(lines)
    document: dict[str, Any] | None = None
    while first < last:
        middle = (first + last) // 2
        # Inside of a statement that goes on, only what stands above it can be asked.
        asked = middle
        while asked >= first and (document := _document(lines, asked)) is None:
            asked -= 1
        if asked >= first and document is not None and _has(document, key):
            last = asked
        else:
            first = middle + 1
    start = _statement_start(lines, first)
    name = next((part for part in reversed(key) if isinstance(part, str)), "")
    named = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    return next((number for number in range(start, first + 1) if named.search(lines[number - 1])), first)


def error_line(error: tomllib.TOMLDecodeError) -> int | None:
    """Return the line that a syntax error speaks of; ``None`` if it speaks of the document's end."""
    told = re.search(r"at line (\d+)", str(error))
    return int(told[1]) if told else None


def _document(lines: list[str], number: int) -> dict[str, Any] | None:
    """Parse the first lines; ``None`` if they end inside of a statement that goes on."""
    try:
        return tomllib.loads("\n".join(lines[:number]))
    except tomllib.TOMLDecodeError:
        return None


def _has(document: Any, key: Sequence[str | int]) -> bool:  # noqa: ANN401 (whatever a document holds)
    for part in key:
        try:
            document = document[part]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def _statement_start(lines: list[str], end: int) -> int:
    """Return the first line of the statement that ends on line ``end``."""
    before = end - 1
    while before > 0 and _document(lines, before) is None:
        before -= 1
    return before + 1
