"""A build that a repository defines, as a request: what ``docker build`` would be asked for."""

from __future__ import annotations

import os
import re

from ctxsize.build.inputs import context_root
from ctxsize.build.named_contexts import NamedContext, named_contexts
from ctxsize.build.request import Request
from ctxsize.display.escaping import printable
from ctxsize.errors import UsageError
from ctxsize.project.definition import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.builder import Builder
    from ctxsize.dockerfile.engine import Engine
    from ctxsize.project.definition import BuildDefinition

_OTHER_BUILDS = ("service:", "target:")
_GIT = re.compile(r"^(git://|ssh://|git@|github\.com/)|^https?://[^#]*\.git(#|$)")
"""What Docker takes for a git repository, not for an archive to download."""


class NotAnalyzedError(UsageError):
    """A defined build that can't be analyzed on this machine: its context is elsewhere, missing, or known too late."""


def request_of(
    definition: BuildDefinition, builder: Builder, engine: Engine, *, default_platform: str | None = None
) -> Request:
    """Return what the tool asks the builder for.

    Args:
        definition: the build.
        builder: who builds.
        engine: which engine to answer for.
        default_platform: ``DOCKER_DEFAULT_PLATFORM``, for builds that name none.

    Raises:
        NotAnalyzedError: if the context is not a directory of this machine, or a value is known at build time only.
        UsageError: as Docker's client, for a named context that is not there.

    """
    platforms = [_known(each, "platforms") for each in definition.platforms]
    platform = ",".join(platforms) or definition.platform or default_platform
    inline = definition.inline
    return Request(
        root=_root(definition),
        builder=builder,
        dockerfile=None if definition.dockerfile is None else _known(definition.dockerfile, "dockerfile"),
        inline=None if inline is None else _known(inline, "inline Dockerfile").encode("utf-8", "surrogateescape"),
        target=_known(definition.target, "target") or None if definition.target is not None else None,
        build_args=tuple((name, _known(value, f"argument {name}")) for name, value in definition.args),
        platform=platform,
        named=tuple(
            _named(name, _known(value, f"named context {name}"), engine) for name, value in definition.contexts
        ),
        engine=engine,
    )


def _known(value: str | Unknown, what: str) -> str:
    if isinstance(value, Unknown):
        raise NotAnalyzedError(f"The {what} is known at build time only: {value.reason}.")
    return value


def _root(definition: BuildDefinition) -> str:
    context = _known(definition.context, "context")
    if not context.startswith("/"):
        raise NotAnalyzedError(_remote(context))
    if not os.path.lexists(context):
        shown = printable(os.path.relpath(context))
        raise NotAnalyzedError(f"The context {shown} does not exist (a git submodule that is not checked out?).")
    return context_root(context)


def _remote(context: str) -> str:
    """Say what Docker does with a context that is not on this machine."""
    shown = printable(context)
    if not _GIT.search(context):
        return f"The context is remote: {shown}. Docker loads it from there, not from here."
    ref = context.partition("#")[2].partition(":")[0]
    return (
        f"The context is remote: {shown}, a git repository. BuildKit clones it there and heeds no ignore file; in a local "
        f"clone `ctxsize --ref {printable(ref) or 'HEAD'}` shows the commit with the ignore file."
    )


def _named(name: str, location: str, engine: Engine) -> NamedContext:
    """Return a named context; the name is taken as it is written.

    Compose and Bake hand the name on, and BuildKit looks for the short form without the tag ``latest``: one that is
    written ``app:latest`` or ``docker.io/library/app`` is never found. ``docker build`` brings it into that form first.
    """
    if location.startswith(_OTHER_BUILDS):
        return NamedContext(name=name, location=location, root=None)
    (found,) = named_contexts({"context": location}, engine)
    return found.replace(name=name)
