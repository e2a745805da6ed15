"""One walk shown to several receivers: a tree and patterns in, what each of them and the rules hear of it out."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.build.plan import plan
from ctxsize.build.request import Request
from ctxsize.builder import Builder
from ctxsize.context.entry import Tally, Type
from ctxsize.context.walk import walk
from ctxsize.scan.receivers import Receivers
from ctxsize.scan.scanner import Scanner
from ctxsize.scan.totals import ReceivedSizes

FILES = ("a.log", "big.bin", "dist/deep/x", "dist/y", "src/.env", "src/a.c")


def scanner(
    root: Path, ignore: str, wants: dict[str, int] | None = None, *, measures: bool = True, both: bool = False
) -> Scanner:
    for path in FILES:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("12345")
    (root / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    (root / ".dockerignore").write_text(ignore)
    loads = [
        plan(Request.of(str(root), builder, None, None, None, None)).main
        for builder in ("buildkit", "legacy")[: 1 + both]
    ]
    sizes = ReceivedSizes(10)
    receiver = loads[0].requested(sizes.receive)
    assert receiver is not None
    found = Scanner(
        loads[0].matcher,
        Receivers(receiver, receiver, loads[1].eligible() if both else None),
        sizes=sizes,
        wants=(wants or {}).get,
        measures=measures,
    )
    walk(loads[0].source, found)
    found.finish()
    return found


def test_what_is_excluded_is_added_up_by_the_pattern_that_decided(tmp_path: Path) -> None:
    found = scanner(tmp_path, "dist\n*.log\n")
    assert found.excluded_total() == Tally(3, 15)
    assert {rule: tally.files for rule, tally in found.notes.excluded.by_rule.items()} == {0: 2, 1: 1}


def test_excluded_directories_need_not_be_looked_into(tmp_path: Path) -> None:
    assert scanner(tmp_path, "dist\n", measures=False).excluded_total() is None


@pytest.mark.parametrize(
    ("wants", "noted", "below"),
    [
        ({".env": 0}, ["src/.env"], []),
        ({"big.bin": 5, "a.c": 6}, ["big.bin"], ["src/a.c"]),
        ({"a.log": 0, "x": 0}, [], []),
        ({"src": 0}, ["src"], []),
    ],
)
def test_what_a_rule_wants_to_know_is_noted(
    tmp_path: Path, wants: dict[str, int], noted: list[str], below: list[str]
) -> None:
    found = scanner(tmp_path, "dist\n*.log\n", wants)
    assert [one.path for one in found.notes.entries() if one.received] == noted
    assert found.notes.below_threshold == below


def test_a_noted_entry_has_its_type_size_and_last_word(tmp_path: Path) -> None:
    (one,) = scanner(tmp_path, "src\n!src/.env\n", {".env": 0}).notes.entries()
    assert (one.type, one.size, one.received, one.rule) == (Type.FILE, 5, True, 1)


def test_what_one_builder_alone_receives_is_told(tmp_path: Path) -> None:
    assert scanner(tmp_path, "dist\n!dist/y\n", both=True).differences() == ()
    assert scanner(tmp_path, "dist\n!**/y\n", both=True).differences() == (("dist/y", Builder.BUILDKIT),)


def test_a_scan_that_begins_again_has_forgotten_the_first(tmp_path: Path) -> None:
    found = scanner(tmp_path, "dist\n", {".env": 0})
    first = (found.excluded_total(), found.notes.entries())
    found.reset()
    assert found.notes.entries() == ()
    walk(plan(Request.of(str(tmp_path), "buildkit", None, None, None, None)).main.source, found)
    found.finish()
    assert (found.excluded_total(), found.notes.entries()) == first
