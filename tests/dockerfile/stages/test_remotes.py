"""Sources that are no paths: git repositories and URLs."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.dockerfile.stages.remotes import Git, git_of, is_http


@pytest.mark.parametrize(
    "source",
    [
        "https://example.org/a.git",
        "https://example.org/a.git#main:sub",
        "git://example.org/a",
        "ssh://me@example.org/a",
        "git@example.org:a/b",
        "HTTPS://example.org/a.git",
    ],
)
def test_a_repository_is_told_from_a_path(source: str) -> None:
    assert git_of(source) == Git(keep_git_dir=None, checksum="")


@pytest.mark.parametrize(
    "source",
    [
        "a",
        "./git@example.org:a",
        "https://example.org/a",
        "github.com/a/b",
        "ftp://example.org/a.git",
        "https://a b/x.git",
    ],
)
def test_a_path_and_a_plain_url_are_no_repository(source: str) -> None:
    assert git_of(source) is None


def test_a_query_is_read() -> None:
    assert git_of("https://example.org/a.git?keep-git-dir=1&checksum=abc") == Git(keep_git_dir=True, checksum="abc")
    assert git_of("https://example.org/a.git?keep-git-dir=false") == Git(keep_git_dir=False, checksum="")


@pytest.mark.parametrize(
    "query", ["?x=1", "?ref=a&ref=b", "?ref=", "?tag=a&branch=b", "?ref=a#b", "?subdir=a#b:c", "?submodules=maybe"]
)
def test_a_query_that_contradicts_itself_is_refused(query: str) -> None:
    with pytest.raises(RefusalError, match="the git source's query has"):
        git_of(f"https://example.org/a.git{query}")


@pytest.mark.parametrize(
    ("source", "is_one"), [("http://a/b", True), ("https://a", True), ("HTTP://a", False), ("a", False)]
)
def test_a_url_begins_in_lower_case(source: str, is_one: bool) -> None:
    assert is_http(source) is is_one
