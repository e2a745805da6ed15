"""Each trait of newer engines shows: as the oldest engine its recorded cases are answered otherwise."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.engine import OLDEST, Trait
from tests.conformance.compare import differences
from tests.engine.cases import Case
from tests.engine.newer import newer_ways

# Both engines stop at these: the one with its daemon, or once more for another reason.
ALIKE = {"malformed patterns", "--platform with features"}


@pytest.mark.parametrize(("trait", "cases"), [pytest.param(*way, id=way[0].name) for way in newer_ways()])
def test_a_trait_shows_in_its_cases(trait: Trait, cases: list[Case]) -> None:
    written = [case for case in trait.cases if case.startswith("written:")]
    assert cases or written
    asked = [{**case, "engine": f"Docker Engine {OLDEST}"} for case in cases]
    shown = [case for case in asked if differences(case, "buildkit")]  # type: ignore[arg-type]
    assert shown or written or trait.name in ALIKE
