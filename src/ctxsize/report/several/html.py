"""All builds as one HTML page: a table that leads into each of them."""

from __future__ import annotations

from ctxsize.report.html import BuildOfPage, write_several
from ctxsize.report.several.rendering import names_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from ctxsize.gate.repository import RepositoryVerdict
    from ctxsize.report.several.rendering import SeveralRendering


def write(repository: RepositoryVerdict, stream: TextIO, rendering: SeveralRendering) -> None:
    """Write the page."""
    shown = {id(build): own for build, _, own in rendering.of(repository)}
    builds = [
        BuildOfPage(
            name=names_of(build),
            report=build.report,
            rendering=shown.get(id(build), rendering.whole),
            why_not=build.why_not,
            guess=build.guess or "",
        )
        for build in repository.builds
    ]
    write_several(builds, stream, repository.gate, rendering.whole.title)
