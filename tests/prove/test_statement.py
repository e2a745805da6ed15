"""Which verdicts count as proved depends on the level that was asked for."""

from __future__ import annotations

import pytest

from ctxsize.prove.statement import Level, LineVerdict, Measure, Proof, ProofVerdict


def proof(level: Level) -> Proof:
    nothing = Measure(bytes=0, files=0, seconds=0.0)
    return Proof(
        date="2026-11-30",
        level=level,
        builder="default",
        version="0.25",
        target="the final stage",
        fingerprint="00000000",
        lines=tuple(LineVerdict(pattern=verdict.value, verdict=verdict) for verdict in ProofVerdict),
        builds=3,
        seconds=1.0,
        before=nothing,
        after=nothing,
    )


@pytest.mark.parametrize(("level", "proved"), [(Level.SAME, {"same"}), (Level.LESS, {"same", "less"})])
def test_less_is_proved_only_on_request(level: Level, proved: set[str]) -> None:
    found = proof(level)
    assert {line.pattern for line in found.proved} == proved
    assert {line.pattern for line in found.others} == {verdict.value for verdict in ProofVerdict} - proved
