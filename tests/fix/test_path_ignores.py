"""``--fix`` leaves alone what the configuration turns a rule off for."""

from __future__ import annotations

from pathlib import Path

from ctxsize.build.request import Request
from ctxsize.fix.block import FixOptions, Source
from ctxsize.fix.plan import propose
from ctxsize.rules.path_ignores import PathIgnores
from ctxsize.rules.selection import Selection
from tests.fix.fixing import lines, received, tree


def fixed(root: Path, rows: dict[str, list[str]], source: Source = Source.ALL) -> list[str]:
    """Write the ignore file with these rules off, see that a second run has nothing to do, and return its lines."""
    ignores = PathIgnores(
        root=str(root), base=str(root), rows=tuple((pattern, tuple(codes)) for pattern, codes in rows.items())
    )
    request = Request.of(str(root), "buildkit", None, None, None, None)
    orders, selection = FixOptions(source=source, unsafe=True), Selection(by_path=ignores)
    proposal = propose(request, orders, selection)
    Path(proposal.file).write_bytes(proposal.new)
    assert propose(request, orders, selection).new == proposal.new
    return lines(proposal)


def test_a_finding_that_is_silenced_asks_for_no_line(tmp_path: Path) -> None:
    tree(tmp_path, {"fixtures/a.log": "x", "src/b.log": "x"})
    assert fixed(tmp_path, {"fixtures/**": ["CTX1"]}, Source.RULES)
    assert {"fixtures/a.log"} == {path for path in received(tmp_path) if path.endswith(".log")}


def test_what_git_ignores_stays_where_its_rule_is_off(root: Path) -> None:
    tree(root, {".gitignore": "*.bin\n", "fixtures/a.bin": "x", "src/b.bin": "x"})
    fixed(root, {"fixtures/**": ["CTX113"]}, Source.GITIGNORE)
    assert {"fixtures/a.bin"} == {path for path in received(root) if path.endswith(".bin")}


def test_a_directory_goes_without_the_part_for_which_the_rule_is_off(root: Path) -> None:
    tree(root, {".gitignore": "data/\n", "data/kept/a": "x", "data/b": "x"})
    fixed(root, {"data/kept/": ["CTX113"]}, Source.GITIGNORE)
    assert {"data/kept/a"} == {path for path in received(root) if path.startswith("data")}


def test_another_rule_still_has_its_line(root: Path) -> None:
    tree(root, {".gitignore": "*.bin\n", "fixtures/a.bin": "x"})
    assert fixed(root, {"fixtures/**": ["CTX2"]}, Source.GITIGNORE) == ["**/*.bin"]
