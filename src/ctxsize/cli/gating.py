"""From the options and the configuration to a verdict: what a report has to pass."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ctxsize.gate import FailOn, exit_code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctxsize.context import Entry
    from ctxsize.growth import Comparison
    from ctxsize.report import Report
    from ctxsize.settings import Config


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What the command line asks of the gate; ``None`` where it says nothing."""

    budget: str | None = None
    min_size: str | None = None
    max_files: int | None = None
    min_files: int | None = None
    fail_on: FailOn | None = None
    compare: str | None = None
    max_growth: str | None = None
    baseline: str | None = None
    write_baseline: bool = False

    @property
    def asks(self) -> bool:
        """Whether there is anything but a level to be held to."""
        return self != Gate(fail_on=self.fail_on)


def judge(
    report: Report,
    gate: Gate,
    config: Config,
    target: str | None,
    entries: Callable[[], Sequence[Entry]],
    compared: Callable[[str], Comparison],
) -> Report:
    """Return the report with what is known taken out, the limits checked, and the exit code that follows.

    Args:
        report: as analyzed.
        gate: the options; they go before the configuration.
        config: the configuration.
        target: the stage that was asked for.
        entries: tells all that is received; asked only where a limit needs it.
        compared: compares with a commit; asked only for ``--compare``.

    Raises:
        UsageError: if the baseline can't be read or written, or there is nothing to compare with.

    """
    report = replace(report, fail_on=gate.fail_on or config.fail_on or FailOn.ERROR)
    if gate.asks or config.budgets or config.baseline or config.max_growth:
        from ctxsize.cli.limits import hold  # noqa: PLC0415 (most runs have no limits)

        return hold(report, gate, config, target, entries, compared)
    return replace(report, exit_code=exit_code(report.findings, (), report.fail_on))
