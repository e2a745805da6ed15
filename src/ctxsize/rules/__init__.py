"""The rules of ctxsize, as values."""

from __future__ import annotations

from ctxsize.finding import Rule, Severity

SECRET_FILE = Rule(
    code="CTX201",
    name="secret-file",
    severity=Severity.WARNING,
    summary="A file that is there to hold a password, a key or a login is received.",
)
PRIVATE_KEY = Rule(
    code="CTX202",
    name="private-key",
    severity=Severity.WARNING,
    summary="A private key is received.",
)
KEYSTORE = Rule(
    code="CTX203",
    name="keystore",
    severity=Severity.WARNING,
    summary="A keystore or a password safe is received.",
)
TERRAFORM_STATE = Rule(
    code="CTX204",
    name="terraform-state",
    severity=Severity.WARNING,
    summary="A Terraform state, which holds secrets in clear text, is received.",
)
TOKEN_IN_GIT_CONFIG = Rule(
    code="CTX205",
    name="token-in-git-config",
    severity=Severity.WARNING,
    summary="The address of a git remote holds a token, and .git/config is received.",
)
TOKEN_IN_FILE = Rule(
    code="CTX206",
    name="token-in-file",
    severity=Severity.WARNING,
    summary="A file that is received holds a token of a well-known shape.",
)
SECRET_ASSIGNMENT = Rule(
    code="CTX207",
    name="secret-assignment",
    severity=Severity.WARNING,
    summary="A configuration file that is received gives a name that says secret a value that looks random.",
)
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

RULES = (
    SECRET_FILE,
    PRIVATE_KEY,
    KEYSTORE,
    TERRAFORM_STATE,
    TOKEN_IN_GIT_CONFIG,
    TOKEN_IN_FILE,
    SECRET_ASSIGNMENT,
    COPY_EXCLUDED_SOURCE,
    COPY_MISSING_SOURCE,
    EMPTY_SOURCE,
    WILDCARD_WITHOUT_MATCH,
)
