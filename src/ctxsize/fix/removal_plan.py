"""Which entries are to stay away from now on, and which of those must stay because somebody needs them.

A root is a place that can go with all that is in it: a directory that git ignores, say. Of a root everything goes, but
for what an instruction takes by its name, what the user takes back with an exception, what the evidence says that
the build needs, and sources of which nothing would be left.
"""

from __future__ import annotations

from ctxsize.fix.snapshot import Branch, Snapshot, leaves
from ctxsize.golang import paths
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ctxsize.context.entry import Found
    from ctxsize.ignore.pattern import Pattern


class Claim(Record):
    """A pattern for paths that must stay, and the reason in words."""

    pattern: Pattern
    reason: str


class RemovalPlan:
    """What goes and what stays of all roots.

    ``out`` are entries other than directories. ``kept`` are the places that stay though a root covers them, each with the
    reason. ``untouched`` are the roots that stay as they are.
    """

    __slots__ = ("kept", "out", "untouched")

    def __init__(self, *, kept: dict[str, str] | None = None, untouched: set[str] | None = None) -> None:
        """Begin with nothing that goes."""
        self.out: set[str] = set()
        self.kept: dict[str, str] = kept or {}
        self.untouched: set[str] = untouched or set()


def claim(text: str, reason: str, pattern_of: Callable[[str], Pattern | None]) -> Claim | None:
    """Return the claim of an instruction on the paths that BuildKit asks for with ``text``.

    A last part of nothing but stars names no path: it stands for its directory. ``None`` where that is the whole context,
    or where nothing can match.
    """
    parts = text.split("/")
    while parts and not parts[-1].strip("*."):
        parts.pop()
    try:
        pattern = pattern_of("/".join(parts)) if parts else None
    except paths.BadPatternError:
        return None
    return Claim(pattern=pattern, reason=reason) if pattern is not None else None


def weigh(
    roots: Iterable[str],
    snapshot: Snapshot,
    claims: Sequence[Claim],
    needed: Callable[[str], str | None],
    places: Iterable[tuple[str, str]] = (),
) -> RemovalPlan:
    """Return what goes and what stays.

    Args:
        roots: places that may go; those inside of another do no harm.
        snapshot: all entries.
        claims: what instructions name, and what the user takes back.
        needed: says why a build needs a root though no instruction names it, or ``None``.
        places: directories that instructions take, each with the reason: something of what is in one must stay.

    """
    wishes = RemovalPlan()
    for root in _outermost(roots):
        branch = snapshot.find(root)
        if branch is not None:
            _weigh_root(root, branch, claims, needed, wishes)
    for place, reason in places:
        branch = snapshot.find(place)
        inside = [leaf.path for leaf in leaves(branch)] if isinstance(branch, Branch) else []
        if inside and wishes.out.issuperset(inside):
            wishes.out.difference_update(inside)
            wishes.kept[place] = reason
    return wishes


def _outermost(roots: Iterable[str]) -> Iterator[str]:
    last = ""
    for root in sorted(roots, key=lambda path: path.split("/")):
        if not last or not root.startswith(last + "/"):
            last = root
            yield root


def _weigh_root(
    root: str,
    branch: Branch | Found,
    claims: Sequence[Claim],
    needed: Callable[[str], str | None],
    wishes: RemovalPlan,
) -> None:
    reason = next((claim.reason for claim in claims if claim.pattern.matches(root)), None)
    near = [claim for claim in claims if _may_match_below(claim.pattern, root)]
    if reason is None:
        reason = needed(root)
    if reason is not None:
        wishes.kept[root] = reason
        wishes.untouched.add(root)
        return
    inside = [leaf.path for leaf in leaves(branch)]
    if not near:
        wishes.out.update(inside)
        return
    stays: dict[str, str] = {}
    gone = []
    for path in inside:
        place = _claimed(path, root, near, stays)
        if place is None:
            gone.append(path)
    wishes.kept.update(stays)
    wishes.out.update(gone)


def _claimed(path: str, root: str, claims: Sequence[Claim], stays: dict[str, str]) -> str | None:
    """Return the outermost place at or above ``path``, inside of the root, that is claimed."""
    for place in paths.with_directories(path):
        if len(place) <= len(root):
            continue
        if place not in stays:
            reason = next((claim.reason for claim in claims if claim.pattern.matches(place)), None)
            if reason is None:
                continue
            stays[place] = reason
        return place
    return None


def _may_match_below(pattern: Pattern, directory: str) -> bool:
    """Whether a pattern can match a path inside of the directory; yes too often rather than no."""
    if "**" in pattern.text:
        head = pattern.text.partition("**")[0].rpartition("/")[0]
        return not head or _agree(head, directory) or directory.startswith(head + "/")
    return pattern.text.count("/") > directory.count("/") and _agree(pattern.text, directory)


def _agree(pattern: str, directory: str) -> bool:
    """Whether the parts that both have fit, one by one."""
    if not {"\\", "["}.isdisjoint(pattern):
        return True
    return all(map(paths.matches, pattern.split("/"), directory.split("/")))
