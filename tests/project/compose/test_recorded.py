"""Every recorded answer of Docker Compose: the same builds, or an error where Compose has one."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.errors import CtxsizeError
from tests.project.compose.cases import Case, ask, expected, make, recorded

CASES = list(recorded())
# Compose refuses these files for what decides no build, so they are read all the same.
READ_ALL_THE_SAME = {
    "valid-retries-unset",
    "valid-retries-word",
    "valid-ports-bad",
    "valid-bool-word",
    "valid-volume-empty",
}
APP = [{"name": "a", "context": "app", "dockerfile": "app/Dockerfile"}]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_compose_said_the_same(case: Case, tmp_path: Path) -> None:
    make(case, tmp_path)
    told = ask(case, tmp_path)
    wanted = APP if case["id"] in READ_ALL_THE_SAME else expected(case)
    if wanted is None:
        assert isinstance(told, CtxsizeError), told
        assert str(told).endswith((".", "?")), told
    else:
        assert told == wanted


BEHIND_PROFILES = [case for case in CASES if "all_profiles" in (case.get("answer") or {})]


@pytest.mark.parametrize("case", BEHIND_PROFILES, ids=[case["id"] for case in BEHIND_PROFILES])
def test_all_profiles_show_all_builds(case: Case, tmp_path: Path) -> None:
    make(case, tmp_path)
    told = ask(case, tmp_path, profiles=["*"], services=[])
    wanted = [
        {key: value for key, value in build.items() if key != "image"} for build in case["answer"]["all_profiles"]
    ]
    assert told == wanted
