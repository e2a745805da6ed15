"""Which findings and checks fail, and the exit code that follows."""

from __future__ import annotations

import pytest

from ctxsize.errors import ExitCode
from ctxsize.gate.budget import Check
from ctxsize.gate.verdict import FailOn, exit_code, failing
from ctxsize.rules import COPY_EXCLUDED_SOURCE
from ctxsize.rules.finding import Finding, Severity


@pytest.mark.parametrize(
    ("severity", "fail_on", "code"),
    [
        (Severity.ERROR, FailOn.ERROR, ExitCode.GATE_FAILED),
        (Severity.WARNING, FailOn.ERROR, ExitCode.CLEAN),
        (Severity.WARNING, FailOn.WARNING, ExitCode.GATE_FAILED),
        (Severity.ERROR, FailOn.WARNING, ExitCode.GATE_FAILED),
        (Severity.INFO, FailOn.WARNING, ExitCode.CLEAN),
        (Severity.INFO, FailOn.INFO, ExitCode.GATE_FAILED),
        (Severity.ERROR, FailOn.NEVER, ExitCode.CLEAN),
    ],
)
def test_a_finding_fails_from_the_level_on(severity: Severity, fail_on: FailOn, code: ExitCode) -> None:
    finding = Finding(rule=COPY_EXCLUDED_SOURCE, path="Dockerfile", message="", advice="", severity=severity)
    assert exit_code([finding], [], fail_on) is code


@pytest.mark.parametrize(("passed", "code"), [(True, 0), (False, 1), (None, 0)])
def test_a_failed_check_fails_whatever_the_level(passed: bool | None, code: int) -> None:
    row = Check(check="max-size", limit="", actual="", passed=passed, message="")
    assert exit_code([], [row], FailOn.NEVER) == code


def test_the_findings_that_fail_are_told() -> None:
    findings = [
        Finding(rule=COPY_EXCLUDED_SOURCE, path="Dockerfile", message="", advice="", severity=severity)
        for severity in Severity
    ]
    assert failing(findings, FailOn.WARNING) == tuple(findings[:2])
    assert failing(findings, FailOn.NEVER) == ()
