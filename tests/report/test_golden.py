"""Every renderer writes what is recorded in testdata/golden, which is there to be read."""

from __future__ import annotations

import pytest

from tools.golden_reports import DIRECTORY, FIXES, RENDERERS, RENDERINGS, REPORTS, rendered, told


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("ending", RENDERERS)
def test_a_renderer_writes_what_is_recorded(name: str, ending: str) -> None:
    recorded = (DIRECTORY / f"{name}.{ending}").read_text("utf-8")
    # The number of rules grows.
    fresh = rendered(RENDERERS[ending], REPORTS[name], RENDERINGS[name])
    assert fresh == recorded, "if it is better than before, run `python -m tools.golden_reports`"


@pytest.mark.parametrize("ending", FIXES)
def test_what_is_said_of_a_fix_is_what_is_recorded(ending: str) -> None:
    assert told(ending) == (DIRECTORY / f"fixed.{ending}").read_text("utf-8")
