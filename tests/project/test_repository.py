"""All builds of a repository: which files count, what is chosen, and what is listed once."""

from __future__ import annotations

from pathlib import Path

import pytest

import ctxsize
from ctxsize.errors import CtxsizeError, UsageError
from ctxsize.project.repository import Choice, defined_builds

DOCKERFILE = "FROM scratch\nCOPY . .\n"
COMPOSE = """services:
  api:
    build: apps/api
  web:
    build: {context: apps/web, target: prod}
    profiles: [dev]
"""
BAKE = """group "default" { targets = ["cli"] }
target "_base" { args = { V = "1" } }
target "docs" { context = "docs" }
target "cli" {
  inherits = ["_base"]
  context = "cli"
}
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for place in ("apps/api", "apps/web", "cli", "docs", "alone"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "Dockerfile").write_text(DOCKERFILE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(*paths: str, **chosen: object) -> dict[str, bool]:
    found = defined_builds(paths or (".",), Choice(**chosen), env={})  # type: ignore[arg-type]
    return {build.name: build.default for build in found}


def test_a_directory_defines_what_all_its_files_define(repository: Path) -> None:
    (repository / "compose.yaml").write_text(COMPOSE)
    (repository / "docker-bake.hcl").write_text(BAKE)
    assert names() == {"api": True, "web": False, "cli": True, "docs": False, "alone/Dockerfile": True}


def test_files_define_what_their_tool_builds(repository: Path) -> None:
    (repository / "compose.yaml").write_text(COMPOSE)
    assert names("compose.yaml") == {"api": True}
    assert names("compose.yaml", profiles=("dev",)) == {"api": True, "web": False}
    assert names("compose.yaml", services=("web",)) == {"web": False}


def test_a_build_that_bake_reads_from_the_compose_file_is_listed_once(repository: Path) -> None:
    (repository / "compose.yaml").write_text("services:\n  api:\n    build: apps/api\n")
    (repository / "docker-bake.hcl").write_text('target "docs" {\n  context = "docs"\n}\n')
    assert sorted(names()) == ["alone/Dockerfile", "api", "apps/web/Dockerfile", "cli/Dockerfile", "docs"]


def test_an_option_of_the_other_tool_is_refused(repository: Path) -> None:
    (repository / "compose.yaml").write_text(COMPOSE)
    with pytest.raises(UsageError, match="--set is for Bake files"):
        names("compose.yaml", overrides=("api.target=x",))
    with pytest.raises(UsageError, match="--bake-target is for Bake files"):
        names(bake_targets=("api",))


def test_a_broken_profile_does_not_hide_the_others(repository: Path) -> None:
    (repository / "compose.yaml").write_text(COMPOSE + "    depends_on: [gone]\n")
    assert names()["api"] is True


@pytest.mark.usefixtures("repository")
def test_two_directories_are_refused() -> None:
    with pytest.raises(UsageError, match="one directory"):
        defined_builds(("apps", "cli"))


def test_the_package_offers_it(repository: Path) -> None:
    (repository / "compose.yaml").write_text(COMPOSE)
    assert [build.name for build in ctxsize.builds()][:2] == ["api", "web"]
    assert ctxsize.project.compose_builds(cwd=repository, env={})[0].as_dict(str(repository))["context"] == "apps/api"
    (repository / "compose.yaml").write_text("services: [")
    with pytest.raises(CtxsizeError, match="compose"):
        ctxsize.builds()
