"""Lines that could be written: what findings ask for, what git ignores and the build receives, and what the block has."""

from __future__ import annotations

from ctxsize.fix.block import REPEATED, WITH_EXCEPTIONS
from ctxsize.fix.harm import Harm
from ctxsize.git.gitignore import as_line
from ctxsize.golang import paths
from ctxsize.ignore.matcher import Matcher
from ctxsize.ignore.overlap import covers, overlap
from ctxsize.ignore.parse import as_pattern, pattern_of
from ctxsize.needs.waste import catalogue
from ctxsize.record import Record
from ctxsize.rules.suggestion import FAMILIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ctxsize.fix.baseline import Baseline, SeenBuild
    from ctxsize.git.gitignore import Translated
    from ctxsize.ignore.pattern import Pattern
    from ctxsize.needs.waste import Cruft
    from ctxsize.rules.finding import Finding
    from ctxsize.rules.selection import Selection

FROM_GIT = "CTX113"
"""The rule of which the lines are git's own."""

_HISTORY = "The history of the project"
_DEPENDENCIES = "Dependencies, which the image installs itself"
_OUTPUT = "Build output and files bound to this machine"
_CACHES = "Caches and records of tools"
_REPORTS = "Logs and test reports"
_DESKTOP = "Editors, desktops and CI"
_DATA = "Local data"
_CHECKOUTS = "Other checkouts"
_SECRETS = "Secrets"
IGNORED = "Git ignores it, so a fresh clone builds without it"
TITLES = {
    "version-control": _HISTORY,
    "dependency-directory": _DEPENDENCIES,
    "build-output": _OUTPUT,
    "cache": _CACHES,
    "tool-output": _CACHES,
    "test-report": _REPORTS,
    "log": _REPORTS,
    "editor-file": _DESKTOP,
    "system-file": _DESKTOP,
    "ci-file": _DESKTOP,
    "other-checkout": _CHECKOUTS,
}
"""The groups of the block, in their order, by the rule that speaks for their lines."""
_MANY = 4
"""So many lines alike for directories side by side are one line for all of them."""
_ORDER = (
    _HISTORY, _CHECKOUTS, _DEPENDENCIES, _OUTPUT, _CACHES, _REPORTS, _DESKTOP, _DATA, _SECRETS, IGNORED,
)  # fmt: skip


_MOST_SINGLE = 3
"""Lines for single places of one kind; more are a list of what is there today."""
_LARGE_ENOUGH = 500_000
"""Bytes for which a single file is named."""


class CandidateLine(Record):
    """A line that could be written.

    ``places`` are the existing paths that it is for, ``kind`` what they are known as. ``title`` is its group. ``ignored``
    is whether git ignores what it matches. ``exceptions`` are git's own, which follow the line. ``by_rule`` is the rule
    that asks for it, if a finding does. ``is_old`` is whether it stands in the block and nothing asks for it now, ``order``
    its place in git's order.
    """

    line: str
    pattern: Pattern
    title: str
    places: tuple[str, ...] = ()
    kind: Cruft | None = None
    ignored: bool = False
    exceptions: tuple[str, ...] = ()
    by_rule: str = ""
    is_old: bool = False
    is_directory: bool = False
    order: int = 0

    @property
    def rank(self) -> tuple[int, int, str]:
        """Sort key: the groups in their order; git's own order counts only among lines that have exceptions."""
        place = _ORDER.index(self.title) if self.title in _ORDER else len(_ORDER)
        return place, self.order if self.exceptions else 0, self.line


def rule_names() -> dict[str, str]:
    """Return the names of the rules about waste by their codes."""
    from ctxsize.rules import FILE_RULES  # noqa: PLC0415 (loaded already, but for tests of this module alone)

    return {rule.code: name for name, rule in FILE_RULES.items()}


def title_of(kind: Cruft | None, code: str = "") -> str:
    """Return the group of what is known as a kind, or of what a rule reports."""
    if code.startswith("CTX2"):
        return _SECRETS
    name = kind.rule if kind is not None else rule_names().get(code, "")
    if not name:
        return IGNORED if code in {"", FROM_GIT} else _DATA
    return TITLES.get(name, _DATA)


def wanted_by(finding: Finding) -> bool:
    """Whether a finding asks for a line that keeps something away."""
    return (
        finding.suggestion is not None
        and not finding.suggestion.startswith("!")
        and finding.rule.code.startswith(FAMILIES)
        and finding.rule.code != FROM_GIT
    )


