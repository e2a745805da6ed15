"""``--fix`` and ``--diff``: the ignore file written, or shown as it would be."""

from __future__ import annotations

import sys

from ctxsize.errors import UsageError
from ctxsize.fix import Orders, Source, Style

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.cli.given import Given
    from ctxsize.report import Report
    from ctxsize.simulate import Request


def orders(given: Given) -> Orders | None:
    """Return what the options order; ``None`` if nothing is to be fixed.

    Raises:
        UsageError: if an option says how, and none that anything is to be fixed; or if a commit is looked at.

    """
    if (given.fix or given.diff) and given.ref is not None:
        raise UsageError("--fix and --diff are about the folder, --ref about a commit. Leave one of them out.")
    if given.fix or given.diff:
        return Orders(
            source=given.source or Source.ALL,
            style=given.style or Style.DENY,
            unsafe=given.unsafe_fixes,
            tidy=given.tidy,
        )
    if given.source is not None or given.style is not None or given.unsafe_fixes or given.tidy:
        raise UsageError(
            "--source, --style, --unsafe-fixes and --tidy go with --fix or --diff. Add one of the two, or leave them out."
        )
    return None


def fix(request: Request, orders: Orders, *, write: bool) -> None:
    """Write the ignore file anew and say on standard output what that does; or write its diff there and nothing else."""
    from ctxsize.propose import propose  # noqa: PLC0415 (only who asks for a fix pays for it)

    proposal = propose(request, orders)
    if not write:
        sys.stdout.write(proposal.diff())
        for note in proposal.notes:
            sys.stderr.write(f"ctxsize: {note}\n")
        return
    from ctxsize.report import fixed  # noqa: PLC0415
    from ctxsize.write import write_atomically  # noqa: PLC0415

    text = fixed.Outcome(
        shown=proposal.shown,
        changes=proposal.changes,
        figures=tuple(proposal.figures()),
        savings=tuple(proposal.savings()),
        kept=proposal.kept,
        notes=proposal.notes,
    )
    if proposal.changes:
        write_atomically(proposal.file, proposal.new, proposal.old)
    fixed.write_outcome(text, sys.stdout)


def close(report: Report, *, written: bool) -> int:
    """Say how many findings remain, and return the exit code, which speaks of them."""
    count = len(report.findings)
    if written and count:
        what = "1 finding remains" if count == 1 else f"{count} findings remain"
        sys.stdout.write(f"\n{what}; without --fix they are shown.\n")
    return report.exit_code
