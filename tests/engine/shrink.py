"""A case made as small as it can be while something stays true of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal, TypeVar, cast

from tests.engine.cases import Case, TreeEntry

Item = TypeVar("Item")
_Place = Literal["tree", "around"]
_Text = Literal["content", "latin1"]
_PLACES: Final[tuple[_Place, ...]] = ("tree", "around")
_TEXTS: Final[tuple[_Text, ...]] = ("content", "latin1")
_DETAILS: Final = ("mode", "mtime_ns", "xattrs")


def shrink(case: Case, still: Callable[[Case], bool], patience: int = 200) -> Case:
    """Return the smallest case found of which ``still`` is true, as it is of ``case``, in about ``patience`` questions.

    Entries go first, then arguments, lines of text files, attributes and sizes; and all over again as long as that helps.
    """
    shrinker = _Shrinker(case, still, patience)
    before = None
    while before != shrinker.case and shrinker.patience > 0:
        before = shrinker.case
        shrinker.drop_entries()
        shrinker.drop_arguments()
        shrinker.drop_lines()
        shrinker.drop_details()
    return shrinker.case


class _Shrinker:
    """The smallest case so far, and what it is asked."""

    def __init__(self, case: Case, still: Callable[[Case], bool], patience: int) -> None:
        self.case = case
        self.patience = patience
        self._still = still

    def _take(self, case: Case) -> bool:
        """Keep a smaller case if it is still one; once patience is lost, keep none."""
        self.patience -= 1
        if self.patience < 0 or not self._still(case):
            return False
        self.case = case
        return True

    def drop_entries(self) -> None:
        _reduce(self.case["tree"], lambda kept: self._take({**self.case, "tree": _standing(kept)}))
        if self.case.get("around"):
            _reduce(self.case["around"], lambda kept: self._take({**self.case, "around": _standing(kept)}))

    def drop_arguments(self) -> None:
        pairs = list(zip(self.case["args"][::2], self.case["args"][1::2], strict=True))
        _reduce(pairs, lambda kept: self._take({**self.case, "args": [word for pair in kept for word in pair]}))

    def drop_lines(self) -> None:
        for place in _PLACES:
            for number, entry in enumerate(self.case.get(place, [])):
                for key in _TEXTS:
                    if key in entry:
                        self._drop_lines_of(place, number, key)

    def _drop_lines_of(self, place: _Place, number: int, key: _Text) -> None:
        lines = self.case[place][number][key].splitlines(keepends=True)
        _reduce(lines, lambda kept: self._change(place, number, {key: "".join(kept)}))

    def drop_details(self) -> None:
        for number, entry in enumerate(self.case["tree"]):
            for key in _DETAILS:
                if key in entry:
                    self._change("tree", number, {}, without=key)
            if entry.get("size", 0) > 1:
                self._change("tree", number, {"size": 1})
            if entry["type"] in {"fifo", "socket", "sparse", "char", "block"}:
                self._change("tree", number, {"type": "file", "size": 1}, without="device")

    def _change(self, place: _Place, number: int, changes: dict[str, object], without: str = "") -> bool:
        entries = list(self.case[place])
        changed = {key: value for key, value in {**entries[number], **changes}.items() if key != without}
        entries[number] = cast("TreeEntry", changed)
        return self._take({**self.case, place: entries})  # type: ignore[misc]


def _reduce(items: Sequence[Item], holds: Callable[[list[Item]], bool]) -> None:
    """Leave out as many items as possible, large pieces first, while ``holds`` says so of the rest."""
    kept = list(items)
    piece = len(kept)
    while piece:
        at = 0
        while at < len(kept):
            rest = kept[:at] + kept[at + piece :]
            if holds(rest):
                kept = rest
            else:
                at += piece
        piece //= 2


def _standing(entries: Sequence[TreeEntry]) -> list[TreeEntry]:
    """Leave out hard links whose target has gone."""
    paths = {entry["path"] for entry in entries}
    return [entry for entry in entries if entry["type"] != "hardlink" or entry["target"] in paths]
