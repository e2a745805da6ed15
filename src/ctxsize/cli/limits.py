"""What a report has to pass, where there is anything: limits, growth, and what a baseline knows.

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
from ctxsize.gate.budget import Budget, Check, Limit, Measured, check, growth
from ctxsize.gate.verdict import exit_code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ctxsize.cli.options import Options
    from ctxsize.config.settings import Config
    from ctxsize.context.entry import Entry
    from ctxsize.gate.baseline import KnownBuild
    from ctxsize.gate.growth import Comparison
    from ctxsize.report import Report

DEFAULT_BASELINE = ".ctxsize-baseline.json"


def hold(
    report: Report,
    given: Options,
    config: Config,
    entries: Callable[[], Sequence[Entry]],
    compared: Callable[[], Comparison] | None,
) -> Report:
    """Return the report as :func:`ctxsize.cli.gating.judge` does.

    Args:
        report: as analyzed.
        given: the options; they go before the configuration.
        config: the configuration.
        entries: tells all that is received; asked only where a limit needs it.
        compared: compares with the commit of ``--compare``; ``None`` without one.

    Raises:
        UsageError: if the baseline can't be read or written, or there is nothing to compare with.

    """
    max_growth = _checked_growth(given)
    comparison = compared() if compared is not None else None
    report = report.replace(comparison=comparison)
    measured = Measured(
        dockerfile=_real_dockerfile(report),
        target=report.target,
        transfer_bytes=report.received.transfer_bytes,
        files=report.received.files,
        entries=entries,
        largest=[(share.path, share.bytes) for share in report.largest_files],
        before=comparison.sizes if comparison is not None and comparison.before is not None else None,
    )
    budgets = (*_budgets(given), *config.budgets)
    file = given.baseline or config.baseline or (DEFAULT_BASELINE if given.write_baseline else None)
    # The command line alone may name a file outside of the repository.
    within = () if given.baseline else config.within if config.baseline else bounds(os.getcwd())
    if given.write_baseline and file is not None:
        _write_baseline(file, report, given.target, check(budgets, measured), within)
    known = _read_baseline(file, within).get(_name(file, report, given.target)) if file is not None else None
    if known is not None:
        report = _without_known(report, known)
        measured = measured.replace(known=known.checks)
    rows = check(budgets, measured)
    if max_growth or config.max_growth:
        rows += (_growth(max_growth, config.max_growth or "", report, known),)
    return report.replace(gate=rows, exit_code=exit_code(report.findings, rows, report.fail_on))


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


def _growth(option: str | None, configured: str, report: Report, known: KnownBuild | None) -> Check:
    """Hold the build to ``--max-growth``, since a commit or since the baseline."""
    limit = (option or configured).strip()
    if report.comparison is not None:
        from ctxsize.gate.growth import check as check_growth  # noqa: PLC0415 (only with a commit to compare)

        return check_growth(limit, report.comparison)
    if known is not None:
        allowed = parse_growth(limit).allowed(known.transfer_bytes)
        return growth(limit, allowed, known.transfer_bytes, report.received.transfer_bytes, "the baseline", ())
    if option is not None:
        raise UsageError("--max-growth needs to know since when. Add --compare REF, or --baseline FILE.")
    return Check(
        check="max-growth",
        limit=limit,
        actual="",
        passed=None,
        message="nothing to compare with; checked with --compare REF or --baseline FILE",
        origin="max-growth",
    )


def _real_dockerfile(report: Report) -> str:
    return os.path.realpath(os.path.join(report.root, report.dockerfile) if report.dockerfile != "-" else "-")


def _without_known(report: Report, known: KnownBuild) -> Report:
    from ctxsize.gate.baseline import sort  # noqa: PLC0415 (only with a baseline)

    found = sort(report.findings, known, report.texts)
    return report.replace(findings=found.new, known=found.known, gone=found.gone)


def _name(file: str, report: Report, target: str | None) -> str:
    """Return what a baseline calls this build: its place as seen from the baseline, its Dockerfile, target, builder."""
    place = os.path.relpath(report.root, os.path.dirname(os.path.realpath(file)))
    return f"{place} {report.dockerfile} {target or '-'} {report.builder.value}"


def _read_baseline(file: str, within: Sequence[str]) -> Mapping[str, KnownBuild]:
    from ctxsize.gate.baseline import parse  # noqa: PLC0415 (only with a baseline)

    try:
        data = read_within(file, within) if within else read_named(file)
        return parse(data.decode(), file)
    except FileNotFoundError as error:
        raise UsageError(f"{printable(file)}: there is no such baseline. Write it with --write-baseline.") from error
    except OSError as error:
        message = f"{printable(file)}: the baseline can't be read: {error.strerror}. Name another file."
        raise UsageError(message) from error
    except UnicodeDecodeError as error:
        message = f"{printable(file)}: this is not UTF-8, and so no baseline. Name another file."
        raise UsageError(message) from error


def _write_baseline(
    file: str, report: Report, target: str | None, rows: Sequence[Check], within: Sequence[str]
) -> None:
    """Put this build into the baseline; others that it knows stay."""
    from ctxsize.files.write import UnwritableError, write_whole  # noqa: PLC0415
    from ctxsize.gate.baseline import KnownBuild, known_finding, render  # noqa: PLC0415 (only with a baseline)

    builds = dict(_read_baseline(file, within)) if os.path.exists(file) else {}
    builds[_name(file, report, target)] = KnownBuild(
        transfer_bytes=report.received.transfer_bytes,
        files=report.received.files,
        findings=tuple(known_finding(finding, report.texts) for finding in report.findings),
        checks={row.key: row.measured for row in rows if row.passed is False},
    )
    try:
        losses = write_whole(file, render(builds).encode(), within=bounds(report.root, os.getcwd(), *within))
    except UnwritableError as error:
        raise UsageError(f"{error}") from error
    sys.stderr.writelines(f"ctxsize: {loss}.\n" for loss in losses)
