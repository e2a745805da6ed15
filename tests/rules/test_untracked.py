"""What git ignores and is received: said once for a build, and not of what git tracks or an instruction names."""

from __future__ import annotations

from pathlib import Path

import pytest

import ctxsize
from ctxsize.rules.finding import Finding
from tools.repositories import Repository

IGNORE = "data/\n*.log\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = Repository(tmp_path)
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, made.environment[name])
    return tmp_path


def told(root: Path, builder: str = "buildkit", dockerfile: str = "COPY . /", ignore: str = "") -> list[Finding]:
    (root / "Dockerfile").write_text(f"FROM scratch\n{dockerfile}\n")
    (root / ".dockerignore").write_text(ignore)
    (root / ".gitignore").write_text(IGNORE)
    (root / "data").mkdir(exist_ok=True)
    (root / "data/a").write_text("12345")
    (root / "data/b").write_text("123")
    (root / "x.log").write_text("1")
    (root / "main.c").write_text("1")
    return [finding for finding in ctxsize.analyze(str(root), builder).findings if finding.rule.code == "CTX113"]


@pytest.mark.parametrize("builder", ["buildkit", "legacy"])
def test_all_places_are_one_finding_with_their_bytes(root: Path, builder: str) -> None:
    (finding,) = told(root, builder)
    assert (finding.path, finding.files, finding.bytes) == ("data", 3, 9)
    assert "'data', 'x.log'" in finding.message


def test_what_is_excluded_or_not_asked_for_is_not_spoken_of(root: Path) -> None:
    assert [finding.path for finding in told(root, ignore="data\n")] == ["x.log"]
    assert told(root, ignore="data\n*.log\n") == []
    assert told(root, dockerfile="COPY main.c /") == []


def test_what_git_tracks_is_not_spoken_of(root: Path) -> None:
    told(root)
    Repository(root).git("add", "-f", "x.log", "data/a")
    assert [(finding.path, finding.files, finding.bytes) for finding in told(root)] == [("data/b", 1, 3)]


def test_what_an_instruction_names_is_not_spoken_of(root: Path) -> None:
    assert told(root, dockerfile="COPY data /") == []
    assert told(root, dockerfile="COPY *.log /") == []


def test_where_git_can_not_be_asked_that_is_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(root))
    (finding,) = told(root)
    assert (finding.path, finding.bytes, finding.severity) == (".git", 0, "info")
    assert finding.message == "Not checked: what git ignores and the build receives. There is no git program on PATH"


def test_outside_of_a_repository_nothing_is_said(tmp_path: Path) -> None:
    assert told(tmp_path) == []
