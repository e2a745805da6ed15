"""The generator is worth something only if its cases can be made again, and can be made on a disk."""

from __future__ import annotations

from pathlib import Path

import pytest

import ctxsize
from ctxsize.api import analyze_request
from ctxsize.rules.selection import Selection
from tests.conformance.compare import request_of
from tests.engine.ask import Builder
from tests.engine.cases import Case
from tests.engine.fresh import fresh_case
from tests.engine.tree import on_disk


def test_a_seed_always_gives_the_same_case() -> None:
    assert fresh_case(7) == fresh_case(7)
    assert fresh_case(7) != fresh_case(8)


def outcome(case: Case, around: Path, builder: Builder) -> str:
    try:
        report = analyze_request(request_of(case, around, builder), Selection())
    except ctxsize.CtxsizeError as error:
        return str(error)
    return f"{report.received.files} files."


@pytest.mark.parametrize("builder", ["buildkit", "legacy"])
@pytest.mark.parametrize("seed", range(40))
def test_any_case_is_answered_or_refused_in_a_sentence(seed: int, builder: Builder) -> None:
    case = fresh_case(seed)
    with on_disk(case) as around:
        assert outcome(case, around, builder).endswith(".")
