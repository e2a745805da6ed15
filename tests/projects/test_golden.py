"""The findings of the sample projects, word for word."""

from pathlib import Path

import pytest

from testdata.projects import make
from tests.projects import golden


@pytest.mark.parametrize("name", make.names())
def test_findings_are_those_written_down(name: str, made: Path) -> None:
    recorded = golden.file(name).read_text("utf-8")
    assert golden.fresh(name, made / name) == recorded, "if they are better now, run `python -m tests.projects.golden`"
