"""The platforms that a build is for, as Docker's client reads them."""

from __future__ import annotations

import pytest

from ctxsize.build.platforms import client_platforms
from ctxsize.builder import Builder
from ctxsize.dockerfile.engine import newest
from ctxsize.errors import BuildRefusedError


@pytest.mark.parametrize(
    ("text", "platforms"),
    [
        (None, ()),
        ("linux/amd64", ("linux/amd64",)),
        ("linux/arm64,linux/amd64", ("linux/arm64", "linux/amd64")),
        ("linux/x86_64", ("linux/amd64",)),
        ("local", ("linux/amd64",)),
    ],
)
def test_each_platform_is_in_its_normal_form(text: str | None, platforms: tuple[str, ...]) -> None:
    assert client_platforms(text, Builder.BUILDKIT, newest()) == platforms


def test_the_legacy_builder_has_none_and_takes_no_list() -> None:
    assert client_platforms("linux/amd64", Builder.LEGACY, newest()) == ()
    with pytest.raises(BuildRefusedError, match="--platform"):
        client_platforms("linux/amd64,linux/arm64", Builder.LEGACY, newest())


@pytest.mark.parametrize("text", ["a/b/c/d/e", "", "linux/amd64,?"])
def test_what_the_client_can_not_read_stops_the_build(text: str) -> None:
    with pytest.raises(BuildRefusedError, match="docker build stops here"):
        client_platforms(text, Builder.BUILDKIT, newest())
