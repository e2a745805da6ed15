"""From candidates to the lines of the block: each is held against what the builds need, and against the author's lines."""

from __future__ import annotations

from ctxsize.display.escaping import quoted
from ctxsize.fix.arrange import repeats, standing, uncovered
from ctxsize.fix.block import REPEATED, WITH_EXCEPTIONS, Group, LeftOut
from ctxsize.fix.candidates import CandidateLine, excluding, wider_patterns
from ctxsize.fix.lacking import NEEDED
from ctxsize.golang import paths
from ctxsize.ignore.overlap import excludes_some, hides
from ctxsize.ignore.parse import as_pattern, pattern_of
from ctxsize.needs.statement import Certainty
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from ctxsize.fix.baseline import Baseline
    from ctxsize.fix.harm import Harm
    from ctxsize.ignore.parse import Line
    from ctxsize.ignore.pattern import Pattern

_MOST_EXCEPTIONS = 3
_MOST_PLACES = 3


class Chosen(Record):
    """The candidates that may be written, of which some may cover others, the exceptions that each makes necessary, and what is left alone.

    ``kept`` are places that stay, each with the reason; ``left_out`` lines that are not written.
    """

    candidates: tuple[CandidateLine, ...]
    kept: tuple[tuple[str, str], ...]
    left_out: tuple[LeftOut, ...]


class Exemption(Record):
    """An exception of the block, and why it is there."""

    line: str
    reason: str


def choose(
    candidates: Iterable[CandidateLine], harm: Harm, author: Sequence[Line]
) -> tuple[Chosen, dict[str, list[Exemption]]]:
    """Return the candidates that no build and no line of the author's speaks against, and exceptions by their lines."""
    kept: dict[str, str] = {}
    left_out: dict[str, LeftOut] = {}
    chosen: list[CandidateLine] = []
    exceptions: dict[str, list[Exemption]] = {}
    own = [line.pattern for line in author if line.pattern is not None]
    texts = {id(line.pattern): line for line in author}
    for candidate in sorted(candidates, key=lambda one: one.rank):
        verdict = _Verdict(candidate, harm)
        kept.update(verdict.kept)
        if verdict.refused is not None:
            left_out.setdefault(candidate.line, verdict.refused)
        for one in verdict.accepted:
            hidden = next((pattern for pattern in own if _hidden(one, pattern)), None)
            if hidden is not None:
                line = texts[id(hidden)]
                why = f"your own exception {quoted(line.text.strip())} (line {line.number}) takes back files in it"
                left_out.setdefault(one.line, LeftOut(line=one.line, why=why))
                continue
            chosen.append(one)
            exceptions[one.line] = verdict.exceptions
    fresh = {one.line for one in chosen if not one.is_old}
    chosen = [one for one in chosen if not (one.is_old and one.line in fresh)]
    wider = standing(own)
    return (
        Chosen(
            candidates=tuple(one for one in chosen if uncovered([one.pattern], wider)),
            kept=tuple(kept.items()),
            left_out=tuple(left_out.values()),
        ),
        exceptions,
    )


def keep_exemptions(
    baseline: Baseline, candidates: Sequence[CandidateLine], exceptions: dict[str, list[Exemption]]
) -> None:
    """Add the block's own exceptions for what is not there now, each to the line that makes it necessary."""
    titles = {one.title for one in candidates} | {REPEATED}
    for text, reason in baseline.block_lines:
        pattern = pattern_of(text)
        if pattern is None or not pattern.exception or reason in titles or reason.startswith(NEEDED):
            continue
        if paths.has_wildcard(pattern.text) or baseline.source.exists(pattern.text):
            continue
        for one in candidates:
            known = exceptions.setdefault(one.line, [])
            if excludes_some(one.pattern, pattern) and all(other.line != text for other in known):
                known.append(Exemption(text, reason))


def _hidden(candidate: CandidateLine, own: Pattern) -> bool:
    return (
        candidate.is_directory
        and own.exception
        and excludes_some(candidate.pattern, own)
        and hides(candidate.pattern, own)
    )


