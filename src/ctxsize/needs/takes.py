"""Which instruction takes a path: one that names it or something in it, a directory around it, or just ``COPY . .``."""

from __future__ import annotations

from enum import Enum

from ctxsize.display.escaping import printable, quoted
from ctxsize.golang import paths
from ctxsize.needs.statement import Evidence, Statement
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctxsize.dockerfile.sources import Source


class How(Enum):
    """How closely an instruction names a path."""

    ITSELF = "itself"
    """It names the path, or has a wildcard that stands for such names."""
    INSIDE = "inside"
    """It names something in the path."""
    AROUND = "around"
    """It names a directory around the path."""
    WHOLE = "whole"
    """It takes the whole context, or whatever lies in its root."""


class Take(Record):
    """One instruction that takes a path, and how it names it."""

    statement: Statement
    how: How


def takes(sources: Iterable[Source], path: str, dockerfile: str) -> Take | None:
    """Return the instruction that names a path most closely; ``None`` if none takes it."""
    best: Take | None = None
    for source in sources:
        how = named_by(source, path)
        if how is None or (best is not None and list(How).index(best.how) <= list(How).index(how)):
            continue
        best = take_of(source, path, how, dockerfile)
        if how is How.ITSELF:
            break
    return best


def take_of(source: Source, path: str, how: How, dockerfile: str) -> Take:
    """Return the take of a path by a source."""
    shown = quoted(source.text or source.path or ".")
    evidence = Evidence(dockerfile, source.line, f"{source.keyword} {source.text}".strip())
    words = f"{printable(dockerfile)}:{source.line} takes {shown}"
    return Take(Statement(path=path, verb="takes", words=words, evidence=evidence), how)


def named_by(source: Source, path: str) -> How | None:  # noqa: C901, PLR0911 (one return for each way of naming, the narrowest first)
    """Return how a source names a path, there or not; ``None`` if it does not take it."""
    if not source.path:
        return How.WHOLE
    if not source.wildcard:
        if source.path == path:
            return How.ITSELF
        if source.path.startswith(path + "/"):
            return How.INSIDE
        return How.AROUND if path.startswith(source.path + "/") else None
    parts = source.path.split("/")
    stars = 0
    while parts and not parts[-1].strip("*.?"):
        parts.pop()
        stars += 1
    if not parts:
        return How.WHOLE
    pattern = "/".join(parts)
    above = paths.with_directories(path)
    if not stars and paths.matches(pattern, path):
        return How.ITSELF
    if stars and paths.matches(pattern, path):
        return How.ITSELF  # `models/*` names the directory
    if any(paths.matches(pattern, place) for place in above[:-1]):
        return How.AROUND
    # The directory that a wildcard looks into: `libs/*.jar` names `libs`, `*/package.json` names no directory.
    head = pattern.rpartition("/")[0]
    if head and not paths.has_wildcard(head) and (head == path or head.startswith(path + "/")):
        return How.INSIDE
    return None
