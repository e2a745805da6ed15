"""What goes and what stays of places that may go: entries and claims in, the plan out."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.context.disk import DiskSource
from ctxsize.context.walk import walk
from ctxsize.fix.removal_plan import Claim, RemovalPlan, claim, weigh
from ctxsize.fix.snapshot import Snapshot
from ctxsize.ignore.parse import pattern_of
from tests.fix.fixing import tree

FILES = ("dist/app.js", "dist/lib/a.js", "dist/lib/b.js", "out/x", "src/a.c")


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    tree(tmp_path, dict.fromkeys(FILES, "x"))
    found = Snapshot()
    walk(DiskSource(str(tmp_path)), found)
    return found


def claims(*texts: str) -> list[Claim]:
    found = [claim(text, f"because of {text}", pattern_of) for text in texts]
    return [one for one in found if one is not None]


def plan(
    snapshot: Snapshot,
    *roots: str,
    claimed: tuple[str, ...] = (),
    needed: str = "",
    places: tuple[tuple[str, str], ...] = (),
) -> RemovalPlan:
    return weigh(roots, snapshot, claims(*claimed), lambda path: "needed" if path == needed else None, places)


def test_of_a_root_everything_goes(snapshot: Snapshot) -> None:
    found = plan(snapshot, "dist", "dist/lib", "nowhere")
    assert found.out == {"dist/app.js", "dist/lib/a.js", "dist/lib/b.js"}
    assert (found.kept, found.untouched) == ({}, set())


def test_what_is_claimed_inside_of_a_root_stays(snapshot: Snapshot) -> None:
    found = plan(snapshot, "dist", claimed=("dist/lib",))
    assert found.out == {"dist/app.js"}
    assert found.kept == {"dist/lib": "because of dist/lib"}
    assert plan(snapshot, "dist", claimed=("**/*.js",)).out == set()


def test_a_root_that_is_claimed_or_needed_stays_as_it_is(snapshot: Snapshot) -> None:
    for found in (plan(snapshot, "dist", claimed=("dist/*",)), plan(snapshot, "dist", needed="dist")):
        assert (found.out, found.untouched, [*found.kept]) == (set(), {"dist"}, ["dist"])


def test_something_of_a_directory_that_an_instruction_takes_stays(snapshot: Snapshot) -> None:
    found = plan(snapshot, "out", "dist/lib", places=(("out", "COPY out"), ("dist", "COPY dist")))
    assert found.out == {"dist/lib/a.js", "dist/lib/b.js"}
    assert found.kept == {"out": "COPY out"}


@pytest.mark.parametrize(
    ("text", "pattern"), [("a/b", "a/b"), ("a/*", "a"), ("a/**/*", "a"), ("*", None), ("a/.", "a")]
)
def test_a_last_part_of_stars_stands_for_its_directory(text: str, pattern: str | None) -> None:
    found = claim(text, "", pattern_of)
    assert (found.pattern.text if found is not None else None) == pattern
