"""The rules of ctxsize, as values."""

from __future__ import annotations

from ctxsize.finding import Rule, Severity

COPY_EXCLUDED_SOURCE = Rule(
    code="CTX401",
    name="copy-excluded-source",
    severity=Severity.ERROR,
    summary="An instruction takes a path that the ignore file keeps from arriving.",
)
COPY_MISSING_SOURCE = Rule(
    code="CTX402",
    name="copy-missing-source",
    severity=Severity.ERROR,
    summary="An instruction takes a path that is not in the build context.",
)
EMPTY_SOURCE = Rule(
    code="CTX403",
    name="empty-source",
    severity=Severity.WARNING,
    summary="A source expands to nothing, which takes the whole build context.",
)
WILDCARD_WITHOUT_MATCH = Rule(
    code="CTX404",
    name="wildcard-without-match",
    severity=Severity.WARNING,
    summary="A wildcard source matches nothing that arrives, and Docker says nothing of it.",
)

RULES = (COPY_EXCLUDED_SOURCE, COPY_MISSING_SOURCE, EMPTY_SOURCE, WILDCARD_WITHOUT_MATCH)
