"""What built before ``--fix`` builds after it, on a live engine, with both builders as far as they did."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engine.ask import ask
from tests.engine.cases import Case
from tests.engine.engine import Engine, engine
from tests.fixed_cases import fixable, fixed

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def docker() -> Iterator[Engine]:
    with engine("sid") as started:
        yield started


@pytest.mark.parametrize("case", fixable("usage", "edge")[::3], ids=lambda case: case["id"])
def test_what_built_before_builds_after(docker: Engine, case: Case) -> None:
    answer = ask(docker, fixed(case), ["buildkit"])["buildkit"]
    assert answer["ok"], answer["error"]
