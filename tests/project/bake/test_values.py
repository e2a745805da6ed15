"""Values: equality, order and bounds."""

from __future__ import annotations

import pytest

from ctxsize.project.bake import values
from ctxsize.project.bake.kinds import ANY, NUMBER, TEXT
from ctxsize.project.bake.values import NULL, UNKNOWN, TooLargeError, Value, equal

A, ONE = values.text("a"), values.number(1)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (A, values.text("a"), True),
        (A, ONE, False),
        (NULL, values.null(TEXT), True),
        (NULL, A, False),
        (values.unknown(TEXT), A, None),
        (values.unknown(TEXT), ONE, False),
        (UNKNOWN, ONE, None),
        (values.unknown(TEXT), NULL, None),
        (values.tuple_of([A, NULL]), values.tuple_of([A, NULL]), True),
        (values.tuple_of([A]), values.list_of([A], TEXT), False),
        (values.tuple_of([A, values.unknown(TEXT)]), values.tuple_of([A, A]), None),
        (values.tuple_of([values.unknown(TEXT), A]), values.tuple_of([A]), False),
        (values.set_of([A, A], TEXT), values.set_of([A], TEXT), True),
    ],
)
def test_equality(left: Value, right: Value, same: bool | None) -> None:
    assert equal(left, right) is same
    assert equal(right, left) is same


def test_texts_are_composed() -> None:
    assert values.text("e\u0301").content == "é"


def test_sets_are_sorted_and_hold_each_element_once() -> None:
    numbers = [values.number(number) for number in (10, 9, 10)]
    assert [part.content.text() for part in values.set_of(numbers, NUMBER).parts()] == ["9", "10"]
    assert values.set_of([], ANY).parts() == []


def test_values_are_bounded() -> None:
    deep = A
    for _ in range(values.DEEPEST - 1):
        deep = values.tuple_of([deep])
    with pytest.raises(TooLargeError):
        values.tuple_of([deep])
    wide = values.tuple_of([A] * 1000)
    with pytest.raises(TooLargeError):
        values.tuple_of([wide] * 1000)
    with pytest.raises(TooLargeError):
        values.text("a" * (values.LONGEST_TEXT + 1))
