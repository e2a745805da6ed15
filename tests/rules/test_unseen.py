"""What may take more of the context than the Dockerfile says is said at the line where it stands."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.parser.parse import parse
from ctxsize.dockerfile.usage import usage
from ctxsize.rules.unseen import find


@pytest.mark.parametrize(
    ("image", "told"),
    [
        ("node:onbuild", True),
        ("node:18-onbuild", True),
        ("acme/app-onbuild:2", True),
        ("registry.example/onbuild@sha256:" + "0" * 64, True),
        ("node:18", False),
        ("onbuilder/app:1", False),
    ],
)
def test_an_image_that_is_known_for_onbuild_is_told_by_its_name(image: str, told: bool) -> None:
    used = usage(parse(f"ARG X\nFROM {image}\nCOPY a /\n".encode()))
    assert [finding.line for finding in find(used, "Dockerfile", None)] == [2] * told


def test_a_front_end_of_others_is_named() -> None:
    (finding,) = find(None, "Dockerfile", "acme/front:1")
    assert (finding.line, finding.path) == (1, "Dockerfile")
    assert "acme/front:1" in finding.message