def from_findings(baseline: Baseline, harm: Harm, *, unsafe: bool) -> Iterator[CandidateLine]:
    """Yield lines for what findings say should not be received, several places of one name by one pattern."""
    found: dict[str, CandidateLine] = {}
    for seen in baseline.seen:
        for finding in seen.findings:
            if not (finding.safe or unsafe):
                continue
            lines = [finding.suggestion or ""] if wanted_by(finding) else _of_the_largest(finding, seen, harm)
            for line in lines:
                candidate = _from_finding(finding, line, seen, harm)
                if candidate is not None:
                    found.setdefault(candidate.line, candidate)
    yield from _generalized(list(found.values()), baseline, harm)


def _of_the_largest(finding: Finding, seen: SeenBuild, harm: Harm) -> list[str]:
    """Return lines for the largest of several places for which no pattern is right, as another of their name is needed."""
    if finding.suggestion is not None or not finding.bytes or not finding.rule.code.startswith(FAMILIES):
        return []
    kind = harm.kind(finding.path)
    if kind is None or not kind.gather or kind.line is not None or title_of(kind) != title_of(None, finding.rule.code):
        return []
    alike = [
        one for one in seen.scan.noted if one.received and one.size >= _LARGE_ENOUGH and harm.kind(one.path) is kind
    ]
    alike.sort(key=lambda one: (-one.size, one.path))
    return [as_pattern(one.path) for one in alike[:_MOST_SINGLE]]


def _from_finding(finding: Finding, line: str, seen: SeenBuild, harm: Harm) -> CandidateLine | None:
    pattern = excluding(line)
    if pattern is None:
        return None
    places = _matched(pattern, seen) or ((finding.path,) if pattern.matches(finding.path) else ())
    kind = harm.kind(finding.path)
    return CandidateLine(
        line=line,
        pattern=pattern,
        title=title_of(None, finding.rule.code),
        places=places,
        kind=kind,
        by_rule=finding.rule.code,
        is_directory=any(place in seen.scan.directories for place in places),
    )


def _matched(pattern: Pattern, seen: SeenBuild) -> tuple[str, ...]:
    """Return the noted paths that are received and that a pattern matches."""
    noted = [one.path for one in seen.scan.noted if one.received]
    return tuple(path for path in (*noted, *seen.scan.below_threshold) if pattern.matches(path))


def _generalized(found: Sequence[CandidateLine], baseline: Baseline, harm: Harm) -> Iterator[CandidateLine]:
    """Yield one line for all directories of one name where each of that name may go, else one for those side by side."""
    names: dict[tuple[str, str], list[CandidateLine]] = {}
    for one in found:
        name = one.pattern.text.rpartition("/")[2]
        plain = one.is_directory and one.places == (one.pattern.text,) and not paths.has_wildcard(one.pattern.text)
        if plain and one.kind is not None and not one.kind.marks and one.pattern.text in one.kind.directories:
            names.setdefault((name, one.by_rule), []).append(one)
    gathered: dict[str, CandidateLine] = {}
    for (name, _), group in names.items():
        left = {one.line: one for one in group}
        for text in wider_patterns(name, list(left)):
            wide = excluding(text)
            those = [one for one in left.values() if wide is not None and wide.matches(one.pattern.text)]
            if wide is None or len(those) < 2:  # noqa: PLR2004 (one needs no pattern)
                continue
            line = _gathered(wide, those, baseline, harm)
            if line is not None:
                gathered.update(dict.fromkeys((one.line for one in those), line))
                left = {one.line: one for one in left.values() if one not in those}
    yielded: set[str] = set()
    for one in found:
        line = gathered.get(one.line, one)
        if line.line not in yielded:
            yielded.add(line.line)
            yield line


def wider_patterns(name: str, places: Sequence[str]) -> list[str]:
    """Return the patterns that a person may write for directories of one name, the widest first."""
    common = paths_in_common(places)
    found = [f"**/{as_line(name)}"]
    found += [f"{as_pattern(common)}/**/{as_line(name)}"] if common else []
    for place in places:
        around = place.rpartition("/")[0].rpartition("/")[0]
        found.append(paths.join(as_pattern(around), f"*/{as_line(name)}") if around else f"*/{as_line(name)}")
    return list(dict.fromkeys(found))


def paths_in_common(places: Sequence[str]) -> str:
    """Return the directory around all of these paths, empty for the root."""
    parts = [place.split("/")[:-1] for place in places]
    common = []
    for names in zip(*parts, strict=False):
        if len(set(names)) > 1:
            break
        common.append(names[0])
    return "/".join(common)


