"""One proof as the command line has it: the build and what it receives, what is said and asked first, and what came out."""

from __future__ import annotations

import datetime as dt
import os
import re
import secrets
import sys

from ctxsize.analysis.traces import remember
from ctxsize.build.plan import plan
from ctxsize.builder import Builder
from ctxsize.context.entry import Type
from ctxsize.display.escaping import printable, quoted
from ctxsize.dockerfile.parser.parse import parse as parse_dockerfile
from ctxsize.errors import UsageError
from ctxsize.files.contents import heads, sha256
from ctxsize.fix.place import place_of
from ctxsize.fix.verify import overlaid
from ctxsize.git.program import tracked_files
from ctxsize.git.running import GitError
from ctxsize.golang import paths
from ctxsize.ignore.parse import IGNORE_FILE, pattern_of
from ctxsize.needs.contexts import is_dockerfile
from ctxsize.needs.traced import TracedBuild, TracedPath
from ctxsize.prove.advice import MANIFESTS, advise
from ctxsize.prove.allowlist import fewest
from ctxsize.prove.comment import fingerprint
from ctxsize.prove.effects import with_effects
from ctxsize.prove.engine import Client, DockerBuilder, check_options, find_client
from ctxsize.prove.proof import BuildProver
from ctxsize.prove.question import ProofLimits, ProofOutcome, ProofQuestion
from ctxsize.prove.runtime import needed_at_run_time
from ctxsize.prove.statement import BuildAdvice, Level, LineVerdict, Measure, Proof, ProofVerdict
from ctxsize.prove.suspects import TriedLine, short
from ctxsize.prove.words import duration
from ctxsize.record import Record
from ctxsize.scan.scan import Received, scan_received

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ctxsize.build.request import Request
    from ctxsize.cli.options import Options
    from ctxsize.fix.proposal import Proposal
    from ctxsize.prove.rewrite import Renewal

_HEAD_BYTES = 64 * 1024
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}
_WARM = "cache-mounts-warm"
_OTHER_STAGES = "stages-not-built"
_OWN_FILE = "ignore-file-received"
_UNWATCHED = "not-all-watched"


class ReceivedFiles(Record):
    """What a build receives with one text in its ignore file: sizes by path, directories left out, and the bytes sent.

    ``empty`` are directories in which nothing is received.
    """

    files: dict[str, int]
    transfer_bytes: int
    empty: tuple[str, ...] = ()


class ProvableLines(Record):
    """Lines that are to be proved: their texts, those that stay the same at any level, and the ignore file with some of them."""

    patterns: tuple[str, ...]
    strict: frozenset[str]
    text: Callable[[Iterable[str]], bytes]


def require_provable(given: Options, request: Request) -> None:
    """Refuse what can't be proved, before Docker is looked for.

    Raises:
        UsageError: if the build is not one for one platform with BuildKit, or an option is not handed on.

    """
    if request.builder is Builder.LEGACY:
        raise UsageError(
            "--prove builds with BuildKit, not with the legacy builder. Unset DOCKER_BUILDKIT, or leave --builder out."
        )
    if request.platform is not None and "," in request.platform:
        raise UsageError("--prove builds for one platform. Name one with --platform.")
    check_options(given.docker_option)
    _seconds(given.prove_time)


