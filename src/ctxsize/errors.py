"""Expected failures, typed: whatever ctxsize refuses, it refuses with one of these."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process says to the shell; the numbers are part of the interface."""

    CLEAN = 0
    GATE_FAILED = 1
    USAGE = 2
    NOT_ANALYZED = 3
    INTERRUPTED = 130


class CtxsizeError(Exception):
    """Base of all expected errors.

    Its text is one or two complete sentences for a person: where, what, and what to do about it.
    """

    exit_code = ExitCode.NOT_ANALYZED


class UsageError(CtxsizeError):
    """The command line or the configuration asks for something that cannot be."""

    exit_code = ExitCode.USAGE


class BuildRefusedError(CtxsizeError):
    """The builder would refuse this build before it loads the context."""


class ProjectError(CtxsizeError):
    """A Compose or Bake file that the tool itself would refuse.

    Its text begins with the file and the line, where there is one.
    """


class EntryRefusedError(BuildRefusedError):
    """The builder would give up at one entry of the context.

    ``path`` is the entry, ``flaw`` what is wrong with it: ``name`` (not valid UTF-8), ``unreadable`` or ``link``.
    """

    def __init__(self, message: str, path: str, flaw: str) -> None:
        """Keep the entry beside the sentence."""
        super().__init__(message)
        self.path = path
        self.flaw = flaw


class IgnoreFileError(BuildRefusedError):
    """The ignore file holds something that makes the builder abort."""


class DockerfileError(BuildRefusedError):
    """The Dockerfile holds something that makes the builder abort."""


class UnreadableError(CtxsizeError):
    """The file system does not let ctxsize (or the builder) read what it needs."""