class _Verdict:
    """What becomes of one candidate."""

    def __init__(self, candidate: CandidateLine, harm: Harm) -> None:
        self.accepted: list[CandidateLine] = []
        self.refused: LeftOut | None = None
        self.kept: dict[str, str] = {}
        self.exceptions: list[Exemption] = []
        self._harm = harm
        fine = self._fine_places(candidate)
        if candidate.places and not fine:
            self._refuse(candidate, next(iter(self.kept.values())), self._certainty)
            return
        conflicts = harm.conflicts(
            candidate.pattern, candidate.kind, ignored=candidate.ignored, is_old=candidate.is_old
        )
        hopeless = next((one for one in conflicts if one.exception is None), None)
        if hopeless is not None:
            self._refuse(candidate, hopeless.reason, hopeless.certainty)
            return
        wanted = [Exemption("!" + one.exception, one.reason) for one in conflicts if one.exception is not None]
        wanted += [Exemption("!" + as_pattern(place), why) for place, why in self.kept.items()]
        around = any(one.around for one in conflicts)
        if around:
            self._narrow(candidate, fine)
        if self.accepted:
            return
        # Nobody writes an exception for whatever of the kind may come to lie in some directory.
        if not wanted or (not around and len(wanted) <= _MOST_EXCEPTIONS and self._keeps(candidate, wanted)):
            self.exceptions = wanted
            self.accepted = [candidate]
            return
        self._narrow(candidate, fine)
        if not self.accepted:
            self._refuse(candidate, wanted[0].reason, Certainty.CERTAIN)

    def _fine_places(self, candidate: CandidateLine) -> list[str]:
        self._certainty = Certainty.CERTAIN
        fine = []
        for place in candidate.places:
            lost = self._harm.loses([place], candidate.kind)
            if lost is None:
                fine.append(place)
            else:
                self.kept[place] = lost[1].words
                self._certainty = lost[1].certainty
        return fine

    def _keeps(self, candidate: CandidateLine, wanted: Sequence[Exemption]) -> bool:
        """Whether exceptions do their work on both builders, and are what a person would write."""
        if candidate.is_directory and len(candidate.places) - len(self.kept) <= _MOST_PLACES:
            inside = [one for one in wanted if excluding(one.line[1:]) is not None]
            if any(one.line[1:].endswith("/" + candidate.pattern.text.removeprefix("**/")) for one in inside):
                return False  # a few directories by their names say it better
        for one in wanted:
            pattern = pattern_of(one.line)
            if pattern is None or (candidate.is_directory and hides(candidate.pattern, pattern)):
                return False
        return True

    def _narrow(self, candidate: CandidateLine, fine: Sequence[str]) -> None:
        """Take the directories that there are, or the places in them, where the pattern would take too much."""
        last = candidate.pattern.text.rpartition("/")[2]
        inside = [
            paths.join(as_pattern(place.rpartition("/")[0]), last)
            if paths.matches(last, place.rpartition("/")[2])
            else as_pattern(place)
            for place in fine
        ]
        lines = list(dict.fromkeys(inside if paths.has_wildcard(last) else map(as_pattern, fine)))
        if len(lines) > _MOST_PLACES:
            lines = self._side_by_side(candidate, last, fine)
        if not 0 < len(lines) <= _MOST_PLACES:
            return
        for line in lines:
            pattern = excluding(line)
            if pattern is None or self._harm.conflicts(pattern, candidate.kind, ignored=candidate.ignored):
                continue
            places = tuple(place for place in fine if pattern.matches(place))
            self.accepted.append(candidate.replace(line=line, pattern=pattern, places=places, exceptions=()))

    def _side_by_side(self, candidate: CandidateLine, last: str, fine: Sequence[str]) -> list[str]:
        """Return patterns for what lies in directories side by side, as far as nothing that is needed lies there."""
        lines: list[str] = []
        left = list(fine)
        for line in wider_patterns(last, fine)[1:]:
            pattern = excluding(line)
            if pattern is None or self._harm.conflicts(pattern, candidate.kind, ignored=candidate.ignored):
                continue
            those = [place for place in left if pattern.matches(place)]
            if len(those) > 1 and not any(map(pattern.matches, self.kept)):
                lines.append(line)
                left = [place for place in left if place not in those]
        return [*lines, *map(as_pattern, left)]

    def _refuse(self, candidate: CandidateLine, why: str, certainty: Certainty) -> None:
        if not candidate.is_old:
            self.refused = LeftOut(line=candidate.line, why=why, unsafe=certainty is Certainty.UNKNOWN)