class Proving:
    """One proof as the command line has it: the build, what it receives, and the user who is asked."""

    def __init__(self, given: Options, request: Request) -> None:
        """Read the build; raises CtxsizeError if the builder would refuse it."""
        require_provable(given, request)
        self.given = given
        self.request = request
        self.build = plan(request)
        self.shown = self.build.inputs.ignore_file or IGNORE_FILE
        self.caveats: list[tuple[str, str]] = []

    def received(self, data: bytes) -> ReceivedFiles:
        """Return what the build receives with a text in its ignore file."""
        found = scan_received(self.build.with_ignore_data(data).main, listing=True)
        return _received(found)

    def everything(self) -> ReceivedFiles:
        """Return what stands in the context, whatever the instructions take."""
        return _received(
            scan_received(self.build.with_ignore_data(b"").main.replace(paths=None, asked=True), listing=True)
        )

    def others(self) -> list[str]:
        """Return other Dockerfiles that the same ignore file counts for."""
        if self.shown != IGNORE_FILE:
            return []
        there = self.everything().files.keys()
        own = {self.build.inputs.dockerfile, self.build.inputs.own_dockerfile}
        return sorted(path for path in there - own if is_dockerfile(path) and path + IGNORE_FILE not in there)

    def receives_itself(self, data: bytes) -> bool:
        """Whether the ignore file is received once it holds this."""
        place = place_of(self.build)
        if place.inside is None:
            return False
        found = scan_received(overlaid(self.build.with_ignore_data(data), place, data).main, listing=True)
        return any(entry.path == place.inside for entry in found.entries)

    def with_own_file(self, proof: Proof, proposal: Proposal) -> Proof:
        """Return a proof with a caveat, if the ignore file is received and changes: the builds had it as it was."""
        if not proposal.changes or not self.receives_itself(proposal.new):
            return proof
        sentence = f"The build receives {printable(self.shown)} itself, and the proof had it as it was: what copies or lists it will differ."
        return proof.replace(caveats=(*proof.caveats, (_OWN_FILE, sentence)))

    def prove(self, lines: ProvableLines, level: Level) -> Proof | None:
        """Prove lines; ``None`` where they exclude nothing that is received, so that there is nothing to prove.

        Raises:
            CtxsizeError: if no answer can be had, or the user does not want it.

        """
        before = self.received(lines.text(()))
        candidates, free = self._candidates(lines, before)
        if not candidates:
            return None
        question = self.question(
            lambda some: lines.text((*some, *free)), candidates, before, level, strict=lines.strict
        )
        if level is Level.LESS:
            question = question.replace(known=self.needed_to_run(question))
        outcome, client = self.build_with(question)
        verdicts = {line.pattern: line for line in outcome.lines}
        verdicts |= {pattern: LineVerdict(pattern=pattern, verdict=ProofVerdict.SAME) for pattern in free}
        proof = self.proof(outcome, client, [verdicts[pattern] for pattern in lines.patterns], level, before)
        proved = [line.pattern for line in proof.proved]
        return self.with_result(proof, lines.text(proved), proved)

    def build_with(self, question: ProofQuestion) -> tuple[ProofOutcome, Client]:
        """Say what is about to happen, ask, and build; return what came out, and who built.

        Raises:
            CtxsizeError: if no answer can be had, or the user does not want it.

        """
        client = find_client(self.given.docker_option)
        options = _docker_options(self.given)
        with DockerBuilder(self.request.root, options, self.request.target) as builder:
            prover = BuildProver(question, builder, secrets.token_hex(4), _say)
            self._announce(client, question.limits, prover.where)
            outcome = prover.run()
        self._remember(outcome, question)
        return outcome, client

    def _remember(self, outcome: ProofOutcome, question: ProofQuestion) -> None:
        """Keep what the commands were seen to open, but for what turned out not to be needed."""
        if not outcome.traced:
            return
        safe = {line.pattern for line in outcome.lines if line.verdict in {ProofVerdict.SAME, ProofVerdict.LESS}}
        idle = {path for each in question.candidates if each.pattern in safe for path in each.files}
        by_step: dict[tuple[int, str], list[str]] = {}
        for one in outcome.opened:
            if one.file not in idle:
                by_step.setdefault((one.line, one.step), []).append(one.file)
        found = [
            TracedPath(path=place, step=step, line=line)
            for (line, step), files in by_step.items()
            for place in fewest(files, question.received)
        ]
        remember(self.build, TracedBuild(date=_today(), paths=tuple(found)))

    def needed_to_run(self, question: ProofQuestion) -> tuple[LineVerdict, ...]:
        """Return verdicts on the candidates that the image may need when it runs."""
        health = " ".join(each.text for each in question.dockerfile.instructions if each.keyword == "HEALTHCHECK")
        sizes = {each.pattern: each.files for each in question.candidates}
        return tuple(
            LineVerdict(
                pattern=pattern,
                verdict=ProofVerdict.NEEDED,
                evidence=why,
                bytes=sum(sizes[pattern].values()),
                files=len(sizes[pattern]),
            )
            for pattern, why in needed_at_run_time(question.usage, health, question.candidates)
        )

    def _candidates(self, lines: ProvableLines, before: ReceivedFiles) -> tuple[tuple[TriedLine, ...], tuple[str, ...]]:
        """Return the lines that exclude something that is received, largest first, and those that exclude nothing."""
        gone = before.files.keys() - self.received(lines.text(lines.patterns)).files.keys()
        found = []
        for text in lines.patterns:
            pattern = pattern_of(text)
            hit = [path for path in gone if pattern and any(map(pattern.matches, paths.with_directories(path)))]
            found.append(TriedLine(pattern=text, files={path: before.files[path] for path in sorted(hit)}))
        found.sort(key=lambda one: -sum(one.files.values()))
        return tuple(one for one in found if one.files), tuple(one.pattern for one in found if not one.files)

    def question(
        self,
        text: Callable[[Iterable[str]], bytes],
        candidates: tuple[TriedLine, ...],
        before: ReceivedFiles,
        level: Level,
        *,
        strict: frozenset[str] = frozenset(),
        builds: int = ProofLimits().builds,
    ) -> ProofQuestion:
        """Return what is to be proved of this build; ``builds`` counts where the user gives no number."""
        inputs, root = self.build.inputs, self.request.root
        usage = self.build.usage
        if usage is None:  # for the type checker: BuildKit always has one
            raise AssertionError
        front_end = dict(self.request.build_args).get("BUILDKIT_SYNTAX")
        dockerfile = parse_dockerfile(inputs.dockerfile_data, inputs.dockerfile, self.request.engine, front_end)
        unbuilt = [stage.name or str(stage.number) for stage in usage.stages if not stage.needed]
        if unbuilt:
            names = ", ".join(map(quoted, unbuilt))
            self.caveats.append(
                (
                    _OTHER_STAGES,
                    f"Stages that this build does not need were not built, and nothing is proved for them: {names}.",
                )
            )
        return ProofQuestion(
            dockerfile=dockerfile,
            data=inputs.dockerfile_data,
            usage=usage,
            text=text,
            candidates=candidates,
            received=before.files,
            is_link=lambda path: any(os.path.islink(f"{root}/{place}") for place in paths.with_directories(path)),
            digest=lambda path: _digest(root, path),
            state=lambda: _state(root, before.files),
            untracked=lambda some: _untracked(root, candidates, some),
            level=level,
            limits=ProofLimits(seconds=_seconds(self.given.prove_time), builds=self.given.prove_builds or builds),
            strict=strict,
        )

    def _announce(self, client: Client, limits: ProofLimits, where: Renewal) -> None:
        """Say what is about to happen, and ask; raises UsageError where there is no one to ask, or the answer is no."""
        _say(
            f"--prove builds {printable(self.given.path)} with your own Docker: builder {printable(client.builder)}, BuildKit "
            f"{printable(client.version)}, {limits.builds} builds and {duration(limits.seconds)} at most."
        )
        for keyword, line in self._steps(where.tries):
            _say(f"Runs again in each build: {keyword} ({printable(self.build.inputs.dockerfile)}:{line})")
        for keyword, line in self._steps(where.first, where.tries):
            _say(f"Runs once: {keyword} ({printable(self.build.inputs.dockerfile)}:{line})")
        _say(
            "The context, tags and images stay as they are. What stays behind: a row for each build in the build history, and "
            "records in the builder's cache."
        )
        usage = self.build.usage
        effects = with_effects(usage) if usage is not None else ()
        for line, text in effects:
            _say(
                f"{printable(self.build.inputs.dockerfile)}:{line} looks as if it did something outside of the build, and each build repeats it: {printable(short(text))}"
            )
        if self.given.yes:
            return
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise UsageError("--prove runs your build, and there is no terminal to ask on. Add --yes.")
        sys.stderr.write("ctxsize: Go on? [y/N] ")
        sys.stderr.flush()
        if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
            raise UsageError("Nothing was built.")

    def _steps(self, lines: Sequence[int], before: Sequence[int] = ()) -> list[tuple[str, int]]:
        """Return the RUNs behind these lines, in the stages that hold them and in those that take from these."""
        usage = self.build.usage
        if usage is None:
            return []
        ends = {stage.number: stage.line for stage in usage.stages}
        begins: dict[int, int] = {}
        for line in lines:
            holder = max((number for number, start in ends.items() if start <= line), default=0)
            begins[holder] = min(line, begins.get(holder, line))
        for stage in usage.stages:
            taking = [copy.line for copy in usage.copies if copy.stage == stage.number and copy.origin in begins]
            if stage.base_stage in begins:
                taking.append(stage.line)
            if taking and stage.number != usage.target.number:
                begins[stage.number] = min(*taking, begins.get(stage.number, taking[0]))
        stop = {max((n for n, start in ends.items() if start <= line), default=0): line for line in before}
        return [
            (printable(short(run.instruction.text)), run.instruction.line)
            for run in usage.runs
            if run.instruction.keyword == "RUN"
            and run.stage in begins
            and begins[run.stage] <= run.instruction.line < stop.get(run.stage, sys.maxsize)
        ]

    def proof(
        self,
        outcome: ProofOutcome,
        client: Client,
        lines: Sequence[LineVerdict],
        level: Level,
        before: ReceivedFiles,
    ) -> Proof:
        """Return the proof of some lines, as far as the builds tell; see :meth:`with_result`."""
        if outcome.warm:
            at = ", ".join(f"{printable(self.build.inputs.dockerfile)}:{line}" for line in outcome.warm)
            self.caveats.append(
                (_WARM, f"Cache mounts of a package manager were used as they are, and may remember files: {at}.")
            )
        target = f"the stage {printable(self.request.target)}" if self.request.target else "the final stage"
        if outcome.unwatched:
            self.caveats.append((_UNWATCHED, outcome.unwatched))
        return Proof(
            date=_today(),
            level=level,
            builder=client.builder,
            version=client.version,
            target=target,
            fingerprint="",
            lines=tuple(lines),
            builds=outcome.builds,
            seconds=outcome.seconds,
            before=Measure(bytes=before.transfer_bytes, files=len(before.files), seconds=outcome.before),
            after=Measure(bytes=0, files=0, seconds=outcome.after),
            noisy=outcome.noisy,
            unread_logs=outcome.unread_logs,
            caveats=tuple(self.caveats),
            complete=outcome.complete,
            traced=outcome.traced,
            dockerfile=self.build.inputs.dockerfile,
            advice=self._advice(outcome, lines, before),
        )

    def _advice(
        self, outcome: ProofOutcome, lines: Sequence[LineVerdict], before: ReceivedFiles
    ) -> tuple[BuildAdvice, ...]:
        """Return what the watched build teaches besides."""
        texts = {
            path: head.decode("utf-8", "replace") for path, head in heads(self.request.root, MANIFESTS, _HEAD_BYTES)
        }
        return advise(outcome.opened, lines, texts, before.files, self.build.inputs.dockerfile)

    def with_result(self, proof: Proof, data: bytes, lines: Sequence[str]) -> Proof:
        """Return a proof with what is received afterwards, and the hash of what it is a proof of."""
        after = self.received(data)
        return proof.replace(
            after=proof.after.replace(bytes=after.transfer_bytes, files=len(after.files)),
            fingerprint=fingerprint(self.build, proof.level, lines),
        )


