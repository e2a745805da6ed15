"""What can be wrong, as values: rules, and findings that a rule makes."""

from __future__ import annotations

from enum import StrEnum

from ctxsize.record import Record
from ctxsize.version import SITE


class Severity(StrEnum):
    """How bad it is; the values are those of ``--fail-on``."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


class Confidence(StrEnum):
    """How sure it is that there is something wrong."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Rule(Record):
    """One thing that can be wrong.

    ``code`` (``CTX401``) is never used again for another; ``name`` is kebab-case; ``summary`` is one sentence.
    """

    code: str
    name: str
    severity: Severity
    summary: str

    @property
    def url(self) -> str:
        """The address of the rule's page; empty while the documentation has no address."""
        return f"{SITE}/rules/{self.code}-{self.name}/" if SITE else ""


class Finding(Record):
    """One place where a rule found something.

    ``path`` is relative to the context root, and names the Dockerfile or the ignore file where ``line`` is one of
    theirs. ``message`` says what is wrong in one sentence, ``advice`` what to do. ``bytes`` and ``files`` are received
    now; ``suggestion`` is a line for the ignore file that would help, if one would. ``safe`` is whether that line can
    break no build that reads the ignore file; ``doubt`` says why it is not. ``taken_at`` is the line of the Dockerfile's
    first instruction that takes the path, where one does.
    """

    rule: Rule
    path: str
    message: str
    advice: str
    severity: Severity
    line: int | None = None
    confidence: Confidence = Confidence.HIGH
    bytes: int = 0
    files: int = 0
    suggestion: str | None = None
    safe: bool = False
    doubt: str = ""
    taken_at: int | None = None

    @property
    def is_fixable(self) -> bool:
        """Whether ``--fix`` may write its line: there is one, and it can break no build."""
        return self.suggestion is not None and self.safe

    @property
    def is_unsure(self) -> bool:
        """Whether this is a guess, which is shown only to those who ask for its rule."""
        return self.confidence is Confidence.LOW

    @property
    def order(self) -> tuple[int, str, str, int, str]:
        """Sort key: the worst first, then by code and place."""
        return self.severity.rank, self.rule.code, self.path, self.line or 0, self.message
