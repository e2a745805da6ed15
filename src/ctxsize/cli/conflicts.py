"""What does not go together on a command line: an option that would have no effect is refused, never ignored."""

from __future__ import annotations

import os

from ctxsize.cli.option import PROOF, REPOSITORY, Format, Task
from ctxsize.cli.options import OPTIONS
from ctxsize.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ctxsize.cli.option import Option
    from ctxsize.cli.options import Options

_EXCLUSIVE = {
    ("color", "no_color"): "--no-color is --color never.",
    ("full", "quiet"): "--full shows everything, --quiet only what fails.",
    ("full", "statistics"): "--statistics replaces the report, --full is the long report.",
    ("statistics", "quiet"): "--statistics counts all findings, --quiet shows only what fails.",
    ("fix", "diff"): "--fix writes the ignore file, --diff only shows what it would write.",
    ("ref", "compare"): "--ref analyzes one commit, --compare what HEAD adds to another.",
}
OF_ONE_BUILD = ("file", "target", "build_arg", "build_context", "platform", "ref", "allow")
"""Options that describe a single build, as those of docker build do."""
_CHOSEN_BY = {
    Task.BUILDS: ("builds",),
    Task.LIST: ("list_entries",),
    Task.FIX: ("fix", "diff"),
    Task.PROVE: ("prove",),
    Task.INIT: ("init",),
    Task.WHY: ("why",),
}
"""The options that choose what a run does."""
_INSTEAD_OF_A_REPORT = frozenset({"builds", "list_entries", "fix", "diff", "init", "prove"})
"""With these, every format must be one that they have; with others, one of several formats is enough."""


def refuse_ignored(options: Options, order: Sequence[str]) -> None:
    """Refuse the first option that would have no effect beside the others.

    Args:
        options: what was given.
        order: the names of the fields that were given, repeated ones repeated.

    Raises:
        UsageError: if there is such an option.

    """
    given = dict.fromkeys(name for name in order if name in OPTIONS)
    if not given:
        return
    for name in given:
        _refuse_repeated(OPTIONS[name], order.count(name))
    for pair, why in _EXCLUSIVE.items():
        if given.keys() >= set(pair):
            raise UsageError(f"{why} Leave one of them out.")
    if options.chooses_defined and not options.builds:
        refuse_one_build(given, next(OPTIONS[name].name for name in given if OPTIONS[name].panel == REPOSITORY))
    elif "budget_total" in given and not any(os.path.isfile(path) for path in options.paths):
        raise UsageError("--budget-total goes with --all. Add it, or limit the one build with --budget.")
    formats = options.output_format or (Format.TEXT,)
    task, chosen_by = _task(options, formats)
    if not options.prove:
        _refuse_without_proof(given)
    for name in given:
        _refuse_elsewhere(OPTIONS[name], task, chosen_by)
        _refuse_unwritten(OPTIONS[name], formats, needs_all=name in _INSTEAD_OF_A_REPORT)


def refuse_one_build(given: Iterable[str], beside: str) -> None:
    """Refuse an option that describes a single build, where the builds are those of files.

    Args:
        given: the names of the fields that were given.
        beside: what asks for the builds of files.

    Raises:
        UsageError: if there is such an option.

    """
    for name in given:
        if name in OF_ONE_BUILD:
            raise UsageError(
                f"{OPTIONS[name].name} describes a single build, and {beside} asks for those that files define. "
                "Leave one of them out."
            )


def _refuse_repeated(option: Option, times: int) -> None:
    if times > 1 and not option.is_repeatable and not option.is_switch:
        raise UsageError(f"{option.name} is given {_times(times)}, but takes one value. Give it once.")


def _refuse_without_proof(given: Iterable[str]) -> None:
    """Refuse an option of a proof where none is wanted."""
    for name in given:
        if OPTIONS[name].panel == PROOF:
            raise UsageError(f"{OPTIONS[name].name} goes with --prove. Add it, or leave {OPTIONS[name].name} out.")


def _refuse_elsewhere(option: Option, task: Task, chosen_by: str | None) -> None:
    """Refuse an option that has no effect in what the run does."""
    if task in option.tasks:
        return
    if chosen_by is not None:
        raise UsageError(f"{option.name} has no effect with {chosen_by}. Leave one of them out.")
    needed = [OPTIONS[each].name for each in _CHOSEN_BY[option.tasks[0]]]
    raise UsageError(
        f"{option.name} goes with {' or '.join(needed)}. "
        f"Add {'one of them' if len(needed) > 1 else 'it'}, or leave {option.name} out."
    )


def _refuse_unwritten(option: Option, formats: Sequence[Format], *, needs_all: bool) -> None:
    """Refuse an option that has no effect on the formats that are written."""
    without = [form.value for form in formats if form not in option.formats]
    if without and needs_all:
        known = " or ".join(form.value for form in option.formats)
        raise UsageError(f"{option.name} can't be written as --format {without[0]}. Use --format {known}.")
    if len(without) == len(formats):
        raise UsageError(f"{option.name} has no effect on --format {without[0]}. Leave one of them out.")


def _task(options: Options, formats: Sequence[Format]) -> tuple[Task, str | None]:
    """Return what the run does, and the option that says so; ``None`` for a report."""
    chosen = (
        (options.builds, Task.BUILDS, "--builds"),
        (options.fix, Task.FIX, "--fix"),
        (options.diff, Task.FIX, "--diff"),
        (options.prove, Task.PROVE, "--prove"),
        (options.list_entries, Task.LIST, "--list"),
        (options.init, Task.INIT, "--init"),
    )
    for is_given, task, name in chosen:
        if is_given:
            return task, name
    # As text, the answer stands instead of the report; JSON has both.
    if options.why and set(formats) <= {Format.TEXT, Format.CI}:
        return Task.WHY, "--why"
    return Task.REPORT, None


def _times(number: int) -> str:
    return "twice" if number == 2 else f"{number} times"  # noqa: PLR2004 (two times is "twice")
