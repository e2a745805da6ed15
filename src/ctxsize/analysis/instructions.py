"""What each instruction of a target takes of the build context, and whether it reaches the image."""

from __future__ import annotations

from ctxsize.analysis.analysis import InstructionReport
from ctxsize.context.entry import Tally, TallyCounter, Type
from ctxsize.golang import paths
from ctxsize.ignore.matcher import plain_verdict
from ctxsize.ignore.parse import pattern_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ctxsize.analysis.in_image import Images
    from ctxsize.build.source_paths import Candidate
    from ctxsize.context.entry import Entry
    from ctxsize.dockerfile.sources import Source
    from ctxsize.ignore.pattern import Pattern
    from ctxsize.rules.finding import Finding
    from ctxsize.scan.scan import Scan


class Taking:
    """What sources take of what is received.

    A source takes whatever arrives at its place and below, no matter for which instruction it was asked. With
    ``--exclude`` and ``--parents`` the names of the files matter; only then are the entries listed, all at once.
    """

    def __init__(self, scan: Scan, entries: Callable[[], Iterable[Entry]]) -> None:
        """Prepare.

        Args:
            scan: the scan of the build, which watched for the places of the sources.
            entries: lists what is received.

        """
        self._directories = scan.directories
        self._arrived = scan.arrived
        self._list = entries
        self._files: list[tuple[str, int]] | None = None

    def of(self, candidate: Candidate) -> Tally:
        """Return the files that a source takes, and their bytes."""
        source = candidate.source
        places = places_of(candidate)
        if depends_on_names(source):
            return _sum(self._picked(source, place) for place in places)
        return _sum(self.at(place) for place in places)

    def at(self, place: str) -> Tally:
        """Return what is received at a place and below."""
        found = self._directories.get(place)
        if found is not None:
            return found
        return Tally(1, self._arrived[place]) if place in self._arrived else Tally()

    def _picked(self, source: Source, place: str) -> Tally:
        if self._files is None:
            kinds = {Type.FILE, Type.HARDLINK}
            self._files = [(entry.path, entry.size) for entry in self._list() if entry.type in kinds]
        takes = selector(source)
        counter = TallyCounter()
        for path, size in self._files:
            if not place or path == place or path.startswith(f"{place}/"):
                inside = path[len(place) :].lstrip("/") if place else path
                if takes(inside):
                    counter.add(size)
        return counter.result()


def places_of(candidate: Candidate) -> list[str]:
    """Return where a source is in the context, links followed; the root is the empty path."""
    return [""] if candidate.is_whole else list(dict.fromkeys(route[0] for route in candidate.routes))


def depends_on_names(source: Source) -> bool:
    """Whether a source takes some of the files at its place, and leaves others, by their names."""
    return bool(source.exclude) or (source.parents and bool(source.below))


def selector(source: Source) -> Callable[[str], bool]:
    """Return what tells whether a source takes a file, by its path from the place that the source stands for.

    That path is empty for a source that is the file itself, to which ``--exclude`` does not apply.
    """
    exclude, below = _patterns(source.exclude), _patterns([source.below] if source.parents and source.below else [])

    def takes(inside: str) -> bool:
        if not inside:
            return True
        return not (below and not plain_verdict(below, inside)) and not (exclude and plain_verdict(exclude, inside))

    return takes


def _patterns(texts: Iterable[str]) -> list[Pattern]:
    found = []
    for text in texts:
        try:
            pattern = pattern_of(text)
            if pattern is not None:
                pattern.matches("")
                found.append(pattern)
        except paths.BadPatternError:
            return []  # the build fails at it
    return found


def _sum(tallies: Iterable[Tally]) -> Tally:
    counter = TallyCounter()
    for tally in tallies:
        counter.files += tally.files
        counter.bytes += tally.bytes
    return counter.result()


def instructions(
    candidates: Sequence[Candidate], images: Images, taking: Taking, findings: Iterable[Finding]
) -> tuple[InstructionReport, ...]:
    """Return what each instruction takes, in the order of the Dockerfile.

    Args:
        candidates: the sources that are taken of the main context, looked up in it.
        images: says what reaches the image.
        taking: says what a source takes.
        findings: of these, the fixable ones say what a fix takes away.

    """
    fixable = _outermost({one.path: Tally(one.files, one.bytes) for one in findings if one.is_fixable and one.files})
    grouped: dict[tuple[int, str, str], list[Candidate]] = {}
    for candidate in candidates:
        source = candidate.source
        grouped.setdefault((source.line, source.stage, source.keyword), []).append(candidate)
    rows = []
    for (line, stage, keyword), group in sorted(grouped.items(), key=lambda item: item[0][0]):
        taken = _sum(taking.of(candidate) for candidate in group)
        gone = _sum(_fixable(candidate, fixable, taking) for candidate in group)
        reach = images.reach(group)
        rows.append(
            InstructionReport(
                line=line,
                keyword=keyword,
                stage=stage,
                sources=tuple(candidate.source.text or "." for candidate in group),
                bind=group[0].source.bind,
                files=taken.files,
                bytes=taken.bytes,
                in_image=reach.answer.value,
                through=reach.lines,
                places=tuple(dict.fromkeys(place for candidate in group for place in places_of(candidate))),
                by_name=any(depends_on_names(candidate.source) for candidate in group),
                fixable=Tally(min(gone.files, taken.files), min(gone.bytes, taken.bytes)),
            )
        )
    return tuple(rows)


def _outermost(places: Mapping[str, Tally]) -> dict[str, Tally]:
    """Return the places that do not lie in another one."""
    return {
        path: tally
        for path, tally in places.items()
        if not any(above in places for above in paths.with_directories(path)[:-1])
    }


def _fixable(candidate: Candidate, fixable: Mapping[str, Tally], taking: Taking) -> Tally:
    """Return what fixable findings are about of what a source takes."""
    routes = places_of(candidate)
    takes = selector(candidate.source)
    found = []
    for route in routes:
        if route and any(above in fixable for above in paths.with_directories(route)):
            found.append(taking.of(candidate) if len(routes) == 1 else taking.at(route))
            continue
        for path, tally in fixable.items():
            inside = path if not route else path[len(route) + 1 :] if path.startswith(f"{route}/") else ""
            if inside and takes(inside):
                found.append(tally)
    return _sum(found)
