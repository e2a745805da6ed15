"""Every recorded answer of Bake: the same builds, or an error where Bake has one."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.errors import CtxsizeError
from tests.project.bake.cases import ask, expected, recorded
from tests.project.compose.cases import Case, make

CASES = list(recorded())


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_bake_said_the_same(case: Case, tmp_path: Path) -> None:
    make(case, tmp_path)
    told = ask(case, tmp_path)
    wanted = expected(case)
    if wanted is None:
        assert isinstance(told, CtxsizeError), told
    else:
        assert told == wanted
