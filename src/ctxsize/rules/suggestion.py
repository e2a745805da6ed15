"""Lines for the ignore file that would help, each with its evidence and what it saves."""

from __future__ import annotations

from ctxsize.display.escaping import quoted
from ctxsize.record import Record
from ctxsize.rules.finding import Confidence
from ctxsize.rules.sources import uses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ctxsize.dockerfile.sources import Source
    from ctxsize.rules.finding import Finding

FAMILIES = ("CTX1", "CTX2")
"""Rules about entries that should not be received: what is unnecessary, and what is secret."""
_SECRETS = "CTX2"
_HARMLESS = frozenset({"ci-file", "editor-file", "image-archive", "log", "system-file", "test-report"})
"""Rules about what no command reads that makes an image, however it came there."""


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


def why_unsafe(finding: Finding, places: Sequence[str], sources: Iterable[tuple[str, Source]]) -> str:
    """Say why it is not proved that no build needs these places; empty if it is, and ``--fix`` writes the line.

    The one decision of this kind: findings show it, and ``--fix`` follows it.

    Args:
        finding: what asks for the line.
        places: what the line excludes.
        sources: what instructions take, each with its Dockerfile's name.

    """
    if not finding.rule.code.startswith(FAMILIES):
        return f"{finding.rule.code} is about lines that are there already"
    takers = [f"{name}:{source.line}" for name, source in sources if any(uses(source, place) for place in places)]
    if not takers:
        return ""
    if finding.rule.code.startswith(_SECRETS):
        return f"{takers[0]} takes {quoted(finding.path)}, and the image may rely on it"
    if finding.confidence is Confidence.HIGH or finding.rule.name in _HARMLESS:
        return ""
    return f"{takers[0]} takes {quoted(finding.path)}, and {finding.rule.code} is not certain that it is waste"


def of_findings(findings: Iterable[Finding], sources: Sequence[tuple[str, Source]]) -> tuple[Suggestion, ...]:
    """Return the lines that findings suggest, those that save most first; ``sources`` as for :func:`why_unsafe`."""
    by_line: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.suggestion is not None:
            by_line.setdefault(finding.suggestion, []).append(finding)
    found = [
        Suggestion(
            pattern=line,
            reason=asking[0].message,
            origin=asking[0].rule.code,
            safe=not any(why_unsafe(one, [one.path], sources) for one in asking),
            files=sum(one.files for one in asking),
            bytes=sum(one.bytes for one in asking),
        )
        for line, asking in by_line.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.bytes, one.pattern)))
