"""Record all commands of some tables and write them to ``testdata/needs``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from tools.needs import ecosystems, rows, toml
from tools.needs.declare import Command, Table
from tools.needs.experiment import ExperimentError, record, version

TABLES = Path(__file__).parents[2] / "testdata/needs"


def tables() -> dict[str, Table]:
    """Return every declared table by name."""
    modules = [import_module(f"{ecosystems.__name__}.{found.name}") for found in iter_modules(ecosystems.__path__)]
    held = [
        one
        for module in modules
        for one in (*getattr(module, "TABLES", ()), *([module.TABLE] if hasattr(module, "TABLE") else []))
    ]
    return {table.name: table for table in held}


def rows_of(table: Table) -> tuple[toml.Value, list[str]]:
    """Run a table's commands and return the table as data, and what is left unexplained in it.

    Raises:
        ExperimentError: if the tool is not there.

    """
    runs = any(isinstance(command, Command) for command in table.commands)
    known = version(table) if runs else table.version
    commands: list[toml.Value] = []
    complaints: list[str] = []
    for command in table.commands:
        if isinstance(command, Command):
            try:
                found = record(table, command, known)
            except ExperimentError as error:
                complaints.append(f"{table.name}: {error}")
                continue
            row, unexplained = rows.recorded(command, found)
            complaints += [f"{table.name}: {command.ran} ({command.sample.name}): {one}" for one in unexplained]
        else:
            row = rows.documented(command)
        commands.append(row)
    return rows.table(table, known, commands), complaints


def main(names: Sequence[str]) -> int:
    """Record the named tables, or all; return 0 if every row is explained."""
    known = tables()
    code = 0
    for name in names or sorted(known):
        try:
            data, complaints = rows_of(known[name])
        except ExperimentError as error:
            print(error, file=sys.stderr)
            code = 1
            continue
        (TABLES / f"{name}.toml").write_text(toml.dumps(data), "utf-8")
        print(f"{name}: {len(known[name].commands)} commands")
        for complaint in complaints:
            print("  " + complaint)
            code = 1
    return code
