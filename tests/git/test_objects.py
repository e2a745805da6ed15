"""Commits and their trees, read from git's objects of real repositories."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from ctxsize.errors import UsageError
from ctxsize.git.objects import ObjectStore, tree_at
from ctxsize.git.running import GitError


def git(directory: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false", *arguments],
        cwd=directory,
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull},
    )
    return done.stdout.strip()


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    directory = tmp_path.resolve() / "shop"
    (directory / "api").mkdir(parents=True)
    git(directory, "init", "-qb", "main")
    (directory / "api/a").write_text("12345")
    (directory / "api.txt").write_text("1")
    (directory / "run").write_text("#!")
    (directory / "run").chmod(0o755)
    (directory / "link").symlink_to("api/a")
    git(directory, "add", "-A")
    git(directory, "commit", "-qm", "x")
    return directory


def test_a_tree_is_listed_in_byte_order_with_modes_sizes_and_content(shop: Path) -> None:
    tree, shown, _ = tree_at(str(shop), "HEAD", None)
    commit = git(shop, "rev-parse", "HEAD")
    assert shown == f"HEAD ({commit[:7]})"
    assert tree.names("") == ["api", "api.txt", "link", "run"]
    status = tree.status("run")
    assert status is not None
    assert stat.S_IMODE(status.st_mode) == 0o755
    assert tree.read("link") == b"12345"
    assert tree.link_target("link") == "api/a"


def test_a_commit_is_found_by_whatever_names_it(shop: Path) -> None:
    commit = git(shop, "rev-parse", "HEAD")
    git(shop, "tag", "-a", "v1", "-m", "x")
    repository = ObjectStore(str(shop))
    assert {repository.commit(ref) for ref in ("HEAD", "main", "v1", commit, commit[:8])} == {commit}
    with pytest.raises(UsageError, match="Did you mean main"):
        repository.commit("mian")


def test_a_branch_is_compared_from_its_merge_base_and_a_commit_from_itself(shop: Path) -> None:
    base = git(shop, "rev-parse", "HEAD")
    git(shop, "checkout", "-qb", "work")
    git(shop, "commit", "-qm", "y", "--allow-empty")
    git(shop, "checkout", "-q", "main")
    git(shop, "commit", "-qm", "z", "--allow-empty")
    later = git(shop, "rev-parse", "main")
    git(shop, "checkout", "-q", "work")
    assert ObjectStore(str(shop)).base("main") == base
    assert ObjectStore(str(shop)).base(later) == later


def test_paths_are_seen_from_the_top(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop / "api")
    repository = ObjectStore(str(shop / "api"))
    assert repository.inside(str(shop / "api")) == "api"
    assert repository.dockerfile("../Dockerfile") == "Dockerfile"
    with pytest.raises(UsageError, match="is outside"):
        repository.inside("/elsewhere")


def test_what_is_no_repository_and_no_directory_then_is_said(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    with pytest.raises(UsageError, match="is not in a git repository"):
        ObjectStore(str(tmp_path / "plain"))
    (shop / "new").mkdir()
    with pytest.raises(UsageError, match="'HEAD'"):
        tree_at(str(shop / "new"), "HEAD", None)


def test_without_a_git_program_that_is_said_first(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(shop / "api"))
    with pytest.raises(GitError, match="There is no git program on PATH"):
        ObjectStore(str(shop))