def _today() -> str:
    return dt.datetime.now(tz=dt.UTC).date().isoformat()


def _received(found: Received) -> ReceivedFiles:
    files = {entry.path: entry.size for entry in found.entries if entry.type is not Type.DIRECTORY}
    holding = {above for entry in found.entries for above in paths.with_directories(entry.path)[:-1]}
    empty = [entry.path for entry in found.entries if entry.type is Type.DIRECTORY and entry.path not in holding]
    return ReceivedFiles(files=files, transfer_bytes=found.totals.transfer_bytes, empty=tuple(empty))


def _docker_options(given: Options) -> list[str]:
    """Return the options of the build as the user gave them, for Docker's client."""
    options = [f"--build-arg={pair}" for pair in given.build_arg]
    options += [f"--build-context={pair}" for pair in given.build_context]
    options += [f"--platform={value}" for value in given.platform]
    options += [f"--allow={value}" for value in given.allow]
    return [*options, *given.docker_option]


def _seconds(text: str | None) -> float:
    if text is None:
        return ProofLimits().seconds
    match = re.fullmatch(r"(\d{1,6})(s|m|h|)", text)
    if match is None or not int(match[1]):
        raise UsageError(f"--prove-time {quoted(text)} is not a time. Write 90s, 10m or 1h.")
    return float(int(match[1]) * _UNITS[match[2]])


def _digest(root: str, path: str) -> str | None:
    """Return what tells a file's content, and where a symbolic link leads, from another's."""
    try:
        return os.readlink(f"{root}/{path}")
    except OSError:
        return sha256(root, path)


def _state(root: str, files: Iterable[str]) -> int:
    """Return a number that changes when one of these files does."""
    found = []
    for path in files:
        try:
            state = os.lstat(f"{root}/{path}")
        except OSError:
            found.append((path, 0, 0, 0))
        else:
            found.append((path, state.st_mtime_ns, state.st_size, state.st_mode))
    return hash(tuple(found))


def _untracked(root: str, candidates: Sequence[TriedLine], some: Iterable[str]) -> list[str]:
    """Return those lines that exclude no file that git tracks; none where git can't be asked."""
    asked = set(some)
    chosen = [one for one in candidates if one.pattern in asked]
    try:
        tracked = tracked_files(root, [path for one in chosen for path in one.files])
    except GitError:
        tracked = None
    return [] if tracked is None else [one.pattern for one in chosen if tracked.isdisjoint(one.files)]


def _say(text: str) -> None:
    sys.stderr.write(f"ctxsize: {text}\n")
    sys.stderr.flush()
