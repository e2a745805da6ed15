"""One line for each finding and each failed limit, as compilers and linters write them: ``path:line: CODE message [size]``."""

from __future__ import annotations

from ctxsize.display.escaping import printable
from ctxsize.display.sizes import shown
from ctxsize.report.place import check_place, check_words, placed
from ctxsize.report.rendering import PLAIN, Rendering

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from ctxsize.report import Report


def write(report: Report, stream: TextIO, rendering: Rendering = PLAIN) -> None:
    """Write the lines, sorted by place; paths are as the rendering places them, nothing if there is nothing to say."""
    rows: list[tuple[str, int, str]] = []
    for finding in report.findings:
        size = f" [{shown(finding.bytes)}]" if finding.files else ""
        words = f"{finding.rule.code} {printable(finding.message)}{size}"
        rows.append((placed(rendering, finding.path), finding.line or 0, words))
    for check in report.gate:
        if check.passed is False:
            file, line = check_place(report, rendering, check)
            rows.append((file, line or 0, f"{check.verdict} {check_words(check)}"))
    for file, line, words in sorted(rows):
        stream.write(f"{printable(file)}{f':{line}' if line else ''}: {words}\n")
