"""What git says of a context, wherever the context lies and whatever the repository's configuration."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from ctxsize.git.program import Ignored, Question, WorkTree, ignored, outer_layers, repository, tracked_files
from ctxsize.git.running import GitError
from tools.repositories import Repository as Made


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    made = Made(tmp_path.resolve())
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, made.environment[name])
    return made


def answer(root: Path) -> Ignored:
    found = repository(str(root))
    assert found is not None
    return ignored(found)


def files(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")


def test_ignored_directories_and_files_are_listed_and_tracked_ones_are_not(made: Made) -> None:
    files(made.root, "build/a", "build/keep", "dist/b", "src/x.log", "src/y.py", "only/z.log")
    (made.root / ".gitignore").write_text("build/\ndist\n*.log\n")
    made.git("add", "-f", "build/keep")
    assert answer(made.root) == Ignored(
        files=frozenset({"build/a", "src/x.log", "only/z.log"}), directories=frozenset({"dist"})
    )


def test_a_context_in_a_subdirectory_hears_of_its_own_files(made: Made) -> None:
    files(made.root, "x.log", "app/y.log", "app/z", "all/y.log")
    (made.root / ".gitignore").write_text("*.log\n")
    assert answer(made.root / "app") == Ignored(files=frozenset({"y.log"}), directories=frozenset())
    assert answer(made.root / "all") == Ignored(files=frozenset({"y.log"}), directories=frozenset())
    (made.root / ".gitignore").write_text("app/\n")
    assert answer(made.root / "app").whole


def test_layers_from_outside_are_the_personal_ones_and_those_above(made: Made) -> None:
    files(made.root, "a/b/c/x")
    (made.root / ".gitignore").write_text("one\n")
    (made.root / "a/.gitignore").write_text("two\n")
    (made.root / ".git/info/exclude").write_text("three\n")
    (made.root / ".git/mine").write_text("four\n")
    made.git("config", "core.excludesFile", str(made.root / ".git/mine"))
    found = repository(str(made.root / "a/b"))
    assert found == WorkTree(top=str(made.root), prefix="a/b")
    assert [(layer.path, layer.data, layer.above) for layer in outer_layers(found)] == [
        ("core.excludesFile", b"four\n", ("a", "b")),
        (".git/info/exclude", b"three\n", ("a", "b")),
        ("../../.gitignore", b"one\n", ("a", "b")),
        ("../.gitignore", b"two\n", ("b",)),
    ]


def test_a_linked_work_tree_is_a_repository_too(made: Made, tmp_path_factory: pytest.TempPathFactory) -> None:
    files(made.root, "x")
    made.git("add", "x")
    made.git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x")
    linked = tmp_path_factory.mktemp("linked").resolve() / "tree"
    made.git("worktree", "add", "-q", str(linked))
    (made.root / ".git/info/exclude").write_text("x.log\n")
    files(linked, "x.log", "y")
    found = repository(str(linked))
    assert found is not None
    assert ignored(found).files == {"x.log"}
    assert [layer.data for layer in outer_layers(found)] == [b"x.log\n"]


def test_outside_of_a_repository_there_is_none(tmp_path: Path) -> None:
    assert repository(str(tmp_path)) is None


def test_nothing_that_a_configuration_names_is_run(made: Made) -> None:
    files(made.root, "x.log")
    (made.root / ".gitignore").write_text("*.log\n")
    trap = made.root / ".git/trap"
    trap.write_text(f"#!/bin/sh\ntouch {made.root}/sprung\n")
    trap.chmod(0o755)
    for name in ("core.fsmonitor", "core.pager", "core.sshCommand", "core.gitProxy"):
        made.git("config", name, str(trap))
    assert answer(made.root).files == {"x.log"}
    assert not (made.root / "sprung").exists()


def test_a_hook_of_another_repository_does_not_matter(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    files(made.root, "x.log")
    (made.root / ".gitignore").write_text("*.log\n")
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere/index")
    assert answer(made.root).files == {"x.log"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a directory away")
def test_a_repository_of_another_owner_is_listed_all_the_same(made: Made) -> None:
    files(made.root, "x.log")
    (made.root / ".gitignore").write_text("*.log\n")
    for path in (made.root, made.root / ".git"):
        os.chown(path, 12345, 12345)
    assert answer(made.root).files == {"x.log"}


def test_a_missing_git_program_is_said(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(GitError, match="no git program on PATH"):
        answer(made.root)


def test_a_question_says_why_it_has_no_answer(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    files(made.root, "sub/a")
    monkeypatch.setenv("PATH", str(made.root))
    question = Question(str(made.root / "sub"))
    assert question.answer() is None
    assert (question.place, question.failure) == ("../.git", "there is no git program on PATH")


def test_a_work_tree_without_its_repository_is_said(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: /nowhere/.git/worktrees/x\n")
    question = Question(str(tmp_path))
    assert question.answer() is None
    assert question.failure == "git does not answer: fatal: not a git repository: /nowhere/.git/worktrees/x"


def test_what_is_just_called_git_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    question = Question(str(tmp_path))
    assert question.answer() is None
    assert question.failure == ""


def test_a_broken_repository_is_said(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    with pytest.raises(GitError, match="git does not answer"):
        answer(tmp_path.resolve())


def test_only_tracked_files_are_named(made: Made, tmp_path_factory: pytest.TempPathFactory) -> None:
    files(made.root, "web/a", "web/d/b", "c", "web/*")
    made.git("add", "web/a", "web/d/b", "c")
    asked = ["a", "d", "d/b", "new", "*", *(f"none{number}" for number in range(50))]
    assert tracked_files(str(made.root / "web"), asked) == frozenset({"a", "d/b"})
    assert tracked_files(str(tmp_path_factory.mktemp("outside")), ["a"]) is None
