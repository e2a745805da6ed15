"""What a person reads of a fix: what is wrong comes first, nothing is cut in a pipe, nothing wraps on a terminal."""

from __future__ import annotations

from ctxsize.builder import Builder
from ctxsize.context.entry import Tally
from ctxsize.display.cells import width
from ctxsize.fix.block import LeftOut
from ctxsize.fix.outcome import Outcome
from ctxsize.fix.summary import summary
from ctxsize.report.look import Look
from ctxsize.rules import FILE_ARRIVES_EMPTY, RULES
from ctxsize.rules.finding import Finding, Rule, Severity
from tests.fix.test_outcome import OUTCOME

SECRET = next(rule for rule in RULES if rule.code == "CTX201")


def finding(rule: Rule, path: str, message: str, line: int | None = None) -> Finding:
    return Finding(
        rule=rule, path=path, message=message, advice="", severity=rule.severity, line=line, files=1, bytes=10
    )


FINDINGS = (finding(SECRET, ".npmrc", "'.npmrc' contains a token. It leaks", 2), finding(FILE_ARRIVES_EMPTY, "a", "a"))


def text(outcome: Outcome, *findings: Finding, look: Look | None = None) -> list[str]:
    return [" ".join(line.split()) for line in summary(outcome, findings, look or Look()).splitlines()]


def test_it_begins_with_before_and_after_and_goes_on_with_what_is_wrong() -> None:
    rows = text(OUTCOME, *FINDINGS)
    assert rows[:4] == [
        ".dockerignore written: 3 lines",
        "",
        "BuildKit 25.00MB → 12.50MB 9 → 6 files 1.0 s less at 100 Mbit/s",
        r"legacy builder it refuses\nthis",
    ]
    assert rows[5:7] == ["Still wrong", "CTX307 a a"]
    assert rows[7] == "CTX201 .npmrc:2 contains a token"


def test_lines_stand_with_what_they_save_the_largest_first() -> None:
    rows = text(OUTCOME)
    at = rows.index("Saved by line")
    assert rows[at + 1 : at + 3] == ["5.00MB 3 files dist", "7B 1 file (BuildKit), 9B 2 files (legacy) *.log"]
    assert rows[-2:] == ["A remark.", "Left out 'x': it is tracked."]
    assert r"web\n COPY web" in rows


def test_a_line_that_saves_nothing_now_has_no_figure() -> None:
    saving = OUTCOME.savings[1].replace(tallies=dict.fromkeys(Builder, Tally()))
    assert "- dist" in text(OUTCOME.replace(savings=(saving,)))


def test_what_unsafe_fixes_would_do_is_named_with_its_bytes_and_the_secret() -> None:
    unsafe = [
        LeftOut(line=f"data{number}", why="git tracks it", unsafe=True, bytes=40_000_000, is_secret=number == 1)
        for number in range(4)
    ]
    rows = text(OUTCOME.replace(left_out=tuple(unsafe)))
    assert "160.00MB more with --unsafe-fixes (a secret among them): data0, data1, data2 and 1 more" in rows
    assert not any("Not proved" in row for row in rows)


def test_after_a_run_that_changed_nothing_only_what_is_wrong_is_left() -> None:
    unchanged = OUTCOME.replace(changes=False, written=False)
    assert text(unchanged) == [".dockerignore is as it should be; nothing was written"]
    assert text(unchanged, FINDINGS[0])[1:] == ["", "Still wrong", "CTX201 .npmrc:2 contains a token"]


def test_more_findings_than_fit_are_counted() -> None:
    many = [finding(SECRET, f"{number}.pem", "is a private key") for number in range(9)]
    assert "and 4 more: ctxsize without --fix shows them" in text(OUTCOME, *many)


def test_no_line_is_wider_than_the_terminal() -> None:
    long = "a" * 300
    kept = ((long, "Dockerfile:4 takes " + long),)
    saving = OUTCOME.savings[1].replace(line=long)
    outcome = OUTCOME.replace(kept=kept, savings=(saving,), remarks=(), left_out=(), shown=".dockerignore")
    lines = summary(outcome, [finding(SECRET, long, f"says {long}", 7)], Look(width=80)).splitlines()
    assert max(map(width, lines)) <= 80
    assert any(long in line for line in summary(outcome, (), Look()).splitlines())


def test_colour_is_shown_where_it_is_wanted_alone() -> None:
    assert "\x1b[" not in summary(OUTCOME, FINDINGS, Look())
    assert "\x1b[1;31mCTX307" in summary(OUTCOME, FINDINGS, Look(is_colored=True))
    assert FINDINGS[1].severity is Severity.ERROR
