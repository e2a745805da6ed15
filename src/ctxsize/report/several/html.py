"""All builds as one HTML page: a table, and below it what the page of each build says."""

from __future__ import annotations

from html import escape

from ctxsize.display.escaping import printable
from ctxsize.display.sizes import shown
from ctxsize.errors import ExitCode
from ctxsize.report.figures import count
from ctxsize.report.html import foot, head, parts
from ctxsize.report.place import placed
from ctxsize.report.several.rendering import names_of
from ctxsize.report.several.text import wasted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from ctxsize.gate.repository import RepositoryVerdict
    from ctxsize.report.several.rendering import SeveralRendering


def write(repository: RepositoryVerdict, stream: TextIO, rendering: SeveralRendering) -> None:
    """Write the page."""
    stream.writelines(_page(repository, rendering))


def _page(repository: RepositoryVerdict, rendering: SeveralRendering) -> Iterator[str]:
    here = list(rendering.of(repository))
    yield head(f"Build contexts of {_shown(rendering.whole.title or '.')}")
    checked = any(row.passed is not None for report in repository.reports for row in report.gate)
    checked = checked or any(row.passed is not None for row in repository.gate)
    failed = repository.exit_code is not ExitCode.CLEAN
    stamp = "Failed" if failed else "Passed" if checked else "No limit set"
    style = "fail" if failed else "pass" if checked else "skip"
    yield (
        f'<header><div><p class="eyebrow">Build contexts</p><h1>{shown(repository.transfer_bytes)}'
        f"<small>received by {count(len(here), 'build')}</small></h1></div>"
        f'<p class="stamp {style}">{stamp}</p></header>\n'
    )
    yield '<section><table><thead><tr><th>Build</th><th class="n">Received</th><th class="n">Waste</th><th>Dockerfile</th><th>Ignore file</th><th></th></tr></thead><tbody>\n'
    for number, (build, report, own) in enumerate(here):
        mark = "fail" if report.exit_code else ""
        ignore = _shown(placed(own, report.ignore_file)) if report.ignore_file else "none"
        waste = wasted(report)
        yield (
            f'<tr><td><a href="#build-{number}">{_shown(names_of(build))}</a></td><td class="n">{shown(build.bytes)}</td>'
            f'<td class="n">{shown(waste) if waste else ""}</td><td class="path">{_shown(placed(own, report.dockerfile))}</td>'
            f'<td class="path">{ignore}</td><td>'
            f"{'<span class=' + chr(34) + 'tag ' + mark + chr(34) + '>failed</span>' if mark else 'context guessed' if build.is_guessed else ''}</td></tr>\n"
        )
    yield "</tbody></table>\n"
    for build in repository.builds:
        if build.report is None:
            yield f'<p class="note">{_shown(names_of(build))}: {_shown(build.why_not)}</p>\n'
    for row in repository.gate:
        words = " ".join(filter(None, (row.verdict, row.title, row.actual, "of", row.limit, row.message)))
        yield f'<p class="note">{_shown(words)}</p>\n'
    yield "</section>\n"
    for number, (build, report, own) in enumerate(here):
        opened = " open" if number == 0 else ""
        yield f'<details id="build-{number}"{opened}><summary>{_shown(names_of(build))}: {shown(build.bytes)}</summary>\n'
        yield from parts(report, own)
        yield "</details>\n"
    yield foot()


def _shown(text: str) -> str:
    return escape(printable(text))
