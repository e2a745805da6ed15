"""The JSON format, schema version 1: stable keys, names that are not UTF-8 as surrogate escapes."""

from __future__ import annotations

from ctxsize.display.escaping import broken
from ctxsize.report.rendering import PLAIN, Rendering

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, TextIO

    from ctxsize.analysis.analysis import BuilderReport, InstructionReport
    from ctxsize.analysis.comparison import Comparison
    from ctxsize.context.entry import Entry
    from ctxsize.report import Report
    from ctxsize.rules.finding import Finding

SCHEMA_VERSION = 1


def write(report: Report, stream: TextIO, _: Rendering = PLAIN) -> None:
    """Write the whole report as one JSON document."""
    dump(document(report), stream)


def write_entries(
    entries: Iterable[Entry],
    transfer_bytes: int,
    stream: TextIO,
    named: Iterable[tuple[str, Iterable[Entry], int]] = (),
) -> None:
    """Write the received entries as one JSON document; ``named`` are the loads of named contexts, which stand apart."""
    document = {"schema_version": SCHEMA_VERSION, "entries": _entries(entries), "transfer_bytes": transfer_bytes}
    loads = [{"name": name, "entries": _entries(found), "transfer_bytes": size} for name, found, size in named]
    if loads:
        document["named_contexts"] = loads
    dump(document, stream)


def _entries(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    return [{"path": entry.path, "type": entry.type.value, "size": entry.size} for entry in entries]


def document(report: Report) -> dict[str, Any]:
    """Return the report as plain data."""
    return {
        "schema_version": SCHEMA_VERSION,
        "context": {
            "root": report.root,
            "ref": report.ref,
            "builder": report.builder.value,
            "dockerfile": report.dockerfile,
            "target": report.target,
            "ignore_file": report.ignore_file,
        },
        "received": plain(report.received),
        "included": plain(report.included),
        "excluded": {"files": None, "bytes": None} if report.excluded is None else plain(report.excluded),
        "excluded_by_line": [plain(share) for share in report.excluded_by_line],
        "arrives_empty": [{"path": path, "bytes": size} for path, size in report.arrives_empty],
        "largest": [
            {
                "path": share.path,
                "type": share.type.value,
                "bytes": share.bytes,
                "files": share.files,
                "excluded_by": None,
            }
            for share in (*report.largest_directories, *report.largest_files)
        ],
        "extensions": [
            {"extension": share.path, "files": share.files, "bytes": share.bytes} for share in report.extensions
        ],
        "instructions": [_instruction(each) for each in report.instructions],
        "findings": [_finding(finding) for finding in report.findings],
        "suppressed": [
            {"finding": _finding(quiet.finding), "by": f"{quiet.by.file}:{quiet.by.line}", "reason": quiet.by.reason}
            for quiet in report.suppressed
        ],
        "unsure": [_finding(finding) for finding in report.unsure],
        "suggestions": [plain(suggestion) for suggestion in report.suggestions],
        "builders": {
            **{side.builder.value: _side(side) for side in report.sides},
            "differences": [
                {"path": difference.path, "only": difference.only.value, "why": difference.why}
                for difference in report.differences
            ],
        },
        "named_contexts": [plain(named) for named in report.named],
        "platforms": [plain(load) for load in report.platforms],
        "notes": list(report.notes),
        "unchecked": list(report.unchecked),
        "unreadable": [{"path": path, "why": why} for path, why in report.unreadable],
        "why": [plain(why) for why in report.why],
        "comparison": None if report.comparison is None else _comparison(report.comparison),
        "fail_on": report.fail_on.value,
        "known": [_finding(finding) for finding in report.known],
        "gone": [plain(known) for known in report.gone],
        "gate": [plain(check) for check in report.gate],
        "exit_code": int(report.exit_code),
    }


def plain(value: Any) -> Any:  # noqa: ANN401 (whatever a record holds)
    """Return a record as a dictionary, and so the records in it."""
    if hasattr(value, "asdict"):
        return {name: plain(part) for name, part in value.asdict().items()}
    return [plain(part) for part in value] if isinstance(value, tuple) else value


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "ref": comparison.ref,
        "base": comparison.base,
        "head": comparison.head,
        "before": None if comparison.before is None else plain(comparison.before),
        "now": None if comparison.now is None else plain(comparison.now),
        "skipped": comparison.skipped,
        "changes": [
            {"path": row.path, "kind": row.kind, "before": row.before, "now": row.now} for row in comparison.changes
        ],
        "submodules": list(comparison.submodules),
        "pointers": [{"path": path, "bytes": size} for path, size in comparison.pointers],
    }


def _instruction(row: InstructionReport) -> dict[str, Any]:
    return {name: value for name, value in plain(row).items() if name not in {"places", "by_name"}}


def _side(side: BuilderReport) -> dict[str, Any]:
    return {"error": side.error} if side.totals is None else plain(side.totals)


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.rule.code,
        "rule": finding.rule.name,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "path": finding.path,
        "line": finding.line,
        "message": f"{finding.message}. {finding.advice}",
        "bytes": finding.bytes,
        "files": finding.files,
        "suggestion": finding.suggestion,
        "advice": finding.advice,
        "fixable": finding.is_fixable,
        "url": finding.rule.url or None,
    }


def dump(data: dict[str, Any] | list[dict[str, Any]], stream: TextIO) -> None:
    """Write plain data as a document of this format."""
    text = _text(data, "\n")
    # A log of a CI system may show it: what would be a command there is said with an escape of JSON.
    stream.write((broken(text, "\\u0023") if "##" in text else text) + "\n")


def _text(value: Any, line: str) -> str:  # noqa: ANN401 (plain data)
    """Return what ``json.dumps(value, indent=2)`` returns; ``line`` begins a line at the depth of the value.

    It takes a third of the time, as the standard writer with an indent is Python, too, and takes long to load.
    """
    kind = type(value)
    if kind is str:
        return (
            f'"{value}"'
            if value.isascii() and value.isprintable() and not ('"' in value or "\\" in value)
            else _other(value)
        )
    if kind is int:
        return str(value)
    inner = line + "  "
    if kind is dict and value:
        return (
            "{"
            + ",".join([f"{inner}{_text(key, inner)}: {_text(part, inner)}" for key, part in value.items()])
            + line
            + "}"
        )
    if kind is list and value:
        return "[" + ",".join([f"{inner}{_text(part, inner)}" for part in value]) + line + "]"
    return "null" if value is None else "true" if value is True else "false" if value is False else _other(value)


def _other(value: Any) -> str:  # noqa: ANN401 (plain data)
    if value in ([], {}):
        return str(value)
    from json import dumps  # noqa: PLC0415 (loads re; most reports hold plain texts and whole numbers alone)

    return dumps(value)  # ASCII only: a lone surrogate becomes an escape
