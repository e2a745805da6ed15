"""From a path in an image back to the paths of the context that may lie there, through the COPY that brought them."""

from __future__ import annotations

from ctxsize.golang import paths
from ctxsize.golang.text import join_root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxsize.dockerfile.sources import Copy, Run, Usage

_DEEPEST = 12


class Layout:
    """What lies where in the stages of one target.

    Paths in an image are absolute, or relative to a working directory that only the base image knows.
    """

    def __init__(self, usage: Usage) -> None:
        """Sort the copies by the stage that they fill."""
        self._copies: dict[int, list[tuple[int, Copy]]] = {}
        for number, copy in enumerate(usage.copies):
            self._copies.setdefault(copy.stage, []).append((number, copy))
        self._bases = {stage.number: stage.base_stage for stage in usage.stages}

    def origins(self, run: Run, place: str) -> list[str]:
        """Return the paths of the context that may lie at ``place`` when a command runs, the empty one for its root.

        Not all of them need exist: whether a source is a file or a directory is not known here.
        """
        found: dict[str, None] = {}
        for target, origin, source in run.mounts:
            mounted = target if target.startswith("/") else resolve(run.workdir or "", target)
            inner = _below(place, mounted)
            if inner is not None:
                whole = join_root(f"{source}/{inner}")
                if origin is None:
                    found[whole[1:]] = None
                else:
                    found.update(dict.fromkeys(self._in_stage(origin, 1 << 30, whole, 0)))
                return list(found)
        found.update(dict.fromkeys(self._in_stage(run.stage, run.copies, place, 0)))
        return list(found)

    def takes_context(self, run: Run) -> bool:
        """Whether anything of the context lies in the image when a command runs."""
        return (
            bool(run.mounts)
            or any(number < run.copies for number, _ in self._copies.get(run.stage, ()))
            or (self._bases.get(run.stage) is not None)
        )

    def _in_stage(self, stage: int, before: int, place: str, depth: int) -> Iterator[str]:
        if depth > _DEEPEST:
            return
        for number, copy in reversed(self._copies.get(stage, [])):
            if number < before:
                yield from self._through(copy, place, depth)
        base = self._bases.get(stage)
        if base is not None and base != stage:
            yield from self._in_stage(base, before, place, depth + 1)

    def _through(self, copy: Copy, place: str, depth: int) -> Iterator[str]:
        inner = _below(place, copy.target)
        if inner is None:
            return
        for source in copy.sources:
            for path in _candidates(source, inner, directory=copy.directory or len(copy.sources) > 1):
                if copy.origin is None:
                    yield path[1:]
                else:
                    yield from self._in_stage(copy.origin, 1 << 30, path, depth + 1)


def resolve(cwd: str, path: str) -> str:
    """Return a path of a command as a path in the image; relative where the directory is so."""
    if path.startswith("/"):
        return join_root(path)
    if cwd.startswith("/"):
        return join_root(f"{cwd}/{path}")
    found = paths.join(cwd, path)
    return "" if found == "." else found


def _below(place: str, target: str) -> str | None:
    """Return what of an image's path lies below another, empty for that itself; ``None`` if it does not."""
    target = target.rstrip("/")
    if target in {"", "."}:
        # The image's root holds what is absolute, and its working directory what is not.
        return place.lstrip("/")
    if place == target:
        return ""
    return place[len(target) + 1 :] if place.startswith(target + "/") else None


def _candidates(source: str, inner: str, *, directory: bool) -> Iterator[str]:
    """Yield what a source may have put at ``inner`` below its destination: a file, or something of a directory."""
    if not paths.has_wildcard(source):
        plain = source.replace("\\", "")
        name = plain.rpartition("/")[2]
        if inner == name:
            yield plain
        if not inner:
            yield plain
        elif inner != name or not directory or "." not in name:
            yield join_root(f"{plain}/{inner}")
        return
    above, _, last = source.rpartition("/")
    first = inner.partition("/")[0]
    if first and not paths.has_wildcard(above) and (paths.matches(last, first) or not last.strip("*.")):
        yield join_root(f"{above}/{inner}")
