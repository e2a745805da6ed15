"""What is known of a path: how sure, and where it says so."""

from __future__ import annotations

from ctxsize.needs.statement import Certainty, Evidence, Judgement


def test_certainties_are_in_order() -> None:
    assert sorted(Certainty, key=lambda one: one.rank) == [Certainty.CERTAIN, Certainty.LIKELY, Certainty.UNKNOWN]


def test_a_place_is_a_file_and_its_line_as_a_sentence_may_hold_them() -> None:
    assert Evidence("a b", 3, "").place == "a b:3"
    assert Evidence("a", None, "").place == "a"
    assert Evidence("a\x1b[1m", 3, "").place == r"a\x1b[1m:3"


def test_only_a_sure_yes_is_certain() -> None:
    assert Judgement(may=True, certainty=Certainty.CERTAIN, words="").is_certain
    assert not Judgement(may=True, certainty=Certainty.LIKELY, words="").is_certain
    assert not Judgement(may=False, certainty=Certainty.CERTAIN, words="").is_certain
