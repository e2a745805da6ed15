"""What the page says besides the verdict: whose it is, when it was made and how, and what a fix would do."""

from __future__ import annotations

from ctxsize.context.entry import Totals
from ctxsize.record import Record


class SavedLine(Record):
    """One line that ``--fix`` would write: why, and what it keeps away; a reason alone has no text."""

    text: str
    reason: str
    files: int
    bytes: int


class Fix(Record):
    """What ``--fix`` would do: the lines it would write, and the paths of the files that arrive then, with both totals."""

    file: str
    lines: tuple[SavedLine, ...]
    arriving: frozenset[str]
    totals: Totals | None
    other: Totals | None = None


class Facts(Record):
    """Whose page it is.

    ``project`` is a name, ``place`` the way from there to the context root, empty where it is that. ``commit`` and ``branch``
    are empty where git does not tell. ``date`` is in UTC, ``command`` what was typed, without absolute paths. ``neutral``
    are paths of this machine, each with what stands for it on the page. ``why_no_fix`` says why there is no ``fix``.
    """

    project: str = ""
    place: str = ""
    commit: str = ""
    branch: str = ""
    date: str = ""
    command: str = "ctxsize --format html"
    neutral: tuple[tuple[str, str], ...] = ()
    fix: Fix | None = None
    why_no_fix: str = ""


NOTHING = Facts()
