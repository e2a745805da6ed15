"""What ``--fix`` did, as a value and as JSON: before and after, what each line saves, what was left out and why."""

from __future__ import annotations

from ctxsize.builder import Builder
from ctxsize.record import Record
from ctxsize.report.json import SCHEMA_VERSION, dump

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO

    from ctxsize.context.entry import Tally, Totals
    from ctxsize.fix.block import LeftOut
    from ctxsize.prove.statement import Proof

LINK_BITS_A_SECOND = 100_000_000
"""The connection over which the saved seconds are counted: 100 Mbit/s."""


class Figures(Record):
    """What one builder receives for this build before and after; ``error`` says why it would refuse."""

    builder: Builder
    before: Totals | None
    after: Totals | None
    error: str | None = None

    @property
    def saved_bytes(self) -> int:
        """Transfer bytes that are not sent any more; negative if there are more than before."""
        if self.before is None or self.after is None:
            return 0
        return self.before.transfer_bytes - self.after.transfer_bytes

    @property
    def saved_seconds(self) -> float:
        """What sending them takes at :data:`LINK_BITS_A_SECOND`."""
        return self.saved_bytes * 8 / LINK_BITS_A_SECOND


class Saved(Record):
    """A line of the block, and what it keeps from each builder that reads the file: files and bytes."""

    line: str
    reason: str
    tallies: dict[Builder, Tally]


class Outcome(Record):
    """A fix that is done, or only thought of: the ignore file's name, whether it changes and is written, what comes of it.

    ``lines`` is how many lines are new, ``diff`` the change as a unified diff.
    """

    shown: str
    changes: bool
    lines: int
    written: bool
    diff: str
    figures: tuple[Figures, ...]
    savings: tuple[Saved, ...]
    kept: tuple[tuple[str, str], ...]
    left_out: tuple[LeftOut, ...]
    remarks: tuple[str, ...]
    proof: Proof | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out, and all else that is to be said besides, in sentences."""
        return (*self.remarks, *(one.sentence for one in self.left_out))


def write_json(outcome: Outcome, findings: int, exit_code: int, stream: TextIO) -> None:
    """Write the outcome as one JSON document.

    Args:
        outcome: what is to be told.
        findings: how many findings there are with the ignore file as it is on disk now.
        exit_code: what the program is about to exit with.
        stream: where to.

    """
    document: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "fix": {
            "ignore_file": outcome.shown,
            "changes": outcome.changes,
            "written": outcome.written,
            "diff": outcome.diff,
            "lines": [
                {
                    "line": saved.line,
                    "reason": saved.reason,
                    "saves": {builder.value: tally.asdict() for builder, tally in saved.tallies.items()},
                }
                for saved in outcome.savings
            ],
            "builders": {figures.builder.value: _document(figures) for figures in outcome.figures},
            "kept": [{"path": path, "reason": reason} for path, reason in outcome.kept],
            "left_out": [one.asdict() for one in outcome.left_out],
            "remarks": list(outcome.remarks),
        },
        "findings": findings,
        "exit_code": exit_code,
    }
    if outcome.proof is not None:
        from ctxsize.prove.words import document as proof_document  # noqa: PLC0415 (only with a proof)

        document["proof"] = proof_document(outcome.proof)
    dump(document, stream)


def _document(figures: Figures) -> dict[str, Any]:
    if figures.before is None or figures.after is None:
        return {"error": figures.error}
    return {
        "before": figures.before.asdict(),
        "after": figures.after.asdict(),
        "saved_seconds": round(figures.saved_seconds, 1),
    }
