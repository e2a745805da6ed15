"""``--fix`` and ``--diff`` for the builds of a repository: each ignore file once, all changes as one patch."""

from __future__ import annotations

import os
import sys
from io import StringIO

from ctxsize.cli import fixing
from ctxsize.cli.options import Format
from ctxsize.cli.outputs import put
from ctxsize.display.escaping import broken, printable
from ctxsize.errors import CtxsizeError, ExitCode, UsageError
from ctxsize.ignore.parse import IGNORE_FILE
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxsize.analysis.repository import AnalyzedBuild, RepositoryAnalysis
    from ctxsize.cli.options import Options
    from ctxsize.cli.outputs import Output
    from ctxsize.fix.outcome import Outcome
    from ctxsize.gate.repository import RepositoryVerdict
    from ctxsize.rules.selection import Selection


_MOST_NAMES = 3


class BuildFix(Record):
    """What was done for the builds of one ignore file: their names, the outcome, and the change as a patch from the working directory."""

    name: str
    outcome: Outcome
    patch: str


class Fixes(Record):
    """What was done for all builds, and sentences on those for which nothing was."""

    done: tuple[BuildFix, ...]
    remarks: tuple[str, ...]

    @property
    def written(self) -> bool:
        """Whether any file was."""
        return any(one.outcome.written for one in self.done)


def fix_all(found: RepositoryAnalysis, given: Options, selection: Selection) -> Fixes:
    """Work out each ignore file, and write them where that is asked for: all or none.

    A file that several builds read suits all of them. Where no file states the context of any of them, nothing is written.

    Raises:
        UsageError: as for one build, if there is just one ignore file.

    """
    orders = fixing.orders(given)
    assert orders is not None  # noqa: S101 (asked for)
    groups: dict[tuple[str, str], list[AnalyzedBuild]] = {}
    for build in found.builds:
        if build.analysis is not None and build.request is not None:
            place = (build.analysis.root, build.analysis.ignore_file or IGNORE_FILE)
            groups.setdefault(place, []).append(build)
    thoughts: list[tuple[str, fixing.Thought]] = []
    remarks: list[str] = []
    for (root, _), builds in groups.items():
        stated = [build for build in builds if not build.is_guessed]
        if not stated:
            remarks.append(f"{builds[0].names[0]}: no file states its context, so nothing is written.")
            continue
        ordered = [*stated, *(build for build in builds if build.is_guessed)]
        requests = [build.request for build in ordered if build.request is not None]
        name = ", ".join(build.names[0] for build in ordered[:_MOST_NAMES])
        more = f" and {len(ordered) - _MOST_NAMES} more" if ordered[_MOST_NAMES:] else ""
        try:
            thoughts.append((name + more, fixing.think(requests, orders, selection.at(root))))
        except CtxsizeError as error:
            if len(groups) == 1:
                raise
            remarks.append(f"{name}{more}: {error}")
    those = [thought for _, thought in thoughts]
    outcomes = fixing.write_all(those) if given.fix and not given.diff else [thought.outcome for thought in those]
    done = [
        BuildFix(name=name, outcome=outcome, patch=_patch(outcome, thought.root))
        for (name, thought), outcome in zip(thoughts, outcomes, strict=True)
    ]
    return Fixes(done=tuple(done), remarks=tuple(remarks))


def _patch(outcome: Outcome, root: str) -> str:
    """Return the change with the file's name as seen from the working directory, which is what ``git apply`` takes."""
    if not outcome.diff:
        return ""
    name = printable(os.path.relpath(os.path.join(root, outcome.shown)))
    lines = outcome.diff.split("\n", 2)
    old = lines[0] if lines[0].endswith("/dev/null") else f"--- a/{name}"
    return "\n".join([old, f"+++ b/{name}", lines[2]])


def report_all(fixes: Fixes, verdict: RepositoryVerdict, given: Options, wanted: Sequence[Output]) -> int:
    """Say what was done, and return the exit code: of ``--diff`` whether there is a change, of ``--fix`` about what remains."""
    from ctxsize.fix.outcome import write_json  # noqa: PLC0415 (as for one build)
    from ctxsize.fix.summary import summary  # noqa: PLC0415 (likewise)

    changes = any(one.outcome.changes for one in fixes.done)
    code = (ExitCode.GATE_FAILED if changes else ExitCode.CLEAN) if given.diff else verdict.exit_code
    for output in wanted:
        text = StringIO()
        if output.format is Format.JSON:
            if len(fixes.done) != 1:
                raise UsageError(
                    "--format json shows the fix of one build. Name it with --service, or leave --format out."
                )
            write_json(fixes.done[0].outcome, sum(len(report.findings) for report in verdict.reports), int(code), text)
        elif given.diff:
            text.writelines(broken(one.patch, "\\x23") for one in fixes.done)
        else:
            for number, one in enumerate(fixes.done):
                text.write(("\n" if number else "") + (f"{printable(one.name)}:\n" if len(fixes.done) > 1 else ""))
                report = next(
                    (build.report for build in verdict.builds if one.name.split(", ")[0] in build.names), None
                )
                findings = () if report is None else report.findings
                text.write(summary(one.outcome, findings, fixing.look_at(output, colored=given.wants_color)))
        put(text.getvalue(), output)
    notes = [*fixes.remarks, *(note for one in fixes.done if given.diff for note in one.outcome.notes)]
    sys.stderr.writelines(f"ctxsize: {printable(note)}\n" for note in notes)
    return code
