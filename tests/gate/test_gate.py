"""An analysis and its limits in, a verdict out."""

from __future__ import annotations

import pytest

from ctxsize.analysis.analysis import Analysis
from ctxsize.errors import ExitCode
from ctxsize.gate.baseline import KnownBuild, known_finding
from ctxsize.gate.budget import Budget, Limit
from ctxsize.gate.gate import Limits, gate
from ctxsize.gate.verdict import FailOn
from ctxsize.rules.finding import Severity
from tests.report.made_up import EMPTY, REPORT

FOUND = Analysis(**{name: getattr(REPORT, name) for name in Analysis._fields})
NOTHING = Analysis(**{name: getattr(EMPTY, name) for name in Analysis._fields})
ALL_KNOWN = KnownBuild(
    transfer_bytes=1, files=1, findings=tuple(known_finding(one, dict(FOUND.texts)) for one in FOUND.findings)
)
NO_FILES = Budget(origin="--max-files", limits=(Limit(name="max-files", value=0, text="0"),))


@pytest.mark.parametrize(
    ("analysis", "limits", "fails"),
    [
        (NOTHING, Limits(), False),
        (FOUND, Limits(), True),
        (FOUND, Limits(fail_on=FailOn.NEVER), False),
        (FOUND, Limits(known=ALL_KNOWN), False),
        (FOUND, Limits(known=ALL_KNOWN, budgets=(NO_FILES,)), True),
        (NOTHING, Limits(max_growth="1MB"), False),
        (FOUND, Limits(known=ALL_KNOWN, max_growth="1B"), True),
    ],
)
def test_what_an_analysis_has_to_pass(analysis: Analysis, limits: Limits, *, fails: bool) -> None:
    verdict = gate(analysis, limits)
    assert verdict.exit_code is (ExitCode.GATE_FAILED if fails else ExitCode.CLEAN)
    assert verdict.fail_on is limits.fail_on


def test_a_verdict_is_the_analysis_with_known_findings_set_apart() -> None:
    assert any(finding.severity is Severity.ERROR for finding in FOUND.findings)
    verdict = gate(FOUND, Limits(known=ALL_KNOWN))
    assert (verdict.findings, verdict.known, verdict.gone) == ((), FOUND.findings, ())
    assert all(getattr(verdict, name) == getattr(FOUND, name) for name in Analysis._fields if name != "findings")


def test_a_limit_on_growth_without_anything_to_compare_with_is_no_failure() -> None:
    (row,) = gate(NOTHING, Limits(max_growth="5%")).gate
    assert (row.verdict, row.message) == (
        "SKIP",
        "nothing to compare with; checked with --compare REF or --baseline FILE",
    )
