"""Where sources lead in the file system, looked up before the walk."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.build import source_paths
from ctxsize.context.disk import DiskSource
from ctxsize.dockerfile.sources import Source

resolve_source = source_paths.resolve_source
paths_to_watch = source_paths.paths_to_watch


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a.c").touch()
    (tmp_path / "src/b.c").touch()
    (tmp_path / "link.c").symlink_to("src/a.c")
    (tmp_path / "broken.c").symlink_to("nowhere")
    return tmp_path


def source(text: str) -> Source:
    return Source(keyword="COPY", line=2, last_line=2, stage="0", text=text, path=text, wildcard="*" in text)


def test_a_plain_source_has_one_route_with_its_links(root: Path) -> None:
    found = resolve_source(DiskSource(str(root)), source("link.c"))
    assert found.routes == (("src/a.c", "link.c"),)
    assert found.nearest is None


def test_a_missing_source_has_none_and_the_nearest_name(root: Path) -> None:
    found = resolve_source(DiskSource(str(root)), source("scr"))
    assert (found.routes, found.nearest) == ((), "src")


def test_a_wildcard_has_a_route_for_each_match_and_its_base(root: Path) -> None:
    found = resolve_source(DiskSource(str(root)), source("src/*.c"))
    assert (found.matched, found.base) == (("src/a.c", "src/b.c"), "src")
    at_root = resolve_source(DiskSource(str(root)), source("*.c"))
    assert at_root.dangling == ("broken.c",)
    assert at_root.links() == [("link.c", "src/a.c")]


def test_every_path_that_must_arrive_is_watched(root: Path) -> None:
    found = [resolve_source(DiskSource(str(root)), source(text)) for text in ("link.c", "src/*.c", "*.c")]
    assert paths_to_watch(found) == {"src/a.c", "link.c", "src/b.c", "src", "broken.c", ""}


@pytest.mark.parametrize(
    ("text", "path", "shown"), [("a", "a", "'a'"), ("./a/", "a", "'./a/' (that is, 'a')"), ("", "", "''")]
)
def test_a_source_is_shown_with_what_it_stands_for(text: str, path: str, shown: str) -> None:
    found = resolve_source(DiskSource("/nowhere"), source(text).replace(path=path))
    assert found.shown() == shown
