"""The findings of the sample projects, word for word."""

from pathlib import Path

import pytest

from testdata.projects import make
from tools import golden_projects


@pytest.mark.parametrize("name", make.names())
def test_findings_are_those_written_down(name: str, made: Path) -> None:
    recorded = golden_projects.file(name).read_text("utf-8")
    assert golden_projects.fresh(name, made / name) == recorded, (
        "if they are better now, run `python -m tools.golden_projects`"
    )
