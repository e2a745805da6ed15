"""Where a Dockerfile's sources lead in the file system, looked up before the walk so that it can watch for them."""

from __future__ import annotations

from ctxsize.display.escaping import quoted
from ctxsize.golang import paths
from ctxsize.ignore.matcher import plain_verdict
from ctxsize.ignore.parse import pattern_of
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ctxsize.context.source import ContextSource
    from ctxsize.dockerfile.sources import Source
    from ctxsize.ignore.pattern import Pattern


class Candidate(Record):
    """A source and the paths that it can mean, found in the file system before the walk.

    Each of ``routes`` is a real path, links resolved, and behind it the links that lead there, all of which must arrive;
    one for a plain source that is there, any number for a wildcard.
    ``matched`` are, route by route, the paths that a wildcard matches, links not resolved.
    ``dangling`` are links that a wildcard matches, or that are in front of it and lead to themselves, and that lead nowhere:
    if one arrives, the build fails over it.
    ``base`` is the directory in front of a wildcard, which must arrive whether or not anything in it matches.
    ``nearest`` is a name beside the missing one that looks like it. ``link`` is a link on the way of a source that leads
    to nothing, with its target, and ``leads_out`` whether that lies outside of the context. ``beside`` is the path of a
    missing source beside the Dockerfile, if it is there.
    ``malformed`` is the source or the ``--exclude`` pattern at which the copy fails: whatever arrives, or, with
    ``fails_at_match``, where something arrives that the wildcard matches.
    """

    source: Source
    routes: tuple[tuple[str, ...], ...]
    matched: tuple[str, ...] = ()
    dangling: tuple[str, ...] = ()
    base: str = ""
    nearest: str | None = None
    malformed: str | None = None
    fails_at_match: bool = False
    link: tuple[str, str] | None = None
    leads_out: bool = False
    beside: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the source is the context root, which is always there."""
        if self.source.required:
            return False
        return not self.source.path if not self.source.parents else not self.source.pivot

    def links(self) -> list[tuple[str, str]]:
        """Return the links that a wildcard matches, each with where it leads: a link alone is not enough to copy it."""
        wild = self.source.wildcard and not self.source.parents
        return [(route[1], route[0]) for route in self.routes if wild and len(route) > 1 and route[0]]

    def shown(self) -> str:
        """Return the source as it stands in a sentence."""
        shown = quoted(self.source.text or self.source.path)
        path = self.source.path
        if "$" in self.source.text:
            return f"{shown} (with its variables put in)"  # what they stand for may be a secret
        return shown if path in {self.source.text.strip("/"), ""} else f"{shown} (that is, {quoted(path)})"


def resolve_source(tree: ContextSource, source: Source, directory: str = "") -> Candidate:
    """Return the paths that a source can mean in the context that it is taken from; see :class:`Candidate`.

    ``directory`` is the Dockerfile's directory, where that is not the context root and lies in it.
    """
    found = _required(tree, source) if source.required else _found(tree, source, directory)
    malformed = _malformed(tree, found)
    if malformed is not None:
        return found.replace(malformed=malformed)
    tried = _malformed_for_names(tree, found)
    return found if tried is None else found.replace(malformed=tried, fails_at_match=source.wildcard)


def _required(tree: ContextSource, source: Source) -> Candidate:
    """Return a source of ``--parents`` of which something must arrive: the pivot's directories may be links, nothing else."""
    missing = Candidate(source=source, routes=(), nearest=_nearest(tree, source.path))
    above, _, last = source.pivot.rpartition("/")
    place, links = tree.follow(above)
    if place is None or not source.below or "\\" in source.path:
        # What stands there as text is looked for, quoting included; and the root itself is never found.
        return missing
    for part in (*([last] if last else ()), *source.below.split("/")):
        if place and tree.link_target(place) is not None:
            return missing
        place = paths.join(place, part)
    if (last and tree.link_target(paths.join(above, last)) is not None) or not tree.exists(place):
        return missing
    if _is_left_out(source):
        return missing
    return Candidate(source=source, routes=((place, *links),))


def _is_left_out(source: Source) -> bool:
    """Whether ``--exclude`` takes the whole of a required source away; one with exceptions is not looked into."""
    patterns = [pattern for text in source.exclude if (pattern := _pattern(text)) is not None]
    return not any(each.exception for each in patterns) and plain_verdict(patterns, source.below)


def _pattern(text: str) -> Pattern | None:
    try:
        pattern = pattern_of(text)
        if pattern is not None:
            pattern.matches("")
    except paths.BadPatternError:
        return None
    return pattern


