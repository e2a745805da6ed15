"""Where a Dockerfile's sources lead in the file system, looked up before the walk so that it can watch for them."""

from __future__ import annotations

from ctxsize import paths
from ctxsize.rules.sources import Candidate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctxsize.dockerfile.sources import Source
    from ctxsize.walk import Tree


def candidate(tree: Tree, source: Source) -> Candidate:
    """Return the paths that a source can mean in the context that it is taken from; see :class:`Candidate`."""
    asked = source.pivot if source.parents else source.path
    # With --exclude BuildKit looks at each entry of the root, as it does with a wildcard.
    every = "*" if source.exclude and not asked else asked
    if every != asked or (source.wildcard and not source.parents and paths.has_wildcard(asked)):
        found = _expand(tree, every)
        return Candidate(
            source=source,
            routes=tuple((place, *tree.follow(path)[1]) for path, place in found if place is not None),
            matched=tuple(path for path, place in found if place is not None),
            dangling=tuple(link for link, place in found if place is None),
            base=tree.resolve(_literal_folder(every)) or "",
        )
    place, links = tree.follow(asked)
    if place is not None and tree.exists(place):
        return Candidate(source=source, routes=((place, *links),))
    return Candidate(source=source, routes=(), nearest=_nearest(tree, asked))


def watched(candidates: Iterable[Candidate]) -> set[str]:
    """Return the paths of which to see whether they arrive, for :func:`ctxsize.rules.sources.predict`."""
    return {
        place
        for candidate in candidates
        for place in (
            *(step for route in candidate.routes for step in route),
            *candidate.matched,
            *candidate.dangling,
            candidate.base,
        )
    }


def _nearest(tree: Tree, path: str) -> str | None:
    import difflib  # noqa: PLC0415 (only for a mistake)

    above = paths.folder(path)
    close = difflib.get_close_matches(path.rpartition("/")[2], tree.names(above), 1)
    return paths.join(above, close[0]) if close else None


def _expand(tree: Tree, pattern: str) -> list[tuple[str, str | None]]:
    """Return the paths that a wildcard source matches, each with where its links lead, ``None`` for nowhere."""
    found: list[tuple[str, str | None]] = [("", "")]
    for part in pattern.split("/"):
        found = [
            (path, place if place is not None and tree.exists(place) else None)
            for _, above in found
            if above is not None
            for name in tree.names(above)
            if paths.matches(part, name)
            for path in [paths.join(above, name)]
            for place in [tree.resolve(path)]
        ]
    return found


def _literal_folder(pattern: str) -> str:
    """Return the folders in front of the first part that has a wildcard; empty for the root."""
    parts = pattern.split("/")
    first = next(number for number, part in enumerate(parts) if paths.has_wildcard(part))
    return "/".join(parts[:first]).replace("\\", "")
