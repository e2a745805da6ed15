"""Characters as people see them."""

from __future__ import annotations

import pytest

from ctxsize.project.bake.functions.graphemes import clusters


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("abc", ["a", "b", "c"]),
        ("a\r\nb", ["a", "\r\n", "b"]),
        ("e\u0301x", ["e\u0301", "x"]),
        ("👨‍👩‍👧!", ["👨‍👩‍👧", "!"]),
        ("👍🏽a", ["👍🏽", "a"]),
        ("🇩🇪🇫🇷", ["🇩🇪", "🇫🇷"]),
        ("각힣", ["각", "힣"]),
        ("\u1100\u1161\u11a8", ["\u1100\u1161\u11a8"]),
        ("นี้", ["นี้"]),
        ("❤️", ["❤️"]),
        ("", []),
    ],
)
def test_clusters(text: str, parts: list[str]) -> None:
    assert clusters(text) == parts