def _malformed(tree: ContextSource, candidate: Candidate) -> str | None:
    """Return the pattern at which the engine fails when it looks up what to copy: at once, or at the first name."""
    source = candidate.source
    if source.bind:
        return None
    for text in source.exclude:
        try:
            pattern_of(text)
        except paths.BadPatternError:
            return text
    try:
        if source.wildcard and not source.parents:
            base = _literal_directory(source.path)
            rest = source.path[len(base) :].removeprefix("/")
            for name in tree.names(tree.resolve(base) or ""):
                paths.match(rest, name)
    except paths.BadPatternError as error:
        return str(error)
    return None


def _malformed_for_names(tree: ContextSource, candidate: Candidate) -> str | None:
    """Return the ``--exclude`` pattern at which the engine fails once it is tried at a name."""
    if candidate.source.bind:
        return None
    patterns = [pattern for text in candidate.source.exclude if (pattern := pattern_of(text)) is not None]
    try:
        for place, *_ in candidate.routes if patterns else ():
            for name in ("", *tree.names(place)):
                plain_verdict(patterns, name)
    except paths.BadPatternError as error:
        return str(error)
    return None


def _found(tree: ContextSource, source: Source, directory: str) -> Candidate:
    asked = source.pivot if source.parents else source.path
    # With --exclude BuildKit looks at each entry of the root, as it does with a wildcard.
    every = "*" if source.exclude and not asked else asked
    if every != asked or (source.wildcard and not source.parents and paths.has_wildcard(asked)):
        found = _expand(tree, every)
        base = _literal_directory(every)
        circle = _circle(tree, base)
        return Candidate(
            source=source,
            routes=tuple((place, *tree.follow(path)[1]) for path, place in found if place is not None),
            matched=tuple(path for path, place in found if place is not None),
            dangling=(*(link for link, place in found if place is None), *([circle] if circle else ())),
            base=circle or tree.resolve(base) or "",
        )
    place, links = tree.follow(asked)
    if place is not None and tree.exists(place):
        return Candidate(source=source, routes=((place, *links),))
    link = _lost_link(tree, asked)
    beside = f"{directory}/{asked}" if directory and asked else ""
    return Candidate(
        source=source,
        routes=(),
        nearest=None if link is not None else _nearest(tree, asked),
        link=link,
        leads_out=link is not None and _leads_out(*link),
        beside=beside if beside and tree.exists(beside) else None,
    )


def _lost_link(tree: ContextSource, path: str) -> tuple[str, str] | None:
    """Return the first link at or above a path that leads to nothing in the context, with its target."""
    for place in paths.with_directories(path) if path else ():
        target = tree.link_target(place)
        if target is not None:
            led = tree.resolve(place)
            if _leads_out(place, target) or led is None or not tree.exists(led):
                return place, target
    return None


def _circle(tree: ContextSource, path: str) -> str | None:
    """Return the first link at or above a path that leads to itself, perhaps by way of others."""
    if not path or tree.resolve(path) is not None:
        return None
    return next((place for place in paths.with_directories(path) if tree.resolve(place) is None), None)


def _leads_out(link: str, target: str) -> bool:
    return target.startswith("/") or paths.join(paths.directory(link), target).split("/")[0] == ".."


def paths_to_watch(candidates: Iterable[Candidate]) -> set[str]:
    """Return the paths of which to see whether they arrive, for :func:`ctxsize.rules.sources.predict`."""
    return {
        place
        for candidate in candidates
        for place in (
            *(step for route in candidate.routes for step in route),
            *candidate.matched,
            *candidate.dangling,
            candidate.base,
        )
    }


def _nearest(tree: ContextSource, path: str) -> str | None:
    import difflib  # noqa: PLC0415 (only for a mistake)

    above = paths.directory(path)
    name = path.rpartition("/")[2]
    close = difflib.get_close_matches(name, [one for one in tree.names(above) if one != name], 1)
    return paths.join(above, close[0]) if close else None


def _expand(tree: ContextSource, pattern: str) -> list[tuple[str, str | None]]:
    """Return the paths that a wildcard source matches, each with where its links lead, ``None`` for nowhere."""
    found: list[tuple[str, str | None]] = [("", "")]
    for part in pattern.split("/"):
        found = [
            (path, place if place is not None and tree.exists(place) else None)
            for _, above in found
            if above is not None
            for name in tree.names(above)
            if paths.matches(part, name)
            for path in [paths.join(above, name)]
            for place in [tree.resolve(path)]
        ]
    return found


def _literal_directory(pattern: str) -> str:
    """Return the directories in front of the first part that has a wildcard; empty for the root."""
    parts = pattern.split("/")
    first = next(number for number, part in enumerate(parts) if paths.has_wildcard(part))
    return "/".join(parts[:first]).replace("\\", "")
