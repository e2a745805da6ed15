"""What an instruction names and the author's lines keep from arriving: the exception that each such source lacks."""

from __future__ import annotations

from ctxsize.context.entry import Type
from ctxsize.display.escaping import printable, quoted
from ctxsize.golang import paths
from ctxsize.ignore.parse import as_pattern, pattern_of
from ctxsize.record import Record
from ctxsize.rules import secrets
from ctxsize.scan.notes import Noted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.fix.baseline import Baseline, SeenBuild

_MOST_FILES = 2000


class Lacking(Record):
    """An exception that is missing: its line, why, the numbers of the author's lines against it, and what stays away.

    ``inside`` are lines for secrets in a directory that the exception lets in.
    """

    path: str
    line: str
    reason: str
    culprits: tuple[int, ...]
    inside: tuple[str, ...] = ()


def lacking(baseline: Baseline) -> list[Lacking]:
    """Return the exceptions without which a build fails: of existing paths, letter by letter, and never for a secret."""
    found: dict[str, Lacking] = {}
    for seen in baseline.seen:
        for candidate in seen.rules.candidates:
            source = candidate.source
            if source.wildcard or candidate.is_whole or candidate.malformed is not None:
                continue
            route = next(iter(candidate.routes), ())
            if not route or all(step in seen.scan.arrived or not step for step in route):
                continue
            reason = (
                f"{printable(seen.plan.inputs.dockerfile)}:{source.line} takes {quoted(source.text or source.path)}"
            )
            for step in route:
                one = _exception(step, reason, baseline, seen) if step not in seen.scan.arrived else None
                if one is not None:
                    found.setdefault(one.path, one)
    return list(found.values())


def _exception(path: str, reason: str, baseline: Baseline, seen: SeenBuild) -> Lacking | None:
    culprits = _culprits(path, baseline)
    if not culprits:
        return None
    files = _files(path, seen)
    if files is None:
        return None
    secret = [file for file in files if _is_secret(file, seen)]
    if path in secret:
        return None
    if pattern_of("!" + as_pattern(path)) is None:
        return None
    return Lacking(
        path=path,
        line="!" + as_pattern(path),
        reason=reason,
        culprits=tuple(culprits),
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


def _is_secret(path: str, seen: SeenBuild) -> bool:
    size = seen.plan.source.size(path) or 0
    noted = Noted(path=path, type=Type.FILE, size=size, mode=0, received=True, rule=-1)
    suspects, _ = secrets.suspects([noted])
    if not suspects:
        return False
    head = next((head for _, head in seen.plan.source.heads([path], secrets.HEAD_BYTES)), b"")
    return secrets.inspect(suspects[0], head) is not None
