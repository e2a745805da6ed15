"""Whether what an instruction takes ends up in the image: in the target itself, or through ``COPY --from``."""

from __future__ import annotations

from enum import StrEnum

from ctxsize.golang import paths
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ctxsize.build.source_paths import Candidate
    from ctxsize.dockerfile.sources import Copy, Usage

_DEPTH = 20
"""How many stages a path is followed through; beyond, nothing is claimed."""


class InImage(StrEnum):
    """Whether something reaches the image, as far as the Dockerfile tells; from the most to the least."""

    ALL = "all"
    """All of it does."""
    PART = "part"
    """Some of it does: a later instruction copies something out of the directory that it is in."""
    UNKNOWN = "unknown"
    """Where it lies depends on the working directory of a base image."""
    MADE = "made"
    """It does not itself, but something does that a command may have made of it."""
    NONE = "none"
    """Nothing of it does, nor anything that it could have become."""

    @property
    def rank(self) -> int:
        """0 for the most."""
        return list(InImage).index(self)


class Arrival(Record):
    """Whether it reaches the image, and the lines of the ``COPY --from`` that bring it there."""

    answer: InImage
    lines: tuple[int, ...] = ()


class _Placed(Record):
    """Something of the context in a stage: where it lies there, its path in the context, whether it is a directory.

    ``place`` has no leading slash where it depends on a base image's working directory.
    """

    place: str
    path: str
    directory: bool


