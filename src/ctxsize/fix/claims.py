"""What all Dockerfiles of a context ask of it, whatever their target: what no line may take from them."""

from __future__ import annotations

from types import MappingProxyType

from ctxsize.build.source_paths import resolve_source
from ctxsize.builder.follow_links import follow_links
from ctxsize.dockerfile.parser.parse import parse
from ctxsize.dockerfile.usage import union, usage
from ctxsize.errors import CtxsizeError
from ctxsize.fix.removal_plan import Claim, claim
from ctxsize.git.gitignore import as_line, literal
from ctxsize.golang.text import runes
from ctxsize.ignore.parse import pattern_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ctxsize.context.source import ContextSource
    from ctxsize.dockerfile.parser.syntax import Dockerfile
    from ctxsize.dockerfile.sources import Source
    from ctxsize.dockerfile.usage import Usage


class Claims:
    """What the instructions of some Dockerfiles take.

    ``claims`` are the paths that they name; ``places`` the directories that are there, each with the reason; ``directories``
    those that must arrive even if nothing in them does; ``whole`` the instructions that take the whole context.
    ``sources`` are all sources with their Dockerfile's name.
    """

    __slots__ = ("claims", "directories", "places", "sources", "whole")

    def __init__(self) -> None:
        """Begin with nothing."""
        self.claims: list[Claim] = []
        self.places: dict[str, str] = {}
        self.directories: set[str] = set()
        self.whole: list[str] = []
        self.sources: list[tuple[str, Source]] = []


def read_claims(
    files: Iterable[tuple[str, bytes]],
    tree: ContextSource,
    build_args: Mapping[str, str],
    platform: str | None,
    named_contexts: Mapping[str, bool] = MappingProxyType({}),
    counts: Callable[[str, Sequence[Source]], bool] = lambda _, __: True,
) -> tuple[Claims, list[str]]:
    """Return what these Dockerfiles take, with all of their stages as targets, and those that can't be read.

    Args:
        files: names and contents.
        tree: the context.
        build_args: as ``--build-arg``.
        platform: as ``--platform``; of several, what any of them takes.
        named_contexts: the names in ``--build-context``, each with whether it is this very context once more.
        counts: whether a Dockerfile with such sources is built with this context.

    """

    def used_by(dockerfile: Dockerfile) -> Usage:
        wanted = (platform or "").split(",")
        return union(
            [
                usage(dockerfile, build_args=build_args, platform=each or None, named_contexts=named_contexts)
                for each in wanted
            ]
        )

    claims, unread = Claims(), []
    for name, data in files:
        try:
            dockerfile = parse(data, name)
            used_by(dockerfile)
        except CtxsizeError:
            unread.append(name)
            continue
        known: dict[tuple[int, str], Source] = {}
        for ending in _each_target(dockerfile):
            try:
                used = used_by(ending)
            except CtxsizeError:
                continue
            for source in used.sources:
                here = source.context is None or named_contexts.get(source.context, False)
                if here:
                    known.setdefault((source.line, source.path), source)
        if counts(name, list(known.values())):
            for source in known.values():
                _take(claims, source, name, tree)
    return claims, unread


def _each_target(dockerfile: Dockerfile) -> Iterator[Dockerfile]:
    """Yield the Dockerfile as it is up to the end of each stage: so a stage without a name is the target, too."""
    starts = [number for number, one in enumerate(dockerfile.instructions) if one.keyword == "FROM"]
    for end in [*starts[1:], len(dockerfile.instructions)]:
        yield dockerfile.replace(instructions=dockerfile.instructions[:end])


def _take(claims: Claims, source: Source, dockerfile: str, tree: ContextSource) -> None:
    shown = f"{source.keyword} {source.text}".strip()
    reason = f"{dockerfile}:{source.line} takes it: {shown}"
    claims.sources.append((dockerfile, source))
    asked = follow_links(tree, [runes(source.path)]) if source.path else None
    seen = resolve_source(tree, source)
    if asked is None:
        claims.whole.append(f"{dockerfile}:{source.line}: {shown}")
        if not source.path:
            return
        # A link may lead to the whole context; it must arrive all the same.
        asked = tuple(as_line(literal(link)) for _, *links in seen.routes for link in links)
    found = [claim(text, reason, pattern_of) for text in asked]
    claims.claims += [one for one in found if one is not None]
    for place, *_ in seen.routes:
        if place:
            claims.places.setdefault(place, reason)
            claims.directories.add(place)
    if seen.base:
        claims.directories.add(seen.base)
