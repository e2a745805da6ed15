"""Where the files of a context lie: always as many, and as large, as the totals say."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from ctxsize.analysis.analysis import Analysis
from ctxsize.api import analyze_request
from ctxsize.build.request import Request
from ctxsize.context.entry import Measured
from ctxsize.rules.selection import Selection
from ctxsize.scan.receivers import EXCLUDED, OTHER, REQUESTED, TAKES_WHOLE
from ctxsize.scan.tree import ContextTree, TreeCounter
from tests.analysis.test_analyze import lines, places, tree


def analyzed(root: Path, builder: str = "buildkit", processes: int | None = None) -> Analysis:
    return analyze_request(
        Request.of(str(root), builder, None, None, None, None), Selection(), tree=10_000, processes=processes
    )


def total(found: ContextTree | None, bit: int) -> tuple[int, int]:
    """Return files and bytes of what one receiver receives."""
    assert found is not None
    rows = [one for placed in found.directories.values() for one in placed]
    return sum(one[3] for one in rows if one[0] & bit), sum(one[4] for one in rows if one[1] & bit)


@pytest.mark.parametrize("builder", ["buildkit", "legacy"])
@pytest.mark.parametrize("asked", [".", "d"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(lines=lines, places=places)
def test_the_tree_agrees_with_the_totals(
    tmp_path_factory: pytest.TempPathFactory, builder: str, asked: str, lines: list[str], places: list[str]
) -> None:
    root = tmp_path_factory.mktemp("context")
    tree(root, {"Dockerfile": f"FROM scratch\nCOPY {asked} /\n", ".dockerignore": "\n".join(lines)})
    for number, place in enumerate(places):
        file = root / place
        if not any(above.is_file() for above in file.parents) and not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"x" * (number * 7))
            if number % 3 == 0:
                os.link(file, root / f"link{number}")
    report = analyzed(root, builder)
    assert total(report.tree, REQUESTED) == (report.received.files, report.received.bytes)
    assert total(report.tree, TAKES_WHOLE) == (report.included.files, report.included.bytes)
    assert report.excluded is not None
    assert total(report.tree, EXCLUDED) == (report.excluded.files, report.excluded.bytes)
    other = report.sides[1].totals
    if other is not None:
        assert total(report.tree, OTHER) == (other.files, other.bytes)
    found = report.tree
    assert found is not None
    by_line: dict[int, int] = {}
    for placed in found.directories.values():
        for one in placed:
            if one[1] & EXCLUDED and not one[0] & TAKES_WHOLE:
                by_line[one[2]] = by_line.get(one[2], 0) + one[4]
    assert sorted(size for size in by_line.values() if size) == sorted(
        row.bytes for row in report.excluded_by_line if row.bytes
    )


def test_several_processes_tell_the_same(tmp_path: Path) -> None:
    tree(tmp_path, {"Dockerfile": "FROM scratch\nCOPY src /\n", ".dockerignore": "out\n**/*9.js\n"})
    for number in range(60):
        directory = tmp_path / ("src" if number % 3 else "out") / str(number)
        directory.mkdir(parents=True)
        for name in range(60):
            (directory / f"{name}.js").write_bytes(b"x" * (number * name % 97))
        os.link(directory / "7.js", directory / "again.js")
    alone, together = analyzed(tmp_path, processes=1), analyzed(tmp_path, processes=3)
    assert alone.tree is not None
    assert together.tree is not None
    assert {path: set(rows) for path, rows in alone.tree.directories.items()} == {
        path: set(rows) for path, rows in together.tree.directories.items()
    }


def test_a_file_that_arrives_empty_has_no_bytes_for_the_build() -> None:
    counter = TreeCounter(9)
    counter.file("a", "x", (REQUESTED | TAKES_WHOLE | OTHER, -1), 9)
    (placed,) = counter.result({"a/x": REQUESTED | TAKES_WHOLE}).directories["a"]
    assert (placed[3], *placed[:2]) == (1, REQUESTED | TAKES_WHOLE | OTHER, OTHER | EXCLUDED)


def test_the_largest_keep_their_names_and_the_rest_is_summed_up() -> None:
    counter, second = TreeCounter(most=3), TreeCounter(most=3)
    for number in range(20):
        (counter if number % 2 else second).file("a", f"f{number}", (REQUESTED, 0), number)
    counter.merge(second.export())
    rows = counter.result().directories["a"]
    assert [one[5] for one in rows] == ["f19", "f18", "f17", ""]
    assert (sum(one[3] for one in rows), sum(one[4] for one in rows)) == (20, sum(range(20)))


def test_what_is_only_measured_lies_in_its_directory() -> None:
    counter, measured = TreeCounter(9), Measured()
    measured.files, measured.bytes = 5, 50
    measured.links += [(1, 2, 30), (1, 2, 30)]
    counter.measured("out", 3, measured)
    rows = counter.result().directories["out"]
    assert (sum(one[3] for one in rows), sum(one[4] for one in rows)) == (5, 80)
    counter.reset()
    assert counter.result().directories == {}
