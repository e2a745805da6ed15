"""Where a path ends up, by the Dockerfile alone."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.parser.parse import parse
from ctxsize.dockerfile.usage import usage
from ctxsize.rules.placement import Placement, place


def placed(dockerfile: str, path: str = ".env", target: str | None = None) -> Placement:
    return place(usage(parse(dockerfile.encode()), target=target), path)


@pytest.mark.parametrize(
    ("dockerfile", "path", "image"),
    [
        ("FROM scratch\nCOPY . .", ".env", (2,)),
        ("FROM scratch\nCOPY .env /", ".env", (2,)),
        ("FROM scratch\nCOPY a/ /b/", "a/.env", (2,)),
        ("FROM scratch\nCOPY a/ /b/", ".env", ()),
        ("FROM scratch\nCOPY .e* /b/", ".env", (2,)),
        ("FROM scratch\nCOPY */ /b/", "a/.env", (2,)),
        ("FROM scratch\nCOPY --exclude=.env . .", "b/x", (2,)),
        ("FROM scratch\nCOPY --exclude=![b-a] --exclude=[ . .", ".env", (2,)),
        ("FROM scratch AS a\nCOPY . .\nFROM scratch", ".env", ()),
        ("FROM scratch AS a\nCOPY . .\nFROM a", ".env", (2,)),
        ("FROM scratch AS a\nCOPY . /x\nFROM scratch\nCOPY --from=a /x /y", ".env", (2, 4)),
        ("FROM scratch AS a\nCOPY . /x\nFROM scratch\nCOPY --from=a /x/bin /y", ".env", ()),
        ("FROM i AS a\nWORKDIR /x\nCOPY . .\nFROM i\nCOPY --from=a /x .", ".env", (3, 5)),
        ("FROM i AS a\nCOPY . .\nFROM i\nCOPY --from=a /app .", ".env", ()),
        (
            "FROM i AS a\nWORKDIR /x\nCOPY . .\nFROM i AS b\nCOPY --from=a /x /z\nFROM i\nCOPY --from=1 / /",
            ".env",
            (3, 5, 7),
        ),
        ("FROM i AS a\nENV D=/srv\nCOPY a $D/\nFROM i\nCOPY --from=a /srv/.env /", "a/.env", (3, 5)),
        ("FROM i AS a\nCOPY .env /srv\nFROM i\nCOPY --from=a /srv /srv", ".env", (2, 4)),
        ("FROM i\nRUN --mount=type=bind,target=/m true", ".env", ()),
        ("FROM i\nCOPY --from=other / /", ".env", ()),
    ],
)
def test_the_lines_that_bring_it_into_the_image(dockerfile: str, path: str, image: tuple[int, ...]) -> None:
    assert placed(dockerfile, path).image == image


def test_a_stage_beside_the_image_is_named() -> None:
    found = placed("FROM i AS deps\nCOPY .npmrc ./\nFROM deps AS b\nFROM i\nCOPY --from=b /m /", ".npmrc")
    assert (found.image, found.stages, found.named) == ((), (("deps", 2),), True)  # not b, which has it from there


def test_the_target_decides_which_stage_is_the_image() -> None:
    text = "FROM i AS a\nCOPY . .\nFROM i AS b\nCOPY src /"
    assert placed(text, target="a").image == (2,)
    assert placed(text, target="b") == Placement(image=(), stages=(), mounts=(), named=False)


def test_a_mount_is_told_apart_from_a_copy() -> None:
    assert placed("FROM i\nRUN --mount=type=bind,target=/m true").mounts == (2,)
    assert placed("FROM i\nRUN --mount=type=bind,source=src,target=/m true").mounts == ()


def test_what_an_exclude_keeps_back_is_not_copied() -> None:
    text = "# syntax=docker/dockerfile:1\nFROM i\nCOPY --exclude=.env --exclude=*.key . ."
    assert placed(text).image == ()
    assert placed(text, "a.key").image == ()
    assert placed(text, "a/a.key").image == (3,)
