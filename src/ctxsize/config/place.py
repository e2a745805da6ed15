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


_MOST_PARSED = 8_000_000
"""Characters that are parsed to find one line; after that the place is a guess."""


def line_of(text: str, key: Sequence[str | int]) -> int:
    """Return the line, counted from 1, on which a key of a valid document stands.

    Args:
        text: the document.
        key: the way to it: names of tables and keys, and numbers (from 0) in arrays.

    """
    return _Search(text).line_of(key)


def table_lines(text: str, names: Sequence[str]) -> list[int]:
    """Return the lines of the headers of an array of tables, in order; in a string there may be what looks like one."""
    name = r"[ \t]*\.[ \t]*".join(map(re.escape, names))
    found = re.finditer(rf"(?m)^[ \t]*\[\[[ \t]*{name}[ \t]*\]\]", text)
    lines, at, line = [], 0, 1
    for header in found:
        line += text.count("\n", at, header.start())
        at = header.start()
        lines.append(line)
    return lines


class _Search:
    """The search for one key; ever shorter beginnings of the document are parsed, up to a number of characters in all."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._left = max(_MOST_PARSED, 4 * len(text))

    def line_of(self, key: Sequence[str | int]) -> int:
        first, last = 1, len(self._lines)
        document: dict[str, Any] | None = None
        while first < last:
            middle = (first + last) // 2
            # Inside of a statement that goes on, only what stands above it can be asked.
            asked = middle
            while asked >= first and self._left > 0 and (document := self._document(asked)) is None:
                asked -= 1
            if asked >= first and document is not None and _has(document, key):
                last = asked
            else:
                first = middle + 1
        start = self._statement_start(first)
        name = next((part for part in reversed(key) if isinstance(part, str)), "")
        named = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
        return next((number for number in range(start, first + 1) if named.search(self._lines[number - 1])), first)

    def _document(self, number: int) -> dict[str, Any] | None:
        """Parse the first lines; ``None`` if they end inside of a statement that goes on."""
        text = "\n".join(self._lines[:number])
        self._left -= len(text)
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            return None

    def _statement_start(self, end: int) -> int:
        """Return the first line of the statement that ends on line ``end``."""
        before = end - 1
        while before > 0 and self._left > 0 and self._document(before) is None:
            before -= 1
        return before + 1


def error_line(error: tomllib.TOMLDecodeError) -> int | None:
    """Return the line that a syntax error speaks of; ``None`` if it speaks of the document's end."""
    told = re.search(r"at line (\d+)", str(error))
    return int(told[1]) if told else None


def _has(document: Any, key: Sequence[str | int]) -> bool:  # noqa: ANN401 (whatever a document holds)
    for part in key:
        try:
            document = document[part]
        except (KeyError, IndexError, TypeError):
            return False
    return True
