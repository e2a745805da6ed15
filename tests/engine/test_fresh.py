"""The generator is worth something only if its cases can be made again, and can be made on a disk."""

from __future__ import annotations

import pytest

import ctxsize
from tests.conformance.compare import Options, options
from tests.engine.fresh import fresh_case
from tests.engine.tree import CONTEXT, on_disk


def test_a_seed_always_gives_the_same_case() -> None:
    assert fresh_case(7) == fresh_case(7)
    assert fresh_case(7) != fresh_case(8)


def outcome(context: str, builder: str, given: Options) -> str:
    try:
        report = ctxsize.analyze(context, builder=builder, **given)
    except ctxsize.CtxsizeError as error:
        return str(error)
    return f"{report.received.files} files."


@pytest.mark.parametrize("builder", ["buildkit", "legacy"])
@pytest.mark.parametrize("seed", range(40))
def test_any_case_is_answered_or_refused_in_a_sentence(seed: int, builder: str) -> None:
    case = fresh_case(seed)
    with on_disk(case) as around:
        assert outcome(str(around / CONTEXT), builder, options(case, around)).endswith(".")
