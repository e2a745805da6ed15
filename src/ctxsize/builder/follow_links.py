"""Which paths BuildKit asks for when it is asked for a source: the source itself, and where its links lead.

Mirrors ``FollowLinks`` of tonistiigi/fsutil, which resolves a path part by part inside the context.
"""

from __future__ import annotations

from ctxsize.golang import paths
from ctxsize.golang.text import encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Protocol

    class Tree(Protocol):
        """Single questions about the context."""

        def link_target(self, path: str) -> str | None:
            """Return where the link at ``path`` points, ``None`` if there is no link there."""

        def names(self, path: str) -> list[str]:
            """Return the names in the folder at ``path``, in byte order; none if it is no folder."""


def follow_links(tree: Tree, sources: Sequence[str]) -> tuple[str, ...] | None:
    """Return the patterns by which BuildKit filters the context, sorted by their bytes.

    ``None`` means that nothing is filtered, which is so as soon as one source leads to the context root.
    """
    resolved: set[str] = set()
    pending = [paths.join(".", source) for source in reversed(sources)]
    while pending:
        _follow(tree, pending, resolved)
    return _without_covered(sorted(resolved, key=encode))


def _follow(tree: Tree, pending: list[str], resolved: set[str]) -> None:
    """Resolve one path up to its first link; what its links lead to is put on top of ``pending``."""
    rest = paths.join(".", pending.pop())
    current = "."
    while True:
        part, _, rest = rest.partition("/")
        current = paths.join(current, part)
        targets = _targets(tree, current)
        if targets or not rest:
            if current not in resolved:
                resolved.add(current)
                pending += [paths.join(target, rest) for target in reversed(targets)]
            return


def _targets(tree: Tree, path: str) -> list[str]:
    """Return where the link at ``path`` leads, or all links that a wildcard in its last part matches."""
    above, name = paths.folder(path), path.rpartition("/")[2]
    if not paths.has_wildcard(name):
        target = tree.link_target(path)
        return [] if target is None else [_inside(above, target)]
    return [
        _inside(above, target)
        for found in tree.names(above)
        if paths.matches(name, found) and (target := tree.link_target(paths.join(above, found))) is not None
    ]


def _inside(above: str, target: str) -> str:
    """Return the path that a link in the folder ``above`` leads to, bent back where it would leave the context."""
    target = paths.clean(target)
    return target if target.startswith("/") else paths.join("/", above, target)


def _without_covered(sources: list[str]) -> tuple[str, ...] | None:
    """Drop what lies below the path kept before it; one root makes an end of all filters."""
    kept: list[str] = []
    for source in sources:
        if source == ".":
            return None
        if not kept or not source.startswith(kept[-1] + "/"):
            kept.append(source)
    return tuple(kept)
