"""``--fix`` and ``--diff``: the ignore file written, or shown as it would be."""

from __future__ import annotations

import io
import os
import sys

from ctxsize.cli.options import Format, Options
from ctxsize.cli.outputs import STANDARD_OUTPUT, Output, put
from ctxsize.display.escaping import broken
from ctxsize.errors import ExitCode
from ctxsize.fix.block import FixOptions, Source, Style
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctxsize.build.request import Request
    from ctxsize.fix.outcome import Outcome
    from ctxsize.fix.proposal import Proposal
    from ctxsize.gate.verdict import Verdict
    from ctxsize.prove.statement import Proof
    from ctxsize.report.look import Look
    from ctxsize.rules.selection import Selection

    Prove = Callable[[Callable[[FixOptions], Proposal]], tuple[Proposal, Proof | None]]


def orders(given: Options) -> FixOptions | None:
    """Return what the options order; ``None`` if nothing is to be fixed."""
    if not (given.fix or given.diff):
        return None
    return FixOptions(
        source=given.source or Source.ALL,
        style=given.style or Style.DENY,
        unsafe=given.unsafe_fixes,
        tidy=given.tidy,
    )


def fix(
    request: Request,
    orders: FixOptions,
    selection: Selection,
    *,
    write: bool,
    prove: Prove | None = None,
) -> Outcome:
    """Work the ignore file out, write it if that is asked for, and return what there is to say of it.

    ``prove`` makes a proposal of proved lines out of a way to get proposals; without it the lines of an older proof stay as long as
    that fits.
    """
    thought = think([request], orders, selection, prove)
    return write_all([thought])[0] if write else thought.outcome


class Thought(Record):
    """A fix that is worked out and not written: for which context root, what is proposed, and what there is to say of it."""

    root: str
    proposal: Proposal
    outcome: Outcome


def think(requests: Sequence[Request], orders: FixOptions, selection: Selection, prove: Prove | None = None) -> Thought:
    """Work out the ignore file that some builds read; the figures are those of the first."""
    from ctxsize.fix.outcome import Outcome  # noqa: PLC0415
    from ctxsize.fix.plan import propose  # noqa: PLC0415 (only who asks for a fix pays for it)
    from ctxsize.fix.proved import keep_proved, proved_allow_list  # noqa: PLC0415

    first = requests[0]
    proof = None
    if prove is not None:
        proposal, proof = prove(lambda some: propose(requests, some, selection))
    else:
        allowed = proved_allow_list(first) if len(requests) == 1 else None
        proposal = allowed or keep_proved(propose(requests, orders, selection), first)
    outcome = Outcome(
        shown=proposal.shown,
        changes=proposal.changes,
        lines=proposal.lines,
        written=False,
        diff=proposal.diff(),
        figures=tuple(proposal.figures()),
        savings=tuple(proposal.savings()),
        kept=proposal.kept,
        left_out=proposal.left_out,
        remarks=proposal.remarks,
        proof=proof,
    )
    return Thought(root=first.root, proposal=proposal, outcome=outcome)


def write_all(thoughts: Sequence[Thought]) -> list[Outcome]:
    """Write the ignore files that change, all of them or none, and return what there is to say of each.

    Raises:
        UnwritableError: if one can't be written; those before it are as they were.

    """
    from ctxsize.files.bounds import bounds  # noqa: PLC0415
    from ctxsize.files.write import take_back, write_whole  # noqa: PLC0415

    done: list[Outcome] = []
    written: list[Thought] = []
    for one in thoughts:
        proposal, within = one.proposal, bounds(one.root)
        if not proposal.changes:
            done.append(one.outcome)
            continue
        try:
            losses = write_whole(
                proposal.file,
                proposal.new,
                old=proposal.old,
                within=within,
                advice="--diff shows the lines without writing them",
            )
        except BaseException:
            for other in reversed(written):
                take_back(other.proposal.file, other.proposal.old, other.proposal.new, within=bounds(other.root))
            raise
        written.append(one)
        remarks = (*one.outcome.remarks, *(f"{loss}." for loss in losses))
        done.append(one.outcome.replace(written=True, remarks=remarks))
    return done


def counts(given: Options, outputs: Sequence[Output]) -> bool:
    """Whether what remains afterwards is reported: always but for a diff that is only shown."""
    return given.fix or any(output.format is not Format.TEXT for output in outputs)


def look_at(output: Output, *, colored: bool | None) -> Look:
    """Return what may be used of the place where an output goes: on a terminal its width and colours, nothing in a file."""
    from ctxsize.report.look import Look  # noqa: PLC0415

    return Look.of(sys.stdout, os.environ, colored=colored) if output.file == STANDARD_OUTPUT else Look()


def report_fix(
    outcome: Outcome, after: Verdict | None, outputs: Sequence[Output], *, diff: bool, colored: bool | None = None
) -> int:
    """Say in each place that is wanted what a fix did, and return the exit code.

    Of ``--diff`` that says whether there is a change, and nothing else; of ``--fix`` it is about what remains, ``after``.
    """
    from ctxsize.fix.outcome import write_json  # noqa: PLC0415
    from ctxsize.fix.summary import summary  # noqa: PLC0415

    count = len(after.findings) if after is not None else 0
    code = ExitCode(int(outcome.changes)) if diff or after is None else after.exit_code
    for output in outputs:
        text = io.StringIO()
        if output.format is Format.JSON:
            write_json(outcome, count, int(code), text)
        elif diff:
            # What a log would take for a command is no line that anyone needs to apply.
            text.write(broken(outcome.diff, "\\x23"))
            sys.stderr.writelines(f"ctxsize: {note}\n" for note in outcome.notes)
        else:
            text.write(summary(outcome, after.findings if after is not None else (), look_at(output, colored=colored)))
        put(text.getvalue(), output)
    return code
