"""The pictures of the terminal show what the program prints, and need nothing but themselves."""

from __future__ import annotations

import re

from tools import pictures


def test_the_pictures_are_fresh() -> None:
    for name, text in pictures.fresh().items():
        shown = (pictures.DIRECTORY / f"{name}.svg").read_text("utf-8")
        assert text == shown, "run `python -m tools.pictures` and look at the pictures"
        assert re.findall(r"(?:href|src|url)\W[^#]", shown) == []


def test_each_part_of_a_line_stands_at_its_column() -> None:
    drawn = pictures.picture("x", "ab  \x1b[1;31mc<d\x1b[0m\n\x1b[38;5;208m██ \x1b[0me")
    assert ">ab</text>" in drawn
    assert re.search(r'x="49\.6" y="61" [^>]* class="bold red">c&lt;d</text>', drawn)
    assert re.search(r'x="16\.0" y="79" [^>]* class="orange">██</text>', drawn)
    assert re.search(r'x="41\.2" y="79" [^>]*>e</text>', drawn)
