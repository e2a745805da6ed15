"""The recorded tables: each row says what it is about, where it is from, and what happens without a path."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tools.needs.declare import Command
from tools.needs.record import tables

TABLES = Path(__file__).parents[2] / "testdata/needs"
HELD: dict[str, dict[str, Any]] = {
    path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(TABLES.glob("*.toml"))
}
ROWS = [(name, row) for name, table in HELD.items() for row in table["command"]]
HAPPENS = {"fails", "changes", "same", "unread"}
WAYS = ("path", "glob", "manifest", "argument")


@pytest.mark.parametrize("name", HELD)
def test_a_table_says_which_tool_in_which_version_and_how_it_is_known(name: str) -> None:
    table = HELD[name]

    assert table["tool"]
    assert table["version"]
    assert table["how"] in {"run", "documented"}
    assert table["command"]


@pytest.mark.parametrize(("name", "row"), ROWS)
def test_a_row_says_how_it_is_known(name: str, row: dict[str, Any]) -> None:
    assert row["match"], name
    if row["how"] == "run":
        assert row["ran"]
        assert row["sample"]
    else:
        assert row["source"].startswith("https://")


@pytest.mark.parametrize(("name", "row"), ROWS)
def test_what_a_command_reads_is_named_in_one_way_and_has_a_consequence(name: str, row: dict[str, Any]) -> None:
    for read in row["reads"]:
        assert sum(way in read for way in WAYS) == 1, (name, read)
        assert read["without"] in HAPPENS, (name, read)
        assert read.get("empty", "same") in HAPPENS, (name, read)
        assert not str(read.get("path", "")).startswith("/"), (name, read)
        assert "key" in read or "manifest" not in read, (name, read)


@pytest.mark.parametrize("name", HELD)
def test_a_table_holds_the_commands_that_are_declared(name: str) -> None:
    declared = tables()[name].commands

    assert [row["match"] for row in HELD[name]["command"]] == [list(command.match) for command in declared]
    assert [row.get("ran") for row in HELD[name]["command"]] == [getattr(command, "ran", None) for command in declared]
    assert [len(row["reads"]) for row in HELD[name]["command"]] == [len(command.reads) for command in declared]


def test_every_declared_table_is_held() -> None:
    assert sorted(HELD) == sorted(tables())


def test_most_tools_were_really_run() -> None:
    run = {table["tool"] for table in HELD.values() if table["how"] == "run"}

    assert len({table["tool"] for table in HELD.values()}) >= 20
    assert len(run) >= 15
    assert sum(isinstance(command, Command) for table in tables().values() for command in table.commands) >= 60


KNOWN = [
    ("npm", "npm ci", "path", "package-lock.json", "fails"),
    ("npm", "npm install", "path", "package-lock.json", "same"),
    ("npm", "npm pack", "glob", "README*", "changes"),
    ("pnpm", "pnpm install --frozen-lockfile", "path", "pnpm-lock.yaml", "fails"),
    ("yarn", "yarn install --immutable", "path", "yarn.lock", "fails"),
    ("yarn-path", "yarn install --immutable", "key", "yarnPath", "fails"),
    ("hatchling", "python -m build --no-isolation --wheel", "key", "project.readme", "fails"),
    ("setuptools-scm", "python -m build --no-isolation --wheel", "path", ".git/", "fails"),
    ("uv", "uv sync --frozen", "path", "uv.lock", "fails"),
    ("uv", "uv sync --frozen --no-install-workspace", "path", "uv.lock", "fails"),
    ("poetry", "poetry check --lock", "path", "poetry.lock", "fails"),
    ("poetry", "poetry install", "key", "project.readme", "fails"),
    ("cargo", "cargo build --release --locked", "path", "Cargo.lock", "fails"),
    ("cargo", "cargo build", "key", "package.build", "fails"),
    ("go", "go build -o /mnt/out/app .", "key", "//go:embed", "fails"),
    ("make", "make", "key", "$(shell)", "changes"),
    ("composer", "composer install --no-interaction", "path", "composer.lock", "same"),
    ("bundler", "gem build app.gemspec", "path", ".git/", "changes"),
]


@pytest.mark.parametrize(("name", "ran", "way", "what", "without"), KNOWN)
def test_what_is_known_of_a_command_was_seen(name: str, ran: str, way: str, what: str, without: str) -> None:
    row = next(row for row in HELD[name]["command"] if row.get("ran") == ran)

    assert [read["without"] for read in row["reads"] if read.get(way) == what] == [without]
