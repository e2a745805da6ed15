"""One walk and what came of it: who receives what, where builders differ, and what is done when one of them refuses."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ctxsize.build.plan import BuildPlan, plan, plan_on_both
from ctxsize.build.request import Request
from ctxsize.builder import Builder
from ctxsize.errors import BuildRefusedError
from ctxsize.scan.scan import Interest, Scan, scan, scan_excluded, scan_received

STRAY = "no\udcff"
"""A name that BuildKit can't send."""


def planned(root: Path, dockerfile: str, ignore: str, *names: str, builder: str = "buildkit") -> BuildPlan:
    for name in names:
        path = Path(os.fsdecode(os.fsencode(f"{root}/{name}")))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("12345")
    (root / "Dockerfile").write_text(f"FROM scratch\n{dockerfile}\n")
    (root / ".dockerignore").write_text(ignore)
    return plan_on_both(Request.of(str(root), builder, None, None, None, None))


def scanned(root: Path, dockerfile: str, ignore: str, *names: str, builder: str = "buildkit") -> Scan:
    return scan(planned(root, dockerfile, ignore, *names, builder=builder), Interest(largest=10))


def test_what_is_received_is_told_from_what_is_eligible_and_what_is_excluded(tmp_path: Path) -> None:
    found = scanned(tmp_path, "COPY a /", "out\n", "a/x", "b/y", "out/z", "out/in/z")
    assert (found.received.files, found.included.files) == (1, 4)
    assert found.excluded is not None
    assert (found.excluded.files, found.excluded.bytes) == (2, 10)
    assert {rule: tally.files for rule, tally in found.excluded_by_rule.items()} == {0: 2}
    assert found.largest_files == (("a/x", 5),)
    assert {path: tally.files for path, tally in found.directories.items()} == {"": 1, "a": 1}


def test_a_build_that_never_asks_for_its_context_receives_nothing_of_it(tmp_path: Path) -> None:
    found = scanned(tmp_path, "", "", "a")
    assert (found.asked, found.received.files, found.included.files, found.refusals) == (False, 0, 3, ())


def test_where_the_whole_would_be_refused_the_part_that_is_asked_for_is_scanned_alone(tmp_path: Path) -> None:
    found = scanned(tmp_path, "COPY a /", "", "a/x", STRAY)
    assert (found.received.files, found.included) == (1, found.received)
    assert [(builder, refusal.args[0].partition(":")[0]) for builder, refusal in found.refusals] == [
        (Builder.BUILDKIT, r"no\xff")
    ]
    assert found.directories["a"].files == 1, "what the first walk had counted is forgotten"


def test_a_refusal_of_what_is_asked_for_is_let_out(tmp_path: Path) -> None:
    with pytest.raises(BuildRefusedError):
        scanned(tmp_path, "COPY . /", "", "a/x", STRAY)


def test_the_other_builder_may_refuse_and_this_one_does_not(tmp_path: Path) -> None:
    found = scanned(tmp_path, "COPY . /", "", "a/x", STRAY, builder="legacy")
    assert (found.received.files, found.other, found.differences) == (4, None, ())
    assert [builder for builder, _ in found.refusals] == [Builder.BUILDKIT]
    assert found.other_refusal == str(found.refusals[0][1])


@pytest.mark.parametrize("builder", ["buildkit", "legacy"])
def test_a_difference_names_the_builder_that_receives_it(tmp_path: Path, builder: str) -> None:
    found = scanned(tmp_path, "COPY . /", "a\n!*/keep\n", "a/keep", "a/x", builder=builder)
    assert found.differences == (("a/keep", Builder.BUILDKIT),)


def test_no_other_builder_no_difference(tmp_path: Path) -> None:
    build = planned(tmp_path, "COPY b /", "a\n!*/keep\n", "a/keep", "b").replace(other=None)
    found = scan(build, Interest())
    assert (found.other, found.differences, found.received.files) == (None, (), 1)


def test_one_receiver_alone_lists_what_arrives_in_walk_order(tmp_path: Path) -> None:
    build = planned(tmp_path, "COPY b a /", "", "a/x", "a/y", "b", "c")
    found = scan_received(build.main, listing=True)
    assert [entry.path for entry in found.entries] == ["a", "a/x", "a/y", "b"]
    assert found.totals == scan(build, Interest()).received


def test_what_is_excluded_is_told_with_the_pattern_that_decided(tmp_path: Path) -> None:
    build = planned(tmp_path, "", "out\n*.log\n!k.log\n", "out/x", "a.log", "k.log")
    assert [(path, rule) for path, _, rule in scan_excluded(build.main)] == [("a.log", 1), ("out", 0), ("out/x", 0)]


def test_several_processes_tell_the_same(tmp_path: Path) -> None:
    names = [f"{above}/{inner}/{name}" for above in "abc" for inner in "xyz" for name in ("1.js", "2", ".env")]
    build = planned(tmp_path, "COPY a b /", "c\n!c/x\n", *names)
    interest = Interest(largest=5, paths=("a/x/1.js",), names=lambda name: 0 if name == ".env" else None)
    alone = scan(build, interest, processes=1)
    assert scan(build, interest, processes=3) == alone
    assert "a/x/1.js" in alone.arrived
    assert {noted.path: noted.received for noted in alone.noted if noted.path.endswith(".env")} == {
        f"{above}/{inner}/.env": above != "c" for above in "abc" for inner in "xyz" if above != "c" or inner == "x"
    }


def test_a_plan_on_one_builder_needs_no_other(tmp_path: Path) -> None:
    planned(tmp_path, "COPY . /", "", "a")
    build = plan(Request.of(str(tmp_path), "legacy", None, None, None, None))
    assert scan(build, Interest()).other is None
