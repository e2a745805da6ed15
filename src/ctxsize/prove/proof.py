"""One proof from the first baseline to the verdict on each line. Who builds is handed in: nothing here starts a program."""

from __future__ import annotations

import re
import time

from ctxsize.display.escaping import printable, quoted
from ctxsize.prove.compare import ImageDifference, Noise, compare, noise_of, too_noisy
from ctxsize.prove.outputs import Printed, compare_logs, learn
from ctxsize.prove.rewrite import MARK, DockerfileCopy, Renewal, probe, renewal, renewed, with_probe
from ctxsize.prove.search import Guilt, Search, TryAnswer
from ctxsize.prove.statement import CannotProveError, Level, LineVerdict, ProofVerdict
from ctxsize.prove.suspects import TriedLine, named_in, short, step_line
from ctxsize.prove.tracing import Opened, opened_files, traced
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Protocol

    from ctxsize.dockerfile.parser.syntax import Dockerfile
    from ctxsize.dockerfile.sources import Source, Usage
    from ctxsize.prove.archive import ImageEntry, Tree
    from ctxsize.prove.buildlog import BuildLog, BuildStep

    class ImageBuilder(Protocol):
        """Who builds."""

        @property
        def tracer(self) -> tuple[str, ...]:
            """How strace is started in a step; empty where there is none."""

        def build(self, copy: DockerfileCopy, ignore: bytes, seconds: float) -> Built:
            """Build a Dockerfile's copy with a text for its ignore file, in so many seconds at most."""

        def trace(self, copy: DockerfileCopy, ignore: bytes, seconds: float) -> Traced:
            """Build a copy whose target holds logs of its commands."""


class Built(Record):
    """One build: its files (``None`` where it failed), what was reported, how long it took, and whether its time was up."""

    tree: Tree | None
    log: BuildLog
    seconds: float
    late: bool = False


class Traced(Record):
    """One build whose commands were watched: their logs by name, ``None`` where it failed."""

    logs: Mapping[str, bytes] | None
    late: bool = False


class ProofLimits(Record):
    """How much a proof may take: seconds in all, and builds."""

    seconds: float = 600.0
    builds: int = 12


class ProofQuestion(Record):
    """What is to be proved.

    ``text`` gives the ignore file with some of the candidates; without any it is the baseline. ``received`` are the files of the
    baseline with their sizes. ``is_link`` tells of a path of the context whether it, or a directory above it, is a symbolic link;
    ``digest`` is as :func:`ctxsize.prove.compare.compare` takes it. ``state`` changes when a received file does. ``untracked`` is as
    :class:`ctxsize.prove.search.Search` takes it. ``kept`` are candidates that the level ``less`` never excludes, each with a reason.
    ``strict`` are candidates that must leave the image the same whatever the level.
    """

    dockerfile: Dockerfile
    data: bytes
    usage: Usage
    text: Callable[[Sequence[str]], bytes]
    candidates: tuple[TriedLine, ...]
    received: Mapping[str, int]
    is_link: Callable[[str], bool]
    digest: Callable[[str], str | None]
    state: Callable[[], object]
    untracked: Callable[[Iterable[str]], Sequence[str]]
    level: Level = Level.SAME
    limits: ProofLimits = ProofLimits()
    kept: tuple[tuple[str, str], ...] = ()
    strict: frozenset[str] = frozenset()


class ProofOutcome(Record):
    """What the builds said: verdicts in the order of the candidates, and what a report tells besides."""

    lines: tuple[LineVerdict, ...]
    builds: int
    seconds: float
    before: float
    after: float
    noisy: tuple[str, ...]
    unread_logs: tuple[str, ...]
    warm: tuple[int, ...]
    complete: bool
    traced: bool = False
    opened: tuple[Opened, ...] = ()


class _SpentError(Exception):
    """The time or the builds are used up."""


