"""Where findings and checks stand as seen from the repository, which is how CI systems name files."""

from __future__ import annotations

from ctxsize.display.escaping import printable
from ctxsize.golang import paths
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.gate.budget import Check
    from ctxsize.report import Report
    from ctxsize.report.rendering import Rendering
    from ctxsize.rules.finding import Finding


def placed(rendering: Rendering, path: str) -> str:
    """Return a path of the report, such as that of a finding, relative to the top of the repository."""
    known = rendering.places.get(path)
    return known if known is not None else paths.join(rendering.prefix, path) or "."


class Place(Record):
    """Where a CI system shows a finding: a file, seen from the top of the repository, and a line of it.

    ``related`` is the path that the finding is about where that is not the file itself.
    """

    file: str
    line: int | None
    related: str | None = None


def finding_place(report: Report, rendering: Rendering, finding: Finding) -> Place:
    """Return the place of a finding in a file that the repository has.

    CI systems show nothing at a directory or at a file that git does not track. There the finding stands at the
    instruction that takes the path, else in the ignore file, else in the Dockerfile.
    """
    path = placed(rendering, finding.path)
    tracked = rendering.tracked
    if finding.path in {report.dockerfile, report.ignore_file} or (
        finding.path in tracked if tracked is not None else finding.line is not None
    ):
        return Place(path, finding.line)
    if finding.taken_at is None and report.ignore_file is not None:
        return Place(placed(rendering, report.ignore_file), None, path)
    return Place(placed(rendering, report.dockerfile), finding.taken_at, path)


def check_place(report: Report, rendering: Rendering, check: Check) -> tuple[str, int | None]:
    """Return the file and line that a check is reported at: where its limit stands, else the Dockerfile."""
    file, _, line = check.origin.rpartition(":")
    if file and line.isdecimal():
        return placed(rendering, file), int(line)
    return placed(rendering, report.dockerfile), None


def build_name(report: Report, rendering: Rendering) -> str:
    """Name the build, so that the results of several do not replace each other."""
    return printable("/".join((placed(rendering, report.dockerfile), report.target or "-", report.builder.value)))


def check_words(check: Check) -> str:
    """Return a check in one sentence: ``max-size is 22.10MB of 20MB, over by 2.10MB (10.5%)``."""
    words = f"{check.title} is {check.actual} of {check.limit}" if check.passed is not None else check.title
    parts = [words, check.message, printable(check.note)]
    return ", ".join(part for part in parts if part)
