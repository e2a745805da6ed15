"""Git sources: which queries they take, and since which engine."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.engine import Engine
from ctxsize.dockerfile.stages.remotes import Git, git_of, is_git_over_ssh
from ctxsize.errors import DockerfileError

URL = "https://example.com/a.git"


@pytest.mark.parametrize(
    ("query", "since"),
    [
        ("", "28.5"),
        ("?ref=v1&keep-git-dir=1&submodules", "28.5"),
        ("?mtime=commit", "29.4"),
        ("?mtime=checkout#v1:sub", "29.4"),
        ("?fetch-by-commit", "29.5"),
        ("?fetch-by-commit=false&commit=abc", "29.5"),
        ("?subdir=a/b#:a/./b", "29.4"),
        ("?subdir=b#:/a/../b/", "29.4"),
    ],
)
def test_queries_that_docker_takes(query: str, since: str) -> None:
    for version in ("28.5", "29.3", "29.4", "29.5", "29.7"):
        engine = Engine.of(version)
        if float(version) >= float(since):
            assert isinstance(git_of(URL + query, engine), Git)
        else:
            with pytest.raises(DockerfileError, match="the git source's query"):
                git_of(URL + query, engine)


@pytest.mark.parametrize(
    "query",
    [
        "?what=1", "?mtime=", "?mtime", "?mtime=now", "?fetch-by-commit=maybe", "?mtime=commit&mtime=commit",
        "?FETCH-BY-COMMIT=1", "?subdir=a#:b", "?tag=a&branch=b",
    ],
)  # fmt: skip
def test_queries_that_no_engine_takes(query: str) -> None:
    for version in ("28.5", "29.7"):
        with pytest.raises(DockerfileError, match="the git source's query"):
            git_of(URL + query, Engine.of(version))


@pytest.mark.parametrize("source", ["a", "./git@x:y", "https://example.com/a", "ftp://x/a.git", "a?mtime=now"])
def test_what_is_no_git_source(source: str) -> None:
    assert git_of(source) is None


@pytest.mark.parametrize(
    ("location", "found"),
    [("git@x:y", True), ("ssh://x/y", True), ("SSH://x/y", True), ("https://git@x/y.git", False), ("a@b", False)],
)
def test_which_repositories_are_reached_over_ssh(location: str, found: bool) -> None:
    assert is_git_over_ssh(location) is found
