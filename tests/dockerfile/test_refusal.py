"""Why a Dockerfile is refused, with a place that is added once it is known."""

from __future__ import annotations

from ctxsize.dockerfile.refusal import RefusalError


def test_a_place_is_added_and_a_known_one_stays() -> None:
    refusal = RefusalError("COPY has no source", "Name one")
    assert str(refusal) == "COPY has no source. Name one."
    assert str(refusal.at("Dockerfile")) == "Dockerfile: COPY has no source. Name one."
    assert str(refusal.at("Dockerfile", 3).at("other", 9)) == "Dockerfile:3: COPY has no source. Name one."


def test_a_question_and_a_refusal_without_advice_end_as_they_are() -> None:
    assert str(RefusalError("no such flag", "Did you mean from?")) == "no such flag. Did you mean from?"
    assert str(RefusalError("it is empty")) == "it is empty."
