"""From the options and the configuration to a verdict: what an analysis has to pass."""

from __future__ import annotations

from ctxsize.gate.gate import Limits, gate
from ctxsize.gate.verdict import FailOn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctxsize.analysis.analysis import Analysis
    from ctxsize.analysis.comparison import Comparison
    from ctxsize.cli.options import Options
    from ctxsize.config.settings import Config
    from ctxsize.context.entry import Entry
    from ctxsize.gate.verdict import Verdict


def apply_gate(
    analysis: Analysis,
    given: Options,
    config: Config,
    entries: Callable[[], Sequence[Entry]],
    compared: Callable[[], Comparison] | None,
) -> Verdict:
    """Return the verdict on an analysis by what the options and the configuration ask for.

    Args:
        analysis: what was found out.
        given: the options; they go before the configuration.
        config: the configuration.
        entries: tells all that is received; asked only where a limit needs it.
        compared: compares with the commit of ``--compare``; ``None`` without one.

    Raises:
        UsageError: if the baseline can't be read or written, or there is nothing to compare with.

    """
    limits = Limits(fail_on=given.fail_on or config.fail_on or FailOn.ERROR)
    if asks(given) or config.budgets or config.baseline or config.max_growth:
        from ctxsize.cli.limits import read_limits  # noqa: PLC0415 (most runs have no limits)

        limits = read_limits(limits, analysis, given, config, entries, compared)
    return gate(analysis, limits, entries)


def asks(given: Options) -> bool:
    """Whether an option sets anything to be held to but a level."""
    limits = (given.budget, given.min_size, given.max_files, given.min_files, given.max_growth)
    return given.write_baseline or any(value is not None for value in (*limits, given.compare, given.baseline))
