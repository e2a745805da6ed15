"""A proof for people and for programs: what was proved, what was not, and what was not compared."""

from __future__ import annotations

from ctxsize.display.escaping import printable
from ctxsize.display.sizes import shown
from ctxsize.prove.statement import Level, LineVerdict, Proof, ProofVerdict
from ctxsize.prove.suspects import short

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_NAMED = 3
_ROWS = 40
_MINUTE = 60
_SHOWN_SECONDS = 10


def sentences(proof: Proof) -> Iterator[str]:
    """Yield the proof as lines of a report."""
    lines, others = proof.proved, proof.others
    builds = "1 build" if proof.builds == 1 else f"{proof.builds} builds"
    took = f"{builds}, {duration(proof.seconds)}"
    if lines and proof.allow:
        less = proof.before.bytes - proof.after.bytes
        yield (
            f"Proved in {took}: an allow-list of {_files(proof.after.files)}, {shown(less)} and "
            f"{_files(proof.before.files - proof.after.files)} less to send, {_result(proof)}."
        )
    elif lines:
        less = proof.before.bytes - proof.after.bytes
        yield (
            f"Proved in {took}: {_count(lines)}, {shown(less)} and {_files(proof.before.files - proof.after.files)} less to send, "
            f"{_result(proof)}."
        )
    else:
        yield f"Proved no line in {took}." if not proof.allow else f"Found no file in {took} that can be left out."
    yield (
        f"  {'transfer':<9} {shown(proof.before.bytes):>10} -> {shown(proof.after.bytes):<10}  "
        f"{proof.before.files:,} -> {proof.after.files:,} files"
    )
    yield f"  {'build':<9} {proof.before.seconds:>8.1f} s -> {proof.after.seconds:.1f} s, with the steps run again"
    less_lines = [line for line in lines if line.verdict is ProofVerdict.LESS]
    if less_lines:
        yield "\nThe image loses these; nothing shows whether it needs them when it runs"
        yield from (f"  {printable(line.pattern)}" for line in less_lines)
    if others:
        yield "\nLet through" if proof.allow else "\nNot proved"
        shown_lines = others[:_ROWS]
        yield from (f"  {_verdict(line, proof.dockerfile)}" for line in shown_lines)
        if len(others) > len(shown_lines):
            yield f"  and {len(others) - len(shown_lines):,} more, which --format json lists"
    if proof.noisy:
        yield "\nNot compared, for they differ in every build"
        yield from (f"  /{printable(path)}" for path in proof.noisy)
    if proof.unread_logs:
        yield "\nOnly in part compared: what these steps print differs in every build"
        yield from (f"  {_step(step)}" for step in proof.unread_logs)
    if proof.advice:
        yield "\nWhat would spare more"
        yield from (f"  {one.sentence}" for one in proof.advice)
    for _, sentence in proof.caveats:
        yield f"\n{sentence}"


def document(proof: Proof) -> dict[str, Any]:
    """Return the proof as it stands in JSON."""
    return {
        "date": proof.date,
        "builder": proof.builder,
        "buildkit": proof.version,
        "target": proof.target,
        "fingerprint": proof.fingerprint,
        "level": proof.level.value,
        "builds": proof.builds,
        "seconds": round(proof.seconds, 1),
        "complete": proof.complete,
        "traced": proof.traced,
        "allow": proof.allow,
        "before": _measure(proof, after=False),
        "after": _measure(proof, after=True),
        "bytes_less": proof.before.bytes - proof.after.bytes,
        "noisy": list(proof.noisy),
        "unread_logs": [_step(step) for step in proof.unread_logs],
        "advice": [one.asdict() for one in proof.advice],
        "caveats": [word for word, _ in proof.caveats],
        "lines": [
            {
                "pattern": line.pattern,
                "verdict": line.verdict.value,
                "proved": line in proof.proved,
                "step": line.step,
                "line": line.line,
                "evidence": line.evidence,
                "bytes": line.bytes,
                "files": line.files,
            }
            for line in proof.lines
        ],
    }


def duration(seconds: float) -> str:
    """Return a time as people say it: ``4.2s``, ``31s``, ``2m 31s``."""
    if seconds < _SHOWN_SECONDS:
        return f"{seconds:.1f}s"
    if seconds < _MINUTE:
        return f"{seconds:.0f}s"
    return f"{int(seconds) // _MINUTE}m {int(seconds) % _MINUTE}s"


def _measure(proof: Proof, *, after: bool) -> dict[str, object]:
    found = proof.after if after else proof.before
    return {"transfer_bytes": found.bytes, "files": found.files, "build_seconds": round(found.seconds, 1)}


def _count(lines: tuple[LineVerdict, ...]) -> str:
    return "1 line" if len(lines) == 1 else f"{len(lines)} lines"


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"


def _result(proof: Proof) -> str:
    if proof.level is Level.LESS and any(line.verdict is ProofVerdict.LESS for line in proof.proved):
        what = "the image lacks what they exclude, and nothing else changes"
    else:
        what = "image unchanged"
    if not proof.noisy:
        return what
    names = ", ".join(f"/{printable(path)}" for path in proof.noisy[:_NAMED])
    more = ", ..." if len(proof.noisy) > _NAMED else ""
    count = (
        "1 file differs in every build and was"
        if len(proof.noisy) == 1
        else f"{len(proof.noisy):,} files differ in every build and were"
    )
    return f"{what} ({count} not compared: {names}{more})"


def _verdict(line: LineVerdict, dockerfile: str) -> str:
    where = f" ({printable(dockerfile)}:{line.line})" if line.line is not None else ""
    evidence = f": {printable(line.evidence)}{where}" if line.evidence else ""
    return f"{printable(line.pattern)}: {line.verdict.value}{evidence}"


def _step(key: str) -> str:
    return printable(short(key.partition("\0")[2]))
