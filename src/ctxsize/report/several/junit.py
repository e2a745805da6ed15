"""All builds as JUnit XML: two suites a build, and one for what all builds are held to together."""

from __future__ import annotations

from ctxsize.report.junit import case, count_failures, limits_suite, suite, suites
from ctxsize.report.several.rendering import names_of
from ctxsize.rules import RULES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from ctxsize.gate.repository import RepositoryVerdict
    from ctxsize.report.several.rendering import SeveralRendering


def write(repository: RepositoryVerdict, stream: TextIO, rendering: SeveralRendering) -> None:
    """Write the suites of each build; a build that can't be analyzed is a case that fails, or is skipped."""
    written: list[str] = []
    tests = failures = 0
    if repository.gate:
        written.append(limits_suite(repository.gate, "all builds"))
        tests += len(repository.gate)
        failures += sum(row.passed is False for row in repository.gate)
    away = [build for build in repository.builds if build.report is None]
    if away:
        cases = [case("ctxsize.builds", names_of(build), build.why_not, failed=bool(build.exit_code)) for build in away]
        wrong = sum(bool(build.exit_code) for build in away)
        written.append(suite("builds", cases, wrong, len(away) - wrong))
        tests += len(away)
        failures += wrong
    for build, report, own in rendering.of(repository):
        written += suites(report, own, names_of(build))
        tests += len(report.gate) + len(RULES)
        failures += count_failures(report)
    stream.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    stream.write(f'<testsuites name="ctxsize" tests="{tests}" failures="{failures}" errors="0">\n')
    stream.writelines(written)
    stream.write("</testsuites>\n")
