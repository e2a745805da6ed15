"""Lines put right: a first try and what it makes arrive in, lines that say just what is wanted out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ctxsize.context.disk import DiskSource
from ctxsize.context.walk import walk
from ctxsize.fix.reconcile import Reception, Reconciled, Wanted, mend, reasons_for
from ctxsize.fix.snapshot import Snapshot
from ctxsize.ignore.matcher import Matcher
from ctxsize.ignore.parse import pattern_of
from tests.fix.fixing import tree

FILES = ("a.log", "dist/app.js", "dist/lib/a.js", "dist/lib/b.js", "src/a.c")
ALL = frozenset(FILES)


def matcher(lines: Sequence[str]) -> Matcher:
    found = [pattern_of(line) for line in lines]
    return Matcher([pattern for pattern in found if pattern is not None])


def receive(lines: Sequence[str]) -> list[Reception]:
    """What a builder receives that takes what no line excludes."""
    decide = matcher(lines).decide
    here = frozenset(path for path in FILES if not decide(path)[0])
    return [Reception(frozenset(path.rpartition("/")[0] for path in here) - {""}, here, frozenset())]


def mended(root: Path, lines: Sequence[str], out: set[str], outer: set[str] | None = None) -> Reconciled:
    tree(root, dict.fromkeys(FILES, "x"))
    snapshot = Snapshot()
    walk(DiskSource(str(root)), snapshot)

    def decider(tried: Sequence[str], path: str) -> int | None:
        number = matcher(tried).decide(path)[1]
        return number if number >= 0 else None

    wanted = Wanted(out=out, outer=outer or set())
    found = mend(lines, wanted, receive([]), snapshot, receive, decider)
    (after,) = receive(found.all_lines)
    assert after.leaves == ALL - out
    return found


def test_lines_that_are_right_stay_as_they_are(tmp_path: Path) -> None:
    found = mended(tmp_path, ["**/*.log"], {"a.log"})
    assert found.all_lines == ["**/*.log"]


def test_what_goes_too_far_is_taken_back(tmp_path: Path) -> None:
    found = mended(tmp_path, ["dist"], {"dist/app.js"})
    assert (found.excludes, found.exceptions) == ([], ["!dist/lib"])


def test_what_still_arrives_is_excluded_by_itself_or_with_all_around_it(tmp_path: Path) -> None:
    assert mended(tmp_path, [], {"a.log"}).excludes == ["a.log"]
    out = {path for path in FILES if path.startswith("dist/")}
    assert mended(tmp_path, [], out, {"dist"}).excludes == ["dist"]


def test_a_line_that_no_builder_takes_is_given_up(tmp_path: Path) -> None:
    tree(tmp_path, dict.fromkeys(FILES, "x"))
    snapshot = Snapshot()
    walk(DiskSource(str(tmp_path)), snapshot)
    found = mend(
        ["bad"], Wanted(out=()), receive([]), snapshot, lambda lines: None if lines else receive([]), lambda *_: 0
    )
    assert (found.lines, found.given_up) == ([], ["bad"])


@pytest.mark.parametrize(("directory", "holds"), [("d", True), ("e", True), ("f", False)])
def test_a_directory_arrives_by_itself_or_with_what_is_in_it(directory: str, holds: bool) -> None:
    assert Reception(frozenset({"d"}), frozenset({"e/x"}), frozenset()).holds(directory) is holds


def test_exceptions_are_grouped_by_the_reason_of_the_nearest_place() -> None:
    kept = {"dist/lib": "COPY dist/lib", "a.log": "RUN cat a.log"}
    assert reasons_for(["!dist/lib", "!dist/lib/a.js", "!a.log", "!src"], kept, "else") == [
        ("COPY dist/lib", ["!dist/lib", "!dist/lib/a.js"]),
        ("RUN cat a.log", ["!a.log"]),
        ("else", ["!src"]),
    ]
