"""The gate: an analysis held to its limits, with a row for each and the exit code that follows."""

from __future__ import annotations

from functools import cache

from ctxsize.gate.verdict import FailOn, Verdict, exit_code
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctxsize.analysis.analysis import Analysis
    from ctxsize.analysis.comparison import Comparison
    from ctxsize.context.entry import Entry
    from ctxsize.gate.baseline import KnownBuild, KnownFinding
    from ctxsize.gate.budget import Budget, Check, MeasuredBuild
    from ctxsize.rules.finding import Finding


class Limits(Record):
    """What an analysis has to pass.

    Findings from ``fail_on`` on fail, but for those that ``known``, the baseline's entry for this build, has. ``budgets``
    bound sizes and numbers; ``dockerfile`` is the Dockerfile's real path, by which some of them name their builds.
    ``names`` are those of the build where a file of the repository defines it, ``services`` those that Compose knows.
    ``max_growth`` is a limit such as ``1MB`` or ``5%``, since the commit of ``comparison``, else since the baseline.
    """

    fail_on: FailOn = FailOn.ERROR
    budgets: tuple[Budget, ...] = ()
    dockerfile: str = ""
    names: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    known: KnownBuild | None = None
    max_growth: str | None = None
    comparison: Comparison | None = None


_NO_LIMITS = Limits()


def gate(analysis: Analysis, limits: Limits = _NO_LIMITS, entries: Callable[[], Sequence[Entry]] = tuple) -> Verdict:
    """Return the verdict on an analysis: its findings without known ones, the rows of the gate, the exit code.

    Args:
        analysis: what was found out.
        limits: what it has to pass.
        entries: tells all that is received; asked only where a limit needs it.

    """
    findings = analysis.findings
    known: tuple[Finding, ...] = ()
    gone: tuple[KnownFinding, ...] = ()
    if limits.known is not None:
        from ctxsize.gate.baseline import sort  # noqa: PLC0415 (only with a baseline)

        found = sort(findings, limits.known, dict(analysis.texts))
        findings, known, gone = found.new, found.known, found.gone
    rows = rows_of(analysis, limits, entries)
    return Verdict(
        **{
            **analysis.asdict(),
            "findings": findings,
            "known": known,
            "gone": gone,
            "gate": rows,
            "fail_on": limits.fail_on,
            "comparison": limits.comparison,
            "exit_code": exit_code(findings, rows, limits.fail_on),
        }
    )


def rows_of(analysis: Analysis, limits: Limits, entries: Callable[[], Sequence[Entry]]) -> tuple[Check, ...]:
    """Return a row for each limit; see :func:`gate`."""
    rows: tuple[Check, ...] = ()
    if limits.budgets:
        from ctxsize.gate.budget import check  # noqa: PLC0415 (most runs have no limits)

        measured = measured_build(analysis, limits, entries)
        if limits.known is not None:
            measured = measured.replace(known=limits.known.checks)
        rows = check(limits.budgets, measured)
    if limits.max_growth:
        rows += (_growth(limits.max_growth.strip(), analysis, limits),)
    return rows


def measured_build(analysis: Analysis, limits: Limits, entries: Callable[[], Sequence[Entry]]) -> MeasuredBuild:
    """Return what budgets are held against."""
    from ctxsize.gate.budget import MeasuredBuild  # noqa: PLC0415 (most runs have no limits)

    comparison = limits.comparison
    return MeasuredBuild(
        dockerfile=limits.dockerfile,
        target=analysis.target,
        transfer_bytes=analysis.received.transfer_bytes,
        files=analysis.received.files,
        entries=cache(entries),  # each budget asks
        largest=[(share.path, share.bytes) for share in analysis.largest_files],
        before=dict(comparison.sizes) if comparison is not None and comparison.before is not None else None,
        names=limits.names,
        services=limits.services,
        context=analysis.root,
    )


def _growth(limit: str, analysis: Analysis, limits: Limits) -> Check:
    """Hold the build to ``--max-growth``, since a commit or since the baseline."""
    if limits.comparison is not None:
        from ctxsize.gate.growth import check_growth  # noqa: PLC0415 (only with a commit to compare)

        return check_growth(limit, limits.comparison)
    from ctxsize.display.sizes import parse_growth  # noqa: PLC0415 (only with such a limit)
    from ctxsize.gate.budget import Check, growth  # noqa: PLC0415 (likewise)

    if limits.known is not None:
        before = limits.known.transfer_bytes
        now = analysis.received.transfer_bytes
        return growth(limit, parse_growth(limit).allowed(before), before, now, "the baseline", ())
    return Check(
        check="max-growth",
        limit=limit,
        actual="",
        passed=None,
        message="nothing to compare with; checked with --compare REF or --baseline FILE",
        origin="max-growth",
    )
