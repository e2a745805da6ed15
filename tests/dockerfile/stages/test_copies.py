"""COPY and ADD: which paths they take from where."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.stages.copies import has_wildcard
from tests.dockerfile.asking import refusal, taken, used


@pytest.mark.parametrize(
    ("line", "paths"),
    [
        ("COPY a b/ /x/", ["a", "b"]),
        ("ADD a https://example.org/b /x/", ["a"]),
        ("ADD git@example.org:a/b.git a /x/", ["a"]),
        ("COPY <<E a /x/\nt\nE", ["a"]),
        ("COPY --from=img a /x", []),
    ],
)
def test_sources_that_are_paths_are_taken(line: str, paths: list[str]) -> None:
    assert taken(f"FROM scratch\n{line}\n") == paths


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("COPY https://example.org/a /", "Only ADD takes one"),
        ("ADD --checksum=sha256:x https://example.org/a /", "64 hexadecimal digits"),
        ("ADD --checksum=sha256:x a /", "a source that is a path"),
        ("COPY --chmod=9x a /", "9x"),
    ],
)
def test_what_docker_refuses_is_refused(line: str, said: str) -> None:
    assert said in refusal(f"FROM scratch\n{line}\n")


def test_where_files_go_is_noted() -> None:
    usage = used("FROM scratch AS a\nWORKDIR /app\nCOPY x sub/\nFROM scratch\nCOPY --from=a /app/sub/x /y\n")
    assert [(one.stage, one.origin, one.sources, one.target, one.directory) for one in usage.copies] == [
        (0, None, ("/x",), "/app/sub", True),
        (1, 0, ("/app/sub/x",), "/y", False),
    ]


def test_parents_have_a_pivot() -> None:
    (source,) = used("# syntax=docker/dockerfile:1-labs\nFROM scratch\nCOPY --parents a/./b/*.c /\n").sources
    assert (source.path, source.pivot, source.below) == ("a/b/*.c", "a", "b/*.c")


@pytest.mark.parametrize(
    ("path", "wild"), [("/a*", True), (r"/a\*", False), (r"/a\\*", True), ("/[", True), ("/a", False)]
)
def test_a_wildcard_may_be_escaped(path: str, wild: bool) -> None:
    assert has_wildcard(path) is wild
