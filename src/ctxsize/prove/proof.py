"""One proof from the first baseline to the verdict on each line. Who builds is handed in: nothing here starts a program."""

from __future__ import annotations

import time

from ctxsize.display.escaping import printable
from ctxsize.prove.answers import BaselineImage, answer_of, last_words, logs_of
from ctxsize.prove.compare import noise_of, too_noisy
from ctxsize.prove.minimal import MinimalSearch
from ctxsize.prove.outputs import learn
from ctxsize.prove.question import ProofOutcome
from ctxsize.prove.rewrite import MARK, Renewal, probe, renewal, renewed, with_probe
from ctxsize.prove.search import Search, TryAnswer
from ctxsize.prove.statement import CannotProveError
from ctxsize.prove.suspects import short, step_line
from ctxsize.prove.tracing import Opened, opened_files, traced
from ctxsize.prove.verdicts import verdict_on

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ctxsize.dockerfile.sources import Source
    from ctxsize.prove.archive import Tree
    from ctxsize.prove.question import Built, ImageBuilder, ProofQuestion


class _SpentError(Exception):
    """The time or the builds are used up."""


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
        self._unwatched = ""
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
        known = {each.pattern: each for each in question.known}
        try:
            baseline = self._baseline()
            self._watch()
        except _SpentError:
            raise CannotProveError(
                "The time or the number of builds was used up before the build as it is had been built twice. Give more with "
                "--prove-time or --prove-builds."
            ) from None
        complete = True
        lines = [each.pattern for each in question.candidates if each.pattern not in known]
        unopened = [line for line in lines if line not in self._read]
        if question.minimal:
            search: Search = MinimalSearch(unopened, self._to_reduce(lines), question.untracked)
        else:
            search = Search(unopened, question.untracked)
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
        return ProofOutcome(
            lines=tuple(
                known.get(each.pattern)
                or verdict_on(each, search, self._read, self._lacking, self._coupling, complete=complete)
                for each in question.candidates
            ),
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
            unwatched=self._unwatched,
            bases=baseline.bases,
        )

    def _to_reduce(self, lines: Sequence[str]) -> list[str]:
        """Return the files that commands open and that may be superfluous all the same, the largest first.

        Where a command looks at the whole work tree, each of them changes its result.
        """
        if self._coupling is not None:
            return []
        sizes = {each.pattern: sum(each.files.values()) for each in self._question.candidates}
        return sorted((line for line in lines if line in self._read), key=lambda line: -sizes[line])

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
                f"{printable(short(stale[0].name))} sees the build context and can't be made to run again; an ONBUILD of its image may be "
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
        logs = logs_of(first.log), logs_of(second.log)
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
        logs = self._trace() if self.builds + 2 <= question.limits.builds else None
        if logs is None:
            return
        self._opened = opened_files(question.dockerfile, question.usage, logs, question.received)
        by_file: dict[str, Opened] = {}
        for each in self._opened:
            by_file.setdefault(each.file, each)
        for one in question.candidates:
            first = next((by_file[path] for path in one.files if path in by_file), None)
            if first is not None:
                self._read[one.pattern] = first
        self._coupling = self._coupled_step(self._opened)
        self._say(f"The commands of build {self.builds} open {len(by_file):,} files of the context.")

    def _trace(self) -> Mapping[str, bytes] | None:
        """Return what strace writes of the commands; ``None`` where it can't."""
        question = self._question
        if not self._builder.tracer:
            self._leave_unwatched(self._builder.no_tracer)
            return None
        left = question.limits.seconds - (time.monotonic() - self._started)
        attempt = renewed(question.dockerfile, question.data, self._where, self._nonce, str(self.builds + 1))
        watched = traced(question.dockerfile, attempt, question.usage, self._builder.tracer)
        if watched.copy is None:
            if watched.left_out:
                self._leave_unwatched(f"{self._at(watched.left_out)} can't be put under strace.")
            return None
        if left <= 0:
            raise _SpentError
        self.builds += 1
        found = self._builder.trace(watched.copy, question.text(()), left)
        if found.late:
            raise _SpentError
        if found.logs is None:
            self._leave_unwatched(
                "strace does not run in this build: the image may be of another kind of machine, or have no shell."
            )
            return None
        if watched.left_out:
            self._unwatched = (
                f"{self._at(watched.left_out)} can't be put under strace, so that what it opens was not seen."
            )
            self._say(self._unwatched)
        return found.logs

    def _leave_unwatched(self, why: str) -> None:
        """Note why no command is watched; lines are then found by trying alone."""
        self._unwatched = f"{why} Lines are found by trying alone, which takes more builds."
        self._say(self._unwatched)

    def _at(self, lines: Sequence[int]) -> str:
        name = printable(self._question.dockerfile.name)
        return ", ".join(f"{name}:{line}" for line in lines)

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
            f"{at}The build fails as it is, so that nothing can be proved. Docker says: {printable(last_words(built.log))}"
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
        answer = answer_of(self._question, baseline, built, lines)
        if built.tree is None and not answer.named and answer.signature not in self._certain_failures:
            # A mirror that does not answer looks like guilt: what names no excluded file must fail twice.
            built = self._build(lines)
            answer = answer_of(self._question, baseline, built, lines)
        if built.tree is None:
            self._certain_failures.add(answer.signature)
        if answer.passed:
            self._last = built.seconds
            self._lacking = frozenset(answer.certain)
        unit = "file" if self._question.minimal else "line"
        count = f"1 {unit}" if len(lines) == 1 else f"{len(lines):,} {unit}s"
        count = f"without {count}" if self._question.minimal else count
        self._say(
            f"Build {self.builds}, {count}, {built.seconds:.1f} s: {'the same' if answer.passed else answer.why}."
        )
        return answer
