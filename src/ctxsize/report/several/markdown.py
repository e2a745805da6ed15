"""All builds as Markdown for a job summary or one comment: a table, and each build's report folded below it."""

from __future__ import annotations

from ctxsize.display.sizes import shown
from ctxsize.errors import ExitCode
from ctxsize.report.figures import count, signed
from ctxsize.report.markdown import LIMIT, code, details, gate_table, mark, page_link, sections, table, words
from ctxsize.report.several.rendering import names_of
from ctxsize.report.several.text import wasted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from ctxsize.gate.repository import BuildVerdict, RepositoryVerdict
    from ctxsize.gate.verdict import Verdict
    from ctxsize.report.rendering import Rendering
    from ctxsize.report.several.rendering import SeveralRendering

_ROWS = 100


def write(repository: RepositoryVerdict, stream: TextIO, rendering: SeveralRendering) -> None:
    """Write the report; of what does not fit, the largest builds are kept and the rest counted."""
    stream.write(render(repository, rendering) + page_link(rendering.whole.link))


def render(repository: RepositoryVerdict, rendering: SeveralRendering, limit: int = LIMIT) -> str:
    """Return the text, of at most ``limit`` characters where the table alone has less."""
    here = list(rendering.of(repository))
    failed = repository.exit_code is not ExitCode.CLEAN
    heading = f"### {'❌' if failed else '✅'} Build contexts: {shown(repository.transfer_bytes)} in {count(len(here), 'build')}"
    written = "\n".join([mark(rendering.set_name), heading, ""])
    compared = any(report.comparison is not None for _, report, _ in here)
    head = (
        "",
        "Build",
        "Received",
        *(("Change",) if compared else ()),
        "Waste",
        "Dockerfile",
        "Ignore file",
        "Findings",
    )
    rows = [_row(build, report, own, compared=compared) for build, report, own in here[:_ROWS]]
    written += table(head, rows, "---|---|--:|" + ("--:|" if compared else "") + "--:|---|---|--:")
    if here[_ROWS:]:
        written += f"\n…and {len(here) - _ROWS:,} more.\n"
    written += "".join(f"\n{line}\n" for line in _notes(repository))
    if repository.gate:
        written += gate_table(repository.gate)
    left_out = 0
    for build, report, own in here:
        parts = "".join(
            text for title, text in sections(report, own) if title in {"the gate", "the comparison", "findings"}
        )
        if not parts:
            continue
        section = details(f"{code(names_of(build))}: {shown(build.bytes)}", parts)
        if len(written) + len(section) + 200 <= limit:
            written += section
        else:
            left_out += 1
    if left_out:
        written += f"\n*Left out, as it would not fit: the details of {count(left_out, 'build')}.*\n"
    return written


def _row(build: BuildVerdict, report: Verdict, rendering: Rendering, *, compared: bool) -> tuple[str, ...]:
    from ctxsize.report.place import placed  # noqa: PLC0415 (beside its only use)

    icon = "❌" if report.exit_code else "❔" if build.is_guessed else "✅"
    comparison = report.comparison
    change = ""
    if comparison is not None:
        change = "?" if comparison.before is None or comparison.now is None else signed(comparison.grown)
    waste = wasted(report)
    return (
        icon,
        code(names_of(build)),
        shown(build.bytes),
        *((change,) if compared else ()),
        shown(waste) if waste else "",
        code(placed(rendering, report.dockerfile)),
        code(placed(rendering, report.ignore_file)) if report.ignore_file else "none",
        f"{len(report.findings):,}" if report.findings else "",
    )


def _notes(repository: RepositoryVerdict) -> list[str]:
    lines = [
        f"{'❌' if build.exit_code else '⏭️'} {code(names_of(build))}: {words(build.why_not)}"
        for build in repository.builds
        if build.report is None
    ][:20]
    if repository.inactive:
        names = ", ".join(code(one.name) for one in repository.inactive[:10])
        lines.append(f"Not built without a profile or a name: {names}{', …' if repository.inactive[10:] else ''}.")
    if any(build.report is not None and build.is_guessed for build in repository.builds):
        lines.append("❔ No file states the context: it is guessed, and held to no limit.")
    return lines