def _gathered(wide: Pattern, those: Sequence[CandidateLine], baseline: Baseline, harm: Harm) -> CandidateLine | None:
    """Return one line for directories of one name; ``None`` where it would take one that a build needs."""
    first = those[0]
    places = tuple(dict.fromkeys(place for seen in baseline.seen for place in _matched(wide, seen)))
    if harm.loses(places) is not None or harm.conflicts(wide, first.kind, ignored=False):
        return None
    return first.replace(line=wide.text, pattern=wide, places=places)


def from_git(baseline: Baseline, harm: Harm, selection: Selection) -> Iterator[CandidateLine]:
    """Yield git's own patterns as far as they match something that git ignores and a build receives."""
    translated = baseline.patterns
    if not translated or baseline.ignored is None:
        return
    decide = _Decider(translated)
    places: dict[int, list[str]] = {}
    directories = baseline.ignored.directories
    for place in sorted((*baseline.ignored.files, *directories)):
        if not any(seen.weight(place).files for seen in baseline.seen):
            continue
        if not selection.takes_at(FROM_GIT, place):
            continue
        number = decide.deciding(place, is_directory=place in directories)
        if number is not None:
            places.setdefault(number, []).append(place)
    yield from _beside(list(_git_lines(baseline, harm, places)), translated)


def _git_lines(baseline: Baseline, harm: Harm, places: Mapping[int, Sequence[str]]) -> Iterator[CandidateLine]:
    """Yield git's patterns by their numbers, each with the places that it ignores."""
    translated, ignored = baseline.patterns, baseline.ignored
    directories = ignored.directories if ignored is not None else frozenset()
    for number, found in sorted(places.items()):
        one = translated[number]
        if one.pattern.text.strip("*/") == "":
            continue  # everything, and exceptions from that
        kinds = [harm.kind(place) for place in found]
        kind = kinds[0] if all(other is not None for other in kinds) else None
        is_directory = all(place in directories for place in found)
        yield CandidateLine(
            line=as_line(one.pattern.text),
            pattern=one.pattern,
            title=title_of(kind),
            places=tuple(found),
            kind=kind,
            ignored=True,
            exceptions=tuple(
                dict.fromkeys(
                    later.written
                    for later in translated[number + 1 :]
                    if later.exception and overlap(one.pattern, later.pattern)
                )
            ),
            is_directory=is_directory,
            order=number,
        )


def _beside(lines: Sequence[CandidateLine], translated: Sequence[Translated]) -> Iterator[CandidateLine]:
    """Yield one line for directories side by side that each have a file of git's with the same line."""
    groups: dict[str, list[CandidateLine]] = {}
    for line in lines:
        groups.setdefault(_for_all_beside(translated[line.order]) or line.line, []).append(line)
    for text, group in groups.items():
        pattern = excluding(text) if len(group) >= _MANY else None
        if pattern is None:
            yield from group
            continue
        first = group[0]
        base = translated[first.order].layer.rpartition("/")[0]
        around = base.rpartition("/")[0]
        yield first.replace(
            line=as_line(text),
            pattern=pattern,
            places=tuple(place for line in group for place in line.places),
            exceptions=tuple(f"!{around}/*/{one.removeprefix(f'!{base}/')}" for one in first.exceptions),
            kind=first.kind if all(line.kind is first.kind for line in group) else None,
        )


def _for_all_beside(one: Translated) -> str | None:
    """Return a pattern of a nested file of git's as one for all directories beside its own; ``None`` if it has no directory around it."""
    base = one.layer.rpartition("/")[0]
    around = base.rpartition("/")[0]
    if not around or not one.pattern.text.startswith(f"{base}/"):
        return None
    return f"{around}/*/{one.pattern.text.removeprefix(f'{base}/')}"


class _Decider:
    """Finds the pattern of git's that ignores a place, without trying each of hundreds."""

    def __init__(self, translated: Sequence[Translated]) -> None:
        self._translated = translated
        # Matched in Docker's way, where the exceptions of git's that are about directories alone would take too much back.
        self._numbers = [
            number for number, one in enumerate(translated) if not (one.exception and one.directories_only)
        ]
        patterns = []
        for number in self._numbers:
            one = translated[number]
            pattern = pattern_of(one.written)
            patterns.append(pattern if pattern is not None else one.pattern)
        self._matcher = Matcher(patterns)

    def deciding(self, place: str, *, is_directory: bool) -> int | None:
        matched, rule = self._matcher.decide(place)
        if matched:
            number = self._numbers[rule]
            if self._fits(number, place, is_directory=is_directory):
                return number
        fitting = (
            number
            for number in reversed(range(len(self._translated)))
            if not self._translated[number].exception and self._fits(number, place, is_directory=is_directory)
        )
        return next(fitting, None)

    def _fits(self, number: int, place: str, *, is_directory: bool) -> bool:
        one = self._translated[number]
        return (is_directory or not one.directories_only) and one.pattern.matches(place)


