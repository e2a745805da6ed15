"""What the user's own lines exclude although the build needs it: each with the line, the reader, and the exception."""

from __future__ import annotations

from ctxsize.display.escaping import capital, printable, quoted
from ctxsize.needs.statement import Certainty
from ctxsize.needs.takes import How
from ctxsize.record import Record
from ctxsize.rules import HISTORY_EXCLUDED, NEEDED_FILE_EXCLUDED, TRACKED_FILE_EXCLUDED
from ctxsize.rules.finding import Confidence, Finding, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ctxsize.ignore.parse import Line
    from ctxsize.needs.history import HistoryReader
    from ctxsize.needs.model import Needs
    from ctxsize.needs.statement import Statement

_GIT = ".git"
_NAMED = 3
_MOST = 40
_OWN = frozenset(
    {"node_modules", ".venv", "venv", "vendor", "target", "dist", "build", "__pycache__", ".next", "out", "obj"}
)
"""Directories that a command makes; what is read from there was most likely made by one."""


class ExcludedReads(Record):
    """What the ignore file keeps out.

    ``by`` returns the line that keeps a path out and the place at which it matched, the path or a directory above it;
    ``None`` where the path arrives. ``tracked`` lists all that git tracks in the context. ``exists`` says whether there
    is something at a path. ``ignore_file`` is the name in sentences.
    """

    ignore_file: str
    by: Callable[[str], tuple[Line, str] | None]
    tracked: Callable[[], Iterable[str]]
    exists: Callable[[str], bool]


def find(needs: Needs, excluded: ExcludedReads) -> Iterator[Finding]:
    """Yield a finding for each path that a line excludes and that a command reads, the surest statement about it."""
    told: set[tuple[int, str]] = set()
    by_path: dict[str, Statement] = {}
    for one in needs.reads:
        if one.certainty is not Certainty.UNKNOWN and not one.path.startswith(f"{_GIT}/"):
            known = by_path.get(one.path)
            if known is None or known.certainty.rank > one.certainty.rank:
                by_path[one.path] = one
    for path, statement in list(by_path.items())[: _MOST * 10]:
        by = excluded.by(path)
        if by is None or _is_made(path, needs):
            continue
        line, place = by
        take = needs.takes(path)
        if take is not None and take.how is How.ITSELF:
            continue  # the instruction that names it says so already
        shown = place if _is_whole(place, by_path, excluded) else path
        if (line.number, shown) not in told and len(told) < _MOST:
            told.add((line.number, shown))
            yield _needed(path, statement, line, place, excluded)
    yield from _history(needs.history, excluded)


def _is_made(path: str, needs: Needs) -> bool:
    """Whether a path is most likely made in the image, so that the one in the context is not what is read."""
    return not _OWN.isdisjoint(path.split("/")[:-1]) and needs.tracked(path) is not True


def _is_whole(place: str, reads: Iterable[str], excluded: ExcludedReads) -> bool:
    return place in set(reads) and excluded.exists(place)


def _needed(path: str, statement: Statement, line: Line, place: str, excluded: ExcludedReads) -> Finding:
    severity = Severity.ERROR if statement.certainty is Certainty.CERTAIN else Severity.WARNING
    what = quoted(path) + (f" lies in {quoted(place)}, which" if place != path else "")
    text = line.text.strip()
    habit = ""
    if text in {"*/", "**/"}:
        habit = " (a slash at the end does not make it a pattern for directories only)"
    fate = "The build fails without it" if statement.fails else "The result differs without it"
    return Finding(
        rule=NEEDED_FILE_EXCLUDED,
        severity=severity,
        confidence=Confidence.HIGH if statement.certainty is Certainty.CERTAIN else Confidence.MEDIUM,
        path=excluded.ignore_file,
        line=line.number,
        message=f"{what} is excluded by {quoted(text)}{habit}, and the build needs it. {capital(statement.words)}",
        advice=f"Add {quoted(exception(path))} below that line. {fate}.",
        suggestion=exception(path),
    )


def exception(path: str) -> str:
    """Return the line of the ignore file that lets just this path in, special characters quoted."""
    return "!" + "".join(f"\\{char}" if char in "*?[]\\^" else char for char in path)


def _history(readers: Iterable[HistoryReader], excluded: ExcludedReads) -> Iterator[Finding]:
    """Yield what is to be said of ``.git``: that it is missing, or that what is missing beside it changes its answer."""
    found = list(readers)
    for path in dict.fromkeys(reader.statement.path for reader in found):
        if not excluded.exists(path):
            continue
        those = [reader for reader in found if reader.statement.path == path]
        by = excluded.by(path)
        if by is not None:
            sure = [reader.statement for reader in those if reader.statement.fails]
            if sure:
                yield _without_history(path, sure[0], by[0], excluded)
            continue
        changed = [reader for reader in those if reader.changes]
        if changed:
            yield from _modified(path, changed, excluded)


def _without_history(path: str, statement: Statement, line: Line, excluded: ExcludedReads) -> Finding:
    return Finding(
        rule=HISTORY_EXCLUDED,
        severity=HISTORY_EXCLUDED.severity,
        path=excluded.ignore_file,
        line=line.number,
        message=f"{quoted(path)} is excluded by {quoted(line.text.strip())}, and the build needs it. {capital(statement.words)}",
        advice=(
            f"Add {quoted('!' + path)} below that line, or hand the version to the build with --build-arg. "
            "The build fails without it, or the version is wrong."
        ),
        suggestion=exception(path),
    )


def _modified(path: str, readers: list[HistoryReader], excluded: ExcludedReads) -> Iterator[Finding]:
    """Yield one finding where git is asked for changes and lines keep tracked files away, which git takes for deleted."""
    base = path.rpartition("/")[0]
    missing: dict[int, list[tuple[str, Line]]] = {}
    for name in excluded.tracked():
        by = excluded.by(name) if not base or name.startswith(f"{base}/") else None
        if by is not None:
            missing.setdefault(by[0].number, []).append((name, by[0]))
    if not missing:
        return
    names = [name for rows in missing.values() for name, _ in rows]
    first = next(iter(missing.values()))[0][1]
    statement = readers[0].statement
    stamp = all(reader.stamp for reader in readers)
    shown = ", ".join(quoted(name) for name in names[:_NAMED])
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    lines = ", ".join(str(number) for number in sorted(missing)[:_NAMED]) + (
        ", \u2026" if len(missing) > _NAMED else ""
    )
    yield Finding(
        rule=TRACKED_FILE_EXCLUDED,
        severity=Severity.INFO if stamp else TRACKED_FILE_EXCLUDED.severity,
        confidence=Confidence.HIGH,
        path=excluded.ignore_file,
        line=first.number,
        message=(
            f"Git tracks {shown}{more}, and {'line' if len(missing) == 1 else 'lines'} {lines} of {printable(excluded.ignore_file)} "
            f"{'excludes' if len(missing) == 1 else 'exclude'} {'it' if len(names) == 1 else 'them'}, while {quoted(path)} is received: "
            f"{statement.words}, and git calls the work tree modified"
        ),
        advice=(
            "Let tracked files in, restore them with `git checkout -- .` before git is asked, or exclude the history and hand the "
            "version to the build."
        ),
    )
