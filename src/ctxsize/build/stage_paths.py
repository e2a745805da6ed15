"""What a stage surely lacks that another one copies from it; only of stages that are filled by nothing but plain COPY."""

from __future__ import annotations

from ctxsize.golang import paths
from ctxsize.ignore.parse import pattern_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxsize.context.source import ContextSource
    from ctxsize.dockerfile.sources import Copy, Usage

_DEPTH = 50
"""How many stages a path is followed through; beyond, it counts as there."""


def missing_in_stages(usage: Usage, tree: ContextSource) -> Iterator[tuple[Copy, str, str]]:
    """Yield each copy from a stage that fails, the path that is not there, and the stage as people call it."""
    stages = {stage.number: stage for stage in usage.stages}
    for copy in usage.copies:
        if copy.origin is None or not stages[copy.origin].plain:
            continue
        for path in copy.needs:
            if not _may_hold(usage, tree, copy.origin, path, _DEPTH):
                yield copy, path, stages[copy.origin].name or str(copy.origin)


def malformed_in_stages(usage: Usage) -> Iterator[tuple[Copy, str]]:
    """Yield each copy from a stage that fails over an `--exclude` pattern of its own, and that pattern."""
    for copy in usage.copies:
        for text in copy.exclude if copy.origin is not None else ():
            try:
                pattern = pattern_of(text)
                if pattern is not None:
                    pattern.matches("")
            except paths.BadPatternError:
                yield copy, text
                break


def _may_hold(usage: Usage, tree: ContextSource, number: int, path: str, depth: int) -> bool:
    """Whether a stage may have something at a path: in doubt it may."""
    if path == "/" or not depth:
        return True
    chain: list[int] = []
    at: int | None = number
    bases = {stage.number: stage.base_stage for stage in usage.stages}
    while at is not None and at not in chain:
        chain.append(at)
        at = bases[at]
    return any(_may_put(usage, tree, copy, path, depth) for copy in usage.copies if copy.stage in chain)


def _may_put(usage: Usage, tree: ContextSource, copy: Copy, path: str, depth: int) -> bool:
    target = copy.target.rstrip("/")
    if f"{target}/".startswith(f"{path}/"):
        return True
    if not path.startswith(f"{target}/"):
        return False
    rest = path[len(target) + 1 :]
    for source in copy.sources:
        if paths.has_wildcard(source):
            return True
        name = source.rpartition("/")[2]
        inner = [f"{source.rstrip('/')}/{rest}", *([source] if rest == name else [])]
        if any(_is_there(usage, tree, copy.origin, each, depth) for each in inner):
            return True
    return False


def _is_there(usage: Usage, tree: ContextSource, origin: int | None, path: str, depth: int) -> bool:
    if origin is not None:
        return _may_hold(usage, tree, origin, path, depth - 1)
    place, _ = tree.follow(path[1:])
    return place is None or not place or tree.exists(place)
