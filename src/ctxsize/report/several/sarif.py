"""All builds as one run of SARIF 2.1.0: code scanning takes one set of results for one set of builds."""

from __future__ import annotations

from urllib.parse import quote

from ctxsize.report.json import dump
from ctxsize.report.sarif import document, log, total_failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO

    from ctxsize.gate.repository import RepositoryVerdict
    from ctxsize.report.several.rendering import SeveralRendering


def write(repository: RepositoryVerdict, stream: TextIO, rendering: SeveralRendering) -> None:
    """Write the findings of all builds as one log."""
    dump(several_document(repository, rendering), stream)


def several_document(repository: RepositoryVerdict, rendering: SeveralRendering) -> dict[str, Any]:
    """Return the log as plain data; a result of several builds stands once and names them."""
    results: dict[str, dict[str, Any]] = {}
    for build, report, own in rendering.of(repository):
        for result in document(report, own)["runs"][0]["results"]:
            key = f"{result['ruleId']} {result['locations']} {result['message']} {result.get('relatedLocations')}"
            if result["ruleId"] == "budget":
                key = f"{key} {build.names}"
            known = results.setdefault(key, result)
            known["properties"].setdefault("builds", []).extend(build.names)
    results.update(
        {f"total {row.key}": total_failed(row, rendering.whole) for row in repository.gate if row.passed is False}
    )
    name = quote(rendering.set_name)
    return log([*results.values()], f"ctxsize/{name}/", int(repository.exit_code), rendering.whole.pages)
