"""``--prove``: what is to be proved, said and asked for first; and what becomes of the lines that are."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import secrets
import sys

from ctxsize.build.plan import BuildPlan, plan
from ctxsize.builder import Builder
from ctxsize.cli.options import Format, Options
from ctxsize.cli.outputs import Output, put
from ctxsize.context.entry import Type
from ctxsize.display.escaping import printable, quoted
from ctxsize.dockerfile.parser.parse import parse as parse_dockerfile
from ctxsize.errors import ExitCode, UsageError
from ctxsize.files.contents import sha256
from ctxsize.fix.block import FixOptions, Group, Style, split, with_block, without_lines
from ctxsize.fix.proved import with_comment
from ctxsize.git.gitignore import as_line, literal
from ctxsize.git.program import tracked_files
from ctxsize.git.running import GitError
from ctxsize.golang import paths
from ctxsize.ignore.parse import IGNORE_FILE, parse, pattern_of
from ctxsize.needs.contexts import is_dockerfile
from ctxsize.prove.comment import Comment, find, fingerprint
from ctxsize.prove.effects import with_effects
from ctxsize.prove.engine import Client, DockerBuilder, check_options, find_client
from ctxsize.prove.proof import BuildProver, ProofLimits, ProofOutcome, ProofQuestion
from ctxsize.prove.runtime import needed_at_run_time
from ctxsize.prove.statement import Level, LineVerdict, Measure, Proof, ProofVerdict
from ctxsize.prove.suspects import TriedLine, short
from ctxsize.prove.words import document, duration, sentences
from ctxsize.record import Record
from ctxsize.report.json import SCHEMA_VERSION, dump
from ctxsize.scan.scan import scan_received

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ctxsize.build.request import Request
    from ctxsize.cli.fixing import Prove
    from ctxsize.fix.proposal import Proposal
    from ctxsize.prove.rewrite import Renewal

_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}
_WARM = "cache-mounts-warm"
_OTHER_STAGES = "stages-not-built"
_OTHER_BUILDS = "other-dockerfiles"


class ReceivedFiles(Record):
    """What a build receives with one text in its ignore file: sizes by path, directories left out, and the bytes sent."""

    files: dict[str, int]
    transfer_bytes: int


class ProvableLines(Record):
    """ProvableLines that are to be proved: their texts, those that stay the same at any level, and the ignore file with some of them."""

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


def prove_alone(given: Options, request: Request, wanted: Sequence[Output]) -> int:
    """Prove the ignore file as it stands; return 1 if one of its lines does not hold."""
    proving = Proving(given, request)
    comment = find(split(proving.build.inputs.ignore_data).block)
    level = given.prove_level or (comment.level if comment is not None else Level.SAME)
    proof = proving.prove(_lines_as_they_are(proving.build), level)
    code = ExitCode.CLEAN
    if proof is not None and proof.others:
        failed = any(line.verdict is not ProofVerdict.NOT_TRIED for line in proof.others)
        code = ExitCode.GATE_FAILED if failed else ExitCode.NOT_ANALYZED
    notes = []
    if comment is not None and fingerprint(proving.build, comment.level, comment.lines) != comment.fingerprint:
        notes.append(
            f"The proof of {comment.date} in {printable(proving.shown)} is one of another Dockerfile, other options or other lines."
        )
    for output in wanted:
        put(_report(proof, proving, notes, code, output.format), output)
    return code


def prove_proposal(given: Options, request: Request, orders: FixOptions) -> Prove:
    """Return what makes a proposal of proved lines out of a way to get proposals."""

    def prove(propose: Callable[[FixOptions], Proposal]) -> tuple[Proposal, Proof | None]:
        proving = Proving(given, request)
        safe = propose(orders)
        if orders.style is Style.ALLOW:
            return _prove_whole(proving, safe, given.prove_level or Level.SAME)
        return _prove_lines(proving, safe, propose, orders, given.prove_level or Level.SAME)

    return prove


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
        files = {entry.path: entry.size for entry in found.entries if entry.type is not Type.DIRECTORY}
        return ReceivedFiles(files=files, transfer_bytes=found.totals.transfer_bytes)

    def others(self) -> list[str]:
        """Return other Dockerfiles that the same ignore file counts for."""
        if self.shown != IGNORE_FILE:
            return []
        everything = scan_received(self.build.with_ignore_data(b"").main.replace(paths=None, asked=True), listing=True)
        there = {entry.path for entry in everything.entries if entry.type is not Type.DIRECTORY}
        own = {self.build.inputs.dockerfile, self.build.inputs.own_dockerfile}
        return sorted(path for path in there - own if is_dockerfile(path) and path + IGNORE_FILE not in there)

    def prove(self, lines: ProvableLines, level: Level) -> Proof | None:
        """Prove lines; ``None`` where they exclude nothing that is received, so that there is nothing to prove.

        Raises:
            CtxsizeError: if no answer can be had, or the user does not want it.

        """
        before = self.received(lines.text(()))
        candidates, free = self._candidates(lines, before)
        if not candidates:
            return None
        question = self._question(lines, candidates, before, free, level)
        limits = question.limits
        client_of_user = find_client(self.given.docker_option)
        options = _docker_options(self.given)
        with DockerBuilder(self.request.root, options, self.request.target) as builder:
            prover = BuildProver(question, builder, secrets.token_hex(4), _say)
            self._announce(client_of_user, limits, prover.where)
            outcome = prover.run()
        return self._proof(outcome, client_of_user, lines, free, level, before)

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

    def _question(
        self,
        lines: ProvableLines,
        candidates: tuple[TriedLine, ...],
        before: ReceivedFiles,
        free: Sequence[str],
        level: Level,
    ) -> ProofQuestion:
        inputs, root = self.build.inputs, self.request.root
        usage = self.build.usage
        if usage is None:  # for the type checker: BuildKit always has one
            raise AssertionError
        front_end = dict(self.request.build_args).get("BUILDKIT_SYNTAX")
        dockerfile = parse_dockerfile(inputs.dockerfile_data, inputs.dockerfile, self.request.engine, front_end)
        health = " ".join(each.text for each in dockerfile.instructions if each.keyword == "HEALTHCHECK")
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
            text=lambda some: lines.text((*some, *free)),
            candidates=candidates,
            received=before.files,
            is_link=lambda path: any(os.path.islink(f"{root}/{place}") for place in paths.with_directories(path)),
            digest=lambda path: _digest(root, path),
            state=lambda: _state(root, before.files),
            untracked=lambda some: _untracked(root, candidates, some),
            level=level,
            limits=ProofLimits(
                seconds=_seconds(self.given.prove_time), builds=self.given.prove_builds or ProofLimits().builds
            ),
            kept=needed_at_run_time(usage, health, candidates) if level is Level.LESS else (),
            strict=lines.strict,
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

    def _proof(
        self,
        outcome: ProofOutcome,
        client: Client,
        lines: ProvableLines,
        free: Sequence[str],
        level: Level,
        before: ReceivedFiles,
    ) -> Proof:
        verdicts = {line.pattern: line for line in outcome.lines}
        verdicts |= {pattern: LineVerdict(pattern=pattern, verdict=ProofVerdict.SAME) for pattern in free}
        if outcome.warm:
            at = ", ".join(f"{printable(self.build.inputs.dockerfile)}:{line}" for line in outcome.warm)
            self.caveats.append(
                (_WARM, f"Cache mounts of a package manager were used as they are, and may remember files: {at}.")
            )
        target = f"the stage {printable(self.request.target)}" if self.request.target else "the final stage"
        proof = Proof(
            date=dt.datetime.now(tz=dt.UTC).date().isoformat(),
            level=level,
            builder=client.builder,
            version=client.version,
            target=target,
            fingerprint="",
            lines=tuple(verdicts[pattern] for pattern in lines.patterns),
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
        )
        after = self.received(lines.text([line.pattern for line in proof.proved]))
        return proof.replace(
            after=proof.after.replace(bytes=after.transfer_bytes, files=len(after.files)),
            fingerprint=fingerprint(self.build, level, [line.pattern for line in proof.proved]),
        )


def _lines_as_they_are(build: BuildPlan) -> ProvableLines:
    """Return the lines of the block; of the whole file where there is none."""
    data = build.inputs.ignore_data
    block = split(data).block
    inside = {row.rstrip(b"\r\n") for row in block.split(b"\n")} if block else None
    numbers: dict[str, list[int]] = {}
    for line in parse(data).lines:
        text = line.text.strip()
        if line.pattern is None or line.pattern.exception:
            continue
        if inside is None or line.text.encode("utf-8", "surrogateescape").rstrip(b"\r\n") in inside:
            numbers.setdefault(text, []).append(line.number)

    def text_of(some: Iterable[str]) -> bytes:
        kept = set(some)
        return without_lines(data, {number for text, rows in numbers.items() if text not in kept for number in rows})

    return ProvableLines(patterns=tuple(numbers), strict=frozenset(), text=text_of)


def _prove_lines(
    proving: Proving, safe: Proposal, propose: Callable[[FixOptions], Proposal], orders: FixOptions, level: Level
) -> tuple[Proposal, Proof | None]:
    """Prove the lines of a proposal, those that are not safe without a proof, and every entry at the top that no COPY names."""
    others = proving.others()
    wide = safe
    generous: tuple[str, ...] = ()
    if others:
        names = ", ".join(map(quoted, others[:3])) + (", ..." if len(others) > 3 else "")  # noqa: PLR2004 (three names)
        proving.caveats.append(
            (
                _OTHER_BUILDS,
                f"Other Dockerfiles read the same ignore file, so that only lines were tried that are safe for them: {names}.",
            )
        )
    else:
        wide = propose(orders.replace(unsafe=True))
        generous = _generous(proving, wide.new)
    groups = [Group(reason="", lines=generous), *wide.groups]
    base = split(wide.new).users
    patterns = tuple(dict.fromkeys(line for group in groups for line in group.lines if not line.startswith("!")))

    def text_of(some: Iterable[str]) -> bytes:
        return with_block(base, _only(groups, set(some)))

    proof = proving.prove(ProvableLines(patterns=patterns, strict=frozenset(generous), text=text_of), level)
    if proof is None:
        return safe, None
    proved = {line.pattern for line in proof.proved}
    known = {line for group in safe.groups for line in group.lines}
    extra = tuple(line for line in patterns if line in proved and line not in known)
    comment = Comment(
        date=proof.date,
        target=proof.target,
        version=proof.version,
        count=len(proved),
        level=level,
        fingerprint=fingerprint(proving.build, level, extra),
        lines=extra,
    )
    old = find(split(safe.old).block)
    if old is not None and (old.fingerprint, old.lines, old.count) == (
        comment.fingerprint,
        comment.lines,
        comment.count,
    ):
        comment = old
    rest = _without_idle_exceptions(proving, base, _only(groups, proved), text_of(proved))
    kept, new = with_comment(base, rest, comment)
    if proving.received(new).files != proving.received(text_of(proved)).files:
        kept, new = with_comment(
            base, rest, comment.replace(lines=(), fingerprint=fingerprint(proving.build, level, ()))
        )
    left_out = tuple(each for each in safe.left_out if each.line not in proved)
    return wide.replace(groups=kept, new=new, left_out=left_out), proof


def _only(groups: Sequence[Group], some: set[str]) -> list[Group]:
    """Return groups with these lines alone, and all exceptions."""
    return [
        group.replace(lines=tuple(line for line in group.lines if line in some or line.startswith("!")))
        for group in groups
    ]


def _without_idle_exceptions(proving: Proving, base: bytes, groups: Sequence[Group], text: bytes) -> list[Group]:
    """Return groups without exceptions where these take nothing back."""
    bare = [group.replace(lines=tuple(line for line in group.lines if not line.startswith("!"))) for group in groups]
    same = proving.received(with_block(base, bare)).files == proving.received(text).files
    return bare if same else list(groups)


def _generous(proving: Proving, data: bytes) -> tuple[str, ...]:
    """Return a line for each received entry at the top of the context that no instruction names on its own."""
    usage = proving.build.usage
    named = (
        {source.path.partition("/")[0] for source in usage.sources if source.context is None}
        if usage is not None
        else set()
    )
    tops = dict.fromkeys(path.partition("/")[0] for path in proving.received(data).files)
    return tuple(
        as_line(literal(top))
        for top in tops
        if top != proving.shown and not any(_matches(name, top) for name in named if name)
    )


def _matches(pattern: str, name: str) -> bool:
    try:
        return paths.matches(pattern, name)
    except paths.BadPatternError:
        return True


def _prove_whole(proving: Proving, proposal: Proposal, level: Level) -> tuple[Proposal, Proof | None]:
    """Prove an allow-list, which is one line and its exceptions."""
    base = split(proposal.new).users
    lines = ProvableLines(patterns=("*",), strict=frozenset(), text=lambda some: proposal.new if "*" in some else base)
    proof = proving.prove(lines, level)
    if proof is None or not proof.proved:
        return proposal.replace(groups=(), new=proposal.old), proof
    comment = Comment(
        date=proof.date,
        target=proof.target,
        version=proof.version,
        count=1,
        level=level,
        fingerprint=fingerprint(proving.build, level, ()),
    )
    groups, new = with_comment(base, proposal.groups, comment)
    return proposal.replace(groups=groups, new=new), proof


def _report(proof: Proof | None, proving: Proving, notes: Sequence[str], code: int, form: Format) -> str:
    text = io.StringIO()
    if form is Format.JSON:
        found = None if proof is None else document(proof)
        dump({"schema_version": SCHEMA_VERSION, "proof": found, "notes": list(notes), "exit_code": int(code)}, text)
        return text.getvalue()
    if proof is None:
        text.write(
            f"Nothing to prove: the lines of {printable(proving.shown)} exclude nothing that this build receives.\n"
        )
    else:
        text.writelines(f"{line}\n" for line in sentences(proof))
    text.writelines(f"\n{note}\n" for note in notes)
    return text.getvalue()


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
