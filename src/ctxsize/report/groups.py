"""Findings that say the same of places that differ in their directory alone, put together."""

from __future__ import annotations

import re

from ctxsize.display.escaping import printable, quoted
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctxsize.rules.finding import Finding

TIMES = "\u00d7"
"""Stands before how many findings a group has."""


class Group(Record):
    """Findings of one rule and one severity about files or directories of one name, the largest first."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The one that stands for all."""
        return self.findings[0]

    @property
    def bytes(self) -> int:
        """What is received of all of them."""
        return sum(finding.bytes for finding in self.findings)

    @property
    def files(self) -> int:
        """How many files those are."""
        return sum(finding.files for finding in self.findings)

    @property
    def headline(self) -> str:
        """The first sentence of the first message, without the path if it begins with it."""
        message = printable(self.first.message)
        # A dot that is a path of its own ends no sentence.
        end = re.search(r"(?<=[^\s.])\. (?=[A-Z'])", message)
        sentence = message[: end.start()] if end is not None else message
        return sentence.removeprefix(f"{quoted(self.first.path)} ")


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """Return findings in groups, by severity, then bytes, then code and place."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        about_a_line = finding.line is not None and not finding.rule.code.startswith("CTX2")
        name = finding.path.rpartition("/")[2]
        key = (finding.rule.code, finding.severity, name, id(finding) if about_a_line else None)
        groups.setdefault(key, []).append(finding)
    found = [
        Group(tuple(sorted(group, key=lambda finding: (-finding.bytes, finding.path)))) for group in groups.values()
    ]
    found.sort(key=lambda group: (group.first.severity.rank, -group.bytes, group.first.order))
    return found