class BaselineImage(Record):
    """What the build makes as it is: its files, what differs by itself, what each step prints, and the longer time of two."""

    entries: Mapping[str, ImageEntry]
    noise: Noise
    printed: Mapping[str, Printed]
    bases: frozenset[str]
    seconds: float


class BuildProver:
    """One proof under way."""

    def __init__(self, question: ProofQuestion, builder: ImageBuilder, nonce: str, say: Callable[[str], None]) -> None:
        """Prepare; raises CannotProveError where the Dockerfile can't be changed for a proof.

        Args:
            question: what is to be proved.
            builder: who builds.
            nonce: a word that no other proof has.
            say: is told what goes on, a sentence at a time.

        """
        self._question = question
        self._builder = builder
        self._nonce = nonce
        self._say = say
        self._started = time.monotonic()
        self._where = renewal(question.usage, self._affected())
        self._probe = probe(question.dockerfile, question.usage)
        self._warm: tuple[int, ...] = ()
        self._state = question.state()
        self._opened: tuple[Opened, ...] | None = None
        self._read: dict[str, Opened] = {}
        self._coupling: Opened | None = None
        self._certain_failures: set[object] = set()
        self._last: float | None = None
        self._lacking: frozenset[str] = frozenset()
        self.builds = 0

    @property
    def where(self) -> Renewal:
        """Where steps run again."""
        return self._where

    def run(self) -> ProofOutcome:
        """Build until each line has a verdict, or time and builds are used up.

        Raises:
            CannotProveError: if no answer can be had.

        """
        question = self._question
        by_pattern = {each.pattern: each for each in question.candidates}
        kept = dict(question.kept) if question.level is Level.LESS else {}
        try:
            baseline = self._baseline()
            self._watch()
        except _SpentError:
            raise CannotProveError(
                "The time or the number of builds was used up before the build as it is had been built twice. Give more with "
                "--prove-time or --prove-builds."
            ) from None
        complete = True
        open_lines = [pattern for pattern in by_pattern if pattern not in kept and pattern not in self._read]
        search = Search(open_lines, question.untracked)
        asking = search.run()
        try:
            wanted = next(asking, None)
            while wanted is not None:
                answer = self._try(baseline, wanted)
                try:
                    wanted = asking.send(answer)
                except StopIteration:
                    break
        except _SpentError:
            complete = False
        self._require_unchanged()
        lines = [self._verdict(each, search, kept, complete=complete) for each in question.candidates]
        return ProofOutcome(
            lines=tuple(lines),
            builds=self.builds,
            seconds=time.monotonic() - self._started,
            before=baseline.seconds,
            after=self._last if self._last is not None else baseline.seconds,
            noisy=baseline.noise.shown,
            unread_logs=tuple(step for step, printed in baseline.printed.items() if printed.loose),
            warm=self._warm,
            complete=complete,
            traced=self._opened is not None,
            opened=self._opened or (),
        )

    def _affected(self) -> Callable[[Source], bool]:
        """Return whether a source may take a file that is to be excluded."""
        gone = {path for each in self._question.candidates for path in each.files}

        def affected(source: Source) -> bool:
            head = source.path
            if source.wildcard or source.parents:
                plain = next((at for at, char in enumerate(head) if char in "*?[\\"), len(head))
                head = head[:plain].rpartition("/")[0]
            if not head or self._question.is_link(head):
                return True
            return any(path == head or path.startswith(f"{head}/") for path in gone)

        return affected

    def _build(self, lines: Sequence[str]) -> Built:
        """Build with some of the lines; the steps that may see what they exclude run in each build of a proof."""
        question = self._question
        left = question.limits.seconds - (time.monotonic() - self._started)
        if self.builds >= question.limits.builds or left <= 0:
            raise _SpentError
        self.builds += 1
        copy = renewed(question.dockerfile, question.data, self._where, self._nonce, str(self.builds))
        self._warm = copy.warm
        copy = with_probe(copy, self._probe) if self._probe is not None else copy
        built = self._builder.build(copy, question.text(lines), left)
        if built.late:
            raise _SpentError
        self._require_unchanged()
        if built.tree is None and (secret := built.log.lacks_secret):
            raise CannotProveError(
                f"The build lacks a secret or a key: {printable(secret)}. Hand it over with --docker-option, as in "
                "--docker-option=--secret=id=npm,src=.npmrc."
            )
        stale = built.log.not_renewed(MARK)
        if stale:
            raise CannotProveError(
                f"{_shown(stale[0].name)} sees the build context and can't be made to run again; an ONBUILD of its image may be "
                "the cause."
            )
        return built

    def _require_unchanged(self) -> None:
        if self._question.state() != self._state:
            raise CannotProveError("The build context changed while it was being proved. Nothing was written.")

    def _baseline(self) -> BaselineImage:
        """Build twice as it is, and learn what differs by itself."""
        first = self._build(())
        self._require_built(first)
        self._say(f"The build as it is took {first.seconds:.1f} s; at least two more follow.")
        second = self._build(())
        self._require_built(second)
        if first.tree is None or second.tree is None:  # for the type checker: both were required
            raise AssertionError
        noise = noise_of(first.tree.entries, second.tree.entries)
        why_not = too_noisy(noise, self._made(second.tree))
        if why_not is not None and self._probe is not None:
            # What crosses between stages may differ where the image does not, such as an archive with times in it.
            self._probe = None
            return self._baseline()
        if why_not is not None:
            raise CannotProveError(f"The build can't be proved: {why_not}.")
        logs = _logs(first.log), _logs(second.log)
        return BaselineImage(
            entries=second.tree.entries,
            noise=noise,
            printed={step: learn(logs[0][step], text) for step, text in logs[1].items() if step in logs[0]},
            bases=second.log.bases,
            seconds=max(first.seconds, second.seconds),
        )

    def _watch(self) -> None:
        """Build once more with the commands watched, where that can be done, and note the lines whose files they open."""
        question = self._question
        if not self._builder.tracer or self.builds + 2 > question.limits.builds:
            return
        left = question.limits.seconds - (time.monotonic() - self._started)
        attempt = renewed(question.dockerfile, question.data, self._where, self._nonce, str(self.builds + 1))
        copy = traced(question.dockerfile, attempt, question.usage, self._builder.tracer)
        if copy is None or left <= 0:
            return
        self.builds += 1
        found = self._builder.trace(copy, question.text(()), left)
        if found.late:
            raise _SpentError
        if found.logs is None:
            self._say("The commands can't be watched here; lines are tried without.")
            return
        self._opened = opened_files(question.dockerfile, question.usage, found.logs, question.received)
        by_file: dict[str, Opened] = {}
        for each in self._opened:
            by_file.setdefault(each.file, each)
        for one in question.candidates:
            first = next((by_file[path] for path in one.files if path in by_file), None)
            if first is not None:
                self._read[one.pattern] = first
        self._coupling = self._coupled_step(self._opened)
        self._say(f"The commands of build {self.builds} open {len(by_file):,} files of the context.")

    def _coupled_step(self, opened: Sequence[Opened]) -> Opened | None:
        """Return a command that opens git's index and so looks at every tracked file; ``None`` if there is none."""
        lines = {each.line: each for each in opened if each.file.endswith(".git/index")}
        if not lines:
            return None
        untracked = set(self._question.untracked([one.pattern for one in self._question.candidates]))
        tracked = [
            one
            for one in self._question.candidates
            if one.pattern not in untracked and not one.pattern.endswith(".git")
        ]
        return (
            next(iter(lines.values()))
            if len(tracked) > 1 and all(one.pattern in self._read for one in tracked)
            else None
        )

    def _require_built(self, built: Built) -> None:
        if built.tree is not None:
            return
        step = built.log.failed
        where = step_line(self._question.dockerfile, step.name) if step is not None else None
        at = f"{printable(self._question.dockerfile.name)}:{where}: " if where is not None else ""
        raise CannotProveError(
            f"{at}The build fails as it is, so that nothing can be proved. Docker says: {printable(_last(built.log))}"
        )

    def _made(self, tree: Tree) -> list[str]:
        """Return the files that are not the base image's: new ones, and those with a size and name of the context."""
        if self._probe is not None:
            return [path for path, entry in tree.entries.items() if entry.kind == "file"]
        known = {(path.rpartition("/")[2], size) for path, size in self._question.received.items()}
        since = time.time() - (time.monotonic() - self._started)
        return [
            path
            for path, changed in tree.times.items()
            if changed >= since - 1 or (path.rpartition("/")[2], tree.entries[path].size) in known
        ]

    def _try(self, baseline: BaselineImage, lines: Sequence[str]) -> TryAnswer:
        """Build with some of the lines, and say whether that makes the same."""
        built = self._build(lines)
        answer = self._answer(baseline, built, lines)
        if built.tree is None and not answer.named and answer.signature not in self._certain_failures:
            # A mirror that does not answer looks like guilt: what names no excluded file must fail twice.
            built = self._build(lines)
            answer = self._answer(baseline, built, lines)
        if built.tree is None:
            self._certain_failures.add(answer.signature)
        if answer.passed:
            self._last = built.seconds
            self._lacking = frozenset(answer.certain)
        count = "1 line" if len(lines) == 1 else f"{len(lines)} lines"
        self._say(
            f"Build {self.builds}, {count}, {built.seconds:.1f} s: {'the same' if answer.passed else answer.why}."
        )
        return answer

    def _answer(self, baseline: BaselineImage, built: Built, lines: Sequence[str]) -> TryAnswer:
        tried = [each for each in self._question.candidates if each.pattern in lines]
        if built.log.bases and baseline.bases and built.log.bases != baseline.bases:
            raise CannotProveError(
                "An image that the build starts from changed while it was being proved. Name it by its digest."
            )
        if built.tree is None:
            return self._failure(built.log, tried)
        found = compare(
            baseline.entries,
            built.tree.entries,
            baseline.noise,
            {path: size for each in tried for path, size in each.files.items()},
            self._question.digest,
        )
        if found.unexplained:
            return self._changed(found, built.tree, tried)
        told = compare_logs(baseline.printed, _logs(built.log))
        if told is not None:
            step, (expected, instead) = told
            return self._printed(step, expected, instead, tried)
        lost = self._lines_of(found, tried)
        held = tuple(each for each in lost if self._question.level is Level.SAME or each in self._question.strict)
        return self._lost(found, held) if held else TryAnswer(passed=True, certain=lost)

    def _failure(self, log: BuildLog, tried: Sequence[TriedLine]) -> TryAnswer:
        step = log.failed
        name = _instruction(step)
        text = f"{step.log}\n{step.error}" if step is not None else log.error
        words = printable(_last(log))
        return TryAnswer(
            passed=False,
            named=named_in(text, tried),
            signature=("failed", name, *sorted(learn(text, text).lines)),
            why=f"{_shown(name)} fails: {words}",
            step=name,
            line=step_line(self._question.dockerfile, name),
        )

    def _changed(self, found: ImageDifference, tree: Tree, tried: Sequence[TriedLine]) -> TryAnswer:
        places = found.unexplained
        more = f" and {len(places) - 1:,} more" if len(places) > 1 else ""
        certain = self._lines_of(found, tried) if self._question.level is Level.SAME else ()
        return TryAnswer(
            passed=False,
            certain=certain,
            lost=bool(certain),
            named=() if certain else named_in("\n".join(places), tried),
            signature=("changed", *((path, tree.entries.get(path)) for path in places)),
            why=f"/{printable(places[0])}{more} would differ, though the build succeeds",
        )

    def _printed(self, step: str, expected: str, instead: str, tried: Sequence[TriedLine]) -> TryAnswer:
        name = step.partition("\0")[2]
        if expected and instead:
            why = f"{_shown(name)} prints {quoted(instead)} instead of {quoted(expected)}"
        elif expected:
            why = f"{_shown(name)} no longer prints {quoted(expected)}"
        else:
            why = f"{_shown(name)} prints {quoted(instead)} as well"
        return TryAnswer(
            passed=False,
            named=named_in(f"{expected}\n{instead}", tried),
            signature=("printed", step, expected, instead),
            why=why,
            step=name,
            line=step_line(self._question.dockerfile, name),
        )

    def _lost(self, found: ImageDifference, held: tuple[str, ...]) -> TryAnswer:
        path = found.losses[0].path
        more = f" and {len(found.losses) - 1:,} more" if len(found.losses) > 1 else ""
        return TryAnswer(
            passed=False,
            certain=held,
            lost=True,
            signature=("lost", *(loss.path for loss in found.losses)),
            why=f"the image would lose /{printable(path)}{more}",
        )

    def _lines_of(self, found: ImageDifference, tried: Sequence[TriedLine]) -> tuple[str, ...]:
        files = {loss.file for loss in found.losses}
        return tuple(each.pattern for each in tried if not files.isdisjoint(each.files))

    def _opened_verdict(self, found: LineVerdict, opened: Opened) -> LineVerdict:
        if self._coupling is not None:
            step = self._coupling
            return found.replace(
                verdict=ProofVerdict.COUPLED,
                evidence=_coupled_words(step),
                step=" ".join(step.step.split()),
                line=step.line,
            )
        return found.replace(
            verdict=ProofVerdict.READ,
            evidence=f"{_shown(opened.step)} opens {printable(opened.file)}",
            step=" ".join(opened.step.split()),
            line=opened.line,
        )

    def _verdict(self, one: TriedLine, search: Search, kept: Mapping[str, str], *, complete: bool) -> LineVerdict:
        found = LineVerdict(
            pattern=one.pattern, verdict=ProofVerdict.NOT_TRIED, bytes=sum(one.files.values()), files=len(one.files)
        )
        if one.pattern in kept:
            return found.replace(verdict=ProofVerdict.NEEDED, evidence=kept[one.pattern])
        if one.pattern in search.safe:
            return found.replace(verdict=ProofVerdict.LESS if one.pattern in self._lacking else ProofVerdict.SAME)
        if one.pattern in self._read:
            return self._opened_verdict(found, self._read[one.pattern])
        guilt = search.guilty.get(one.pattern)
        if guilt is None:
            return found.replace(evidence="the time or the number of builds was used up first" if not complete else "")
        return _guilty(found, guilt)


