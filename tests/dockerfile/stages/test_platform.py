"""Platforms as people write them and as BuildKit hands them on."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.dockerfile.stages.platform import Platform, normal, platform_of

OWN = Platform(system="linux", machine="amd64")


@pytest.mark.parametrize(
    ("text", "written", "handed_on"),
    [
        ("linux/amd64", "linux/amd64", "linux/amd64"),
        ("Linux/AMD64/v1", "linux/amd64", "linux/amd64"),
        ("linux/amd64/v2", "linux/amd64/v2", "linux/amd64/v2"),
        ("linux/x86_64", "linux/amd64", "linux/amd64"),
        ("linux/i386", "linux/386", "linux/386"),
        ("linux/arm64", "linux/arm64", "linux/arm64"),
        ("linux/arm64/v8", "linux/arm64/v8", "linux/arm64"),
        ("linux/aarch64", "linux/arm64", "linux/arm64"),
        ("linux/arm64/v9", "linux/arm64/v9", "linux/arm64/v9"),
        ("linux/arm", "linux/arm", "linux/arm/v7"),
        ("linux/arm/v7", "linux/arm/v7", "linux/arm/v7"),
        ("linux/armhf", "linux/arm", "linux/arm/v7"),
        ("linux/armel", "linux/arm/v6", "linux/arm/v6"),
        ("linux/arm/6", "linux/arm/v6", "linux/arm/v6"),
        ("linux", "linux/amd64", "linux/amd64"),
        ("macos", "darwin/amd64", "darwin/amd64"),
        ("arm64", "linux/arm64", "linux/arm64"),
        ("s390x", "linux/s390x", "linux/s390x"),
        ("windows(10.0.1)/amd64", "windows(10.0.1)/amd64", "windows(10.0.1)/amd64"),
        ("what/ever", "what/ever", "what/ever"),
    ],
)
def test_platforms(text: str, written: str, handed_on: str) -> None:
    found = platform_of(text, OWN)
    assert found.text(version=True) == written
    assert normal(found).text(version=True) == handed_on


def test_the_version_of_the_system_may_be_left_out() -> None:
    assert platform_of("windows(10.0.1)/amd64", OWN).text(version=False) == "windows/amd64"


@pytest.mark.parametrize("text", ["", "vax", "a/b/c/d", "linux/", "li nux/amd64", "linux/a b", "linux(1)(2)/amd64"])
def test_what_is_no_platform(text: str) -> None:
    with pytest.raises(RefusalError, match="unknown platform"):
        platform_of(text, OWN)
