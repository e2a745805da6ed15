"""The context of a Dockerfile that no file states: where its sources lie, or what its directory is called."""

from __future__ import annotations

import posixpath

from ctxsize.dockerfile.parser.parse import parse
from ctxsize.dockerfile.usage import usage
from ctxsize.errors import CtxsizeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxsize.project.files import Files

_MOST_SOURCES = 200
_ASIDE = frozenset(
    (
        ".build",
        ".ci",
        ".deploy",
        ".docker",
        "build",
        "ci",
        "container",
        "containers",
        "deploy",
        "deployment",
        "docker",
        "dockerfiles",
        "hack",
    )
)
"""Directories that people put Dockerfiles in to have them out of the way: the context is above."""


def plain_sources(data: bytes, name: str) -> tuple[str, ...]:
    """Return the paths that a Dockerfile takes from its context, the context itself and wildcards aside.

    One that Docker would not read has none.
    """
    try:
        found = usage(parse(data, name)).sources
    except CtxsizeError:
        return ()
    plain = (
        source.pivot if source.parents else source.path
        for source in found
        if source.context is None and not source.unset and not (source.wildcard and not source.parents)
    )
    return tuple(dict.fromkeys(path for path in plain if path))[:_MOST_SOURCES]


def guessed_context(dockerfile: str, sources: Sequence[str], root: str, disk: Files) -> tuple[str, str]:
    """Return the context of a Dockerfile and the reason for it; all paths are relative to the root, which is ``""``.

    Asked are its own directory and each above, up to the root: which of them holds the sources. Where several hold
    all, or none holds any, the directory's name decides, then its own directory is taken.
    """
    own = posixpath.dirname(dockerfile)
    candidates = [own]
    while candidates[-1]:
        candidates.append(posixpath.dirname(candidates[-1]))
    held = {each: sum(disk.exists(posixpath.join(root, each, source)) for source in sources) for each in candidates}
    most = max(held.values())
    best = [each for each in candidates if held[each] == most]
    if most and len(best) == 1:
        which = "all its sources lie" if most == len(sources) else f"{most} of its {len(sources)} sources lie"
        return best[0], f"{which} there"
    above = _above(own)
    if above != own and above in best:
        return above, f"a directory called '{posixpath.basename(own)}' is rarely a context"
    if own in best:
        return own, "it is the Dockerfile's directory"
    return best[0], "it is the nearest directory that has its sources"


def _above(directory: str) -> str:
    while posixpath.basename(directory).lower() in _ASIDE:
        directory = posixpath.dirname(directory)
    return directory
