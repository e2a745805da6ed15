"""What built before ``--fix`` builds after it, on a live engine, with both builders as far as they did."""

from __future__ import annotations

import pytest

from tests.engine.ask import BUILDERS, ask
from tests.engine.cases import Case
from tests.engine.engine import Engine
from tests.fix.fixed_cases import fixable, fixed

pytestmark = pytest.mark.engine


@pytest.mark.parametrize("case", fixable("usage", "edge")[::3], ids=lambda case: case["id"])
def test_what_built_before_builds_after(docker: Engine, case: Case) -> None:
    before, after = ask(docker, case), ask(docker, fixed(case))
    assert [after[builder]["error"] for builder in BUILDERS if before[builder]["ok"] and not after[builder]["ok"]] == []
