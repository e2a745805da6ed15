"""The tables hold: each tool that is here is run again, and reads and makes what its table says."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tools.needs import toml
from tools.needs.declare import Command
from tools.needs.experiment import version
from tools.needs.record import rows_of, tables
from tools.needs.samples import ExperimentError

TABLES = Path(__file__).parents[2] / "testdata/needs"
RUN = {name: table for name, table in tables().items() if any(isinstance(one, Command) for one in table.commands)}


@pytest.mark.tools
@pytest.mark.parametrize("name", RUN)
def test_a_tool_reads_and_makes_what_its_table_says(name: str) -> None:
    held = tomllib.loads((TABLES / f"{name}.toml").read_text("utf-8"))
    try:
        here = version(RUN[name])
    except ExperimentError as error:
        pytest.skip(str(error))
    if here != held["version"]:
        pytest.skip(f"{held['tool']} is {here} here, and {held['version']} in the table")

    seen, unexplained = rows_of(RUN[name], fresh=True)

    assert unexplained == []
    assert _told(tomllib.loads(toml.dumps(seen))) == _told(held)


def _told(table: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Return what a table says of its commands, without what may differ from run to run though nothing is different."""
    left_out = {"differs", "looked"}
    return [
        (row["match"], [{key: read[key] for key in read.keys() - left_out} for read in row["reads"]], row["makes"])
        for row in table["command"]
    ]
