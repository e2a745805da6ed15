"""What all builds together receive, as shields.io's endpoint badge reads it."""

from __future__ import annotations

from ctxsize.display.sizes import shown
from ctxsize.errors import ExitCode
from ctxsize.report.json import dump

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from ctxsize.gate.repository import RepositoryVerdict
    from ctxsize.report.several.rendering import SeveralRendering


def write(repository: RepositoryVerdict, stream: TextIO, _: SeveralRendering) -> None:
    """Write the sum as one JSON object; red where a gate failed, green where a limit holds, blue where there is none."""
    color = "red" if repository.exit_code is not ExitCode.CLEAN else "blue"
    checks = [*repository.gate, *(row for report in repository.reports for row in report.gate)]
    if color == "blue" and any(row.passed for row in checks):
        color = "brightgreen"
    message = f"{shown(repository.transfer_bytes)} in {len(repository.reports)} builds"
    dump({"schemaVersion": 1, "label": "build contexts", "message": message, "color": color}, stream)
