"""The proof: the text is simulated on both builders, and a line that does what it must not, or nothing, is dropped.

No line is trusted for where it comes from. What each one takes away is compared with what it may; one that takes more
goes, and the rest is tried again.
"""

from __future__ import annotations

from ctxsize.builder import Builder
from ctxsize.context.entry import Tally
from ctxsize.display.escaping import quoted
from ctxsize.errors import CtxsizeError
from ctxsize.fix.arrange import uncovered
from ctxsize.fix.block import Group, LeftOut, split, with_block
from ctxsize.fix.candidates import FROM_GIT, excluding, known_by_name, wanted_by
from ctxsize.fix.choose import BlockText, Exemption, lay_out
from ctxsize.fix.effect import changes
from ctxsize.fix.lacking import NEEDED
from ctxsize.fix.outcome import Figures
from ctxsize.fix.overlay import Overlay
from ctxsize.fix.proposal import Proposal
from ctxsize.golang import paths
from ctxsize.ignore.overlap import covers
from ctxsize.ignore.parse import parse
from ctxsize.record import Record
from ctxsize.scan.platforms import scan_platforms, summed
from ctxsize.scan.scan import Interest, scan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from ctxsize.build.plan import BuildPlan
    from ctxsize.fix.baseline import Baseline, SeenBuild
    from ctxsize.fix.candidates import CandidateLine
    from ctxsize.fix.effect import VerdictChange
    from ctxsize.fix.harm import Harm
    from ctxsize.fix.lacking import Lacking
    from ctxsize.fix.place import IgnoreFilePlace
    from ctxsize.ignore.pattern import Pattern
    from ctxsize.rules.selection import Selection
    from ctxsize.scan.scan import Scan

_ROUNDS = 24


class Work(Record):
    """All that a proposal is made of, before it is proved.

    ``wider`` are the builds with the exceptions that they lack in place; it is ``baseline`` where they lack none.
    """

    baseline: Baseline
    wider: Baseline
    harm: Harm
    selection: Selection
    place: IgnoreFilePlace
    candidates: tuple[CandidateLine, ...]
    exemptions: Mapping[str, Sequence[Exemption]]
    lacking: Sequence[Lacking]
    kept: tuple[tuple[str, str], ...]
    left_out: tuple[LeftOut, ...]
    remarks: tuple[str, ...] = ()


class SafeText(Record):
    """A text that holds: what it changes, and what is received with it."""

    groups: tuple[Group, ...]
    new: bytes
    changes: tuple[VerdictChange, ...]
    after: tuple[Scan, ...] = ()


def settle(work: Work) -> Proposal:
    """Return the proposal of which everything is proved."""
    judge = _Judge(work)
    pool = list(work.candidates)
    lacking = list(work.lacking)
    dropped: list[LeftOut] = []
    proof = None
    for _ in range(_ROUNDS):
        # Once a wide line is gone, those that it covered have their turn.
        candidates = [pool[place] for place in uncovered([one.pattern for one in pool], ())]
        layout = _layout(work, candidates, lacking)
        new = _as_it_stands(work.baseline, layout, with_block(work.baseline.author, layout.groups))
        if not layout.groups:
            proof = SafeText(groups=(), new=new, changes=())
            break
        found = changes(work.baseline.source, work.baseline.author, new)
        wrong: set[str | None] = {None}
        why = ""
        if found is not None:
            wrong, why = judge.wrong(found, layout, new)
        idle = set() if wrong or found is None else judge.idle(found, layout, new, lacking)
        after: tuple[Scan, ...] = ()
        if not wrong and not idle:
            after, wrong, why = judge.prove(layout, new)
        if not wrong and not idle:
            proof = SafeText(groups=layout.groups, new=new, changes=tuple(found or ()), after=after)
            break
        if None in wrong:
            lacking = []
            wrong = wrong - {None}
            wrong = wrong or {one.line for one in candidates if one.is_old or one.exceptions}
        dropped += [
            LeftOut(line=one.line, why=why) for one in candidates if one.line in wrong and not one.is_old and why
        ]
        remaining = [one for one in pool if one.line not in wrong and one.line not in idle]
        pool = remaining if len(remaining) < len(pool) else []
    if proof is None:
        proof = SafeText(groups=(), new=work.baseline.author, changes=())
    return proposal_of(
        work.wider, work.baseline, work.place, proof, kept=work.kept, left_out=(*work.left_out, *dropped)
    )


def _layout(work: Work, candidates: Sequence[CandidateLine], lacking: Sequence[Lacking]) -> BlockText:
    return lay_out(
        candidates,
        work.exemptions,
        work.baseline.lines,
        lacking=[Exemption(one.line, NEEDED + one.reason) for one in lacking],
        inside=[line for one in lacking for line in one.inside],
        culprits={number for one in lacking for number in one.culprits},
        slashes=_slashes(work.baseline),
        is_file=work.harm.is_file,
    )


