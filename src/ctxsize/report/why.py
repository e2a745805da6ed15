"""The answer of ``--why``: what decided about a path."""

from __future__ import annotations

from ctxsize.builder import Builder
from ctxsize.display.escaping import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxsize.report import Report
    from ctxsize.report.look import Line


def why_lines(report: Report) -> Iterator[Line]:
    """Yield what decided about each path that was asked for."""
    for answer in report.why:
        yield ((f"{printable(answer.path)}{'' if answer.exists else ' (there is no such path now)'}", "bold"),)
        if answer.line is None:
            yield (
                "  included: no line of the ignore file matches it"
                if report.ignore_file
                else "  included: there is no ignore file",
            )
        else:
            verdict = "excluded" if answer.excluded else "included again"
            through = f", through its directory {printable(answer.through)}" if answer.through else ""
            place = f"{printable(report.ignore_file or '')}:{answer.line}"
            yield (f"  {verdict} by {place}: {printable(answer.text)}{through}",)
        for user in answer.users:
            place = f"{printable(report.dockerfile)}:{user.line}"
            yield (f"  used by {place}, stage {printable(user.stage)}: {printable(user.text)}",)
        if not answer.users and report.builder is Builder.BUILDKIT:
            yield ("  no instruction of this target uses it",)
        for reason in answer.needs:
            yield (f"  {printable(reason)}",)
