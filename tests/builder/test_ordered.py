"""What depends on the order of a walk: pieces joined end to end are as one walk."""

from __future__ import annotations

from ctxsize.builder.ordered import MANY, OrderedRecord


def test_the_messages_of_a_part_are_added_up_many_or_few() -> None:
    record = OrderedRecord()
    for messages in (1, 300, 0, 2, MANY, 7):
        record.add(messages)
    assert [record.numbers(first, 6) for first in range(7)] == [565, 564, 264, 264, 262, 7, 0]
    assert record.numbers(0, 2) == 301


def test_joined_pieces_are_as_one_walk() -> None:
    whole, pieces = OrderedRecord(listing=True), [OrderedRecord(listing=True) for _ in range(2)]
    for number, messages in enumerate((1, 300, 2, 400)):
        for record in (whole, pieces[number // 2]):
            record.add(messages)
            assert record.entries is not None
            record.entries.append((f"file {number}", "file", messages))
    joined = OrderedRecord(listing=True)
    for piece in pieces:
        joined.append(piece.piece())
    assert joined.piece() == whole.piece()


def test_a_directory_that_both_pieces_send_is_sent_once() -> None:
    first, second = OrderedRecord(), OrderedRecord()
    for record in (first, second):
        record.add_late("dir", 20)
        record.add(1)
    moved = first.append(second.piece())
    assert first.late == [(0, "dir", 20)]
    assert bytes(first.messages) == bytes([0, 1, 1])
    assert moved(1) == 2


def test_an_empty_piece_is_nothing() -> None:
    assert not OrderedRecord()
    record = OrderedRecord()
    record.add(0)
    assert record
