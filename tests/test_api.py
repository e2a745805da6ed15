"""The Python API: what it hands out stays as it is, and what makes no sense is said to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import ctxsize
from ctxsize.context.entry import Totals
from ctxsize.errors import UsageError


@pytest.fixture
def context(tmp_path: Path) -> str:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    (tmp_path / ".dockerignore").write_text("b\n")
    (tmp_path / "a").write_text("12345")
    (tmp_path / "b").write_text("1")
    return str(tmp_path)


@pytest.mark.parametrize("name", ["files", "bytes", "transfer_bytes"])
def test_totals_that_were_handed_out_can_not_be_changed(context: str, name: str) -> None:
    report = ctxsize.analyze(context)
    handed_out = [report.received, report.included, *(each.totals for each in report.sides if each.totals)]
    for totals in (*handed_out, ctxsize.simulate(context).totals):
        with pytest.raises(AttributeError):
            setattr(totals, name, 99)
    with pytest.raises(AttributeError):
        report.excluded.files = 99  # type: ignore[union-attr, misc]


@pytest.mark.parametrize("builder", ["buildkit", "legacy"])
def test_what_is_handed_out_is_hashable_and_equal_to_what_is_alike(context: str, builder: str) -> None:
    first, second = (ctxsize.analyze(context, builder=builder, why=["a", "b"]) for _ in range(2))
    assert (first, hash(first)) == (second, hash(second))
    assert first != ctxsize.analyze(context, builder=builder, why=["a"])
    assert hash(ctxsize.simulate(context, builder)) == hash(ctxsize.simulate(context, builder))


def test_totals_are_equal_by_their_numbers() -> None:
    assert Totals(files=1, bytes=2) == Totals(1, 0, 0, 0, 2, 0) != Totals(files=1)
    assert len({Totals(files=1), Totals(files=1), Totals()}) == 2


@pytest.mark.parametrize("call", [ctxsize.simulate, ctxsize.analyze])
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"builder": "docker"}, "'docker' is not a builder. Name buildkit or legacy."),
        ({"builder": ""}, "'' is not a builder. Name buildkit or legacy."),
        ({"processes": -3}, "processes is -3. It takes at least one, or None for as many as make sense."),
        ({"processes": 0}, "processes is 0. It takes at least one, or None for as many as make sense."),
    ],
)
def test_an_argument_that_makes_no_sense_is_an_error_of_usage(
    context: str, call: Callable[..., object], arguments: dict[str, object], says: str
) -> None:
    with pytest.raises(UsageError) as raised:
        call(context, **arguments)
    assert str(raised.value) == says