class BlockText(Record):
    """The block: its groups, and which candidate each excluding line belongs to."""

    groups: tuple[Group, ...]
    owners: Mapping[str, CandidateLine]

    @property
    def lines(self) -> list[str]:
        """All lines in order."""
        return [line for group in self.groups for line in group.lines]


def lay_out(  # noqa: PLR0913 (what a block is made of)
    candidates: Sequence[CandidateLine],
    exceptions: Mapping[str, Sequence[Exemption]],
    author: Sequence[Line],
    *,
    first: Sequence[Group] = (),
    lacking: Sequence[Exemption] = (),
    inside: Sequence[str] = (),
    culprits: Collection[int] = (),
    slashes: bool = False,
    is_file: Callable[[str], bool] = lambda _: False,
) -> BlockText:
    """Return the block of these lines.

    Args:
        candidates: the lines that keep something away.
        exceptions: what each of them makes necessary.
        author: the author's lines.
        first: groups that stand before all others.
        lacking: exceptions for what an instruction names and the author's lines exclude.
        inside: lines for what must stay away although such an exception lets a directory in.
        culprits: numbers of the author's lines that exclude what the lacking exceptions let in.
        slashes: whether directories are written with a slash at the end.
        is_file: whether a path is a file, there or not.

    """
    in_order = sorted(candidates, key=lambda one: one.rank)
    owners = {one.line + "/" * (slashes and one.is_directory): one for one in in_order}
    groups: dict[str, list[str]] = {group.reason: list(group.lines) for group in first}
    # First, as the lines below are about what these let in, too.
    for exception in dict.fromkeys(lacking):
        groups.setdefault(exception.reason, []).append(exception.line)
    for text, one in owners.items():
        if not one.exceptions:
            groups.setdefault(one.title, []).append(text)
    _add_with_exceptions(groups, {text: one for text, one in owners.items() if one.exceptions})
    needed = [exception for one in in_order for exception in exceptions.get(one.line, ())]
    for exception in dict.fromkeys(needed):
        groups.setdefault(exception.reason, []).append(exception.line)
    if inside:
        groups.setdefault("Secrets", []).extend(inside)
    texts = [line for lines in groups.values() for line in lines]
    patterns = [pattern for line in texts if (pattern := pattern_of(line)) is not None]
    own_patterns = [line.pattern for line in author if line.pattern is not None]
    skipped = [place for place, line in enumerate(author) if line.number in culprits]
    again = [author[place].text.strip() for place in repeats(own_patterns, patterns, skipped, is_file)]
    if again:
        groups[REPEATED] = list(dict.fromkeys(reversed(again)))[::-1]
    return BlockText(
        groups=tuple(Group(reason=reason, lines=tuple(lines)) for reason, lines in groups.items() if lines),
        owners=owners,
    )


def _add_with_exceptions(groups: dict[str, list[str]], owners: Mapping[str, CandidateLine]) -> None:
    """Add the lines of git's that have exceptions, in its order, and the exceptions behind all of them."""
    in_order = sorted(owners.items(), key=lambda item: item[1].order)
    for text, one in in_order:
        is_last = bool(groups) and list(groups)[-1] == one.title
        title = one.title if one.title not in groups or is_last else one.title + WITH_EXCEPTIONS
        groups.setdefault(title, []).append(text)
    if in_order:
        last = groups[list(groups)[-1]]
        own = dict.fromkeys(exception for _, one in in_order for exception in one.exceptions)
        last += [line for line in own if line not in last]
