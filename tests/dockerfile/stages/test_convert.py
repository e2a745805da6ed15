"""From instructions to stages: what each starts from, and which the target needs."""

from __future__ import annotations

import pytest

from tests.dockerfile.asking import refusal, taken, used

THREE = "FROM scratch AS one\nCOPY a /\nFROM scratch AS two\nCOPY b /\nFROM one\nCOPY c /\n"


@pytest.mark.parametrize(("target", "paths"), [(None, ["a", "c"]), ("one", ["a"]), ("TWO", ["b"])])
def test_only_stages_that_the_target_needs_count(target: str | None, paths: list[str]) -> None:
    assert taken(THREE, target=target) == paths


def test_arguments_before_the_first_stage_name_its_base() -> None:
    text = "ARG base=one\nFROM scratch AS one\nCOPY a /\nFROM $base\n"
    assert taken(text) == ["a"]
    assert used(text, build_args={"base": "debian"}).pulls[0].image == "debian"
    assert "expands to nothing" in refusal("ARG x\nFROM $x\n")


def test_a_named_context_stands_in_for_a_stage() -> None:
    text = "FROM scratch AS lib\nCOPY a /\nFROM scratch\nCOPY --from=lib /x /\n"
    assert taken(text, named_contexts=["lib"]) == []
    assert taken(text) == ["a"]


def test_triggers_of_a_base_fire_in_the_stage_that_starts_from_it() -> None:
    usage = used("FROM scratch AS base\nONBUILD COPY x /\nFROM base\nCOPY y /\n")
    assert [(source.path, source.line, source.fired_line) for source in usage.sources] == [("x", 2, 3), ("y", 4, None)]


@pytest.mark.parametrize("epoch", ["soon", "1.5", "9" * 30])
def test_an_epoch_is_a_number_of_seconds(epoch: str) -> None:
    assert "SOURCE_DATE_EPOCH" in refusal("FROM scratch\n", build_args={"SOURCE_DATE_EPOCH": epoch})
