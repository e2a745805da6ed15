"""Which paths BuildKit asks for when it is asked for a source: the source itself, and where its links lead.

Mirrors ``FollowLinks`` of tonistiigi/fsutil, which resolves a path part by part inside the context.
"""

from __future__ import annotations

from ctxsize.golang import paths
from ctxsize.golang.text import encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxsize.context.source import LinkSource


def follow_links(source: LinkSource, sources: Sequence[str]) -> tuple[str, ...] | None:
    """Return the patterns by which BuildKit filters the context, sorted by their bytes.

    ``None`` means that nothing is filtered, which is so as soon as one source leads to the context root.
    """
    resolved: set[str] = set()
    pending = [paths.join(".", path) for path in reversed(sources)]
    while pending:
        _follow(source, pending, resolved)
    return _without_covered(sorted(resolved, key=encode))


def _follow(source: LinkSource, pending: list[str], resolved: set[str]) -> None:
    """Resolve one path up to its first link; what its links lead to is put on top of ``pending``."""
    rest = paths.join(".", pending.pop())
    current = "."
    while True:
        part, _, rest = rest.partition("/")
        current = paths.join(current, part)
        targets = _targets(source, current)
        if targets or not rest:
            if current not in resolved:
                resolved.add(current)
                pending += [paths.join(target, rest) for target in reversed(targets)]
            return


def _targets(source: LinkSource, path: str) -> list[str]:
    """Return where the link at ``path`` leads, or all links that a wildcard in its last part matches."""
    above, name = paths.directory(path), path.rpartition("/")[2]
    if not paths.has_wildcard(name):
        target = source.link_target(path)
        return [] if target is None else [_inside(above, target)]
    return [
        _inside(above, target)
        for found in source.names(above)
        if paths.matches(name, found) and (target := source.link_target(paths.join(above, found))) is not None
    ]


def _inside(above: str, target: str) -> str:
    """Return the path that a link in the directory ``above`` leads to, bent back where it would leave the context."""
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
