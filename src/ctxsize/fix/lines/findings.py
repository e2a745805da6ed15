"""From findings to lines: for each place that should go the smallest pattern that hits it and nothing else."""

from __future__ import annotations

from ctxsize.fix.snapshot import Snapshot
from ctxsize.golang import paths
from ctxsize.ignore.parse import pattern_of
from ctxsize.record import Record
from ctxsize.rules.suggestion import FAMILIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from ctxsize.rules.finding import Finding, Rule

FROM_GIT = "CTX113"
"""The rule of which the lines are git's own."""


class Advice(Record):
    """A line that findings ask for: the places that should go, the rule, and whether it is proved to do no harm."""

    line: str
    roots: tuple[str, ...]
    rule: Rule
    safe: bool
    why_not: str = ""


class SnapshotNames:
    """All places of a snapshot by their last part, to try patterns on."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Index the places."""
        self._paths: dict[str, list[str]] = {}
        for path in snapshot.paths():
            self._paths.setdefault(path.rpartition("/")[2], []).append(path)

    def matched(self, line: str) -> list[str]:
        """Return the places that a line matches itself; none for one that can't be read."""
        try:
            pattern = pattern_of(line)
        except paths.BadPatternError:
            return []
        if pattern is None or pattern.exception:
            return []
        last = pattern.text.rpartition("/")[2]
        if not paths.has_wildcard(last) and "\\" not in last and "/" in pattern.text:
            return [path for path in self._paths.get(last, ()) if pattern.matches(path)]
        return [path for found in self._paths.values() for path in found if pattern.matches(path)]

    def hitting(self, lines: Iterable[str], entries: Collection[str]) -> set[str]:
        """Return those lines that match one of these entries, itself or through a directory."""
        places = {place for path in entries for place in paths.with_directories(path)}
        return {line for line in lines if not places.isdisjoint(self.matched(line))}


def advise(
    findings: Iterable[Finding],
    names: SnapshotNames,
    received: Iterable[str],
    gone: Collection[str],
) -> list[Advice]:
    """Return lines for what findings say should not be received.

    A rule has seen to it that its line hits nothing else of what is received. What the line hits elsewhere is not among
    the places of an advice, and so comes back by an exception.

    Args:
        findings: of one build.
        names: all places.
        received: what that build receives, directories left out.
        gone: places that other lines see to.

    """
    here = {place for path in received for place in paths.with_directories(path)}
    chosen: dict[str, tuple[list[str], list[Finding]]] = {}
    for finding in findings:
        if finding.suggestion is None or not finding.rule.code.startswith(FAMILIES) or finding.rule.code == FROM_GIT:
            continue
        roots = [place for place in names.matched(finding.suggestion) if place in here and place not in gone]
        if roots:
            places, found = chosen.setdefault(finding.suggestion, ([], []))
            places += roots
            found.append(finding)
    return [_advice(line, places, found) for line, (places, found) in chosen.items()]


def _advice(line: str, roots: Sequence[str], findings: Sequence[Finding]) -> Advice:
    doubts = [finding.doubt for finding in findings if not finding.safe]
    return Advice(
        line=line,
        roots=tuple(dict.fromkeys(roots)),
        rule=findings[0].rule,
        safe=not doubts,
        why_not=doubts[0] if doubts else "",
    )
