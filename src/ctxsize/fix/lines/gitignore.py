"""Git's patterns as lines for Docker's ignore file, and the places that git ignores when git can't be asked."""

from __future__ import annotations

from ctxsize.context.entry import Type, type_of
from ctxsize.fix.block import Group
from ctxsize.fix.snapshot import Branch, Snapshot
from ctxsize.git.gitignore import GITIGNORE, Judge, Layer, Translated, translate
from ctxsize.golang import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from ctxsize.fix.removal_plan import RemovalPlan

_BELOW = "/**"


def ignore_files(snapshot: Snapshot, skipped: Collection[str]) -> Iterator[str]:
    """Yield the directories that have an ignore file of git, the outer ones first, none that is or lies in a skipped one."""
    pending: list[Branch] = [snapshot.top]
    while pending:
        branch = pending.pop(0)
        for child in branch.children:
            if isinstance(child, Branch):
                if child.path not in skipped:
                    pending.append(child)
            elif child.name == GITIGNORE and type_of(child.mode) is Type.FILE:
                yield branch.path


def judged(
    snapshot: Snapshot, outer: Iterable[Layer], read: Callable[[str], bytes | None]
) -> tuple[set[str], list[Layer]]:
    """Return the places that git would ignore if it tracked nothing, and the layers that say so.

    Args:
        snapshot: all entries.
        outer: layers from outside of the context.
        read: returns the content of a file of the context.

    """
    roots: set[str] = set()
    layers = list(outer)
    pending: list[tuple[Branch, tuple[Translated, ...]]] = [(snapshot.top, translate(layers))]
    while pending:
        branch, patterns = pending.pop(0)
        own = next((child for child in branch.children if child.path.rpartition("/")[2] == GITIGNORE), None)
        if own is not None and not isinstance(own, Branch) and type_of(own.mode) is Type.FILE:
            layer = Layer(path=own.path, data=read(own.path) or b"", base=branch.path)
            layers.append(layer)
            patterns = (*patterns, *translate([layer]))
        judge = Judge(patterns)
        for child in branch.children:
            is_directory = isinstance(child, Branch)
            if child.path.rpartition("/")[2] == ".git":
                continue
            if judge.ignores(child.path, is_directory=is_directory):
                roots.add(child.path)
            elif isinstance(child, Branch):
                pending.append((child, patterns))
    return roots, layers


def as_groups(
    translated: Sequence[Translated], staying: Sequence[str], wishes: RemovalPlan, *, directory_exceptions: bool
) -> tuple[list[Group], list[Translated]]:
    """Return git's patterns as lines, layer by layer, and those that are left out as all that they cover must stay.

    Args:
        translated: the patterns of all layers, the weakest first.
        staying: entries other than directories that git does not ignore.
        wishes: what goes and what stays.
        directory_exceptions: whether exceptions for directories alone are taken over: to git they open the directory, to Docker
            all that is in it.

    """
    chosen = [one for one in translated if directory_exceptions or not (one.exception and one.directories_only)]
    left_out = [one for one in chosen if not one.exception and _is_vain(one, wishes)]
    names = {path.rpartition("/")[2] for path in staying}
    rows = [(one, _line(one, staying, names)) for one in chosen if one not in left_out]
    rows = _without_doubles(rows)
    layers = dict.fromkeys(one.layer for one, _ in rows)
    groups = [
        Group(
            reason=f"From {layer}: git ignores it, so a fresh clone builds without it",
            lines=tuple(line for one, line in rows if one.layer == layer),
        )
        for layer in layers
    ]
    return groups, left_out


def _is_vain(one: Translated, wishes: RemovalPlan) -> bool:
    """Whether a pattern covers roots, and each of them stays whole."""
    if not any(one.pattern.matches(root) for root in wishes.untouched):
        return False
    return not any(one.pattern.matches(place) for path in wishes.out for place in paths.with_directories(path))


def _line(one: Translated, staying: Sequence[str], names: Collection[str]) -> str:
    """Return the line; Docker has no pattern for directories alone, but one for what is in them."""
    text = one.pattern.text
    if one.exception or not one.directories_only:
        return one.written
    last = text.rpartition("/")[2]
    if last == "**":
        return text.removesuffix("**") + "*" + _BELOW
    plain = not paths.has_wildcard(last) and "\\" not in last
    if (plain and last not in names) or not any(one.pattern.matches(path) for path in staying):
        return text
    return text + _BELOW


def _without_doubles(rows: list[tuple[Translated, str]]) -> list[tuple[Translated, str]]:
    """Drop lines that say again what an earlier one says, unless an exception stands between them."""
    known: set[str] = set()
    kept: list[tuple[Translated, str]] = []
    exception = False
    for one, line in rows:
        if one.exception != exception:
            known.clear()
            exception = one.exception
        if line in known or (not exception and any(wider in known for wider in _wider(line))):
            continue
        known.add(line)
        kept.append((one, line))
    return kept


def _wider(line: str) -> Iterator[str]:
    """Yield the same line for each directory further out."""
    base, deep, rest = line.partition("/**/")
    while deep and base:
        base = base.rpartition("/")[0]
        yield f"{base}/**/{rest}" if base else f"**/{rest}"
