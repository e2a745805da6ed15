"""A commit's tree as a context, which has nothing to do with what is on disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import ctxsize
from ctxsize.context.disk import DiskSource
from ctxsize.context.source import ContextSource
from ctxsize.git.objects import tree_at
from tests.analysis.test_compare import commit, git

FILES = {"Dockerfile": "FROM scratch\nCOPY . /\n", "d__a": "12345", "d__e__b": "1", "top": ""}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path.resolve() / "shop"
    folder.mkdir()
    git(folder, "init", "-qb", "main")
    commit(folder, **FILES)
    (folder / "link").symlink_to("d/a")
    (folder / "above").symlink_to("../shop/d")
    commit(folder)
    return folder


def at_head(folder: Path) -> ContextSource:
    return tree_at(str(folder), "HEAD", None)[0]


def inactive(folder: Path, ref: str | None) -> list[str]:
    return [row.path for row in ctxsize.analyze(str(folder), ref=ref).findings if row.rule.code == "CTX305"]


def test_an_ignore_file_with_a_wrong_name_is_found_in_the_commit_though_it_is_gone_from_disk(repository: Path) -> None:
    commit(repository, **{".dockerignores": "x"})
    (repository / ".dockerignores").unlink()
    assert (inactive(repository, "HEAD"), inactive(repository, None)) == ([".dockerignores"], [])


def test_a_directory_of_that_name_in_the_commit_is_none_whatever_is_on_disk(repository: Path) -> None:
    commit(repository, **{".dockerignores__x": "x"})
    (repository / ".dockerignores/x").unlink()
    (repository / ".dockerignores").rmdir()
    (repository / ".dockerignores").write_text("x")
    assert (inactive(repository, "HEAD"), inactive(repository, None)) == ([], [".dockerignores"])


QUESTIONS = (
    "",
    "Dockerfile",
    "d",
    "d/a",
    "d/e",
    "d/e/b",
    "d/none",
    "none",
    "link",
    "above",
    "top",
    "d/../top",
)


@pytest.mark.parametrize("path", QUESTIONS)
def test_a_commit_answers_as_its_checkout_does(repository: Path, path: str) -> None:
    def answers(source: ContextSource) -> list[object]:
        return [
            source.size(path) if ".." not in path else None,
            source.names(path) if path else None,
            source.exists(path) if ".." not in path else None,
            source.read(path),
            source.link_target(path),
            source.resolve(path),
            source.follow(path),
            list(source.heads([path], 3)),
        ]

    assert answers(at_head(repository)) == answers(DiskSource(str(repository)))


def test_nothing_of_a_commit_is_looked_up_on_disk(repository: Path) -> None:
    source = at_head(repository)
    for path in ("d/a", "d/e/b", "Dockerfile", "link", "above"):
        os.unlink(repository / path)
    assert [source.size(path) for path in ("d/a", "d/e/b", "link", "d")] == [5, 1, None, None]
    assert [entry.path for entry in ctxsize.simulate(str(repository), ref="HEAD").entries] == [
        "Dockerfile", "above", "d", "d/a", "d/e", "d/e/b", "link", "top",
    ]  # fmt: skip
