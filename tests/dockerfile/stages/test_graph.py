"""Which stage copies from which, and how stages are found."""

from __future__ import annotations

import pytest

from tests.dockerfile.asking import refusal, taken

TEXT = "FROM scratch AS Base\nCOPY a /\nFROM scratch\nCOPY --from={} /a /\n"


@pytest.mark.parametrize("name", ["base", "BASE", "0", "+0"])
def test_a_stage_is_found_by_name_in_any_case_or_by_number(name: str) -> None:
    assert taken(TEXT.format(name)) == ["a"]


@pytest.mark.parametrize("name", ["debian", "bases"])
def test_what_is_no_stage_is_an_image(name: str) -> None:
    assert taken(TEXT.format(name)) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TEXT.format("7"), "--from=7 names a stage that does not exist"),
        (TEXT.format("$x"), "has a variable"),
        ("FROM scratch AS a\nCOPY --from=b / /\nFROM scratch AS b\nCOPY --from=a / /\n", "in a circle"),
        ("FROM scratch AS a\nCOPY --from=b / /\nFROM scratch AS b\n", ""),
    ],
)
def test_a_reference_that_can_not_be_followed_is_refused(text: str, said: str) -> None:
    if said:
        assert said in refusal(text)
    else:
        assert "names a stage that comes later" in refusal(text, target="a")


@pytest.mark.parametrize(("target", "said"), [("bse", "did you mean base?"), ("other", "Stages: base, stage-1")])
def test_an_unknown_target_is_refused_with_the_nearest(target: str, said: str) -> None:
    assert said in refusal(TEXT.format("base"), target=target)
