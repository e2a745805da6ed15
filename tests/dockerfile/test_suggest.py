"""Docker's "did you mean": at most two edits away."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.suggest import suggest


@pytest.mark.parametrize(
    ("word", "options", "nearest"),
    [
        ("form", ("from", "chown"), "from"),
        ("prdo", ("prod", "dev"), "prod"),
        ("prod", ("prod", "prods"), None),
        ("abc", ("xyz",), None),
        ("a", ("abcd",), None),
        ("chmd", ("chown", "chmod"), "chmod"),
        ("x", (), None),
    ],
)
def test_the_nearest_option_is_suggested(word: str, options: tuple[str, ...], nearest: str | None) -> None:
    assert suggest(word, options) == nearest
