"""What a scan notes is taken part by part, and put together again in walk order."""

from __future__ import annotations

import pytest

from ctxsize.context.entry import Type
from ctxsize.errors import EntryRefusedError
from ctxsize.scan.notes import ELIGIBLE, Noted, Notes

REFUSAL = EntryRefusedError("d: no", "d", "unreadable")


def test_a_part_without_notes_is_nothing() -> None:
    notes = Notes()
    assert notes.take_ordered([None, None]) is None
    notes.excluded.add(0, 1, 5)
    assert notes.take_ordered([None]) is None, "sums have no order"


def test_parts_are_put_together_in_the_order_in_which_they_come() -> None:
    notes = Notes()
    parts = []
    for name in ("a", "b"):
        notes.noted.append((name, "file", 5, 0o100644, True, 0))
        notes.below_threshold.append(f"{name}.small")
        notes.excluded.add_link(ord(name), 1, 7, 9)
        parts.append(notes.take_ordered([name]))
    assert notes.entries() == ()
    first, second = parts
    assert first is not None
    assert second is not None
    assert [notes.append_ordered(second), notes.append_ordered(first)] == [["b"], ["a"]]
    assert notes.entries()[1] == Noted("a", Type.FILE, 5, 0o100644, received=True, rule=0)
    assert notes.below_threshold == ["b.small", "a.small"]
    assert notes.excluded.links == {(1, 7): (ord("b"), 9)}, "the first pattern that excludes a name of the file"


def test_a_refusal_is_kept_by_number_and_the_eligible_one_is_raised() -> None:
    notes = Notes()
    notes.refuse(1, REFUSAL)
    assert notes.refused == {1: REFUSAL}
    with pytest.raises(EntryRefusedError, match="d: no"):
        notes.refuse(ELIGIBLE, REFUSAL)
    piece = notes.take_ordered([])
    assert piece is not None
    with pytest.raises(EntryRefusedError, match="d: no"):
        Notes().append_ordered(piece)


def test_a_reset_forgets_everything() -> None:
    notes = Notes()
    notes.refuse(1, REFUSAL)
    notes.arrived.add((1, 2))
    notes.excluded.add(0, 1, 5)
    notes.reset()
    assert (notes.refused, notes.arrived, notes.excluded.by_rule, notes.take_ordered([])) == ({}, set(), {}, None)
