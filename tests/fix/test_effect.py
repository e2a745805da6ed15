"""What a text changes, place by place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxsize.context.disk import DiskSource
from ctxsize.fix.effect import changes, included
from ctxsize.golang import paths
from tests.fix.fixing import tree

FILES = {"a/b": "12", "a/c": "", "d": "123", "e/f/g": ""}


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> DiskSource:
    root = tmp_path_factory.mktemp("context")
    tree(root, FILES)
    return DiskSource(str(root))


def test_a_directory_that_is_lost_whole_is_one_change(context: DiskSource) -> None:
    found = changes(context, b"", b"x\na\n")
    assert found is not None
    assert [(one.path, one.is_directory, one.line, one.lost) for one in found] == [("a", True, 2, True)]


def test_a_file_is_counted_with_its_bytes(context: DiskSource) -> None:
    found = changes(context, b"", b"d\n") or []
    assert [(one.path, one.files, one.bytes) for one in found] == [("d", 1, 3)]


def test_what_comes_back_is_not_lost(context: DiskSource) -> None:
    found = changes(context, b"a\n", b"a\n!a/b\n") or []
    assert [(one.path, one.lost, one.line) for one in found] == [("a/b", False, 2)]


def test_without_a_difference_there_is_no_change(context: DiskSource) -> None:
    assert changes(context, b"a\n", b"a\na/b\n# x\n") == []


def test_a_text_that_docker_refuses_has_no_answer(context: DiskSource) -> None:
    assert changes(context, b"", b"[\n") is None


LINES = st.lists(st.sampled_from(["a", "!a", "a/*", "!a/b", "**/g", "d", "*", "!e", "e/f", "!**/f/g"]), max_size=5)


@given(old=LINES, new=LINES)
def test_the_changes_are_the_difference_of_what_is_included(
    context: DiskSource, old: list[str], new: list[str]
) -> None:
    texts = ["".join(f"{line}\n" for line in lines).encode() for lines in (old, new)]
    before, after = (included(context, text) for text in texts)
    found = changes(context, *texts) or []
    files = {*FILES, "Dockerfile"}
    for lost, expected in ((True, before - after), (False, after - before)):
        places = {one.path for one in found if one.lost is lost}
        assert {file for file in files if places.intersection(paths.with_directories(file))} == expected
