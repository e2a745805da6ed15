"""JUnit XML: one suite for the limits and one for the rules, as Jenkins, GitLab and many others show them."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from ctxsize.display.escaping import printable
from ctxsize.gate.verdict import failing
from ctxsize.report.place import check_words, placed
from ctxsize.report.rendering import PLAIN, Rendering
from ctxsize.rules import RULES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from ctxsize.gate.budget import Check
    from ctxsize.report import Report
    from ctxsize.rules.finding import Finding


def write(report: Report, stream: TextIO, rendering: Rendering = PLAIN) -> None:
    """Write the limits as test cases that pass, fail or are skipped, and each rule as one that fails by its findings."""
    tests, wrong = len(report.gate) + len(RULES), count_failures(report)
    stream.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    stream.write(f'<testsuites name="ctxsize" tests="{tests}" failures="{wrong}" errors="0">\n')
    stream.writelines(suites(report, rendering))
    stream.write("</testsuites>\n")


def count_failures(report: Report) -> int:
    """Return how many cases of a build fail."""
    failed = failing(report.findings, report.fail_on)
    return sum(check.passed is False for check in report.gate) + len({finding.rule.code for finding in failed})


def suites(report: Report, rendering: Rendering, build: str = "") -> list[str]:
    """Return the suites of a build, named after it where it is one of several."""
    failed = failing(report.findings, report.fail_on)
    found = [limits_suite(report.gate, build)] if report.gate else []
    return [*found, _rules(report, rendering, failed, build)]


def limits_suite(checks: Sequence[Check], build: str = "") -> str:
    """Return the suite of limits."""
    cases = []
    for check in checks:
        inside = ""
        if check.passed is None:
            inside = f"<skipped message={_attribute(check.message)}/>"
        elif not check.passed:
            parts = "".join(f"\n{part.bytes} B  {printable(part.path)}" for part in check.contributors)
            inside = f'<failure type="budget" message={_attribute(check_words(check))}>{_text(parts)}</failure>'
        cases.append(_case(_group("gate", build), check.title, inside))
    failures = sum(check.passed is False for check in checks)
    skipped = sum(check.passed is None for check in checks)
    return suite(_named("gate", build), cases, failures, skipped)


def _rules(report: Report, rendering: Rendering, failed: Sequence[Finding], build: str) -> str:
    cases = []
    for rule in RULES:
        own = [finding for finding in report.findings if finding.rule.code == rule.code]
        wrong = [finding for finding in own if report.fail_on.fails(finding.severity)]
        others = [finding for finding in own if not report.fail_on.fails(finding.severity)]
        inside = ""
        if wrong:
            message = wrong[0].message if len(wrong) == 1 else f"{len(wrong)} findings"
            rows = "\n".join(_line(rendering, finding) for finding in wrong)
            inside = f"<failure type={_attribute(rule.code)} message={_attribute(message)}>{_text(rows)}</failure>"
        if others:
            rows = "\n".join(_line(rendering, finding) for finding in others)
            inside += f"<system-out>{_text(rows)}</system-out>"
        cases.append(_case(_group("rules", build), f"{rule.code} {rule.name}", inside))
    return suite(_named("rules", build), cases, len({finding.rule.code for finding in failed}), 0)


def _line(rendering: Rendering, finding: Finding) -> str:
    place = placed(rendering, finding.path) + (f":{finding.line}" if finding.line else "")
    return f"{printable(place)}: {finding.severity.value}: {printable(f'{finding.message}. {finding.advice}')}"


def _group(kind: str, build: str) -> str:
    return f"ctxsize.{kind}" + (f".{build}" if build else "")


def _named(kind: str, build: str) -> str:
    return f"{build}: {kind}" if build else kind


def case(group: str, name: str, why: str, *, failed: bool) -> str:
    """Return a case that fails, or is skipped, for a reason."""
    element = "failure" if failed else "skipped"
    kind = ' type="build"' if failed else ""
    return _case(group, name, f"<{element}{kind} message={_attribute(why)}/>")


def suite(name: str, cases: Sequence[str], failures: int, skipped: int) -> str:
    """Return a suite of cases."""
    head = f'  <testsuite name={_attribute(name)} tests="{len(cases)}" failures="{failures}" errors="0" skipped="{skipped}">\n'
    return head + "".join(cases) + "  </testsuite>\n"


def _case(group: str, name: str, inside: str) -> str:
    return f"    <testcase classname={_attribute(group)} name={_attribute(name)}>{inside}</testcase>\n"


def _attribute(text: str) -> str:
    return quoteattr(printable(text))


def _text(text: str) -> str:
    """Escape a text of several lines, each of which is printable already: XML has no way to write control characters."""
    return escape("\n".join(printable(line) for line in text.split("\n")))