class Images:
    """What of the stages of a target reaches its image."""

    def __init__(self, usage: Usage, is_directory: Callable[[str], bool], exists: Callable[[str], bool]) -> None:
        """Read the stages and the copies between them.

        Args:
            usage: what the target uses.
            is_directory: whether a path of the context is a directory, links followed.
            exists: whether there is something at a path of the context.

        """
        self._copies = usage.copies
        self._is_directory = is_directory
        self._exists = exists
        self._bases = {stage.number: stage.base_stage for stage in usage.stages}
        self._numbers = {str(stage.number): stage.number for stage in usage.stages}
        self._numbers |= {stage.name: stage.number for stage in usage.stages if stage.name is not None}
        self._final = frozenset(self._chain(usage.target.number))
        self._running = {run.stage for run in usage.runs if run.instruction.keyword == "RUN"}

    def reach(self, candidates: Sequence[Candidate]) -> Arrival:
        """Return what becomes of what the sources of one instruction take."""
        source = candidates[0].source
        number = self._numbers.get(source.stage)
        if number is None:
            return Arrival(InImage.UNKNOWN)
        if number in self._final:
            return Arrival(InImage.MADE if source.bind else InImage.ALL)
        own = next(
            (one for one in self._copies if one.origin is None and (one.stage, one.line) == (number, source.line)), None
        )
        if source.bind or own is None:
            return self._made(number)
        found = [self._visible(number, one, _DEPTH) for each in candidates for one in self._placed(each, own)]
        lines = tuple(sorted({line for one in found for line in one.lines}))
        answers = {one.answer for one in found}
        if len(answers) == 1:
            return Arrival(answers.pop(), lines)
        best = min(answers, key=lambda one: one.rank, default=InImage.NONE)
        return Arrival(InImage.PART if best is InImage.ALL else best, lines)

    def _chain(self, number: int) -> list[int]:
        """Return a stage and those that it starts from."""
        chain: list[int] = []
        at: int | None = number
        while at is not None and at not in chain:
            chain.append(at)
            at = self._bases.get(at)
        return chain

    def _copies_from(self, number: int) -> Iterator[Copy]:
        """Yield the copies out of a stage, and out of those that start from it."""
        for copy in self._copies:
            if copy.origin is not None and number in self._chain(copy.origin):
                yield copy

    def _placed(self, candidate: Candidate, own: Copy) -> Iterator[_Placed]:
        """Yield where a source puts what it takes; a file goes into a directory by its name, a directory's content to it."""
        target = own.target if own.target == "/" else own.target.rstrip("/")
        names = candidate.matched or (candidate.source.path,)
        several = own.directory or len(own.sources) > 1 or len(candidate.matched) > 1
        for route, named in zip(candidate.routes or (("",),), names, strict=False):
            if candidate.source.parents or self._is_directory(route[0]):
                yield _Placed(target, route[0], directory=True)
            else:
                name = named.rpartition("/")[2]
                yield _Placed(_joined(target, name) if several else target, route[0], directory=False)

    def _visible(self, number: int, what: _Placed, depth: int) -> Arrival:
        """Return what of something in a stage reaches the image."""
        if number in self._final:
            return Arrival(InImage.ALL)
        if not depth:
            return Arrival(InImage.UNKNOWN)
        found = []
        for copy in self._copies_from(number):
            for source in copy.sources:
                answer, moved = self._moved(what, source, copy)
                if moved is None:
                    continue
                onward = self._visible(copy.stage, moved, depth - 1)
                if onward.answer is not InImage.NONE:
                    least = max(answer, onward.answer, key=lambda one: one.rank)
                    found.append(Arrival(least, (copy.line, *onward.lines)))
        return _most(found) if found else self._made(number)

    def _moved(self, what: _Placed, source: str, copy: Copy) -> tuple[InImage, _Placed | None]:
        """Return how much of something a copy takes along, and where that lies then; ``None`` if it takes nothing of it."""
        target = copy.target
        if not what.place.startswith("/") and source != "/":
            return InImage.UNKNOWN, what.replace(place="")
        if paths.has_wildcard(source):
            return self._moved_by_wildcard(what, source, copy)
        inside = _inside(what.place, source)
        if inside is not None:
            whole = InImage.PART if copy.exclude else InImage.ALL
            name = what.place.rpartition("/")[2]
            own = inside or (name if copy.directory and not what.directory else "")
            return whole, what.replace(place=_joined(target, own) if own else target)
        below = _inside(source, what.place)
        if what.directory and below and self._exists(f"{what.path}/{below}" if what.path else below):
            path = f"{what.path}/{below}" if what.path else below
            return InImage.PART, _Placed(target, path, directory=self._is_directory(path))
        return InImage.NONE, None

    def _moved_by_wildcard(self, what: _Placed, source: str, copy: Copy) -> tuple[InImage, _Placed | None]:
        head = source[: next(at for at, char in enumerate(source) if char in "*?[\\")].rpartition("/")[0] or "/"
        if any(
            paths.matches(source, place) for place in paths.with_directories(what.place[1:]) for place in (f"/{place}",)
        ):
            return InImage.PART if copy.exclude else InImage.ALL, what.replace(place=copy.target)
        overlaps = what.directory and (_inside(what.place, head) is not None or _inside(head, what.place) is not None)
        return (InImage.PART, what.replace(place=copy.target)) if overlaps else (InImage.NONE, None)

    def _made(self, number: int, depth: int = _DEPTH) -> Arrival:
        """Return what becomes of something that is not copied as it is: a command may have made something of it."""
        found = []
        for copy in self._copies_from(number) if depth else ():
            ran = not self._running.isdisjoint(self._chain(copy.origin if copy.origin is not None else number))
            onward = copy.stage in self._final or self._made(copy.stage, depth - 1).answer is InImage.MADE
            if ran and onward:
                found.append(copy.line)
        return Arrival(InImage.MADE, tuple(sorted(set(found)))) if found else Arrival(InImage.NONE)


def _most(found: Iterable[Arrival]) -> Arrival:
    """Return the best answer with the lines of all that give it."""
    found = list(found)
    best = min((one.answer for one in found), key=lambda one: one.rank)
    return Arrival(best, tuple(sorted({line for one in found if one.answer is best for line in one.lines})))


def _joined(directory: str, name: str) -> str:
    return f"{directory.rstrip('/')}/{name}" if directory else name


def _inside(path: str, directory: str) -> str | None:
    """Return the way from a directory to a path at or below it; ``None`` if the path is elsewhere."""
    if directory in {path, "/"}:
        return path[len(directory) :].lstrip("/")
    return path[len(directory) + 1 :] if path.startswith(f"{directory}/") else None
