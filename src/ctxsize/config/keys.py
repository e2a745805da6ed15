"""What a configuration may say: its keys, each checked, as frozen data."""

from __future__ import annotations

import os

from ctxsize.config.budgets import read_budget
from ctxsize.config.inputs import INPUT_KEYS, build_inputs
from ctxsize.config.settings import Config
from ctxsize.config.table import as_key, kind_of, nearest
from ctxsize.display.escaping import printable, quoted
from ctxsize.display.sizes import QuantityError, parse_growth
from ctxsize.errors import UsageError
from ctxsize.gate.verdict import FailOn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from ctxsize.config.settings import BuildInputs
    from ctxsize.config.table import TableReader
    from ctxsize.project.definition import BuildDefinition
    from ctxsize.rules.path_ignores import PathIgnores

KEYS = (
    "fail-on",
    "max-growth",
    "baseline",
    "select",
    "ignore",
    "per-path-ignores",
    "engine",
    *INPUT_KEYS,
    "budget",
    "build",
)


def read_config(reader: TableReader, table: Any, at: tuple[str, ...]) -> Config:  # noqa: ANN401 (whatever a document holds)
    """Return what a table says."""
    from ctxsize.config.place import table_lines  # noqa: PLC0415 (as above)

    reader.require_known(table, at, KEYS)
    budgets = reader.tables(table, at, "budget")
    lines = table_lines(reader.text, (*at, "budget")) if budgets else []
    baseline = reader.text_of(table, at, "baseline")
    if baseline is not None:
        reader.require_inside(baseline, (*at, "baseline"))
    inputs = build_inputs(reader, table, at)
    return Config(
        file=reader.shown,
        fail_on=_fail_on(reader, table, at),
        max_growth=_growth(reader, table, at),
        baseline=os.path.join(reader.directory, baseline) if baseline is not None else None,
        select=_codes(reader, table, at, "select"),
        ignore=_codes(reader, table, at, "ignore"),
        path_ignores=_path_ignores(reader, table, at),
        engine=_engine(reader, table, at),
        inputs=inputs,
        builds=_builds(reader, table, at, inputs),
        budgets=tuple(
            read_budget(
                reader,
                each,
                (*at, "budget", number),
                # At its header, as a rule; written in braces it has none.
                f"{printable(reader.shown)}:{lines[number]}" if len(lines) == len(budgets) else None,
            )
            for number, each in enumerate(budgets)
        ),
        within=reader.within,
    )


def _builds(
    reader: TableReader, table: Mapping[str, Any], at: tuple[str, ...], inputs: BuildInputs | None
) -> tuple[BuildDefinition, ...]:
    rows = reader.tables(table, at, "build")
    if not rows:
        return ()
    from ctxsize.config.builds import BUILD_KEYS, configured_build  # noqa: PLC0415 (few configurations have one)

    for number, row in enumerate(rows):
        if not isinstance(row, dict):
            reader.wrong((*at, "build", number), f"build must be a table, not {kind_of(row)}")
        reader.require_known(row, (*at, "build", number), BUILD_KEYS)
    return tuple(configured_build(reader, row, (*at, "build", number), inputs) for number, row in enumerate(rows))


def _fail_on(reader: TableReader, table: Mapping[str, Any], at: Sequence[str]) -> FailOn | None:
    value = reader.text_of(table, at, "fail-on")
    if value is None:
        return None
    levels = [level.value for level in FailOn]
    if value not in levels:
        reader.wrong((*at, "fail-on"), f"fail-on {quoted(value)} is not a level. {nearest(value, levels)}")
    return FailOn(value)


def _engine(reader: TableReader, table: Mapping[str, Any], at: Sequence[str]) -> str | None:
    value = reader.text_of(table, at, "engine")
    if value is not None:
        from ctxsize.dockerfile.engine import Engine  # noqa: PLC0415 (few configurations name one)

        try:
            Engine.of(value)
        except UsageError as error:
            reader.wrong((*at, "engine"), str(error).removeprefix("--").rstrip("."))
    return value


def _growth(reader: TableReader, table: Mapping[str, Any], at: Sequence[str]) -> str | None:
    value = reader.text_of(table, at, "max-growth")
    if value is not None:
        try:
            parse_growth(value)
        except QuantityError as error:
            reader.wrong((*at, "max-growth"), f"max-growth {quoted(value)}: {str(error).rstrip('.')}")
    return value


def _path_ignores(reader: TableReader, table: Mapping[str, Any], at: tuple[str, ...]) -> PathIgnores | None:
    if "per-path-ignores" not in table:
        return None
    from ctxsize.rules.path_ignores import PER_PATH_IGNORES, PathIgnores, check  # noqa: PLC0415 (few have one)

    rows, place = table[PER_PATH_IGNORES], (*at, PER_PATH_IGNORES)
    if not isinstance(rows, dict):
        reader.wrong(
            place,
            f"{PER_PATH_IGNORES} must be a table, not {kind_of(rows)}. "
            f'Write [{".".join(place)}], and below it "fixtures/**" = ["CTX2"]',
        )
    for pattern in rows:
        try:
            check(pattern)
        except ValueError:
            reader.wrong((*place, pattern), f"{quoted(pattern)} is not a pattern. Write it as in a .gitignore")
    return PathIgnores(
        root=os.path.realpath(reader.root),
        base=reader.directory,
        rows=tuple((pattern, _codes(reader, rows, place, pattern)) for pattern in rows),
    )


def _codes(reader: TableReader, table: Mapping[str, Any], at: Sequence[str], name: str) -> tuple[str, ...]:
    value = table.get(name, [])
    if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
        reader.wrong((*at, name), f'{name} must be a list of codes. Write {as_key(name)} = ["CTX401"]')
    from ctxsize.rules.selection import read  # noqa: PLC0415 (few configurations name rules)

    return read(value, f"{reader.place((*at, name))}: {name}") if value else ()
