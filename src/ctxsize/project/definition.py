"""One build as a repository defines it, before anything of its context is read."""

from __future__ import annotations

from ctxsize.record import Record


class Origin(Record):
    """Where a build is defined: a file, as the user would name it, and the line, counted from 1."""

    file: str
    line: int


class BuildDefinition(Record):
    """One build that a file defines.

    ``context`` is an absolute local path, or a URL as it is written. ``dockerfile`` is an absolute local path, a path
    inside of a remote context, or ``None`` where ``inline`` holds the Dockerfile's text. ``args`` and ``contexts`` are
    pairs in the order in which the tool lists them. ``linked`` says that the build is there only because another one
    names it as a context; ``default`` that the tool builds it when no name is given.
    """

    name: str
    origin: Origin
    context: str
    dockerfile: str | None = None
    inline: str | None = None
    target: str | None = None
    args: tuple[tuple[str, str], ...] = ()
    contexts: tuple[tuple[str, str], ...] = ()
    platforms: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    linked: bool = False
    default: bool = True
