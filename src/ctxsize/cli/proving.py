"""``--prove``: which lines are to be proved, and what becomes of those that are."""

from __future__ import annotations

import io

from ctxsize.cli.options import Format, Options
from ctxsize.cli.outputs import Output, put
from ctxsize.cli.proof_run import ProvableLines, Proving
from ctxsize.context.entry import Tally
from ctxsize.display.escaping import printable, quoted
from ctxsize.errors import ExitCode
from ctxsize.fix.block import FixOptions, Group, Style, split, with_block, without_lines
from ctxsize.fix.proved import with_comment
from ctxsize.fix.rewritten import rewritten
from ctxsize.git.gitignore import as_line, literal
from ctxsize.golang import paths
from ctxsize.ignore.parse import parse
from ctxsize.prove.comment import Comment, find, fingerprint
from ctxsize.prove.statement import Level, Proof, ProofVerdict
from ctxsize.prove.words import document, sentences
from ctxsize.report.json import SCHEMA_VERSION, dump

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ctxsize.build.plan import BuildPlan
    from ctxsize.build.request import Request
    from ctxsize.cli.fixing import Prove
    from ctxsize.fix.proposal import Proposal

_OTHER_BUILDS = "other-dockerfiles"


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
        level = given.prove_level or Level.SAME
        if orders.style is Style.ALLOW:
            from ctxsize.cli.allowing import prove_allow_list  # noqa: PLC0415 (only who asks for it)

            return prove_allow_list(proving, level)
        return _prove_lines(proving, propose(orders), propose, orders, level)

    return prove


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
    own = as_line(literal(proving.shown))
    if not any(line.files for line in proof.proved):
        # Nothing to write, so that there is no ignore file to keep away.
        proof = proof.replace(lines=tuple(line for line in proof.lines if line.pattern != own))
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
    saved = {line.pattern: Tally(line.files, line.bytes) for line in proof.proved}
    found = rewritten(proving.request, kept, new, saved)
    proof = proving.with_own_file(proof, found)
    return found.replace(kept=wide.kept, left_out=left_out, remarks=wide.remarks), proof


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
    found = [top for top in tops if not any(_matches(name, top) for name in named if name)]
    # An ignore file that is new, or says something new, must not be what changes the build: it is kept away itself.
    if proving.receives_itself(data) and proving.shown not in found:
        found.append(proving.shown)
    return tuple(as_line(literal(place)) for place in sorted(found))


def _matches(pattern: str, name: str) -> bool:
    try:
        return paths.matches(pattern, name)
    except paths.BadPatternError:
        return True


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
