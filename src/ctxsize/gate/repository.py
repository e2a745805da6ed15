"""All builds of a repository held to their limits: a verdict for each, what they have together, and one exit code."""

from __future__ import annotations

from ctxsize.analysis.repository import DistinctBuild, transfer_bytes
from ctxsize.errors import ExitCode
from ctxsize.gate.gate import Limits, gate, measured_build
from ctxsize.gate.verdict import FailOn, Verdict
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctxsize.analysis.repository import AnalyzedBuild, RepositoryAnalysis
    from ctxsize.context.entry import Entry
    from ctxsize.gate.budget import Budget, Check, Limit
    from ctxsize.project.definition import BuildDefinition

_GUESSED = "not held to it: no file states the context"
_WORST_FIRST = (ExitCode.NOT_ANALYZED, ExitCode.USAGE, ExitCode.GATE_FAILED, ExitCode.CLEAN)


class BuildVerdict(DistinctBuild):
    """One of a repository's builds and the verdict on it; ``report`` is ``None`` where it can't be analyzed.

    ``is_named`` is whether it was asked for by its name: only then is it a failure that its context is not here.
    """

    report: Verdict | None = None
    is_named: bool = False

    @property
    def bytes(self) -> int:
        """Transfer bytes, named contexts included; 0 if it can't be analyzed."""
        return 0 if self.report is None else transfer_bytes(self.report)

    @property
    def exit_code(self) -> ExitCode:
        """How a run of this build alone ends; a guess neither fails nor passes."""
        if self.report is not None:
            return self.report.exit_code
        counts = self.is_named if self.elsewhere else not self.is_guessed
        return ExitCode.NOT_ANALYZED if counts else ExitCode.CLEAN


class RepositoryVerdict(Record):
    """All builds of a repository, the largest first, each with its verdict.

    ``inactive`` are the definitions that their tools don't build without being told to. ``gate`` has the rows of what all
    builds are held to together, and of limits that no build is held to. ``unmet`` names the limits that only builds with a
    guessed context could meet: they are neither passed nor failed, and the exit code is 2.
    """

    builds: tuple[BuildVerdict, ...]
    inactive: tuple[BuildDefinition, ...] = ()
    gate: tuple[Check, ...] = ()
    unmet: tuple[str, ...] = ()

    @property
    def transfer_bytes(self) -> int:
        """What all builds together receive."""
        return sum(build.bytes for build in self.builds)

    @property
    def reports(self) -> tuple[Verdict, ...]:
        """The verdicts, the largest build's first."""
        return tuple(build.report for build in self.builds if build.report is not None)

    @property
    def exit_code(self) -> ExitCode:
        """The worst, in the order 3, 2, 1, 0."""
        codes = {build.exit_code for build in self.builds}
        if self.unmet:
            codes.add(ExitCode.USAGE)
        if any(row.passed is False for row in self.gate):
            codes.add(ExitCode.GATE_FAILED)
        return next((code for code in _WORST_FIRST if code in codes), ExitCode.CLEAN)


class BuildLimits(Record):
    """What one build has to pass, and what tells all that it receives, which is asked only where a limit needs it."""

    limits: Limits = Limits()
    entries: Callable[[], Sequence[Entry]] = tuple


def gate_all(
    analysis: RepositoryAnalysis,
    limits_of: Callable[[AnalyzedBuild], BuildLimits] = lambda _: BuildLimits(),
    total: Sequence[Limit] = (),
    *,
    named: Callable[[AnalyzedBuild], bool] = lambda _: False,
) -> RepositoryVerdict:
    """Return the verdict on all builds.

    Args:
        analysis: what was found out.
        limits_of: what each build has to pass; all are given the same budgets, each of which says for which build it is.
        total: limits for the transfer bytes of all builds together.
        named: whether a build was asked for by its name.

    """
    budgets = _BudgetUse()
    builds = []
    growth: dict[str, None] = {}
    for build in analysis.builds:
        told = BuildVerdict(
            definitions=build.definitions, why_not=build.why_not, elsewhere=build.elsewhere, is_named=named(build)
        )
        if build.analysis is not None:
            wanted = limits_of(build)
            if wanted.limits.max_growth:
                growth[f"max-growth {wanted.limits.max_growth}"] = None
            told = told.replace(report=_held(build, wanted.limits, wanted.entries, budgets))
        builds.append(told)
    held = [build for build in builds if build.report is not None and not build.is_guessed]
    rows, unmet = budgets.left_over(), budgets.unmet()
    unmet = unmet if held else (*unmet, *growth)
    if total and not held:
        unmet = (*unmet, *(f"the total of {limit.text}" for limit in total if any(build.bytes for build in builds)))
    elif total:
        from ctxsize.gate.budget import total_row  # noqa: PLC0415 (few repositories have such a limit)

        guessed = sum(build.report is not None and build.is_guessed for build in builds)
        sizes = [(build.names[0], build.bytes) for build in held]
        rows = (*(total_row(limit, sizes, guessed) for limit in total), *rows)
    return RepositoryVerdict(builds=tuple(builds), inactive=analysis.inactive, gate=rows, unmet=unmet)


class _BudgetUse:
    """Which builds each budget was held against."""

    def __init__(self) -> None:
        self._known: dict[Budget, set[bool]] = {}

    def take(self, budget: Budget, *, is_guessed: bool | None) -> None:
        """Take note of a budget: for a build whose context is stated or guessed, ``None`` if it is not for that build."""
        used = self._known.setdefault(budget, set())
        if is_guessed is not None:
            used.add(is_guessed)

    def unmet(self) -> tuple[str, ...]:
        """Return the limits that only builds with a guessed context could meet."""
        return tuple(
            f"{limit.name} {limit.text}" + (f" of {budget.subject}" if budget.subject else "")
            for budget, used in self._known.items()
            if used == {True}
            for limit in budget.limits
        )

    def left_over(self) -> tuple[Check, ...]:
        """Return a row for each limit that is for none of the builds."""
        from ctxsize.gate.budget import skipped  # noqa: PLC0415 (most repositories have no limits)

        return tuple(
            row
            for budget, used in self._known.items()
            if not used
            for row in skipped(budget, "no build of this run is the one that it is for")
        )


def _held(build: AnalyzedBuild, limits: Limits, entries: Callable[[], Sequence[Entry]], budgets: _BudgetUse) -> Verdict:
    analysis = build.analysis
    assert analysis is not None  # noqa: S101 (the caller has looked)
    own = []
    if limits.budgets:
        from ctxsize.gate.budget import applies  # noqa: PLC0415 (most repositories have no limits)

        measured = measured_build(analysis, limits, entries)
        for budget in limits.budgets:
            is_own = applies(budget, measured)
            budgets.take(budget, is_guessed=build.is_guessed if is_own else None)
            own += [budget] if is_own else []
    limits = limits.replace(budgets=tuple(own))
    if not build.is_guessed:
        return gate(analysis, limits, entries)
    found = gate(analysis, limits.replace(fail_on=FailOn.NEVER), entries)
    rows = tuple(row.replace(passed=None, message=_GUESSED, contributors=(), note="", over=0) for row in found.gate)
    return found.replace(gate=rows, exit_code=ExitCode.CLEAN)
