"""From findings to lines: findings and what is received in, advice out."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.context.disk import DiskSource
from ctxsize.context.walk import walk
from ctxsize.fix.lines.findings import Advice, SnapshotNames, advise
from ctxsize.fix.snapshot import Snapshot
from ctxsize.rules import BUILD_OUTPUT, GIT_IGNORED_RECEIVED, LOG, PATTERN_MATCHES_NOTHING
from ctxsize.rules.finding import Finding, Rule
from tests.fix.fixing import tree

FILES = ("a.log", "web/b.log", "dist/x", ".env")


@pytest.fixture
def names(tmp_path: Path) -> SnapshotNames:
    tree(tmp_path, dict.fromkeys(FILES, "x"))
    snapshot = Snapshot()
    walk(DiskSource(str(tmp_path)), snapshot)
    return SnapshotNames(snapshot)


def finding(rule: Rule, line: str | None, doubt: str = "") -> Finding:
    return Finding(rule, "x", "", "", rule.severity, suggestion=line, safe=not doubt, doubt=doubt)


def advised(names: SnapshotNames, *findings: Finding, gone: tuple[str, ...] = ()) -> list[Advice]:
    return advise(findings, names, FILES, gone)


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("**/*.log", ["a.log", "web/b.log"]),
        ("web/b.log", ["web/b.log"]),
        ("dist", ["dist"]),
        ("nope", []),
        ("!dist", []),
        ("a[", []),
        ("# x", []),
    ],
)
def test_a_line_matches_places(names: SnapshotNames, line: str, places: list[str]) -> None:
    assert sorted(names.matched(line)) == places


def test_lines_that_hit_entries_are_told_by_their_directories_too(names: SnapshotNames) -> None:
    assert names.hitting(["web", "dist", "*.log"], ["web/b.log"]) == {"web"}


def test_findings_with_one_line_are_one_advice(names: SnapshotNames) -> None:
    (one,) = advised(names, finding(LOG, "**/*.log"), finding(LOG, "**/*.log"))
    assert (one.roots, one.rule, one.safe) == (("a.log", "web/b.log"), LOG, True)


def test_what_other_lines_see_to_is_left_to_them(names: SnapshotNames) -> None:
    assert advised(names, finding(LOG, "a.log"), gone=("a.log",)) == []
    assert advised(names, finding(LOG, None), finding(GIT_IGNORED_RECEIVED, "dist")) == []
    assert advised(names, finding(PATTERN_MATCHES_NOTHING, "dist")) == []


def test_one_doubt_makes_a_line_unsafe(names: SnapshotNames) -> None:
    (one,) = advised(names, finding(BUILD_OUTPUT, "dist"), finding(BUILD_OUTPUT, "dist", "it may be meant"))
    assert (one.safe, one.why_not) == (False, "it may be meant")
