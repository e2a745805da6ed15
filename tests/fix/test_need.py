"""Why a build may need a place that no instruction names: builds in, a reason or nothing out."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.sources import Source
from ctxsize.fix.need import needed_by, unmade
from ctxsize.rules.evidence import Command, Evidence

WHOLE = [Source(keyword="COPY", line=2, last_line=2, stage="0", text=".", path="")]
PART = [Source(keyword="COPY", line=2, last_line=2, stage="0", text="src", path="src")]


def build(run: str = "", name: str = "Dockerfile") -> Evidence:
    return Evidence(name, [], [Command(3, run)] if run else [], [], {})


@pytest.mark.parametrize(
    ("path", "run", "kept"),
    [
        ("dist", "", True),
        ("dist", "npm run build", False),
        ("node_modules", "npm ci", False),
        ("node_modules", "go build", True),
        ("app.jar", "", True),
        ("app.jar", "mvn package", False),
        ("notes.txt", "", False),
    ],
)
def test_what_no_command_makes_may_have_been_made_for_the_image(path: str, run: str, kept: bool) -> None:
    assert (unmade(path, build(run)) is not None) is kept


def test_it_counts_where_the_build_takes_the_place() -> None:
    assert needed_by([(build(), WHOLE)], "dist", unsafe=False) == unmade("dist", build())
    assert needed_by([(build(), PART)], "dist", unsafe=False) is None
    assert needed_by([(build(), WHOLE)], "dist", unsafe=True) is None


def test_another_build_keeps_it_only_if_none_of_them_makes_it() -> None:
    lint, made = build(name="lint.Dockerfile"), build("npm run build", "build.Dockerfile")
    assert needed_by([(build(), PART), (lint, WHOLE), (made, WHOLE)], "dist", unsafe=False) is None
    assert needed_by([(build(), PART), (lint, WHOLE)], "dist", unsafe=False) is not None


def test_what_a_build_says_of_the_place_itself_counts_even_then() -> None:
    assert needed_by([(build("git describe"), PART)], ".git", unsafe=True) is not None