def from_block(baseline: Baseline, taken: Iterable[str]) -> Iterator[CandidateLine]:
    """Yield the lines of the block that stands in the file as far as their reason stands: none is trusted.

    A reason stands where git ignores what the line matches, where its name is that of waste of a known kind, or, for
    a plain path that one of our groups holds, where nothing is there that speaks against it. What was known by a mark in
    it (an environment, a build directory) has just its group to tell what it was; once something is there again, it is
    a candidate for itself, and judged by what it is.
    """
    known = set(taken)
    for text, title in baseline.block_lines:
        line, reason = text.rstrip("/"), title.removesuffix(WITH_EXCEPTIONS)
        pattern = excluding(line)
        if pattern is None or line in known or reason == REPEATED:
            continue
        known.add(line)
        number = _ignoring(baseline.patterns, pattern)
        gone = not paths.has_wildcard(pattern.text) and not baseline.source.exists(pattern.text)
        kind = (known_by_mark(reason) if number is not None or gone else None) or known_by_name(pattern)
        if number is None and kind is None and not (reason in _ORDER and gone):
            continue
        yield CandidateLine(
            line=as_line(pattern.text),
            pattern=pattern,
            title=reason if reason in _ORDER else title_of(kind),
            kind=kind,
            ignored=number is not None,
            exceptions=_exceptions(baseline.patterns, number, pattern) if number is not None else (),
            is_old=True,
            is_directory=text.endswith("/")
            or (kind is not None and (kind.marks or pattern.text.removeprefix("**/") in kind.directories)),
            order=number or 0,
        )


def _exceptions(patterns: Sequence[Translated], number: int, line: Pattern) -> tuple[str, ...]:
    """Return git's exceptions from a line that stands in the block for one of git's patterns."""
    own = patterns[number]
    if _for_all_beside(own) != line.text:
        later = [one.written for one in patterns[number + 1 :] if one.exception and overlap(line, one.pattern)]
        return tuple(dict.fromkeys(later))
    base = own.layer.rpartition("/")[0]
    same = [one.written for one in patterns[number + 1 :] if one.exception and one.layer == own.layer]
    return tuple(f"!{base.rpartition('/')[0]}/*/{text.removeprefix(f'!{base}/')}" for text in same)


def _ignoring(patterns: Sequence[Translated], line: Pattern) -> int | None:
    """Return the place of the pattern of git's by which all is ignored that a line matches."""
    same = as_line(line.text)
    found = [place for place, one in enumerate(patterns) if not one.exception and covers(one.pattern, line)]
    equal = [place for place in found if as_line(patterns[place].pattern.text) == same]
    if not found:
        beside = [
            place for place, one in enumerate(patterns) if not one.exception and _for_all_beside(one) == line.text
        ]
        found = beside[:1] if len(beside) >= _MANY else []
    return next(iter((*equal[-1:], *found[-1:])), None)


def known_by_mark(group: str) -> Cruft | None:
    """Return the kind of waste of a group that is known by a mark, of which no name tells; ``None`` for none."""
    kinds = (kind for kind in catalogue().kinds if kind.marks and kind.binds)
    return next((kind for kind in kinds if TITLES.get(kind.rule) == group), None)


def known_by_name(pattern: Pattern) -> Cruft | None:
    """Return the kind of waste that a pattern's last name is known as; ``None`` for nothing, and for one that says little."""
    name = pattern.text.rpartition("/")[2]
    text = pattern.text.removeprefix("**/")
    for kind in catalogue().called(name.lower()):
        if not kind.marks and (text in kind.directories or text in kind.files):
            return kind
    globs = {glob.rstrip("/") for kind in catalogue().kinds if not kind.begins for glob in kind.globs}
    if name.lower() in globs:
        return next(kind for kind in catalogue().kinds if name.lower() in {glob.rstrip("/") for glob in kind.globs})
    return None


def excluding(line: str) -> Pattern | None:
    """Return the pattern of an excluding line; ``None`` for one that is none."""
    try:
        pattern = pattern_of(line)
    except paths.BadPatternError:
        return None
    return None if pattern is None or pattern.exception else pattern


def exact(path: str) -> str:
    """Return the exception that lets in just this path."""
    return "!" + as_pattern(path)
