"""Every recorded answer of a Docker Engine, builder by builder: paths, types, sizes, bytes, and what was predicted."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

from tests.conformance.compare import differences
from tests.engine.ask import Builder
from tests.engine.cases import Case, read_cases

RECORDED = Path(__file__).parents[2] / "testdata" / "conformance"


def cases(builder: Builder) -> list[ParameterSet]:
    recordings = read_cases(sorted(RECORDED.glob("*.jsonl")))
    return [pytest.param(case, id=case["id"], marks=marks(case)) for case in recordings if builder in case]


def marks(case: Case) -> list[pytest.MarkDecorator]:
    attributes = {name for entry in case["tree"] for name in entry.get("xattrs", {})}
    devices = any("device" in entry for entry in case["tree"])
    only_root = devices or "needs" in case or any(name.startswith(("trusted.", "security.")) for name in attributes)
    return [pytest.mark.skipif(os.geteuid() != 0, reason="only root can make such a tree")] if only_root else []


def test_a_case_says_what_it_is_about() -> None:
    recordings = read_cases(sorted(RECORDED.glob("*.jsonl")))
    assert [
        case["id"]
        for case in recordings
        if re.search(r"(^|-)(random|mix|odd|100)-\d+$", case["id"]) and not case.get("why")
    ] == []


@pytest.mark.parametrize("case", cases("buildkit"))
def test_buildkit_receives_what_the_engine_received(case: Case) -> None:
    assert differences(case, "buildkit") == []


@pytest.mark.parametrize("case", cases("legacy"))
def test_the_legacy_builder_receives_what_its_client_sent(case: Case) -> None:
    assert differences(case, "legacy") == []


# A tenth is enough for every run; the others differ in what one process decides.
@pytest.mark.parametrize("case", cases("buildkit")[::10])
def test_several_processes_agree_with_the_engine(case: Case) -> None:
    assert differences(case, "buildkit", processes=3) == []


@pytest.mark.parametrize("case", cases("legacy")[::10])
def test_several_processes_agree_with_the_client(case: Case) -> None:
    assert differences(case, "legacy", processes=3) == []
