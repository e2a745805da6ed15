"""Contexts in memory: what the room is asked about in tests, without a disk."""

from __future__ import annotations

from ctxsize.dockerfile.parser.parse import parse
from ctxsize.dockerfile.usage import usage
from ctxsize.needs.lookup import Lookup
from ctxsize.needs.model import Needs


def lookup(files: dict[str, str]) -> Lookup:
    """Return the questions to a context that holds these files."""

    def names(path: str) -> list[str]:
        start = f"{path}/" if path else ""
        return sorted({name[len(start) :].partition("/")[0] for name in files if name.startswith(start)})

    def exists(path: str) -> bool:
        return path in files or bool(names(path))

    return Lookup(names, exists, files.get)


def needs(dockerfile: str, files: dict[str, str] | None = None, *, tracked: tuple[str, ...] = ()) -> Needs:
    """Return what a build needs of a context that holds these files."""
    parsed = parse(dockerfile.encode())

    def is_tracked(path: str) -> bool:
        return any(name == path or name.startswith(f"{path}/") for name in tracked)

    return Needs("Dockerfile", parsed, [usage(parsed)], lookup(files or {}), is_tracked)
