"""Where the ignore file stands that a build reads, or would read once it is written."""

from __future__ import annotations

import os

from ctxsize.display.escaping import printable
from ctxsize.errors import UsageError
from ctxsize.files.bounds import bounds, leads_out
from ctxsize.ignore.parse import IGNORE_FILE
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.build.plan import BuildPlan


class IgnoreFilePlace(Record):
    """An ignore file: its name in sentences, its path, its real path in the context (``None`` elsewhere), and its link's target."""

    shown: str
    file: str
    inside: str | None
    leads_to: str | None


def place_of(build: BuildPlan) -> IgnoreFilePlace:
    """Return where the ignore file of a build stands, or will stand.

    Raises:
        UsageError: if something that is no file stands there, or a link that leads out of the repository.

    """
    root, shown = build.request.root, build.inputs.ignore_file or IGNORE_FILE
    inside = f"{root}/{shown}"
    file = inside if shown == IGNORE_FILE or os.path.lexists(inside) else os.path.abspath(shown)
    if build.inputs.ignore_file is None and os.path.lexists(file):
        raise UsageError(
            f"{printable(shown)} is there, but no file that {build.builder.value} reads: a directory, or a link that "
            "leads out of the context or nowhere. Put a file in its place first."
        )
    if leads_out(file, bounds(root)):
        raise UsageError(
            f"{printable(shown)} leads out of the repository through a link, so that it is neither written nor shown. "
            "Put a file in the link's place first."
        )
    real = os.path.realpath(file)
    within = os.path.relpath(real, root) if real.startswith(f"{root}/") else None
    return IgnoreFilePlace(shown=shown, file=file, inside=within, leads_to=within if os.path.islink(file) else None)
