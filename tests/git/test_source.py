"""A commit's tree as a context, which has nothing to do with what is on disk."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

import ctxsize
from ctxsize.context.disk import DiskSource
from ctxsize.context.source import ContextSource
from ctxsize.context.walk import walk
from ctxsize.errors import UnreadableError
from ctxsize.fix.snapshot import Snapshot, leaves
from ctxsize.git.objects import tree_at
from ctxsize.git.source import GitSource, GitStatus, Listing
from tests.analysis.test_compare import commit, git

FILES = {"Dockerfile": "FROM scratch\nCOPY . /\n", "d__a": "12345", "d__e__b": "1", "top": ""}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    directory = tmp_path.resolve() / "shop"
    directory.mkdir()
    git(directory, "init", "-qb", "main")
    commit(directory, **FILES)
    (directory / "link").symlink_to("d/a")
    (directory / "above").symlink_to("../shop/d")
    commit(directory)
    return directory


def at_head(directory: Path) -> ContextSource:
    return tree_at(str(directory), "HEAD", None)[0]


def inactive(directory: Path, ref: str | None) -> list[str]:
    return [row.path for row in ctxsize.analyze(str(directory), ref=ref).findings if row.rule.code == "CTX305"]


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


BLOBS = {
    "a": b"12345",
    "link": b"dir/a",
    "up": b"../a",
    "pointer": b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 1000\n",
    "attributes": b"*.bin filter=lfs\n",
}
LISTED = {
    "dir/a": (stat.S_IFREG | 0o644, "a"),
    "dir/up": (stat.S_IFLNK | 0o777, "up"),
    "link": (stat.S_IFLNK | 0o777, "link"),
    ".gitattributes": (stat.S_IFREG | 0o644, "attributes"),
    "x.bin": (stat.S_IFREG | 0o644, "pointer"),
}


def listed(prefix: str = "", submodules: tuple[str, ...] = ()) -> GitSource:
    by_path = {
        path: GitStatus(mode, len(BLOBS[blob]), blob, number)
        for number, (path, (mode, blob)) in enumerate(LISTED.items())
    }
    by_path["dir"] = GitStatus(stat.S_IFDIR | 0o755, 0, "", 99)
    directories: dict[str, list[tuple[str, GitStatus]]] = {"": [], "dir": []}
    for path in sorted(by_path):
        above, _, name = path.rpartition("/")
        directories[above].append((name, by_path[path]))
    return GitSource(
        Listing(directories, by_path, submodules), lambda blob, limit: BLOBS[blob][:limit], "/repo", prefix
    )


def test_it_answers_as_a_checkout_would() -> None:
    assert listed().names("") == [".gitattributes", "dir", "link", "x.bin"]
    assert (listed().exists("dir"), listed().exists("nope")) == (True, False)
    assert listed().read("link") == b"12345"
    assert listed().link_target("link") == "dir/a"
    assert listed().link_target("dir/a") is None
    assert listed().read("dir") is None
    assert list(listed().heads(["dir/a", "dir", "nope"], 3)) == [("dir/a", b"123")]


def test_a_directory_of_it_is_a_context_too() -> None:
    inner = listed().at("dir")
    assert inner is not None
    assert (inner.names(""), inner.read("a")) == (["a", "up"], b"12345")
    assert inner.root == "/repo/dir"
    assert listed().at("nope") is None


def test_two_files_of_one_content_have_one_digest() -> None:
    assert listed().digest("dir/a") == b"a"
    assert listed().digest("link") is None


def test_no_more_than_so_many_bytes_are_read() -> None:
    with pytest.raises(UnreadableError, match="more than 4 bytes"):
        listed().read("dir/a", 4)


def test_what_a_checkout_lacks_is_told() -> None:
    left = listed(submodules=("lib", "dir/lib")).left()
    assert (left.submodules, left.pointers) == (("lib", "dir/lib"), (("x.bin", 1000),))
    assert listed("dir", submodules=("lib", "dir/lib")).left().submodules == ("dir/lib",)


def test_a_walk_shows_each_entry_in_byte_order() -> None:
    snapshot = Snapshot()
    walk(listed(), snapshot)
    assert [leaf.path for leaf in leaves(snapshot.top)] == [".gitattributes", "dir/a", "dir/up", "link", "x.bin"]
