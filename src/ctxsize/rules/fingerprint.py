"""What makes a finding the same finding tomorrow: its code, its path, and the text of its line; not the line's number."""

from __future__ import annotations

import hashlib

from ctxsize.golang.text import encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ctxsize.rules.finding import Finding

NO_CONTENT = "-"
_DIGITS = 12
_SECRETS = "CTX2"


def content(finding: Finding, texts: Mapping[str, Sequence[str]]) -> str:
    """Return a short hash of the line that a finding stands on, or ``-`` where it stands on none.

    Args:
        finding: the finding.
        texts: the lines of the Dockerfile and the ignore file, by path. Others are not hashed, and neither are theirs
            where a secret was found: a line that holds one must not be there to be guessed.

    """
    lines = () if finding.rule.code.startswith(_SECRETS) else texts.get(finding.path, ())
    if finding.line is None or not 0 < finding.line <= len(lines):
        return NO_CONTENT
    return _hash(" ".join(lines[finding.line - 1].split()))


def fingerprints(findings: Iterable[Finding], texts: Mapping[str, Sequence[str]]) -> list[str]:
    """Return one stable hash for each finding; of those that are the same in all that counts, their order counts."""
    seen: dict[str, int] = {}
    found = []
    for finding in findings:
        same = "\n".join((finding.rule.code, finding.path, content(finding, texts)))
        seen[same] = seen.get(same, 0) + 1
        found.append(hashlib.sha256(encode(f"{same}\n{seen[same]}")).hexdigest()[:32])
    return found


def _hash(text: str) -> str:
    return hashlib.sha256(encode(text)).hexdigest()[:_DIGITS]
