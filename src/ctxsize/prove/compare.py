"""Two results of a build, compared by content: no times, and nothing that differs from build to build anyway."""

from __future__ import annotations

from ctxsize.golang import paths
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from ctxsize.prove.archive import ImageEntry


_FEW_NOISY = 5
"""So many files may differ from build to build whatever their share."""
_MOST_NOISY = 0.05
"""Beyond that, this share of the files that the build makes."""


class Noise(Record):
    """What differs between two builds of the same: ``paths`` themselves, and in how many names of ``directories`` they differ."""

    paths: frozenset[str] = frozenset()
    directories: tuple[tuple[str, int], ...] = ()

    @property
    def shown(self) -> tuple[str, ...]:
        """The files that are not compared, for people."""
        named = [f"{directory}/*" for directory, _ in self.directories]
        return tuple(sorted({*named, *(path for path in self.paths if _parent(path) not in dict(self.directories))}))


class Loss(Record):
    """A path that the image lacks because a line excludes the file that it is a copy of."""

    path: str
    file: str


class ImageDifference(Record):
    """What a build with a proposal made otherwise.

    ``losses`` are explained by excluded files, ``unexplained`` are all other paths that are gone, new or changed.
    """

    losses: tuple[Loss, ...] = ()
    unexplained: tuple[str, ...] = ()

    @property
    def none(self) -> bool:
        """Whether the two are the same."""
        return not self.losses and not self.unexplained


def noise_of(first: Mapping[str, ImageEntry], second: Mapping[str, ImageEntry]) -> Noise:
    """Return what differs between two builds of the same files."""
    changed = {path for path in first.keys() & second.keys() if first[path] != second[path]}
    lost, new = first.keys() - second.keys(), second.keys() - first.keys()
    before, after = _tops(lost), _tops(new)
    # As many names here as there: names that are drawn by lot. More on one side is something else.
    drawn = {
        directory: len(names) for directory, names in before.items() if len(after.get(directory, ())) == len(names)
    }
    return Noise(paths=frozenset(changed | lost | new), directories=tuple(sorted(drawn.items())))


def too_noisy(noise: Noise, made: Collection[str]) -> str | None:
    """Say why two builds of the same differ too much for any comparison; ``None`` if they don't.

    Args:
        noise: what differs.
        made: the files that are not the base image's.

    """
    noisy = noise.paths
    made = {*made, *noisy}
    if not noisy:
        return None
    if len(noisy) == len(made):
        return "every file that the build makes differs from build to build, so that there is nothing to compare"
    if len(noisy) > max(_FEW_NOISY, _MOST_NOISY * len(made)):
        return f"{len(noisy):,} of {len(made):,} files that the build makes differ from build to build"
    return None


def compare(
    before: Mapping[str, ImageEntry],
    after: Mapping[str, ImageEntry],
    noise: Noise,
    excluded: Mapping[str, int],
    digest: Callable[[str], str | None],
) -> ImageDifference:
    """Return what differs between a baseline and the build of a proposal.

    A lost path is explained if it has the name and the content of an excluded file, or if it is a directory that is a copy of a
    directory of which nothing is received any more.

    Args:
        before: the baseline's files.
        after: the proposal's.
        noise: what differs between baselines.
        excluded: the files that the proposal excludes, with their sizes.
        digest: the SHA-256 of one of them, and of a symbolic link where it leads; ``None`` for all else.

    """
    lost = before.keys() - after.keys()
    new = after.keys() - before.keys()
    changed = {path for path in before.keys() & after.keys() if before[path] != after[path]} - noise.paths
    drawn = _drawn(noise, lost, new)
    lost, new = lost - drawn - noise.paths, new - drawn - noise.paths
    losses = _explained(before, lost, excluded, digest)
    left = {path for path in lost if path not in losses}
    return ImageDifference(
        losses=tuple(Loss(path=path, file=losses[path]) for path in sorted(losses)),
        unexplained=tuple(sorted(left | new | changed)),
    )


def _drawn(noise: Noise, lost: Collection[str], new: Collection[str]) -> set[str]:
    """Return the paths whose names are drawn by lot, as long as there are as many of them as between the baselines."""
    here, there = _tops(lost), _tops(new)
    found: set[str] = set()
    for directory, count in noise.directories:
        if len(here.get(directory, ())) == len(there.get(directory, ())) == count:
            tops = here[directory] | there[directory]
            found |= {path for path in (*lost, *new) if any(path == top or path.startswith(f"{top}/") for top in tops)}
    return found


def _tops(found: Iterable[str]) -> dict[str, set[str]]:
    """Return the outermost of some paths, by the directory in which they stand."""
    tops: dict[str, set[str]] = {}
    here = set(found)
    for path in here:
        if not any(above in here for above in paths.with_directories(path)[:-1]):
            tops.setdefault(_parent(path), set()).add(path)
    return tops


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _explained(
    before: Mapping[str, ImageEntry],
    lost: Collection[str],
    excluded: Mapping[str, int],
    digest: Callable[[str], str | None],
) -> dict[str, str]:
    """Return the lost paths that are copies of excluded files, each with that file."""
    by_name: dict[tuple[str, int], list[str]] = {}
    for file, size in excluded.items():
        by_name.setdefault((file.rpartition("/")[2], size), []).append(file)
    found: dict[str, str] = {}
    for path in lost:
        entry = before[path]
        candidates = by_name.get((path.rpartition("/")[2], entry.size), []) if entry.kind in {"file", "link"} else []
        fitting = [file for file in candidates if digest(file) == (entry.digest or entry.link)]
        if fitting:
            found[path] = max(fitting, key=lambda file: (_same_end(path, file), file))
    directories = [path for path in lost if before[path].kind == "directory"]
    gone = {directory: file for file in excluded for directory in paths.with_directories(file)[:-1]}
    for path in sorted(directories, key=len, reverse=True):
        inside = [file for other, file in found.items() if other.startswith(f"{path}/")]
        if inside:
            found[path] = inside[0]
    for path in sorted(directories, key=len):
        if path in found:
            continue
        # An empty directory inside of a lost one that is a copy, such as those of .git.
        above = next((place for place in paths.with_directories(path)[-2::-1] if place in found), None)
        if above is not None:
            found[path] = found[above]
        elif (twin := next((name for name in gone if _same_end(path, name) >= len(name.split("/"))), None)) is not None:
            found[path] = gone[twin]
    return found


def _same_end(path: str, file: str) -> int:
    """Return how many parts two paths share, counted from their ends."""
    count = 0
    for one, other in zip(reversed(path.split("/")), reversed(file.split("/")), strict=False):
        if one != other:
            break
        count += 1
    return count