def _as_it_stands(baseline: Baseline, layout: BlockText, new: bytes) -> bytes:
    """Return what is in the file where that says the same lines as the new text: their order and titles are no reason."""
    there = [text for text, _ in baseline.block_lines]
    is_free = not any(line.startswith("!") for line in there)
    same = bool(there) and (there == layout.lines or (is_free and sorted(there) == sorted(layout.lines)))
    return baseline.old if same and split(baseline.old).users == baseline.author else new


def _slashes(baseline: Baseline) -> bool:
    """Whether directories get a slash at the end: as in the block that is there, else as the author writes most of them."""
    ours = [text for text, _ in baseline.block_lines if not text.startswith("!")]
    if any(text.endswith("/") for text in ours):
        return True
    patterns = [pattern for text in ours if (pattern := excluding(text)) is not None]
    if any(kind.directories for pattern in patterns if (kind := known_by_name(pattern)) is not None):
        return False
    named = [line for line in baseline.lines if line.pattern is not None and not line.pattern.exception]
    with_slash = sum(line.text.rstrip().endswith("/") for line in named)
    plain = sum(
        not line.text.rstrip().endswith("/") and _is_for_directories(line.pattern, baseline)
        for line in named
        if line.pattern is not None and not paths.has_wildcard(line.pattern.text.removeprefix("**/"))
    )
    return with_slash > plain


def _is_for_directories(pattern: Pattern, baseline: Baseline) -> bool:
    """Whether a line names a directory, there or as its name tells: the style is the same before and after work makes it."""
    text = pattern.text.removeprefix("**/")
    kind = known_by_name(pattern)
    return bool(baseline.source.names(text)) or (kind is not None and text in kind.directories)


