"""All builds as GitLab's code quality report; what several builds say of one place is one row."""

from __future__ import annotations

import hashlib

from ctxsize.golang.text import encode
from ctxsize.report.gitlab import document
from ctxsize.report.json import dump

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO

    from ctxsize.gate.repository import RepositoryVerdict
    from ctxsize.report.several.rendering import SeveralRendering


def write(repository: RepositoryVerdict, stream: TextIO, rendering: SeveralRendering) -> None:
    """Write the rows of all builds as one JSON list."""
    dump(several_document(repository, rendering), stream)


def several_document(repository: RepositoryVerdict, rendering: SeveralRendering) -> list[dict[str, Any]]:
    """Return the rows as plain data; each fingerprint is there once."""
    rows: dict[tuple[str, str, int], dict[str, Any]] = {}
    for build, report, own in rendering.of(repository):
        for row in document(report, own):
            place = row["location"]
            description = row["description"]
            if row["check_name"] == "budget":
                description = f"{build.names[0]}: {description}"
            rows.setdefault((description, place["path"], place["lines"]["begin"]), {**row, "description": description})
    used: set[str] = set()
    for number, row in enumerate(rows.values()):
        if row["fingerprint"] in used:
            # The same finding of builds with different contexts: GitLab shows one fingerprint once.
            text = f"{row['fingerprint']}\n{row['location']['path']}\n{row['description']}\n"
            row["fingerprint"] = hashlib.sha256(encode(text)).hexdigest()[:32]
        if row["fingerprint"] in used:
            row["fingerprint"] = hashlib.sha256(encode(f"{row['fingerprint']}\n{number}")).hexdigest()[:32]
        used.add(row["fingerprint"])
    return [*rows.values()]
