"""Dockerfiles that no Compose or Bake file names, each with the context that it is most likely built with."""

from __future__ import annotations

import os
import posixpath

from ctxsize.display.escaping import printable
from ctxsize.errors import UnreadableError
from ctxsize.project.definition import BuildDefinition, Origin
from ctxsize.project.files import DiskFiles
from ctxsize.project.lone import calls, devcontainer
from ctxsize.project.lone.guess import guessed_context, plain_sources
from ctxsize.project.lone.names import begins_as_dockerfile
from ctxsize.project.lone.search import search_repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from ctxsize.project.files import Files

__all__ = ["lone_builds"]

_MOST = 500
"""How many Dockerfiles are taken; the nearest to the root come first."""
_MOST_CALLS = 1000


def lone_builds(
    root: str | os.PathLike[str],
    *,
    known: Collection[str] = (),
    ignored: Callable[[str], bool] | None = None,
    disk: Files | None = None,
) -> tuple[BuildDefinition, ...]:
    """Return the builds of a repository's Dockerfiles, nearest to the root first; their contexts are guessed.

    Taken are files that are called like Dockerfiles and begin like one. The context is, in this order, what a
    ``devcontainer.json`` says; what a ``docker build`` in a Makefile, a script or a CI file says; where the sources of
    the Dockerfile lie; what the name of its directory makes likely. ``guess`` says which, with the file and the line.

    Args:
        root: the repository's directory. Repositories in it, what was installed or made, and test data are left out.
        known: absolute paths of Dockerfiles that other builds are made of; these are left out.
        ignored: tells of a path relative to the root whether it does not belong to the repository; git is asked if not
            given.
        disk: what is asked for files; the disk of this machine if not given.

    """
    top = os.path.abspath(root)
    disk = disk or DiskFiles()
    found = search_repository(top, disk)
    read = _Reader(top, disk)
    left_out = _left_out(top, found.dockerfiles) if ignored is None else ignored
    taken = set(known)
    dockerfiles = [
        path
        for path in found.dockerfiles
        if f"{top}/{path}" not in taken and not left_out(path) and begins_as_dockerfile(read(path))
    ][:_MOST]
    if not dockerfiles:
        return ()
    told = {**_called(found.callers, dockerfiles, read), **_told(found.devcontainers, dockerfiles, read)}
    builds = []
    for path in dockerfiles:
        context, reason = told.get(path) or guessed_context(path, plain_sources(read(path), path), top, disk)
        builds.append(
            BuildDefinition(
                name=path,
                origin=Origin(f"{top}/{path}", 1),
                context=f"{top}/{context}" if context else top,
                dockerfile=f"{top}/{path}",
                guess=reason,
            )
        )
    return tuple(builds)


class _Reader:
    """Reads files by their paths relative to the root; what can't be read is empty."""

    def __init__(self, root: str, disk: Files) -> None:
        self._root = root
        self._disk = disk

    def __call__(self, path: str) -> bytes:
        try:
            return self._disk.read(f"{self._root}/{path}") or b""
        except UnreadableError:
            return b""


def _told(devcontainers: Iterable[str], dockerfiles: list[str], read: _Reader) -> dict[str, tuple[str, str]]:
    """Return the contexts, with reasons, of the Dockerfiles of development containers."""
    told: dict[str, tuple[str, str]] = {}
    for path in devcontainers:
        container = devcontainer.read(path, read(path))
        if container is not None and container.dockerfile in dockerfiles:
            told.setdefault(container.dockerfile, (container.context, f"{printable(path)}:{container.line} says so"))
    for path in dockerfiles:
        if posixpath.basename(posixpath.dirname(path)) == ".devcontainer":
            told.setdefault(path, (posixpath.dirname(path), "it is the development container's directory"))
    return told


def _called(callers: Iterable[str], dockerfiles: list[str], read: _Reader) -> dict[str, tuple[str, str]]:
    """Return the contexts, with reasons, that calls of ``docker build`` give; the first call counts."""
    told: dict[str, tuple[str, str]] = {}
    left = _MOST_CALLS
    for caller in callers:
        for call in calls.calls(caller, read(caller))[:left]:
            left -= 1
            for path, context in calls.contexts(call, dockerfiles).items():
                told.setdefault(path, (context, f"{printable(caller)}:{call.line} builds it so"))
    return told


def _left_out(root: str, dockerfiles: Collection[str]) -> Callable[[str], bool]:
    """Return what tells whether git ignores a path; outside of a repository, and where git fails, nothing is ignored."""
    if not dockerfiles:
        return lambda _: False
    from ctxsize.git import program, running  # noqa: PLC0415 (only where there is something to ask about)

    try:
        repository = program.repository(os.path.realpath(root))
        answer = program.ignored(repository) if repository is not None else None
    except running.GitError:
        answer = None
    if answer is None:
        return lambda _: False
    return lambda path: (
        answer.whole
        or path in answer.files
        or any(path.startswith(f"{directory}/") for directory in answer.directories)
    )
