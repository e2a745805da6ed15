"""Baselines: what is known and does not fail, as JSON that merges well: sorted, and one finding a line."""

from __future__ import annotations

import json
from collections import Counter
from types import MappingProxyType

from ctxsize.display.escaping import printable
from ctxsize.errors import UsageError
from ctxsize.record import Record
from ctxsize.rules.fingerprint import content

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from ctxsize.rules.finding import Finding

SCHEMA_VERSION = 1


class KnownFinding(Record):
    """A finding as a baseline remembers it; ``content`` is :func:`ctxsize.rules.fingerprint.content`."""

    code: str
    path: str
    content: str

    def __str__(self) -> str:
        """Return it on one line; the path comes last, as it may hold anything."""
        return f"{self.code} {self.content} {self.path}"

    @classmethod
    def read(cls, text: str) -> KnownFinding:
        """Return what :meth:`__str__` wrote; raises :class:`ValueError` for anything else."""
        code, content, path = text.split(" ", 2)
        return cls(code=code, content=content, path=path)


class KnownBuild(Record):
    """What is known of one build: its findings, its sizes, and how far each failing check went."""

    transfer_bytes: int
    files: int
    findings: tuple[KnownFinding, ...] = ()
    checks: Mapping[str, int] = MappingProxyType({})


class Sorted(Record):
    """Findings held against a baseline: those that count, those that are known, and known ones that are gone."""

    new: tuple[Finding, ...]
    known: tuple[Finding, ...]
    gone: tuple[KnownFinding, ...]


def known_finding(finding: Finding, texts: Mapping[str, Sequence[str]]) -> KnownFinding:
    """Return what a baseline remembers of a finding."""
    return KnownFinding(code=finding.rule.code, path=finding.path, content=content(finding, texts))


def sort(findings: Iterable[Finding], build: KnownBuild, texts: Mapping[str, Sequence[str]]) -> Sorted:
    """Hold findings against what is known; of several that look the same, as many are known as the baseline has."""
    left = Counter(build.findings)
    new, known = [], []
    for finding in findings:
        same = known_finding(finding, texts)
        if left[same] > 0:
            left[same] -= 1
            known.append(finding)
        else:
            new.append(finding)
    gone = sorted(left.elements(), key=str)
    return Sorted(new=tuple(new), known=tuple(known), gone=tuple(gone))


def render(builds: Mapping[str, KnownBuild]) -> str:
    """Return a baseline's text."""
    document = {
        "builds": {
            name: {
                "checks": dict(build.checks),
                "files": build.files,
                "findings": sorted(map(str, build.findings)),
                "transfer_bytes": build.transfer_bytes,
            }
            for name, build in builds.items()
        },
        "schema_version": SCHEMA_VERSION,
    }
    return json.dumps(document, indent=2, sort_keys=True) + "\n"  # ASCII only, as names may be anything


def parse(text: str, file: str) -> dict[str, KnownBuild]:
    """Read a baseline's text.

    Raises:
        UsageError: if ``file`` is no baseline, or one of a later version.

    """
    shown = printable(file)
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise UsageError(
            f"{shown}:{error.lineno}: invalid JSON: {error.msg}. After a merge conflict, write it again with --write-baseline."
        ) from error
    except (RecursionError, ValueError) as error:  # brackets or digits by the thousand
        raise UsageError(
            f"{shown}: this is not a baseline. Write one with --write-baseline, or name another file."
        ) from error
    version = document.get("schema_version") if isinstance(document, dict) else None
    if version != SCHEMA_VERSION:
        raise UsageError(
            f"{shown}: this is not a baseline of version {SCHEMA_VERSION}. Write one with --write-baseline, or name another file."
        )
    try:
        return {name: _build(build) for name, build in document["builds"].items()}
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise UsageError(f"{shown}: this baseline is incomplete. Write it again with --write-baseline.") from error


def _build(data: Mapping[str, Any]) -> KnownBuild:
    return KnownBuild(
        transfer_bytes=int(data["transfer_bytes"]),
        files=int(data["files"]),
        findings=tuple(KnownFinding.read(text) for text in data["findings"]),
        checks={key: int(value) for key, value in data["checks"].items()},
    )
