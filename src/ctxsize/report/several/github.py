"""All builds as workflow commands of GitHub Actions, ten of each level at most."""

from __future__ import annotations

from ctxsize.report.github import by_command, write_annotations
from ctxsize.report.place import Place, check_words
from ctxsize.report.several.rendering import names_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from ctxsize.gate.repository import RepositoryVerdict
    from ctxsize.report.several.rendering import SeveralRendering


def write(repository: RepositoryVerdict, stream: TextIO, rendering: SeveralRendering) -> None:
    """Write a line for each check that failed, each build that can't be analyzed, and each finding, once."""
    commands: dict[str, dict[tuple[Place, str, str], None]] = {}
    for build, report, own in rendering.of(repository):
        for command, rows in by_command(report, own).items():
            known = commands.setdefault(command, {})
            for place, title, text in rows:
                # A limit is one of this build; a finding is one of the files that several builds may share.
                of_build = f" ({names_of(build)})" if title.startswith("ctxsize ") else ""
                known[place, title + of_build, text] = None
    errors: dict[tuple[Place, str, str], None] = {}
    for row in repository.gate:
        if row.passed is False:
            errors[Place(rendering.whole.prefix or ".", None), f"ctxsize {row.title}", f"{check_words(row)}."] = None
    for build in repository.builds:
        if build.report is None and build.exit_code:
            title = f"ctxsize: {names_of(build)} can't be analyzed"
            errors[Place(rendering.whole.prefix or ".", None), title, build.why_not] = None
    commands["error"] = {**errors, **commands.get("error", {})}
    ordered = {command: list(commands.get(command, {})) for command in ("error", "warning", "notice")}
    write_annotations(ordered, stream)
