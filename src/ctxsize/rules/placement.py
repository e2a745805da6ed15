"""Where a path of the context ends up: in the image, in a stage that is no part of it, in a mount, or nowhere.

What a RUN does to files is not known: one that it moves is still where it was copied to, and a deleted one still lies
in the layer below.
"""

from __future__ import annotations

from ctxsize.golang import paths
from ctxsize.ignore.pattern import Pattern
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxsize.dockerfile.sources import Copy, Source, Stage, Usage

_Route = tuple[int, ...]


class Placement(Record):
    """What becomes of a path.

    ``image`` are the lines of the instructions that bring it into the image, in order: the first copies it from the
    context, the others from stage to stage; empty if it does not get there. ``stages`` are the stages that it is
    copied into, each with the line. ``mounts`` are the lines of the bind mounts that show it to a command. ``named`` is
    whether an instruction names just this path.
    """

    image: _Route
    stages: tuple[tuple[str, int], ...]
    mounts: tuple[int, ...]
    named: bool


def place(usage: Usage, path: str) -> Placement:
    """Return where ``path``, a file relative to the root of the main context, ends up in this target."""
    stages = {stage.number: stage for stage in usage.stages if stage.needed}
    filled: dict[int, dict[str, _Route]] = {}
    direct: dict[int, int] = {}
    for number in sorted(stages):
        base = stages[number].base_stage
        places = filled[number] = dict(filled.get(base, {})) if base is not None else {}
        for copy in usage.copies:
            if copy.stage != number:
                continue
            routes = {f"/{path}": ()} if copy.origin is None else filled.get(copy.origin, {})
            for known, route in list(routes.items()):
                for goal in _goals(copy, known):
                    places.setdefault(goal, (*route, copy.line))
                    if copy.origin is None:
                        direct.setdefault(number, copy.line)
    return Placement(
        image=min(filled.get(usage.target.number, {}).values(), key=lambda route: (len(route), route), default=()),
        stages=tuple((_label(stages[number]), line) for number, line in sorted(direct.items())),
        mounts=tuple(sorted({source.line for source in usage.sources if source.bind and _takes(source, path)})),
        named=any(source.context is None and source.path == path for source in usage.sources),
    )


def _label(stage: Stage) -> str:
    return stage.name or str(stage.number)


def _takes(source: Source, path: str) -> bool:
    return source.context is None and (not source.path or source.path in paths.with_directories(path))


def _goals(copy: Copy, known: str) -> Iterator[str]:
    """Yield the paths that a copy gives to what lies at ``known``."""
    above = ["/", *("/" + place for place in paths.with_directories(known[1:]))]
    for source in copy.sources:
        taken = next((place for place in above if place == source or _matches(source, place)), None)
        if taken is None or any(_leaves_out(text, known, taken) for text in copy.exclude):
            continue
        below = known[len(taken.rstrip("/")) :]
        if below:
            # A directory's content is copied, not the directory; a wildcard that takes a directory does the same.
            yield copy.target.rstrip("/") + below
            continue
        # A file goes into a directory or takes its name; whether the destination is a directory may be unknown here.
        yield f"{copy.target.rstrip('/')}/{known.rpartition('/')[2]}"
        if not copy.directory:
            yield copy.target


def _matches(source: str, place: str) -> bool:
    return place != "/" and paths.has_wildcard(source) and paths.matches(source[1:], place[1:])


def _leaves_out(text: str, known: str, taken: str) -> bool:
    """Whether ``--exclude`` keeps a path back; it is tried from the root and from what is copied."""
    pattern = Pattern(paths.clean(text).removeprefix("/"))
    below = known[len(taken.rstrip("/")) :].strip("/")
    places = (place for whole in (known[1:], below) if whole for place in paths.with_directories(whole))
    try:
        return any(map(pattern.matches, places))
    except paths.BadPatternError:
        return False  # the build fails over it, and there is a finding
