"""All builds as one JSON document: each with its names and its report, which is that of ``--format json``."""

from __future__ import annotations

from ctxsize.report.json import SCHEMA_VERSION, document, dump, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, TextIO

    from ctxsize.context.entry import Entry
    from ctxsize.gate.repository import BuildVerdict, RepositoryVerdict
    from ctxsize.project.definition import BuildDefinition
    from ctxsize.report.several.rendering import SeveralRendering


def write(repository: RepositoryVerdict, stream: TextIO, _: SeveralRendering) -> None:
    """Write the verdict on all builds as one document."""
    dump(several_document(repository), stream)


def several_document(repository: RepositoryVerdict) -> dict[str, Any]:
    """Return the verdict on all builds as plain data."""
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "builds",
        "builds": [_build(build) for build in repository.builds],
        "inactive": [_definition(one) for one in repository.inactive],
        "transfer_bytes": repository.transfer_bytes,
        "gate": [plain(row) for row in repository.gate],
        "unmet": list(repository.unmet),
        "exit_code": int(repository.exit_code),
    }


def _build(build: BuildVerdict) -> dict[str, Any]:
    return {
        "names": list(build.names),
        "defined": [{"file": one.origin.file, "line": one.origin.line} for one in build.definitions],
        "linked": all(one.linked for one in build.definitions),
        "guess": build.guess,
        "error": build.why_not or None,
        "elsewhere": build.elsewhere,
        "transfer_bytes": build.bytes,
        "exit_code": int(build.exit_code),
        "report": None if build.report is None else document(build.report),
    }


def _definition(one: BuildDefinition) -> dict[str, Any]:
    return {
        "name": one.name,
        "defined": {"file": one.origin.file, "line": one.origin.line},
        "profiles": list(one.profiles),
    }


def entries_document(rows: Iterable[tuple[str, Iterable[Entry], int]]) -> dict[str, Any]:
    """Return what each build receives as plain data: names, entries, transfer bytes."""
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "entries",
        "builds": [
            {
                "name": name,
                "entries": [{"path": entry.path, "type": entry.type.value, "size": entry.size} for entry in entries],
                "transfer_bytes": size,
            }
            for name, entries, size in rows
        ],
    }
