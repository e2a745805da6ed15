"""Other checkouts inside of a context: work trees of git, clones, copies of submodules."""

from __future__ import annotations

import re

from ctxsize.golang import paths
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.needs.lookup import Lookup

_GIT = ".git"


class Checkout(Record):
    """A directory that is the work tree of another repository, or another work tree of this one.

    ``what`` is how a sentence speaks of it; ``own`` is whether it is one more checkout of the repository around it.
    """

    path: str
    what: str
    own: bool


def checkout_at(mark: str, lookup: Lookup) -> Checkout | None:  # noqa: PLR0911 (one return for each form that a mark takes)
    """Return the checkout whose mark is the file or directory ``.git`` at a path; ``None`` if that is the context's own.

    A submodule that the context's ``.gitmodules`` names belongs to its sources, and is none.
    """
    directory = mark.rpartition("/")[0]
    if not directory or mark.rpartition("/")[2] != _GIT:
        return None
    if _is_submodule(directory, lookup):
        return None
    names = lookup.names(mark)
    if names:
        if "HEAD" not in names:
            return None
        return Checkout(directory, "a clone", own=_same_origin(mark, lookup))
    text = lookup.text(mark) or ""
    match = re.match(r"gitdir:\s*(\S.*)", text)
    if match is None:
        return None
    if "/worktrees/" in match[1]:
        return Checkout(directory, "a git worktree", own=True)
    return Checkout(directory, "a copy of a submodule" if "/modules/" in match[1] else "a checkout", own=False)


def _is_submodule(directory: str, lookup: Lookup) -> bool:
    for above in ["", *paths.with_directories(directory)[:-1]]:
        text = (
            lookup.text(paths.join(above, ".gitmodules")) if lookup.exists(paths.join(above, ".gitmodules")) else None
        )
        if text is not None:
            inner = directory[len(above) + 1 :] if above else directory
            if re.search(rf"(?m)^[^\S\n]*path[^\S\n]*=[^\S\n]*\"?{re.escape(inner)}/?\"?[^\S\n]*$", text):
                # Of a work tree's own submodules the work tree itself is what is spoken of.
                return not above or _GIT not in lookup.names(above)
    return False


def _same_origin(mark: str, lookup: Lookup) -> bool:
    """Whether a clone and the context come from one address."""
    own, other = (_address(lookup.text(f"{place}/config") or "") for place in (_GIT, mark))
    return own is not None and own == other


def _address(text: str) -> str | None:
    match = re.search(r"(?m)^[^\S\n]*url[^\S\n]*=[^\S\n]*(\S+)", text)
    return match[1].removesuffix(".git").rstrip("/") if match is not None else None
