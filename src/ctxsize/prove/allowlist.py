"""The lines of an allow-list that lets through certain files and nothing else."""

from __future__ import annotations

from ctxsize.golang import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

_GIT = ".git"


def unit_of(path: str) -> str:
    """Return what of a path is named in an allow-list: the path itself, but within ``.git`` no more than its directories.

    Their files have other names after the next commit.
    """
    parts = path.split("/")
    if _GIT in parts[:-1]:
        end = parts.index(_GIT) + 2
        return "/".join(parts[:end])
    return path


def fewest(kept: Iterable[str], everything: Collection[str]) -> tuple[str, ...]:
    """Return places that together hold these paths and no others: directories where all in them is kept.

    Args:
        kept: the paths that are to be let through.
        everything: all paths of which none else may be in such a directory.

    """
    wanted = set(kept)
    spoiled = {above for path in everything if path not in wanted for above in paths.with_directories(path)[:-1]}
    found: dict[str, None] = {}
    for path in sorted(wanted):
        above = paths.with_directories(path)
        found[next((place for place in above if place not in spoiled), path)] = None
    return tuple(found)


def texts(
    kept: Sequence[str], received: Collection[str], everything: Collection[str], own: Sequence[str]
) -> Iterable[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield ways to write an allow-list, the best to read first: the places that it lets through, and what follows these.

    Args:
        kept: the paths that are to be let through.
        received: what is received now.
        everything: what is in the context.
        own: the user's own lines, which may have to be said again to keep away what a directory would let through.

    """
    short = fewest(kept, received)
    yield short, ()
    if own:
        yield short, tuple(own)
    yield fewest(kept, everything), ()
    yield tuple(sorted(kept)), ()
