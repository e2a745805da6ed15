"""All builds, a line a finding, as for one build; what several builds say of one place is said once."""

from __future__ import annotations

import io

from ctxsize.report import concise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from ctxsize.gate.repository import RepositoryVerdict
    from ctxsize.report.several.rendering import SeveralRendering


def write(repository: RepositoryVerdict, stream: TextIO, rendering: SeveralRendering) -> None:
    """Write the lines of all builds, in the order of the builds, each once."""
    written: dict[str, None] = {}
    for _, report, own in rendering.of(repository):
        text = io.StringIO()
        concise.write(report, text, own)
        written.update(dict.fromkeys(text.getvalue().splitlines(keepends=True)))
    stream.writelines(written)
