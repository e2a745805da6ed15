"""What all Dockerfiles of a context ask of it, whatever their target: what no line may take from them."""

from __future__ import annotations

from dataclasses import dataclass, field

from ctxsize.builder.follow import follow_links
from ctxsize.dockerfile.parse import parse
from ctxsize.dockerfile.usage import usage
from ctxsize.errors import CtxsizeError
from ctxsize.gotext import runes
from ctxsize.ignore.parse import IGNORE_FILE, pattern_of
from ctxsize.lookup import candidate
from ctxsize.wishes import Claim, claim

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ctxsize.dockerfile.sources import Source
    from ctxsize.dockerfile.syntax import Dockerfile
    from ctxsize.walk import Tree


@dataclass(slots=True, kw_only=True)
class Claims:
    """What the instructions of some Dockerfiles take.

    ``claims`` are the paths that they name; ``places`` the folders that are there, each with the reason; ``folders``
    those that must arrive even if nothing in them does; ``whole`` the instructions that take the whole context.
    """

    claims: list[Claim] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    whole: list[str] = field(default_factory=list)
    sources: list[tuple[str, Source]] = field(default_factory=list)


def is_dockerfile(path: str) -> bool:
    """Whether a file has a name that people give to Dockerfiles."""
    name = path.rpartition("/")[2].lower()
    if name.endswith(IGNORE_FILE):
        return False
    return name in {"dockerfile", "containerfile"} or name.startswith("dockerfile.") or name.endswith(".dockerfile")


def read_claims(
    files: Iterable[tuple[str, bytes]], tree: Tree, build_args: Mapping[str, str], platform: str | None
) -> tuple[Claims, list[str]]:
    """Return what these Dockerfiles take, with all of their stages as targets, and those that can't be read.

    Args:
        files: names and contents.
        tree: the context.
        build_args: as ``--build-arg``.
        platform: as ``--platform``.

    """
    claims, unread = Claims(), []
    for name, data in files:
        try:
            dockerfile = parse(data, name)
            usage(dockerfile, build_args=build_args, platform=platform)
        except CtxsizeError:
            unread.append(name)
            continue
        known: set[tuple[int, str]] = set()
        for ending in _each_target(dockerfile):
            try:
                used = usage(ending, build_args=build_args, platform=platform)
            except CtxsizeError:
                continue
            for source in used.sources:
                if source.context is None and (source.line, source.path) not in known:
                    known.add((source.line, source.path))
                    _take(claims, source, name, tree)
    return claims, unread


def _each_target(dockerfile: Dockerfile) -> Iterator[Dockerfile]:
    """Yield the Dockerfile as it is up to the end of each stage: so a stage without a name is the target, too."""
    starts = [number for number, one in enumerate(dockerfile.instructions) if one.keyword == "FROM"]
    for end in [*starts[1:], len(dockerfile.instructions)]:
        yield dockerfile._replace(instructions=dockerfile.instructions[:end])


def _take(claims: Claims, source: Source, dockerfile: str, tree: Tree) -> None:
    shown = f"{source.keyword} {source.text}".strip()
    reason = f"{dockerfile}:{source.line} takes it: {shown}"
    claims.sources.append((dockerfile, source))
    asked = follow_links(tree, [runes(source.path)]) if source.path else None
    if asked is None:
        claims.whole.append(f"{dockerfile}:{source.line}: {shown}")
        return
    found = [claim(text, reason, pattern_of) for text in asked]
    claims.claims += [one for one in found if one is not None]
    seen = candidate(tree, source)
    for place, *_ in seen.routes:
        claims.places.setdefault(place, reason)
        claims.folders.add(place)
    if seen.base:
        claims.folders.add(seen.base)
