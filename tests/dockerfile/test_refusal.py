"""Why a Dockerfile is refused, with a place that is added once it is known."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.refusal import RefusalError, suggest


def test_a_place_is_added_and_a_known_one_stays() -> None:
    refusal = RefusalError("COPY has no source", "Name one")
    assert str(refusal) == "COPY has no source. Name one."
    assert str(refusal.at("Dockerfile")) == "Dockerfile: COPY has no source. Name one."
    assert str(refusal.at("Dockerfile", 3).at("other", 9)) == "Dockerfile:3: COPY has no source. Name one."


def test_a_question_and_a_refusal_without_advice_end_as_they_are() -> None:
    assert str(RefusalError("no such flag", "Did you mean from?")) == "no such flag. Did you mean from?"
    assert str(RefusalError("it is empty")) == "it is empty."


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
