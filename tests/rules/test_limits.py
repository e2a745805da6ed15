"""Entries that a builder can't take, or takes for something else."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

import ctxsize
from ctxsize.builder import Builder
from ctxsize.context.entry import Type
from ctxsize.errors import BuildRefusedError, EntryRefusedError
from ctxsize.rules import limits
from ctxsize.rules.finding import Finding, Severity

WHOLE = "FROM scratch\nCOPY . /\n"


def found(root: Path, dockerfile: str = WHOLE, builder: str = "buildkit", ignore: str = "") -> list[Finding]:
    (root / "Dockerfile").write_text(dockerfile)
    (root / ".dockerignore").write_text(ignore)
    (root / "src").mkdir(exist_ok=True)
    (root / "src/a").write_text("x")
    return [finding for finding in ctxsize.analyze(str(root), builder=builder).findings if finding.rule.code >= "CTX5"]


def test_a_name_that_is_not_utf8_and_that_this_build_does_not_take(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff")).write_text("x")
    (finding,) = found(tmp_path, "FROM scratch\nCOPY src /\n")
    assert (finding.rule.code, finding.path, finding.severity) == ("CTX502", "\udcff", Severity.INFO)


def test_what_is_counted_then_is_what_the_build_takes(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff")).write_text("x")
    found(tmp_path, "FROM scratch\nCOPY src /\n")
    report = ctxsize.analyze(str(tmp_path))
    assert (report.received.files, report.largest_files[0].path) == (1, "src/a")
    assert report.sides[1].totals is not None


def test_a_name_that_only_the_legacy_builder_takes(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff")).write_text("x")
    (finding,) = found(tmp_path, builder="legacy")
    assert (finding.rule.code, finding.severity) == ("CTX502", Severity.WARNING)


def test_a_name_that_is_excluded(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/d/\xff")).write_text("x")
    assert found(tmp_path, ignore="d") == []


def test_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's address is short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.sock")
        (finding,) = found(tmp_path)
        assert (finding.rule.code, finding.path, finding.severity) == ("CTX503", "s.sock", Severity.INFO)
        assert found(tmp_path, ignore="*.sock") == []
        assert found(tmp_path, builder="legacy") == []


@pytest.mark.parametrize(("size", "count"), [(limits.HUGE_BYTES - 1, 0), (limits.HUGE_BYTES, 1)])
def test_a_file_of_eight_gibibytes(tmp_path: Path, size: int, count: int) -> None:
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(size)
    assert [finding.rule.code for finding in found(tmp_path)] == ["CTX504"] * count


def test_a_file_that_can_t_be_read_arrives_empty() -> None:
    (finding,) = limits.unopened([("a", 5)])
    assert (finding.rule.code, finding.severity, finding.bytes) == ("CTX501", Severity.ERROR, 5)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_the_legacy_builder_stops_at_an_excluded_directory(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir(mode=0o000)
    (finding,) = found(tmp_path, ignore="d")
    assert (finding.rule.code, finding.path, finding.severity) == ("CTX501", "d", Severity.INFO)


@pytest.mark.parametrize(
    ("by", "builder", "severity"),
    [
        (Builder.LEGACY, Builder.BUILDKIT, Severity.INFO),
        (Builder.BUILDKIT, Builder.BUILDKIT, Severity.INFO),
        (Builder.BUILDKIT, Builder.LEGACY, Severity.WARNING),
    ],
)
def test_an_unreadable_path_over_which_another_build_fails(by: Builder, builder: Builder, severity: Severity) -> None:
    finding = limits.refused(EntryRefusedError("d: no", "d", "unreadable"), by, builder)
    assert finding is not None
    assert (finding.rule.code, finding.path, finding.severity) == ("CTX501", "d", severity)


def test_a_refusal_that_is_not_about_an_entry() -> None:
    assert limits.refused(BuildRefusedError("no"), Builder.LEGACY, Builder.BUILDKIT) is None


def test_ordinary_entries_are_not_odd() -> None:
    assert not limits.needs_check(Type.FILE, 5)
    assert not limits.needs_check(Type.FIFO, 0)
