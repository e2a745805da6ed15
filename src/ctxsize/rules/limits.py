"""Entries that a builder can't take, or takes for something else."""

from __future__ import annotations

from ctxsize.builder import Builder
from ctxsize.context.entry import Type
from ctxsize.errors import EntryRefusedError
from ctxsize.rules import HUGE_FILE, NAME_NOT_UTF8, SOCKET, UNREADABLE_PATH
from ctxsize.rules.finding import Finding, Rule, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxsize.errors import BuildRefusedError

HUGE_BYTES = 8 * 1024**3
"""From this size on, a plain tar header has no room for a file's length."""


def needs_check(kind: Type, size: int) -> bool:
    """Whether an entry that is received is one for :func:`received`."""
    return kind is Type.SOCKET or size >= HUGE_BYTES


def received(near: Iterable[tuple[str, Type, int]], builder: Builder) -> Iterator[Finding]:
    """Yield a finding for each odd entry that is received."""
    for path, kind, size in near:
        if kind is Type.SOCKET:
            yield _finding(
                SOCKET,
                path,
                "A socket is sent as an empty file by BuildKit, and left out by the legacy builder",
                "Exclude it in the ignore file.",
                suggestion=path,
            )
        elif builder is Builder.LEGACY:
            yield _finding(
                HUGE_FILE,
                path,
                "The file has 8 GiB or more: its length needs an extended tar header, which old tools can't read",
                "Exclude it, or hand it to the container as a volume.",
                size=size,
            )
        else:
            yield _finding(
                HUGE_FILE,
                path,
                "The file has 8 GiB or more: BuildKit takes it, and the legacy builder's tar needs an extended header for it",
                "Exclude it, or hand it to the container as a volume.",
                size=size,
            )


def unopened(files: Iterable[tuple[str, int]]) -> Iterator[Finding]:
    """Yield a finding for each file that BuildKit announces and can't open: it arrives with 0 bytes."""
    for path, size in files:
        yield _finding(
            UNREADABLE_PATH,
            path,
            "The file can't be read: BuildKit announces it and sends no content, and the build goes on",
            "Make it readable, or exclude it in the ignore file.",
            severity=Severity.ERROR,
            size=size,
        )


def all_refused(refusals: Iterable[tuple[Builder, BuildRefusedError]], builder: Builder) -> Iterator[Finding]:
    """Yield what :func:`refused` says of each refusal; the builder that refuses comes first."""
    for by, refusal in refusals:
        finding = refused(refusal, by, builder)
        if finding is not None:
            yield finding


def refused(refusal: BuildRefusedError, by: Builder, builder: Builder) -> Finding | None:
    """Return the finding for an entry over which another build than the one asked about would fail.

    That is one on the other builder, or one on the same that takes more of the context. ``None`` where the refusal is
    about something else than an entry.
    """
    if not isinstance(refusal, EntryRefusedError):
        return None
    severity = Severity.WARNING if builder is Builder.LEGACY else Severity.INFO
    if refusal.flaw == "name":
        rule = NAME_NOT_UTF8
        message = (
            "The name is not valid UTF-8: this build does not take it; one that does fails with BuildKit"
            if by is builder
            else "The name is not valid UTF-8: the legacy builder takes it, and BuildKit fails over it"
        )
        advice = "Rename it, or exclude it in the ignore file."
    elif by is Builder.LEGACY:
        rule = UNREADABLE_PATH
        message = "It can't be read: the legacy builder stops there, even where a directory is excluded"
        advice = "Make it readable, or move it out of the context."
    else:
        rule = UNREADABLE_PATH
        message = "It can't be read: this build does not take it; one that does fails with BuildKit"
        advice = "Make it readable, or exclude it in the ignore file."
    return _finding(rule, refusal.path, message, advice, severity=severity)


def _finding(
    rule: Rule,
    path: str,
    message: str,
    advice: str,
    *,
    severity: Severity | None = None,
    size: int = 0,
    suggestion: str | None = None,
) -> Finding:
    return Finding(
        rule=rule,
        severity=severity or rule.severity,
        path=path,
        message=message,
        advice=advice,
        bytes=size,
        files=1,
        suggestion=suggestion,
    )
