"""A context that is remembered is received as it is on disk, without being read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.build.plan import BuildPlan, plan
from ctxsize.build.request import Request
from ctxsize.context.disk import DiskSource
from ctxsize.context.walk import walk
from ctxsize.errors import IgnoreFileError
from ctxsize.fix.snapshot import Snapshot
from ctxsize.scan.remembered import scan_eligibility, scan_remembered
from ctxsize.scan.scan import scan_received

FILES = ("a.log", "dist/x", "dist/keep", "src/a.c")


def remembered(root: Path, ignore: str, dockerfile: str, builder: str) -> tuple[BuildPlan, Snapshot]:
    for path in FILES:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("12345")
    (root / "Dockerfile").write_text(f"FROM scratch\n{dockerfile}\n")
    (root / ".dockerignore").write_text(ignore)
    snapshot = Snapshot()
    walk(DiskSource(str(root)), snapshot)
    return plan(Request.of(str(root), builder, None, None, None, None)), snapshot


@pytest.mark.parametrize("builder", ["buildkit", "legacy"])
@pytest.mark.parametrize("ignore", ["", "dist\n*.log\n", "dist\n!dist/keep\n", "*\n!src\n"])
def test_totals_are_those_of_a_walk(tmp_path: Path, builder: str, ignore: str) -> None:
    build, snapshot = remembered(tmp_path, ignore, "COPY . /", builder)
    assert scan_remembered(build.main, snapshot) == scan_received(build.main).totals


def test_verdicts_tell_what_is_received_and_what_arrives_empty(tmp_path: Path) -> None:
    build, snapshot = remembered(tmp_path, "dist\n*.log\n", "COPY src /", "buildkit")
    asked = scan_eligibility(build.main, snapshot)
    assert (asked.leaves, asked.empty) == ({"src/a.c": 5}, frozenset())
    whole = scan_eligibility(build.main, snapshot, whole=True)
    assert set(whole.leaves) == {".dockerignore", "Dockerfile", "src/a.c"}
    assert "src" in whole.directories


def test_a_pattern_that_fails_on_the_way_is_refused(tmp_path: Path) -> None:
    build, snapshot = remembered(tmp_path, "[z-a]x\n", "COPY . /", "buildkit")
    with pytest.raises(IgnoreFileError, match=r"\.dockerignore:1"):
        scan_eligibility(build.main, snapshot)
