"""What git ignores and a builder receives all the same: no fresh clone has it, and this machine's build does."""

from __future__ import annotations

from ctxsize.context.entry import Tally
from ctxsize.display.escaping import capital, quoted
from ctxsize.rules import GIT_IGNORED_RECEIVED
from ctxsize.rules.finding import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMED = 3


def unchecked(place: str, why: str) -> Finding:
    """Return the finding that git could not be asked.

    Args:
        place: the repository, relative to the context root.
        why: a sentence without its full stop.

    """
    return Finding(
        rule=GIT_IGNORED_RECEIVED,
        severity=GIT_IGNORED_RECEIVED.severity,
        path=place,
        message=f"Not checked: what git ignores and the build receives. {capital(why)}",
        advice="Install git, or make it answer here; --ignore CTX113 turns the check off.",
    )


def find(received: Mapping[str, Tally]) -> list[Finding]:
    """Return one finding about all places that git ignores and that are received; none if there is none.

    Args:
        received: by place, a file or a directory, what of it is received.

    """
    places = {path: tally for path, tally in received.items() if tally.files}
    if not places:
        return []
    by_size = sorted(places, key=lambda path: (-places[path].bytes, path))
    shown = ", ".join(quoted(path) for path in by_size[:_NAMED])
    more = len(by_size) - _NAMED
    names = f"{shown} and {more} more" if more > 0 else shown
    return [
        Finding(
            rule=GIT_IGNORED_RECEIVED,
            severity=GIT_IGNORED_RECEIVED.severity,
            path=by_size[0],
            message=f"Git-ignored but received: {names}. A fresh clone builds without {'it' if len(by_size) == 1 else 'them'}",
            advice="See what `ctxsize --diff --source gitignore` would exclude.",
            bytes=sum(tally.bytes for tally in places.values()),
            files=sum(tally.files for tally in places.values()),
        )
    ]
