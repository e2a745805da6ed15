"""Room on a terminal: what a name takes, and what is left of it where there is less."""

from __future__ import annotations

import pytest

from ctxsize.display.cells import cut, pad, shorten, width


@pytest.mark.parametrize(
    ("text", "cells"),
    [("", 0), ("abc", 3), ("h\u00e9", 2), ("e\u0301", 1), ("\u65e5\u672c", 4), ("\uff21", 2), ("\U0001f433", 2)],
)
def test_the_cells_of_a_text(text: str, cells: int) -> None:
    assert width(text) == cells


@pytest.mark.parametrize(
    ("path", "room", "shown"),
    [
        ("short", 5, "short"),
        ("packages/a/node_modules/x/index.js", 20, "packages\u2026/x/index.js"),
        ("abcdefghij", 7, "a\u2026fghij"),
        ("\u65e5\u672c\u8a9e\u65e5\u672c\u8a9e", 7, "\u65e5\u2026\u672c\u8a9e"),
        ("abc", 1, "\u2026"),
        ("abc", 0, ""),
    ],
)
def test_a_path_loses_its_middle(path: str, room: int, shown: str) -> None:
    assert shorten(path, room) == shown
    assert width(shown) <= room


@pytest.mark.parametrize(
    ("text", "room", "shown"),
    [("whole", 5, "whole"), ("one two three", 8, "one two\u2026"), ("abc", 1, "\u2026"), ("abc", 0, "")],
)
def test_a_sentence_loses_its_end(text: str, room: int, shown: str) -> None:
    assert cut(text, room) == shown


def test_columns_line_up_behind_wide_names() -> None:
    assert width(pad("\u65e5", 5)) == width(pad("abc", 5)) == 5
