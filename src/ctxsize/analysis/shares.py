"""The few places that make up most of what is received: disjoint, so that their shares add up."""

from __future__ import annotations

from ctxsize.analysis.analysis import Share
from ctxsize.context.entry import Type
from ctxsize.golang import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ctxsize.context.entry import Tally

SHARES = 8
_ALL = 0.98
"""A directory of which one thing holds so much is named by that."""
_MOST = 0.5
_LEAST = 0.001
"""What holds less of everything is not worth a place of its own, nor looking into."""


def largest_shares(
    directories: Mapping[str, Tally], files: Iterable[tuple[str, int]], whole: Mapping[str, int], rows: int = SHARES
) -> tuple[Share, ...]:
    """Return the largest parts of what is received, none of them inside of another, the largest first.

    A directory gives way to what is in it where one thing holds all of it, where it holds most of everything, or where
    most of it belongs to ``whole``.

    Args:
        directories: what is received by directory, with all below it; the root is the empty path.
        files: the largest files with their bytes.
        whole: places that are shown as they are, such as those of findings, with their bytes.
        rows: how many parts are wanted.

    """
    total = directories[""].bytes if "" in directories else 0
    inside = _children(directories, files, whole, total * _LEAST) if total else {}
    in_whole: dict[str, int] = {}
    for path, size in whole.items():
        for above in paths.with_directories(path)[:-1]:
            in_whole[above] = in_whole.get(above, 0) + size
    found: list[Share] = []
    waiting = list(inside.get("", ()))
    while waiting:
        share = waiting.pop()
        parts: list[Share] = []
        if share.path in inside and share.path not in whole:
            parts = _parts(share, inside[share.path], total, rows, in_whole.get(share.path, 0))
        waiting += parts
        if not parts:
            found.append(share)
    found.sort(key=lambda share: (-share.bytes, share.path))
    return tuple(found[:rows])


def _children(
    directories: Mapping[str, Tally], files: Iterable[tuple[str, int]], whole: Mapping[str, int], least: float
) -> dict[str, list[Share]]:
    """Return by directory what in it may be worth a place of its own."""
    inside: dict[str, list[Share]] = {}
    for path, tally in directories.items():
        if path and (tally.bytes >= least or path in whole):
            share = Share(path, Type.DIRECTORY, tally.bytes, tally.files)
            inside.setdefault(path.rpartition("/")[0], []).append(share)
    for path, size in files:
        if size < least and path not in whole:
            continue
        inside.setdefault(path.rpartition("/")[0], []).append(Share(path, Type.FILE, size, 1))
    return inside


def _parts(share: Share, inside: list[Share], total: int, rows: int, in_whole: int) -> list[Share]:
    """Return what stands for a directory; nothing if it stands for itself."""
    parts = sorted(inside, key=lambda part: -part.bytes)
    if parts[0].bytes >= share.bytes * _ALL:
        return parts[:1]
    shown = sum(part.bytes for part in parts[: rows // 2])
    opens = share.bytes > total * _MOST and shown > share.bytes * _MOST
    return parts if opens or in_whole > share.bytes * _MOST else []
