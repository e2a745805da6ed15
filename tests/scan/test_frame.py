"""What the receivers say of a directory, united."""

from __future__ import annotations

from typing import Any

import pytest

from ctxsize.builder.buildkit import BuildKitReceiver
from ctxsize.builder.bulk import FileOutcome, Outlook
from ctxsize.ignore.matcher import NO_PATTERN, Matcher, State
from ctxsize.ignore.parse import pattern_of
from ctxsize.scan.frame import DirectoryFrame, DirectoryPlan, DirectoryPlans, nothing


def state(*lines: str) -> State:
    found = [pattern_of(line) for line in lines]
    root = Matcher([pattern for pattern in found if pattern is not None]).root
    assert isinstance(root, State)
    return root


def plan(*outlooks: Outlook | None, lines: tuple[str, ...] = ("*.log",), compares: bool = False) -> DirectoryPlan:
    return DirectoryPlan(
        outlooks,
        state(*lines),
        nothing,
        below_excluded=False,
        simple=True,
        compares=compares,
        special=frozenset({"own"}),
    )


TAKES, LEAVES = Outlook(received=True, simple=True), Outlook(received=False, simple=True)


def test_names_of_all_patterns_and_special_ones_are_checked() -> None:
    found = plan(Outlook(state("*.tmp"), received=True, simple=True))
    assert all(name in found.names_to_check for name in ("a.log", "a.tmp", "own"))
    assert "a.txt" not in found.names_to_check


def test_those_who_look_are_told_from_those_who_receive() -> None:
    found = plan(TAKES, None, LEAVES)
    assert (found.asked, found.takers) == ([0, 2], [0])


@pytest.mark.parametrize(
    ("outlooks", "agreed"),
    [((TAKES, TAKES), True), ((TAKES, LEAVES), False), ((LEAVES, None), True), ((TAKES, None), False)],
)
def test_two_builders_agree_if_both_receive_or_neither(outlooks: tuple[Outlook | None, ...], agreed: bool) -> None:
    assert plan(*outlooks, compares=True).agreed is agreed
    assert plan(*outlooks).agreed


def test_it_is_simple_only_if_all_say_so() -> None:
    assert plan(TAKES).simple
    assert not plan(TAKES, Outlook(received=True, simple=False)).simple


def test_the_rule_is_the_one_that_decides_about_files() -> None:
    assert plan(TAKES, lines=("**",)).rule == 0
    assert plan(TAKES, lines=("*.log",)).rule == NO_PATTERN


def test_directories_in_the_same_states_share_a_plan() -> None:
    receiver: Any = BuildKitReceiver(Matcher(()))
    plans = DirectoryPlans([receiver], nothing, {"a": frozenset({"own"})}, compares=False, one_by_one=False)
    frame = DirectoryFrame([receiver.root()], state())
    assert plans.of(frame, "b", ()) is plans.of(frame, "c", ())
    assert "own" in plans.of(frame, "a", ()).names_to_check
    assert plans.of(frame, "b", {0}).takers == [], "a receiver that was refused is not asked"


def test_a_name_in_question_is_asked_about_once_for_all_alike() -> None:
    patterns = [pattern for line in ("*.log", "!a*") if (pattern := pattern_of(line)) is not None]
    receiver: Any = BuildKitReceiver(Matcher(patterns))
    frame = DirectoryFrame([receiver.root()], Matcher(patterns).root)
    found = DirectoryPlans([receiver], nothing, {}, compares=False, one_by_one=False).of(frame, "", ())
    outcomes = [found.outcome(frame, name, name, [receiver]) for name in ("b.log", "a.log", "c.log")]
    assert [outcome for outcome, _ in outcomes] == [FileOutcome.EXCLUDED, FileOutcome.COMMON, FileOutcome.EXCLUDED]
    assert outcomes[0][1] == 0
    assert len(found.outcomes) == 2
