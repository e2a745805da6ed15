"""Names from strangers, written so that a terminal obeys none of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxsize.display.escaping import printable, quoted


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("plain name.txt", "plain name.txt"),
        ("é€", "é€"),
        ("a\x1b[31m", "a\\x1b[31m"),
        ("a\nb\rc\td", "a\\nb\\rc\\td"),
        ("\udcff", "\\xff"),
        ("\u202e", "\\u202e"),
        ("\U000e0001", "\\U000e0001"),
        ("\x7f", "\\x7f"),
    ],
)
def test_what_is_not_printable_is_escaped(name: str, shown: str) -> None:
    assert printable(name) == shown
    assert quoted(name) == f"'{shown}'"


@given(st.text())
def test_nothing_that_is_shown_controls_a_terminal(name: str) -> None:
    assert printable(name).isprintable()
