"""What each instruction takes of the context, on small trees."""

from __future__ import annotations

from pathlib import Path

import pytest

import ctxsize
from ctxsize.analysis.analysis import InstructionReport
from tests.analysis.test_analyze import tree

FILES = {
    "a/one.txt": "1" * 10,
    "a/two.md": "2" * 20,
    "a/deep/three.md": "3" * 40,
    "b.txt": "4" * 80,
    "c.tar.gz": "5" * 160,
}


def taken(root: Path, dockerfile: str, ignore: str = "", builder: str = "buildkit") -> list[InstructionReport]:
    """Return the instructions of a build of the tree."""
    place = tree(root, {**FILES, "Dockerfile": dockerfile, ".dockerignore": f"Dockerfile\n.dockerignore\n{ignore}"})
    return list(ctxsize.analyze(place, builder=builder).instructions)


def figures(root: Path, dockerfile: str, ignore: str = "", builder: str = "buildkit") -> list[tuple[int, int, int]]:
    """Return line, files and bytes of each."""
    return [(one.line, one.files, one.bytes) for one in taken(root, dockerfile, ignore, builder)]


def test_a_directory_is_taken_with_all_in_it_and_a_file_as_it_is(tmp_path: Path) -> None:
    text = "FROM scratch\nCOPY a /a\nCOPY b.txt a/one.txt /\nADD c.tar.gz /\nCOPY . /all\n"
    assert figures(tmp_path, text) == [(2, 3, 70), (3, 2, 90), (4, 1, 160), (5, 5, 310)]


@pytest.mark.parametrize("builder", ["buildkit", "legacy"])
def test_what_is_excluded_is_not_taken(tmp_path: Path, builder: str) -> None:
    text = "FROM scratch\nCOPY a /a\nCOPY *.txt /\n"
    own = 1 if builder == "legacy" else 0
    assert figures(tmp_path, text, "**/*.md\n", builder) == [(2, 1, 10), (3, 1, 80)]
    whole = figures(tmp_path, "FROM scratch\nCOPY . /\n", "a\n", builder)
    assert whole[0][:2] == (2, 2 + 2 * own), "the legacy builder sends its Dockerfile and ignore file"


def test_exclude_and_parents_pick_by_name(tmp_path: Path) -> None:
    text = (
        "FROM scratch\nCOPY --exclude=**/*.md a /a\nCOPY --exclude=deep a /b\nCOPY --parents a/./**/*.md /c\n"
        "COPY --exclude=*.txt b.txt /d\n"
    )
    assert figures(tmp_path, text) == [(2, 1, 10), (3, 2, 30), (4, 2, 60), (5, 1, 80)]


def test_links_are_followed(tmp_path: Path) -> None:
    tmp_path.joinpath("link").symlink_to("a/deep")
    assert figures(tmp_path, "FROM scratch\nCOPY link /x\n") == [(2, 1, 40)]


def test_bind_mounts_count_too(tmp_path: Path) -> None:
    text = "FROM alpine\nRUN --mount=type=bind,source=a,target=/a true\nRUN --mount=type=bind,target=/b true\n"
    found = taken(tmp_path, text)
    assert [(one.line, one.bind, one.files, one.bytes) for one in found] == [(2, True, 3, 70), (3, True, 5, 310)]
    assert {one.in_image for one in found} == {"made"}


def test_stages_that_the_target_does_not_need_are_left_out(tmp_path: Path) -> None:
    text = "FROM scratch AS x\nCOPY a /\nFROM scratch\nCOPY b.txt /\n"
    assert figures(tmp_path, text) == [(4, 1, 80)]


def test_what_fixable_findings_are_about_is_counted_where_it_is_taken(tmp_path: Path) -> None:
    tree(tmp_path, {"a/node_modules/x/index.js": "x" * 5, "a/package.json": "{}"})
    text = (
        "FROM node AS build\nCOPY a /app\nRUN cd /app && npm ci\nFROM node\nCOPY b.txt /\nCOPY --from=build /app /app\n"
    )
    first, second = taken(tmp_path, text)
    assert (first.fixable.files, first.fixable.bytes) == (1, 5)
    assert second.fixable.files == 0
    assert (first.in_image, first.through) == ("all", (6,))
