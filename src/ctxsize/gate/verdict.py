"""Whether a report passes: which findings fail, and the exit code that follows. Limits stand in :mod:`ctxsize.gate.gate`."""

from __future__ import annotations

from enum import StrEnum

from ctxsize.analysis.analysis import Analysis
from ctxsize.errors import ExitCode
from ctxsize.rules.finding import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctxsize.analysis.comparison import Comparison
    from ctxsize.gate.baseline import KnownFinding
    from ctxsize.gate.budget import Check
    from ctxsize.rules.finding import Finding


class FailOn(StrEnum):
    """From which level on findings fail; the values are those of ``--fail-on``."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    NEVER = "never"

    def fails(self, severity: Severity) -> bool:
        """Whether a finding of this severity fails."""
        return self is not FailOn.NEVER and severity.rank <= Severity(self.value).rank


class Verdict(Analysis):
    """An analysis that has been held to its limits.

    ``findings`` from ``fail_on`` on fail; ``known`` are further ones that the baseline knows, ``gone`` those that it knows
    in vain. ``gate`` has a row for each limit. ``comparison`` is with another commit, if one was asked for.
    """

    exit_code: ExitCode = ExitCode.CLEAN
    gate: tuple[Check, ...] = ()
    fail_on: FailOn = FailOn.ERROR
    known: tuple[Finding, ...] = ()
    gone: tuple[KnownFinding, ...] = ()
    comparison: Comparison | None = None


def exit_code(findings: Iterable[Finding], checks: Iterable[Check], fail_on: FailOn) -> ExitCode:
    """Return how the process ends: a check that failed, or a finding at the level or above it, fails the gate."""
    failed = any(row.passed is False for row in checks) or any(fail_on.fails(finding.severity) for finding in findings)
    return ExitCode.GATE_FAILED if failed else ExitCode.CLEAN


def failing(findings: Iterable[Finding], fail_on: FailOn) -> tuple[Finding, ...]:
    """Return the findings that fail at this level."""
    return tuple(finding for finding in findings if fail_on.fails(finding.severity))
