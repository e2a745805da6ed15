"""Smaller cases in which something still happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.engine.cases import Case, TreeEntry


def shrink(case: Case, still: Callable[[Case], bool], questions: int = 150) -> Case:
    """Return a case of which nothing more can be left out, as far as that many questions reach.

    ``still`` tells whether what is looked for happens in a case that lacks something.
    """
    smaller = True
    while smaller:
        smaller = False
        for candidate in _smaller(case):
            questions -= 1
            if questions < 0:
                return case
            if still(candidate):
                case, smaller = candidate, True
                break
    return case


def _smaller(case: Case) -> Iterator[Case]:
    """Yield the case with one thing left out, the large things first."""
    tree = case["tree"]
    for size in (len(tree) // 2, len(tree) // 4, 1):
        for at in range(0, len(tree), size) if size else ():
            yield _with_tree(case, tree[:at] + tree[at + size :])
    for at in range(0, len(case["args"]), 2):
        yield {**case, "args": case["args"][:at] + case["args"][at + 2 :]}
    for at, entry in enumerate(tree):
        for shorter in _shorter(entry):
            yield _with_tree(case, [*tree[:at], shorter, *tree[at + 1 :]])


def _with_tree(case: Case, tree: list[TreeEntry]) -> Case:
    """Return the case with another tree, without the names of files that have gone."""
    paths = {entry["path"] for entry in tree}
    return {**case, "tree": [entry for entry in tree if entry["type"] != "hardlink" or entry["target"] in paths]}


def _shorter(entry: TreeEntry) -> Iterator[TreeEntry]:
    """Yield the entry with a line less, or without what is unusual about it."""
    for key in ("content", "latin1"):
        text = entry.get(key)
        if isinstance(text, str):
            lines = text.splitlines(keepends=True)
            for at in range(len(lines)):
                yield {**entry, key: "".join(lines[:at] + lines[at + 1 :])}  # type: ignore[misc]
    for key in ("mode", "mtime_ns", "xattrs"):
        if key in entry:
            yield {name: value for name, value in entry.items() if name != key}  # type: ignore[misc]
