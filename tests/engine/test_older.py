"""What older engines do otherwise is written down, and each point of it is recorded."""

from __future__ import annotations

import re

import pytest

from tests.conformance.compare import differences
from tests.engine.cases import Case, read_cases
from tests.engine.older import WAYS, older_way
from tests.engine.record import RECORDED

CASES = list(read_cases(sorted((RECORDED / "older").glob("*.jsonl"))))


def version(case: Case) -> str:
    found = re.match(r"Docker Engine ([\d.]+)", case["engine"])
    assert found is not None
    return found[1]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES])
def test_a_recorded_difference_is_one_that_is_explained(case: Case) -> None:
    found = differences(case, "buildkit")
    assert found
    assert older_way(version(case), case, found) is not None


def test_a_newer_engine_is_not_excused() -> None:
    case = CASES[0]
    assert older_way("28.5.2", case, differences(case, "buildkit")) is None


def test_every_way_has_its_case() -> None:
    assert {way.case for way in WAYS} <= {case["id"] for case in CASES}


def test_what_is_not_explained_stays_a_difference() -> None:
    assert older_way("26.1.5", CASES[0], ["wrongly received: [('a', 'file', 0)]"]) is None
