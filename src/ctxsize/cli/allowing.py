"""``--style allow --prove``: the smallest allow-list with which the user's own build makes the same."""

from __future__ import annotations

from ctxsize.context.entry import Tally
from ctxsize.display.escaping import printable, quoted
from ctxsize.errors import UsageError
from ctxsize.fix.block import Group, split, with_block
from ctxsize.fix.rewritten import rewritten
from ctxsize.git.gitignore import as_line, literal
from ctxsize.golang import paths
from ctxsize.ignore.parse import parse
from ctxsize.prove.allowlist import texts, unit_of
from ctxsize.prove.comment import Comment, find, fingerprint
from ctxsize.prove.statement import Level, LineVerdict, Proof, ProofVerdict
from ctxsize.prove.suspects import TriedLine
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ctxsize.cli.proof_run import Proving, ReceivedFiles
    from ctxsize.fix.proposal import Proposal

_ALL = "*"
_BUILDS = 60
"""Builds at most where the user gives no number: most of them fail at once, for want of the file that is tried."""
_NAMED = 3


class AllowList(Record):
    """An allow-list: the places that it lets through, the user's lines that it says again behind them, and the whole text."""

    places: tuple[str, ...]
    again: tuple[str, ...]
    data: bytes

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of its block."""
        return (_ALL, *(f"!{as_line(literal(place))}" for place in self.places), *self.again)


def prove_allow_list(proving: Proving, level: Level) -> tuple[Proposal, Proof | None]:
    """Prove the smallest allow-list; ``None`` where nothing is received that could be left out.

    Raises:
        UsageError: if other builds read the same ignore file, or lines of the user's speak against a list.
        CtxsizeError: if no answer can be had.

    """
    _require_alone(proving)
    writer = _Writer(proving)
    before = writer.before
    candidates = tuple(TriedLine(pattern=unit, files=files) for unit, files in writer.units.items())
    question = proving.question(
        lambda some: writer.without(some).data if some else writer.base, candidates, before, level, builds=_BUILDS
    )
    known = _named(proving, question.candidates)
    if level is Level.LESS:
        known = (*known, *proving.needed_to_run(question))
    if len({each.pattern for each in known}) == len(candidates):
        return rewritten(proving.request, (), proving.build.inputs.ignore_data, {}), None
    question = question.replace(known=known, minimal=True)
    outcome, client = proving.build_with(question)
    by_unit = {line.pattern: line for line in outcome.lines}
    gone = [unit for unit, line in by_unit.items() if line.verdict in _done(level)]
    if not gone:
        kept = [line.replace(pattern=f"!{line.pattern}") for line in outcome.lines]
        proof = proving.proof(outcome, client, kept, level, before).replace(allow=True)
        proof = proving.with_result(proof, proving.build.inputs.ignore_data, ())
        return rewritten(proving.request, (), proving.build.inputs.ignore_data, {}), proof
    found = writer.without(gone)
    proof = proving.proof(outcome, client, _verdicts(found, by_unit, gone), level, before).replace(allow=True)
    proof = proving.with_result(proof, found.data, found.lines)
    comment = _comment(proving, proof, found)
    groups = (Group(reason=comment.text, lines=found.lines),)
    saved = {_ALL: Tally(len(before.files) - proof.after.files, before.transfer_bytes - proof.after.bytes)}
    proposal = rewritten(proving.request, groups, with_block(writer.base, groups), saved)
    return proposal, proving.with_own_file(proof, proposal)


def _require_alone(proving: Proving) -> None:
    others = proving.others()
    if others:
        names = ", ".join(map(quoted, others[:_NAMED])) + (", ..." if len(others) > _NAMED else "")
        raise UsageError(
            f"--style allow --prove proves one build, and other Dockerfiles read the same ignore file: {names}. Give this one an "
            f"ignore file of its own: {printable(proving.build.inputs.dockerfile)}.dockerignore."
        )


def _done(level: Level) -> set[ProofVerdict]:
    return {ProofVerdict.SAME, ProofVerdict.LESS} if level is Level.LESS else {ProofVerdict.SAME}


class _Writer:
    """Writes allow-lists that keep all of some files away, and checks each by a simulation."""

    def __init__(self, proving: Proving) -> None:
        self._proving = proving
        self._everything: tuple[str, ...] | None = None
        self._known: dict[frozenset[str], AllowList] = {}
        self.base = split(proving.build.inputs.ignore_data).users
        self.before: ReceivedFiles = proving.received(self.base)
        self.units: dict[str, dict[str, int]] = {}
        for path, size in [*self.before.files.items(), *((path, 0) for path in self.before.empty)]:
            self.units.setdefault(unit_of(path), {})[path] = size
        self._own = [line.text.strip() for line in parse(self.base).lines if line.pattern is not None]

    def without(self, units: Iterable[str]) -> AllowList:
        """Return an allow-list that lets through all that is received now but these units.

        Raises:
            UsageError: if lines of the user's speak against it.

        """
        gone = frozenset(units)
        if gone not in self._known:
            self._known[gone] = self._find(gone)
        return self._known[gone]

    def _find(self, gone: frozenset[str]) -> AllowList:
        kept = sorted(path for unit, files in self.units.items() if unit not in gone for path in files)
        received = [path for files in self.units.values() for path in files]
        if self._everything is None:
            found = self._proving.everything()
            self._everything = (*found.files, *found.empty)
        for places, again in texts(kept, received, self._everything, self._own):
            made = AllowList(places=places, again=again, data=b"")
            made = made.replace(data=with_block(self.base, [Group(reason="Only these", lines=made.lines)]))
            now = self._proving.received(made.data)
            if {*now.files, *now.empty} == set(kept):
                return made
        raise UsageError(
            "--style allow can't be written here: names in the context, or lines of yours in "
            f"{printable(self._proving.shown)}, speak against it. Use --style deny."
        )


def _named(proving: Proving, candidates: Sequence[TriedLine]) -> tuple[LineVerdict, ...]:
    """Return verdicts on files that an instruction names: without them the build fails."""
    usage = proving.build.usage
    sources = usage.sources if usage is not None else ()
    lines = {
        source.path: source
        for source in sources
        if source.context is None and not source.wildcard and not source.parents and source.path
    }
    return tuple(
        LineVerdict(
            pattern=one.pattern,
            verdict=ProofVerdict.NEEDED,
            evidence=f"{source.keyword} {source.text} names it",
            line=source.line,
            bytes=sum(one.files.values()),
            files=len(one.files),
        )
        for one in candidates
        if (source := lines.get(one.pattern)) is not None and one.pattern in one.files
    )


def _verdicts(found: AllowList, by_unit: Mapping[str, LineVerdict], gone: Sequence[str]) -> list[LineVerdict]:
    """Return the verdict on the list, and one on each place that it lets through: that of the first file in it."""
    left = [by_unit[unit] for unit in gone]
    verdict = ProofVerdict.LESS if any(one.verdict is ProofVerdict.LESS for one in left) else ProofVerdict.SAME
    whole = LineVerdict(
        pattern=_ALL, verdict=verdict, bytes=sum(one.bytes for one in left), files=sum(one.files for one in left)
    )
    absent = set(gone)
    places: dict[str, list[LineVerdict]] = {place: [] for place in found.places}
    for unit, one in by_unit.items():
        if unit in absent:
            continue
        above = next((place for place in paths.with_directories(unit) if place in places), None)
        # Within a unit the list may name its files.
        inside = [place for place in places if place.startswith(f"{unit}/")] if above is None else [above]
        for place in inside:
            places[place].append(one)
    rows = [whole]
    for place, those in places.items():
        if those:
            rows.append(
                those[0].replace(
                    pattern=f"!{as_line(literal(place))}",
                    bytes=sum(one.bytes for one in those),
                    files=sum(one.files for one in those),
                )
            )
    return rows


def _comment(proving: Proving, proof: Proof, found: AllowList) -> Comment:
    """Return the comment above the list; that of an older proof of the same stays."""
    comment = Comment(
        date=proof.date,
        target=proof.target,
        version=proof.version,
        count=len(found.lines),
        level=proof.level,
        fingerprint=fingerprint(proving.build, proof.level, found.lines),
        lines=found.lines,
    )
    old = find(split(proving.build.inputs.ignore_data).block)
    if old is not None and (old.fingerprint, old.lines) == (comment.fingerprint, comment.lines):
        return old
    return comment
