"""The recorded answers: where they stand, and how they are taken again."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.engine.ask import BUILDERS, ask_all
from tests.engine.buildah import Buildah
from tests.engine.cases import read_cases, write_cases
from tests.engine.engine import own_engine
from tests.engine.tree import on_disk

RECORDED: Final = Path(__file__).parents[2] / "testdata" / "conformance"
"""One file for each origin of cases: hand-made corners, reports of users, seeds, and what random builds have found."""


def recordings() -> list[Path]:
    """Return the recorded files."""
    return sorted(RECORDED.glob("*.jsonl"))


def record(file: Path, suite: str | None = None) -> int:
    """Ask an engine of our own about every case of a file, write the answers into it, and return how many there are.

    A new case is a line with ``id``, ``tree`` and ``args``: its answers are added here. The engine's versions stand in
    every line, so that a line can be moved.
    """
    with own_engine(suite) as engine:
        versions = engine.versions()
    cases = list(read_cases([file]))
    answered = list(ask_all(cases, suite, BUILDERS))
    if any("question" in case for case in cases):
        # These are asked of every builder there is.
        buildah = Buildah()
        versions = f"{versions}, {buildah.version()}"
        for case in answered:
            with on_disk(case) as around:
                case["buildah"] = buildah.ask(case, around)
    return write_cases(file, [{**case, "engine": versions} for case in answered])
