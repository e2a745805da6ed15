"""What ``--fix`` did: before and after on both builders, what each line saves, what was left out and why."""

from __future__ import annotations

from ctxsize.builder import Builder
from ctxsize.context.entry import Tally, Totals
from ctxsize.display.escaping import printable
from ctxsize.record import Record
from ctxsize.report.json import SCHEMA_VERSION, dump
from ctxsize.report.terminal import buildkit_size, legacy_size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, TextIO

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

    ``diff`` is the change as a unified diff.
    """

    shown: str
    changes: bool
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


def write_outcome(outcome: Outcome, stream: TextIO) -> None:
    """Write the outcome; each line is complete in itself, so that it can be searched for."""
    stream.writelines(f"{line}\n" for line in _lines(outcome))


def _lines(outcome: Outcome) -> Iterator[str]:
    name = printable(outcome.shown)
    yield f"{name} written" if outcome.changes else f"{name} is as it should be; nothing was written"
    yield ""
    for figures in outcome.figures:
        yield _figures(figures)
    lines = [saved for saved in outcome.savings if not saved.line.startswith("!")]
    if lines:
        yield "\nSaved by line"
        for saved in sorted(lines, key=lambda saved: -_weight(saved)):
            yield f"  {_saving(saved)}  {printable(saved.line)}"
    if outcome.kept:
        yield "\nStays, though git ignores it or it looks like waste"
        for place, reason in outcome.kept:
            yield f"  {printable(place)}: {printable(reason)}"
    if outcome.proof is not None:
        from ctxsize.prove.words import sentences  # noqa: PLC0415 (only with a proof)

        yield ""
        yield from sentences(outcome.proof)
    if outcome.notes:
        yield ""
        for note in outcome.notes:
            yield f"{printable(note)}"


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


def _figures(figures: Figures) -> str:
    is_buildkit = figures.builder is Builder.BUILDKIT
    name = "BuildKit" if is_buildkit else "legacy builder"
    if figures.before is None or figures.after is None:
        return f"  {name:<14}  {printable(figures.error or '')}"
    size = buildkit_size if is_buildkit else legacy_size
    before, after = size(figures.before.transfer_bytes), size(figures.after.transfer_bytes)
    files = f"{figures.before.files:,} -> {figures.after.files:,} files"
    return f"  {name:<14}  {before:>10} -> {after:<10}  {files}, {figures.saved_seconds:.1f} s less at 100 Mbit/s"


def _weight(saved: Saved) -> int:
    return max((tally.bytes for tally in saved.tallies.values()), default=0)


def _saving(saved: Saved) -> str:
    """Return one figure where the builders agree, else both."""
    texts = {
        builder: f"{buildkit_size(tally.bytes):>10}  {tally.files:>7,} file{'' if tally.files == 1 else 's'}"
        for builder, tally in saved.tallies.items()
    }
    if len(set(texts.values())) <= 1:
        return next(iter(texts.values()), "")
    return ",  ".join(
        f"{text} ({'BuildKit' if builder is Builder.BUILDKIT else 'legacy'})" for builder, text in texts.items()
    )
