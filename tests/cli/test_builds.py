"""``--builds`` lists definitions, and a path that stands for several builds says what to type."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ctxsize.errors import ExitCode
from tests.cli.test_run import run

COMPOSE = "services:\n  api:\n    build: apps/api\n  db:\n    image: postgres\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "apps/api").mkdir(parents=True)
    (tmp_path / "apps/api/Dockerfile").write_text("FROM scratch\n")
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    return tmp_path


def test_json_is_the_definitions(project: Path) -> None:
    done = run("--builds", "compose.yaml", "--format", "json", cwd=project)
    assert done.returncode == ExitCode.CLEAN
    assert json.loads(done.stdout.decode()) == {
        "schema_version": 1,
        "kind": "definitions",
        "builds": [
            {
                "name": "api",
                "context": "apps/api",
                "dockerfile": "apps/api/Dockerfile",
                "default": True,
                "origin": {"file": "compose.yaml", "line": 2},
            }
        ],
    }


def test_text_is_a_table(project: Path) -> None:
    done = run("--builds", cwd=project)
    assert done.returncode == ExitCode.CLEAN
    rows = done.stdout.decode().splitlines()
    assert rows[1].split() == ["api", "apps/api", "apps/api/Dockerfile", "compose.yaml:2"]
    assert rows[-1] == "1 build"


def test_a_guess_is_said_to_be_one(project: Path) -> None:
    (project / "compose.yaml").unlink()
    done = run("--builds", cwd=project)
    assert done.returncode == ExitCode.CLEAN
    assert "apps/api/Dockerfile: context guessed, because" in done.stdout.decode()


def test_a_file_beside_a_directory_says_what_to_type(project: Path) -> None:
    done = run("compose.yaml", "apps", cwd=project)
    assert done.returncode == ExitCode.USAGE
    assert "one directory as argument" in done.stderr.decode()


def test_a_file_that_defines_nothing_says_so(project: Path) -> None:
    (project / "notes.yaml").write_text("a: 1\n")
    done = run("notes.yaml", cwd=project)
    assert done.returncode == ExitCode.USAGE
    assert "notes.yaml: not a directory, and it defines no builds" in done.stderr.decode()


def test_nothing_defined(project: Path) -> None:
    (project / "empty").mkdir()
    done = run("--builds", "empty", cwd=project)
    assert done.returncode == ExitCode.CLEAN
    assert done.stdout.decode().startswith("No builds are defined here")


def test_a_compose_file_above_is_named(project: Path) -> None:
    done = run("--builds", cwd=project / "apps/api")
    assert "ctxsize --builds ../../compose.yaml" in done.stdout.decode()
    assert "above" not in run("--builds", cwd=project).stdout.decode()
