"""From the options and the configuration to a verdict: what a report has to pass."""

from __future__ import annotations

from ctxsize.gate.verdict import FailOn, exit_code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctxsize.cli.options import Options
    from ctxsize.config.settings import Config
    from ctxsize.context.entry import Entry
    from ctxsize.gate.growth import Comparison
    from ctxsize.report import Report


def judge(
    report: Report,
    given: Options,
    config: Config,
    entries: Callable[[], Sequence[Entry]],
    compared: Callable[[], Comparison] | None,
) -> Report:
    """Return the report with what is known taken out, the limits checked, and the exit code that follows.

    Args:
        report: as analyzed.
        given: the options; they go before the configuration.
        config: the configuration.
        entries: tells all that is received; asked only where a limit needs it.
        compared: compares with the commit of ``--compare``; ``None`` without one.

    Raises:
        UsageError: if the baseline can't be read or written, or there is nothing to compare with.

    """
    report = report.replace(fail_on=given.fail_on or config.fail_on or FailOn.ERROR)
    if _asks(given) or config.budgets or config.baseline or config.max_growth:
        from ctxsize.cli.limits import hold  # noqa: PLC0415 (most runs have no limits)

        return hold(report, given, config, entries, compared)
    return report.replace(exit_code=exit_code(report.findings, (), report.fail_on))


def _asks(given: Options) -> bool:
    """Whether an option sets anything to be held to but a level."""
    limits = (given.budget, given.min_size, given.max_files, given.min_files, given.max_growth)
    return given.write_baseline or any(value is not None for value in (*limits, given.compare, given.baseline))
