"""The proof: a line that takes what it must not, or nothing, is dropped."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.build.plan import plan_on_both
from ctxsize.build.request import Request
from ctxsize.fix.block import FixOptions
from ctxsize.fix.effect import changes
from ctxsize.fix.place import place_of
from ctxsize.fix.verify import overlaid, savings
from ctxsize.scan.scan import Interest, scan
from tests.fix.fixing import fixed, lines, received, tree
from tests.fix.looked import baseline


def test_what_a_line_saves_is_what_it_keeps_away(root: Path) -> None:
    made = baseline(root, {"a/x": "12", "a/y": "3", "b.log": "4567"})
    new = b"a\n*.log\n"
    found = savings(made.seen, changes(made.source, b"", new) or (), new)
    assert {line: (tally.files, tally.bytes) for line, tally in found.items()} == {"a": (2, 3), "*.log": (1, 4)}


def test_the_file_counts_as_it_will_be(root: Path) -> None:
    tree(root, {"a": ""})
    build = plan_on_both(Request.of(str(root), "buildkit", None, None, None, None))
    new = b"# " + b"x" * 5000 + b"\n"
    found = scan(overlaid(build.with_ignore_data(new), place_of(build), new), Interest(excluded=False))
    (root / ".dockerignore").write_bytes(new)
    written = scan(plan_on_both(build.request), Interest(excluded=False))
    assert found.received.transfer_bytes == written.received.transfer_bytes


def test_no_tracked_file_is_lost_to_a_line_for_what_git_ignores(root: Path) -> None:
    tree(root, {"Dockerfile": "FROM a\nCOPY . .\n", ".gitignore": "*.dat\n", "keep.dat": "x", "drop.dat": "x"})
    from tools.repositories import Repository  # noqa: PLC0415

    Repository(root).git("add", "-f", "keep.dat", "Dockerfile")
    fixed(root, FixOptions())
    assert "keep.dat" in received(root)


@pytest.mark.parametrize(
    ("ignore", "slash"),
    [("node_modules\ndist\ndocs/\n", ""), ("node_modules/\ndocs/\n", "/"), ("node_modules/\ndist\n**/.venv\n", "")],
)
def test_a_directory_is_written_as_the_author_writes_those_that_are_not_there(
    root: Path, ignore: str, slash: str
) -> None:
    tree(root, {".dockerignore": ignore, "Dockerfile": "FROM a\nCOPY . .\n", ".idea/workspace.xml": "x", "docs/a": "x"})
    assert f".idea{slash}" in lines(fixed(root, FixOptions()))