class _Judge:
    """Holds what a text changes against what it may change."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._baseline = work.baseline
        self._asked: list[Pattern] = [
            pattern
            for seen in work.wider.seen
            for finding in seen.findings
            if wanted_by(finding) and (finding.safe or work.harm.unsafe)
            if (pattern := excluding(finding.suggestion or "")) is not None
        ]

    def wrong(self, found: Sequence[VerdictChange], layout: BlockText, new: bytes) -> tuple[set[str | None], str]:
        """Return the candidates that take what they must not, or let in what the author excludes, and why the first does.

        ``None`` among them stands for an exception.
        """
        texts = {line.number: line.text.strip() for line in parse(new).lines}
        wrong: set[str | None] = set()
        reason = ""
        lacking = [one.pattern for one in self._work.lacking]
        for change in found:
            owner = layout.owners.get(texts.get(change.line, ""))
            if not change.lost:
                if any(one.matches(place) for one in lacking for place in paths.with_directories(change.path)):
                    continue
                why = f"{quoted(change.path)} would be received that your lines exclude"
                wrong.add(None)
            else:
                why = self._unjustified(change, owner)
                if not why:
                    continue
                wrong.add(owner.line if owner is not None else None)
            reason = reason or why
        return wrong, reason

    def _unjustified(self, change: VerdictChange, owner: CandidateLine | None) -> str:
        """Say why a place must not be lost; empty if it may."""
        path = change.path
        if owner is None:
            return f"{quoted(path)} would be lost"
        above = paths.with_directories(path)
        asked = any(pattern.matches(place) for pattern in self._asked for place in above)
        ignored = self._baseline.is_ignored(path)
        if not asked:
            if not ignored:
                kind = self._work.harm.kind(path)
                same = kind is not None and owner.kind is not None and kind.rule == owner.kind.rule
                sure = same and self._work.harm.judge(path, kind, ignored=False).is_certain
                if not sure or self._baseline.is_tracked(path):
                    return f"it would take {quoted(path)}, which git does not ignore"
            elif not self._work.selection.takes_at(FROM_GIT, path):
                return f"per-path-ignores turns {FROM_GIT} off for {quoted(path)}"
        lost = self._work.harm.loses([path])
        if lost is not None and not asked:
            return f"it would take {quoted(path)}: {lost[1].words}"
        return ""

    def idle(
        self, found: Sequence[VerdictChange], layout: BlockText, new: bytes, lacking: Sequence[Lacking]
    ) -> set[str]:
        """Return the lines that keep nothing away and that are new."""
        if lacking:
            exceptions = Group(reason="", lines=tuple(one.line for one in lacking))
            found = changes(self._baseline.source, with_block(self._baseline.author, [exceptions]), new) or ()
        saved = savings(self._work.wider.seen, found, new)
        return {
            one.line for text, one in layout.owners.items() if not one.is_old and not saved.get(text, Tally()).files
        }

    def prove(self, layout: BlockText, new: bytes) -> tuple[tuple[Scan, ...], set[str | None], str]:
        """Simulate each build on both builders; return the scans, and the candidates that make a difference between them.

        Without exceptions there is nothing about which the builders could differ, and no scan.
        """
        after: list[Scan] = []
        wrong: set[str | None] = set()
        why = ""
        alike = not any(pattern.exception for pattern in parse(new).patterns)
        for seen in self._baseline.seen:
            try:
                plan = seen.plan.with_ignore_data(new)
                if alike:
                    continue
                found = scan(overlaid(plan, self._work.place, new), Interest(excluded=False))
            except CtxsizeError as error:
                return (), {one.line for one in layout.owners.values()}, str(error)
            after.append(found)
            known = set(seen.scan.differences)
            fresh = [path for path, only in found.differences if (path, only) not in known and only is Builder.BUILDKIT]
            empty = set(found.arrives_empty) - set(seen.scan.arrives_empty)
            for path in (*fresh, *(path for path, _ in empty)):
                above = paths.with_directories(path)
                those = {
                    one.line for one in layout.owners.values() if any(one.pattern.matches(place) for place in above)
                }
                if those:
                    wrong |= those
                    why = why or f"{quoted(path)} would be lost with one of the builders"
        return tuple(after), wrong, why


def overlaid(plan: BuildPlan, place: IgnoreFilePlace, new: bytes) -> BuildPlan:
    """Return a plan that finds the ignore file as it will be."""
    if place.inside is None:
        return plan
    source = Overlay(plan.request.root, place.inside, new)
    other = plan.other
    return plan.replace(
        main=plan.main.replace(source=source),
        other=other.replace(main=other.main.replace(source=source)) if other is not None else None,
        platforms=tuple(each.replace(load=each.load.replace(source=source)) for each in plan.platforms),
    )


def savings(seen: Sequence[SeenBuild], found: Sequence[VerdictChange], new: bytes) -> dict[str, Tally]:
    """Return what each line of the block keeps away from any of the builds, by its text."""
    texts = {line.number: line.text.strip() for line in parse(new).lines}
    sums: dict[str, list[int]] = {}
    for change in found:
        if not change.lost:
            continue
        weights = [one.weight(change.path) for one in seen]
        heaviest = max(weights, key=lambda tally: (tally.files, tally.bytes))
        total = sums.setdefault(texts.get(change.line, ""), [0, 0])
        total[0] += heaviest.files
        total[1] += heaviest.bytes
    return {text: Tally(files, size) for text, (files, size) in sums.items()}


def proposal_of(
    wider: Baseline,
    baseline: Baseline,
    place: IgnoreFilePlace,
    safe: SafeText,
    kept: Sequence[tuple[str, str]],
    left_out: Sequence[LeftOut],
) -> Proposal:
    """Return the proposal of a text that holds.

    Args:
        wider: the builds that say what each line saves.
        baseline: the builds as they are.
        place: where the file stands.
        safe: the text.
        kept: places that stay, each with the reason.
        left_out: lines that are not written; those that the text has are not meant.

    """
    gone = {line.removesuffix("/") for group in safe.groups for line in group.lines}
    first = baseline.first
    builders = [first.plan.builder]
    if first.plan.other is not None and first.plan.other.inputs.ignore_file == first.plan.inputs.ignore_file:
        builders.append(first.plan.builder.other)
    return Proposal(
        file=place.file,
        shown=place.shown,
        old=baseline.old,
        new=safe.new,
        groups=safe.groups,
        kept=tuple(kept),
        left_out=tuple({one.line: one for one in left_out if not _is_said(one.line, gone)}.values()),
        remarks=tuple(baseline.notes),
        totals=lambda: list(_figures(baseline, place, safe)),
        saved=savings(wider.seen, safe.changes, safe.new),
        builders=tuple(builders),
    )


def _is_said(line: str, written: Collection[str]) -> bool:
    """Whether the text has a line, or one that takes all that it would take."""
    pattern = None if any(text.startswith("!") for text in written) else excluding(line)
    wide = [other for text in written if (other := excluding(text)) is not None]
    return line in written or (pattern is not None and any(covers(other, pattern) for other in wide))


def _figures(baseline: Baseline, place: IgnoreFilePlace, safe: SafeText) -> Iterator[Figures]:
    """Yield both builders' totals for the first build, with what is in the file now and with the new text."""
    first = baseline.first
    before = first.scan
    if baseline.old != baseline.author:
        now = first.plan.with_ignore_data(baseline.old)
        before = scan(now, Interest(excluded=False))
    after = before
    if safe.after:
        after = safe.after[0]
    elif safe.new != baseline.old:
        after = scan(overlaid(first.plan.with_ignore_data(safe.new), place, safe.new), Interest(excluded=False))
    here, there = first.plan.builder, first.plan.builder.other
    sums = (scan_platforms(first.plan), scan_platforms(first.plan.with_ignore_data(safe.new)))
    yield Figures(builder=here, before=summed(before.received, sums[0]), after=summed(after.received, sums[1]))
    error = first.plan.other_refusal or before.other_refusal or after.other_refusal
    if error is None and before.other is not None and after.other is not None:
        yield Figures(builder=there, before=before.other, after=after.other)
    elif error is not None:
        yield Figures(builder=there, before=None, after=None, error=error)
