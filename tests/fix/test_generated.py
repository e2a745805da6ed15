"""Generated projects: what ``--fix`` must hold of each, also once more files lie there; ``CTXSIZE_FIXES=10000`` tries more."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tools.fixes import all_broken, draw

COUNT = int(os.environ.get("CTXSIZE_FIXES", "100"))
PIECE = 25


@pytest.mark.parametrize("first", range(0, COUNT, PIECE))
def test_every_property_holds(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, "")  # so that they are put back
    assert list(all_broken(range(first, min(first + PIECE, COUNT)))) == []


def test_a_seed_makes_the_same_project_again() -> None:
    first = [draw(seed) for seed in range(50)]
    assert first == [draw(seed) for seed in range(50)]
    assert len({str(project) for project in first}) == 50
    texts = [project.text for project in first]
    assert any(text.startswith("\ufeff".encode()) for text in texts)
    assert any(b"\r\n" in text for text in texts)
    assert Path(first[0].ignore_file).name == first[0].ignore_file
