"""What newer engines do otherwise than the oldest that is answered for: each trait with the recorded cases that show it."""

from __future__ import annotations

from collections.abc import Iterator

from ctxsize.dockerfile.engine import OLDEST, Engine, Trait
from ctxsize.dockerfile.traits import TRAITS
from tests.engine.cases import Case, read_cases
from tests.engine.record import RECORDED

NEWEST_CASES = RECORDED / "newest.jsonl"


def newer_ways() -> Iterator[tuple[Trait, list[Case]]]:
    """Yield each trait that the oldest engine lacks, with its recorded cases; those of some are only written down."""
    recorded = {case["id"]: case for case in read_cases([NEWEST_CASES])}
    for trait in TRAITS:
        if not Engine.of(OLDEST).has(trait):
            yield trait, [recorded[case] for case in trait.cases if case in recorded]
