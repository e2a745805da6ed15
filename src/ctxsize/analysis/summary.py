"""What a report lists: the largest, what the lines of the ignore file exclude, and where the builders differ."""

from __future__ import annotations

from ctxsize.analysis.analysis import Difference, LineShare, Share
from ctxsize.builder import Builder
from ctxsize.context.entry import Type
from ctxsize.display.escaping import printable
from ctxsize.ignore.matcher import NO_PATTERN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ctxsize.context.entry import Tally
    from ctxsize.ignore.parse import Line

_DIRECTORY_SHARE = 0.98
"""A directory of which one directory inside holds more than this is left out of the table of the largest."""


def largest_directories(directories: Mapping[str, Tally], top: int) -> tuple[Share, ...]:
    """Return the largest directories; one that holds hardly more than a single directory inside makes room for that one."""
    heaviest: dict[str, int] = {}
    for path, tally in directories.items():
        above = path.rpartition("/")[0]
        if path:
            heaviest[above] = max(heaviest.get(above, 0), tally.bytes)
    largest = sorted(
        (-tally.bytes, path)
        for path, tally in directories.items()
        if path and tally.bytes and heaviest.get(path, 0) < tally.bytes * _DIRECTORY_SHARE
    )
    return tuple(Share(path, Type.DIRECTORY, -size, directories[path].files) for size, path in largest[:top])


def largest_files(files: Iterable[tuple[str, int]], top: int) -> tuple[Share, ...]:
    """Return the first of these files, which are sorted."""
    return tuple(Share(path, Type.FILE, size, 1) for path, size in list(files)[:top])


def by_extension(extensions: Mapping[str, Tally]) -> tuple[Share, ...]:
    """Return what is received by extension, the largest first."""
    rows = [Share(ending, Type.FILE, tally.bytes, tally.files) for ending, tally in extensions.items()]
    return tuple(sorted(rows, key=lambda share: (-share.bytes, share.path)))


def by_line(by_rule: Mapping[int, Tally], lines: Sequence[Line]) -> tuple[LineShare, ...]:
    """Return what each line of the ignore file excludes, the largest first; ``lines`` are those with a pattern."""
    rows = [
        LineShare(lines[rule].number, lines[rule].text.strip(), tally.files, tally.bytes)
        for rule, tally in by_rule.items()
        if rule != NO_PATTERN
    ]
    return tuple(sorted(rows, key=lambda share: (-share.bytes, share.line)))


def differences(
    found: Iterable[tuple[str, Builder]],
    own_files: Collection[str | None],
    ignore_files: Mapping[Builder, str | None],
) -> tuple[Difference, ...]:
    """Return the paths that just one builder receives, with the reason.

    Args:
        found: paths, each with the builder that receives it.
        own_files: the Dockerfile and the ignore file.
        ignore_files: the ignore file that each builder goes by, ``None`` for none.

    """
    return tuple(
        Difference(path, only, _why_only(only, ignore_files, own=path in own_files)) for path, only in sorted(found)
    )


def _why_only(only: Builder, ignore_files: Mapping[Builder, str | None], *, own: bool) -> str:
    """Say why just one builder receives a path, in a few words."""
    if own and only is Builder.LEGACY:
        return "the legacy builder always sends its Dockerfile and .dockerignore"
    here, there = ignore_files.get(only), ignore_files.get(only.other)
    name = "BuildKit" if only is Builder.LEGACY else "the legacy builder"
    if here != there and there is not None:
        return f"{name} goes by {printable(there)}, which excludes it"
    if only is Builder.BUILDKIT:
        return "the legacy builder leaves it out: it looks into an excluded directory only where an exception names it literally"
    return (
        "BuildKit sends only directories that something is taken from"
        if there is None
        else "BuildKit's rules exclude it"
    )
