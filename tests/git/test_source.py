"""A commit's tree as a context: a listing in, the answers of a checkout out."""

from __future__ import annotations

import stat

import pytest

from ctxsize.errors import UnreadableError
from ctxsize.fix.snapshot import Snapshot, leaves
from ctxsize.git.source import GitTree, Listing, Status

BLOBS = {
    "a": b"12345",
    "link": b"dir/a",
    "up": b"../a",
    "pointer": b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 1000\n",
    "attributes": b"*.bin filter=lfs\n",
}
FILES = {
    "dir/a": (stat.S_IFREG | 0o644, "a"),
    "dir/up": (stat.S_IFLNK | 0o777, "up"),
    "link": (stat.S_IFLNK | 0o777, "link"),
    ".gitattributes": (stat.S_IFREG | 0o644, "attributes"),
    "x.bin": (stat.S_IFREG | 0o644, "pointer"),
}


def tree(prefix: str = "", submodules: tuple[str, ...] = ()) -> GitTree:
    by_path = {
        path: Status(mode, len(BLOBS[blob]), blob, number) for number, (path, (mode, blob)) in enumerate(FILES.items())
    }
    by_path["dir"] = Status(stat.S_IFDIR | 0o755, 0, "", 99)
    folders: dict[str, list[tuple[str, Status]]] = {"": [], "dir": []}
    for path in sorted(by_path):
        above, _, name = path.rpartition("/")
        folders[above].append((name, by_path[path]))
    return GitTree(Listing(folders, by_path, submodules), BLOBS.__getitem__, "/repo", prefix)


def test_it_answers_as_a_checkout_would() -> None:
    assert tree().names("") == [".gitattributes", "dir", "link", "x.bin"]
    assert (tree().exists("dir"), tree().exists("nope")) == (True, False)
    assert tree().read("link") == b"12345"
    assert tree().link_target("link") == "dir/a"
    assert tree().link_target("dir/a") is None
    assert tree().read("dir") is None
    assert list(tree().heads(["dir/a", "dir", "nope"], 3)) == [("dir/a", b"123")]


def test_a_directory_of_it_is_a_context_too() -> None:
    inner = tree().at("dir")
    assert inner is not None
    assert (inner.names(""), inner.read("a")) == (["a", "up"], b"12345")
    assert inner.root == "/repo/dir"
    assert tree().at("nope") is None


def test_two_files_of_one_content_have_one_digest() -> None:
    assert tree().digest("dir/a") == b"a"
    assert tree().digest("link") is None


def test_no_more_than_so_many_bytes_are_read() -> None:
    with pytest.raises(UnreadableError, match="more than 4 bytes"):
        tree().read("dir/a", 4)


def test_what_a_checkout_lacks_is_told() -> None:
    left = tree(submodules=("lib", "dir/lib")).left()
    assert (left.submodules, left.pointers) == (("lib", "dir/lib"), (("x.bin", 1000),))
    assert tree("dir", submodules=("lib", "dir/lib")).left().submodules == ("dir/lib",)


def test_a_walk_shows_each_entry_in_byte_order() -> None:
    snapshot = Snapshot()
    tree().walk(snapshot)
    assert [leaf.path for leaf in leaves(snapshot.top)] == [".gitattributes", "dir/a", "dir/up", "link", "x.bin"]
