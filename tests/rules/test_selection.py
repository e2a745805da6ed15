"""Which rules have a say."""

from __future__ import annotations

import pytest

from ctxsize.errors import UsageError
from ctxsize.rules import RULES
from ctxsize.rules.selection import Selection, rule_of


def taken(select: list[str], ignore: list[str]) -> list[str]:
    selection = Selection.of(select, ignore)
    return [rule.code for rule in RULES if selection.takes_code(rule.code)]


EVERY = [rule.code for rule in RULES]
FOURS = [code for code in EVERY if code.startswith("CTX4")]


def test_nothing_selected_is_everything() -> None:
    assert taken([], []) == EVERY
    assert taken(["CTX"], []) == EVERY


def test_codes_beginnings_and_names_with_commas_or_repeated() -> None:
    assert taken(["CTX402,CTX401"], []) == ["CTX401", "CTX402"]
    assert taken(["CTX402", "copy-excluded-source"], []) == ["CTX401", "CTX402"]
    assert taken([" ctx4 ,"], []) == FOURS
    assert taken([], ["CTX4"]) == [code for code in EVERY if code not in FOURS]


def test_the_longer_beginning_counts_and_at_a_draw_it_is_ignored() -> None:
    assert taken(["CTX401"], ["CTX4"]) == ["CTX401"]
    assert taken(["CTX4"], ["CTX401"]) == FOURS[1:]
    assert taken(["CTX401"], ["CTX401"]) == []


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ("CTX499", "Did you mean CTX4"),
        ("CTX999", "Codes go from CTX"),
        ("copy-exclude-source", "Did you mean copy-excluded-source?"),
        ("C", "Codes go from CTX"),
        ("zzz", "Codes go from CTX"),
    ],
)
def test_an_unknown_rule_is_wrong_usage(given: str, hint: str) -> None:
    with pytest.raises(UsageError, match="there is no such rule") as caught:
        Selection.of([], [given])
    assert str(caught.value).startswith(f"--ignore '{given}'")
    assert hint in str(caught.value)


def test_a_rule_by_code_or_name() -> None:
    assert rule_of("ctx403").name == rule_of("empty-source").name == "empty-source"