def _coupled_words(step: Opened) -> str:
    more = "; -buildvcs=false would spare it" if re.search(r"\bgo (?:build|install)\b", step.step) else ""
    return f"{_shown(step.step)} asks git whether the work tree is as committed, and each line changes that{more}"


def _guilty(found: LineVerdict, guilt: Guilt) -> LineVerdict:
    answer = guilt.answer
    verdict = ProofVerdict.COUPLED if guilt.coupled else ProofVerdict.LESS if answer.lost else ProofVerdict.NEEDED
    return found.replace(verdict=verdict, evidence=answer.why, step=answer.step, line=answer.line)


def _logs(log: BuildLog) -> dict[str, str]:
    """Return what the steps print that ran in a build, by stage and command; a step from the cache prints nothing."""
    found: dict[str, str] = {}
    for step in log.commands:
        if not step.cached and step.done:
            key = f"{step.stage}\0{step.name}"
            found[key] = found.get(key, "") + step.log
    return found


def _shown(step: str) -> str:
    return printable(short(step))


def _instruction(step: BuildStep | None) -> str:
    return step.name if step is not None else "the build"


def _last(log: BuildLog) -> str:
    """Return the line of a failed build that says most: the last that the failing step printed, else the error."""
    step = log.failed
    rows = [row.strip() for row in (step.log if step is not None else "").splitlines() if row.strip()]
    if rows:
        return rows[-1]
    error = step.error if step is not None else (log.said[-1] if log.said else "no reason")
    return error.splitlines()[-1].strip()
