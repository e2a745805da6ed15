"""The first screen: it fits, it says the same everywhere, and it is what is recorded in testdata/screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxsize.analysis.analysis import Share
from ctxsize.context.entry import Type
from ctxsize.display.cells import width
from ctxsize.report.groups import TIMES
from ctxsize.report.look import Look
from ctxsize.report.rendering import PLAIN, AfterFix, Rendering
from ctxsize.report.screen import screen
from ctxsize.rules import COPY_MISSING_SOURCE, LARGE_FILE, SECRET_FILE
from tests.report.made_up import EMPTY, REPORT, finding
from tools.golden_screens import DIRECTORY, case, cases, rendered

if TYPE_CHECKING:
    from pathlib import Path

    from ctxsize.report import Report

EIGHTY = Look(width=80)
BIG = finding(LARGE_FILE, "a/big.bin", "'a/big.bin' is large, and no instruction names it", size=900)
SECRET = finding(SECRET_FILE, ".npmrc", ".npmrc contains a token. Dockerfile:4 copies it", 2, 60)
RECEIVED = EMPTY.received.replace(files=4, bytes=1000, transfer_bytes=1400)
BASE = EMPTY.replace(
    asked=True,
    received=RECEIVED,
    findings=(BIG, SECRET),
    shares=(Share("a/big.bin", Type.FILE, 900, 1), Share("b", Type.DIRECTORY, 50, 2)),
)


def text(report: Report, look: Look = EIGHTY, rendering: Rendering = PLAIN) -> str:
    return look.lines(screen(report, look, rendering))


@pytest.mark.parametrize("name", cases())
def test_it_is_what_is_recorded_and_fits(name: str, tmp_path: Path) -> None:
    report, rendering = case(name, tmp_path)
    recorded = (DIRECTORY / f"{name}.txt").read_text("utf-8")
    assert rendered(report, rendering) == recorded, "if it is better than before, run `python -m tools.golden_screens`"
    for columns in (40, 80, 120, 200):
        lines = text(report, Look(width=columns), rendering).splitlines()
        assert max(map(width, lines)) <= columns
        assert len(lines) <= PLAIN.lines or columns < 80


def test_what_fix_mends_and_what_needs_a_person_stand_apart() -> None:
    after = AfterFix(totals=RECEIVED.replace(files=3, transfer_bytes=400), lines=1, fixed=(BIG,))
    shown = text(BASE, rendering=Rendering(after=after))
    assert "  Fixed by --fix (1)\n    big.bin\n  Needs you (1)\n    CTX201 .npmrc:2  .npmrc contains a token\n" in shown
    assert "After --fix            400B   3 files" in shown
    assert "ctxsize --diff   see the 1 line" in shown


def test_without_a_forecast_all_findings_stand_in_one_list() -> None:
    shown = text(BASE, rendering=Rendering(after=AfterFix(why_not="large context")))
    assert "After --fix      run --diff   (large context)" in shown
    assert "  Found (2)\n" in shown


def test_a_missing_budget_is_not_a_pass() -> None:
    assert "No budget set." in text(BASE)
    large = BASE.replace(received=RECEIVED.replace(transfer_bytes=60_000_000))
    assert "No budget set (--budget 50MB would fail by 10.00MB)." in text(large)


def test_errors_come_first_and_the_rest_is_counted() -> None:
    findings = (*(finding(SECRET_FILE, f"s{number}", "It is", size=9) for number in range(30)), *REPORT.findings[:1])
    error = finding(COPY_MISSING_SOURCE, "Dockerfile", "COPY x is not in the build context", 3)
    lines = text(BASE.replace(findings=(*findings, error))).splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("  Found (32)"))
    assert lines[first + 1].startswith("    CTX401")
    assert lines[first + 2].startswith("    CTX402")
    assert any(line.startswith("    and ") and line.endswith(" more: --full") for line in lines)


def test_a_name_that_differs_in_its_directory_alone_is_one_row() -> None:
    findings = tuple(finding(SECRET_FILE, f"s{number}/.env", "It is", size=9) for number in range(30))
    assert f"CTX201 s0/.env {TIMES}30  It is" in text(BASE.replace(findings=findings))
    assert "CTX201 s0/.env x30  It is" in text(BASE.replace(findings=findings), Look(width=80, is_unicode=False))


def test_a_pipe_gets_no_bars_and_nothing_shortened() -> None:
    path = "a/" * 60 + "b"
    report = BASE.replace(
        shares=(Share(path, Type.FILE, 900, 1),), findings=(finding(LARGE_FILE, path, "It is", size=9),)
    )
    shown = text(report, Look())
    assert shown.count(path) == 2
    assert "█" not in shown
    assert "…" in text(report)
