"""What an instruction names and the author's lines keep from arriving: the exception that each such source lacks."""

from __future__ import annotations

from ctxsize.context.entry import Type
from ctxsize.display.escaping import printable, quoted
from ctxsize.golang import paths
from ctxsize.ignore.overlap import covers
from ctxsize.ignore.parse import as_pattern, pattern_of
from ctxsize.record import Record
from ctxsize.rules import secrets
from ctxsize.scan.notes import Noted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxsize.build.source_paths import Candidate
    from ctxsize.dockerfile.sources import Source
    from ctxsize.fix.baseline import Baseline, SeenBuild
    from ctxsize.ignore.pattern import Pattern

_MOST_FILES = 2000
NEEDED = "Needed: "
"""How the title of a group begins that holds such an exception."""


class Lacking(Record):
    """An exception that is missing: its line, why, the numbers of the author's lines against it, and what stays away.

    ``path`` is what the instruction names, ``pattern`` what the line matches. ``inside`` are lines for secrets in a directory that the exception lets in.
    """

    path: str
    pattern: Pattern
    line: str
    reason: str
    culprits: tuple[int, ...]
    inside: tuple[str, ...] = ()


def lacking(baseline: Baseline) -> list[Lacking]:
    """Return the exceptions without which a build fails: of existing paths, as the instruction spells them, and never for a secret."""
    found: dict[str, Lacking] = {}
    standing = {
        text[1:]: text for text, reason in baseline.block_lines if text[:1] == "!" and reason.startswith(NEEDED)
    }
    for seen in baseline.seen:
        for candidate in seen.rules.candidates:
            source = candidate.source
            if candidate.is_whole or candidate.malformed is not None:
                continue
            for one in _of_source(candidate, _reason(seen, source), baseline, seen):
                found.setdefault(one.path, one)
            for path in {source.path, as_pattern(source.path)} & standing.keys():
                stays = _standing(path, source, baseline, seen)
                if stays is not None:
                    found.setdefault(stays.path, stays)
    return list(_widest(list(found.values())))


def _of_source(candidate: Candidate, reason: str, baseline: Baseline, seen: SeenBuild) -> Iterator[Lacking]:
    """Yield what is there, and a source lacks."""
    if candidate.source.wildcard:
        one = _wildcard(candidate, reason, baseline, seen)
        if one is not None:
            yield one
        return
    route = next(iter(candidate.routes), ())
    if not route or all(step in seen.scan.arrived or not step for step in route):
        return
    for step in route:
        if step not in seen.scan.arrived:
            one = _exception(step, [step], as_pattern(step), reason, baseline, seen)
            if one is not None:
                yield one


def _standing(path: str, source: Source, baseline: Baseline, seen: SeenBuild) -> Lacking | None:
    """Return an exception of the block for what is not there now, and that an instruction still names."""
    pattern = pattern_of(f"!{path}")
    if pattern is None or any(True for _ in baseline.source.names(path)) or baseline.source.exists(path):
        return None
    culprits = tuple(
        line.number
        for line in baseline.lines
        if line.pattern is not None and not line.pattern.exception and covers(line.pattern, pattern)
    )
    if not culprits:
        return None
    return Lacking(path=source.path, pattern=pattern, line=f"!{path}", reason=_reason(seen, source), culprits=culprits)


def _widest(found: Sequence[Lacking]) -> Iterator[Lacking]:
    """Yield the exceptions that no other one holds, each with all that is against what it holds."""
    for one in found:
        if any(other is not one and _holds(other, one) for other in found):
            continue
        held = [other for other in found if _holds(one, other)]
        yield one.replace(
            culprits=tuple(sorted({number for other in (one, *held) for number in other.culprits})),
            inside=tuple(dict.fromkeys(line for other in (one, *held) for line in other.inside)),
        )


def _holds(wide: Lacking, narrow: Lacking) -> bool:
    return wide.line != narrow.line and not paths.has_wildcard(wide.line) and covers(wide.pattern, narrow.pattern)


def _reason(seen: SeenBuild, source: Source) -> str:
    return f"{printable(seen.plan.inputs.dockerfile)}:{source.line} takes {quoted(source.text or source.path)}"


def _wildcard(candidate: Candidate, reason: str, baseline: Baseline, seen: SeenBuild) -> Lacking | None:
    """Return the exception for a wildcard that matches something in a directory that does not arrive: there a build fails."""
    text = candidate.source.path
    directory, _, last = text.rpartition("/")
    matched = [route[0] for route in candidate.routes if len(route) == 1 and route[0]]
    if not directory or paths.has_wildcard(directory) or "\\" in text or not last.strip("*") or not matched:
        return None
    if directory in seen.scan.arrived or any(path in seen.scan.arrived for path in matched):
        return None
    if any(path.rpartition("/")[0] != directory for path in matched):
        return None  # by way of links
    return _exception(text, matched, text, reason, baseline, seen)


def _exception(
    path: str, places: Sequence[str], text: str, reason: str, baseline: Baseline, seen: SeenBuild
) -> Lacking | None:
    culprits = {number for place in places for number in _culprits(place, baseline)}
    pattern = pattern_of(f"!{text}")
    if not culprits or pattern is None:
        return None
    files: list[str] = []
    for place in places:
        inside = _files(place, seen)
        if inside is None:
            return None
        files += inside
    secret = [file for file in files if _is_secret(file, seen)]
    if not set(places) - set(secret):
        return None
    return Lacking(
        path=path,
        pattern=pattern,
        line=f"!{text}",
        reason=reason,
        culprits=tuple(sorted(culprits)),
        inside=tuple(as_pattern(file) for file in secret),
    )


def _culprits(path: str, baseline: Baseline) -> list[int]:
    """Return the numbers of the author's lines that take a path, or a directory above it."""
    places = paths.with_directories(path)
    found = []
    for line in baseline.lines:
        pattern = line.pattern
        if pattern is None or pattern.exception:
            continue
        try:
            if any(map(pattern.matches, places)):
                found.append(line.number)
        except paths.BadPatternError:
            return []
    return found


def _files(path: str, seen: SeenBuild) -> list[str] | None:
    """Return the files at a path and below; ``None`` for more than can be looked at."""
    found, pending = [], [path]
    while pending:
        place = pending.pop()
        if seen.plan.source.size(place) is not None:
            found.append(place)
        else:
            pending += [f"{place}/{name}" for name in seen.plan.source.names(place)]
        if len(found) + len(pending) > _MOST_FILES:
            return None
    return found


def holds_secret(path: str, baseline: Baseline) -> bool:
    """Whether a file, or a file in a directory, is a secret; yes where there are more files than can be looked at."""
    files = _files(path, baseline.first)
    return files is None or any(_is_secret(file, baseline.first) for file in files)


def _is_secret(path: str, seen: SeenBuild) -> bool:
    size = seen.plan.source.size(path) or 0
    noted = Noted(path=path, type=Type.FILE, size=size, mode=0, received=True, rule=-1)
    suspects, _ = secrets.suspects([noted])
    if not suspects:
        return False
    head = next((head for _, head in seen.plan.source.heads([path], secrets.HEAD_BYTES)), b"")
    return secrets.inspect(suspects[0], head) is not None
