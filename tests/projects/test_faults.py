"""The faults that a project.toml claims are real: what it says is received is received, by the builder it says."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ctxsize import simulate
from ctxsize.context.entry import Entry
from testdata.projects import make

Row = dict[str, Any]
Received = Callable[[str, Row, str], dict[str, Entry]]

NAMES = make.names()
each_project = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def received(made: Path) -> Received:
    """By path from the project's root, what a builder receives in the build that a fault speaks of."""

    @cache
    def ask(name: str, dockerfile: str, builder: str) -> dict[str, Entry]:
        (build,) = [build for build in make.load(name)["build"] if build["dockerfile"] == dockerfile]
        root = made / name
        sim = simulate(
            str(root / build.get("context", "")),
            builder=builder,
            dockerfile=str(root / dockerfile),
            target=build.get("target"),
        )
        return {Path(build.get("context", ""), entry.path).as_posix(): entry for entry in sim.entries}

    def of_row(name: str, row: Row, builder: str) -> dict[str, Entry]:
        return ask(name, row.get("dockerfile", make.load(name)["build"][0]["dockerfile"]), builder)

    return of_row


def holds(entries: dict[str, Entry], path: str) -> bool:
    return any(other == path or other.startswith(f"{path}/") for other in entries)


@each_project
def test_waste_and_secrets_are_received(name: str, received: Received) -> None:
    for fault in make.load(name).get("fault", ()):
        if fault["code"].startswith(("CTX1", "CTX2")):
            assert holds(received(name, fault, fault.get("builder", "buildkit")), fault["path"]), fault


@each_project
def test_what_is_needed_is_received(name: str, received: Received) -> None:
    for row in make.load(name).get("needed", ()):
        assert holds(received(name, row, "buildkit"), row["path"]), row


def test_the_faultless_project_receives_sources_and_nothing_else(received: Received) -> None:
    entries = received("dotnet-shop", {}, "buildkit")
    assert [path for path, entry in entries.items() if entry.type == "file"] == [
        "Shop.sln",
        "scripts/bin-report.sh",
        "src/Shop.Core/Basket.cs",
        "src/Shop.Core/Shop.Core.csproj",
        "src/Shop.Web/Program.cs",
        "src/Shop.Web/Shop.Web.csproj",
        "src/Shop.Web/appsettings.json",
    ]


def test_shared_files_arrive_empty_in_the_monorepo(received: Received) -> None:
    build = {"dockerfile": "services/api/Dockerfile"}
    shared = {
        path: entry.size
        for path, entry in received("monorepo", build, "buildkit").items()
        if path.startswith("packages/shared/") and entry.type == "file"
    }
    assert len(shared) == 4
    assert set(shared.values()) == {0}


def test_the_jar_does_not_reach_the_legacy_builder(received: Received) -> None:
    assert "app/build/libs/app.jar" in received("gradle-multi", {}, "buildkit")
    assert "app/build/libs/app.jar" not in received("gradle-multi", {}, "legacy")
