"""What an analysis has to pass, where there is anything: limits, growth, and what a baseline knows.

It is loaded only then, as most runs have none of it.
"""

from __future__ import annotations

import os
import sys

from ctxsize.display.escaping import printable, quoted
from ctxsize.display.sizes import QuantityError, parse_growth
from ctxsize.errors import UsageError
from ctxsize.files.bounds import bounds
from ctxsize.files.read import read_named, read_within
from ctxsize.gate.budget import Budget, Check, Limit
from ctxsize.gate.gate import Limits, rows_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ctxsize.analysis.analysis import Analysis
    from ctxsize.analysis.comparison import Comparison
    from ctxsize.cli.options import Options
    from ctxsize.config.settings import Config
    from ctxsize.context.entry import Entry
    from ctxsize.gate.baseline import KnownBuild

DEFAULT_BASELINE = ".ctxsize-baseline.json"


def read_limits(
    limits: Limits,
    analysis: Analysis,
    given: Options,
    config: Config,
    entries: Callable[[], Sequence[Entry]],
    compared: Callable[[], Comparison] | None,
    *,
    label: str | None = None,
) -> Limits:
    """Return the limits with all that options, configuration and baseline add, and write the baseline where that is asked for.

    Args:
        limits: those that need no reading.
        analysis: what was found out.
        given: the options; they go before the configuration.
        config: the configuration.
        entries: tells all that is received; asked only where a limit needs it.
        compared: compares with the commit of ``--compare``; ``None`` without one.
        label: what tells the build from others of the same Dockerfile and target, where it is one of several builds:
            empty if there are none; ``None`` for a single build.

    Raises:
        UsageError: if the baseline can't be read or written, or there is nothing to compare with.

    """
    target = f"{given.target or '-'} {label}" if label else given.target
    max_growth = _checked_growth(given)
    comparison = compared() if compared is not None else None
    limits = limits.replace(
        comparison=comparison, budgets=(*_budgets(given), *config.budgets), dockerfile=_real_dockerfile(analysis)
    )
    file = given.baseline or config.baseline or (DEFAULT_BASELINE if given.write_baseline else None)
    # The command line alone may name a file outside of the repository.
    within = () if given.baseline else config.within if config.baseline else bounds(os.getcwd())
    if given.write_baseline and file is not None:
        _write_baseline(file, analysis, target, rows_of(analysis, limits, entries), within)
    known = _read_baseline(file, within).get(_name(file, analysis, target)) if file is not None else None
    if max_growth is not None and comparison is None and known is None and (file is None or label is None):
        raise UsageError("--max-growth needs something to compare with. Add --compare REF, or --baseline FILE.")
    return limits.replace(known=known, max_growth=max_growth or config.max_growth or None)


def _budgets(given: Options) -> tuple[Budget, ...]:
    """Return the limits that the options set, each of them with the option as its origin.

    Raises:
        UsageError: if one is no such quantity, or no build could pass.

    """
    limits = [
        *((("--budget", _size("max-size", given.budget, "--budget")),) if given.budget is not None else ()),
        *((("--min-size", _size("min-size", given.min_size, "--min-size")),) if given.min_size is not None else ()),
        *((("--max-files", _files("max-files", given.max_files)),) if given.max_files is not None else ()),
        *((("--min-files", _files("min-files", given.min_files)),) if given.min_files is not None else ()),
    ]
    by_option = {option: limit.value for option, limit in limits}
    for least, most in (("--min-size", "--budget"), ("--min-files", "--max-files")):
        if least in by_option and most in by_option and by_option[least] > by_option[most]:
            raise UsageError(f"{least} is above {most}, so no build can pass. Lower it, or raise {most}.")
    return tuple(Budget(origin=option, limits=(limit,)) for option, limit in limits)


def total_limits(given: Options) -> tuple[Limit, ...]:
    """Return the limits of all builds together; raises UsageError if one is no size."""
    return () if given.budget_total is None else (_size("max-size", given.budget_total, "--budget-total"),)


def _size(name: str, text: str, option: str) -> Limit:
    try:
        return Limit.of_size(name, text)
    except QuantityError as error:
        raise UsageError(f"{option} {quoted(text)}: {error}") from error


def _files(name: str, value: int) -> Limit:
    return Limit(name=name, value=value, text=f"{value:,}")


def _checked_growth(given: Options) -> str | None:
    if given.max_growth is not None:
        try:
            parse_growth(given.max_growth)
        except QuantityError as error:
            raise UsageError(f"--max-growth {quoted(given.max_growth)}: {error}") from error
    return given.max_growth


def _real_dockerfile(analysis: Analysis) -> str:
    return os.path.realpath(os.path.join(analysis.root, analysis.dockerfile) if analysis.dockerfile != "-" else "-")


def _name(file: str, analysis: Analysis, target: str | None) -> str:
    """Return what a baseline calls this build: its place as seen from the baseline, its Dockerfile, target, builder."""
    place = os.path.relpath(analysis.root, os.path.dirname(os.path.realpath(file)))
    return f"{place} {analysis.dockerfile} {target or '-'} {analysis.builder.value}"


def _read_baseline(file: str, within: Sequence[str]) -> Mapping[str, KnownBuild]:
    from ctxsize.gate.baseline import parse  # noqa: PLC0415 (only with a baseline)

    try:
        data = read_within(file, within) if within else read_named(file)
        return parse(data.decode(), file)
    except FileNotFoundError as error:
        raise UsageError(f"{printable(file)}: no such baseline. Write it with --write-baseline.") from error
    except OSError as error:
        message = f"{printable(file)}: the baseline can't be read: {error.strerror}. Name another file."
        raise UsageError(message) from error
    except UnicodeDecodeError as error:
        message = f"{printable(file)}: not UTF-8, so not a baseline. Name another file."
        raise UsageError(message) from error


def _write_baseline(
    file: str, analysis: Analysis, target: str | None, rows: Sequence[Check], within: Sequence[str]
) -> None:
    """Put this build into the baseline; others that it knows stay."""
    from ctxsize.files.write import UnwritableError, write_whole  # noqa: PLC0415
    from ctxsize.gate.baseline import KnownBuild, known_finding, render  # noqa: PLC0415 (only with a baseline)

    texts = dict(analysis.texts)
    builds = dict(_read_baseline(file, within)) if os.path.exists(file) else {}
    builds[_name(file, analysis, target)] = KnownBuild(
        transfer_bytes=analysis.received.transfer_bytes,
        files=analysis.received.files,
        findings=tuple(known_finding(finding, texts) for finding in analysis.findings),
        checks={row.key: row.measured for row in rows if row.passed is False},
    )
    try:
        losses = write_whole(file, render(builds).encode(), within=bounds(analysis.root, os.getcwd(), *within))
    except UnwritableError as error:
        raise UsageError(f"{error}") from error
    sys.stderr.writelines(f"ctxsize: {loss}.\n" for loss in losses)
