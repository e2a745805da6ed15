"""Questions and answers of a proof: what they hold by default."""

from __future__ import annotations

from ctxsize.prove.question import ProofLimits
from ctxsize.prove.statement import Level
from tests.prove.world import question


def test_a_proof_takes_ten_minutes_and_twelve_builds_at_most() -> None:
    assert ProofLimits().asdict() == {"seconds": 600.0, "builds": 12}


def test_the_image_must_be_the_same_unless_another_level_is_asked_for() -> None:
    asked = question({"a": ("x", 1)}, ["a"])
    assert asked.level is Level.SAME
    assert asked.known == ()
    assert not asked.minimal
    assert asked.text(["a"]) == b"a\n"
