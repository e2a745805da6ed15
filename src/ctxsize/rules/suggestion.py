"""Lines for the ignore file that would help, each with its evidence and what it saves."""

from __future__ import annotations

from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctxsize.rules.finding import Finding

FAMILIES = ("CTX1", "CTX2")
"""Rules about entries that should not be received: what is unnecessary, and what is secret."""


class Suggestion(Record):
    """One line that could be added to the ignore file.

    ``origin`` is the code of the rule that asks for it, or ``gitignore``. ``safe`` is whether it is proved that nothing
    that the build uses goes. ``files`` and ``bytes`` are received now and no longer with the line.
    """

    pattern: str
    reason: str
    origin: str
    safe: bool
    files: int
    bytes: int


def of_findings(findings: Iterable[Finding]) -> tuple[Suggestion, ...]:
    """Return the lines that findings suggest, those that save most first.

    Safe are those of which each finding is sure that no build of this context needs the place: the same judgement that
    ``--fix`` follows. Exceptions let something in and save nothing: the findings themselves name them.
    """
    by_line: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.suggestion is not None and not finding.suggestion.startswith("!"):
            by_line.setdefault(finding.suggestion, []).append(finding)
    found = [
        Suggestion(
            pattern=line,
            reason=asking[0].message,
            origin=asking[0].rule.code,
            safe=all(one.safe for one in asking),
            files=sum(one.files for one in asking),
            bytes=sum(one.bytes for one in asking),
        )
        for line, asking in by_line.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.bytes, one.pattern)))
