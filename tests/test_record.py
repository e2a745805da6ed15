"""Records: what a frozen dataclass does, for less."""

from __future__ import annotations

import copy
import pickle

import pytest

from ctxsize.record import Record


class Point(Record):
    """A point."""

    x: int
    y: int = 0
    name: str = ""

    @property
    def sum(self) -> int:
        return self.x + self.y


class Other(Record):
    """Another kind with the same fields."""

    x: int
    y: int = 0
    name: str = ""


def test_values_come_in_order_or_by_name() -> None:
    assert Point(1, 2, "a") == Point(name="a", y=2, x=1) == Point(1, 2, name="a")
    assert Point(1) == Point(x=1, y=0, name="")
    assert Point(1, 2).sum == 3


@pytest.mark.parametrize(
    ("values", "given"), [((), {}), ((1, 2, "a", 4), {}), ((1,), {"x": 1}), ((1,), {"z": 1}), ((), {"y": 1})]
)
def test_too_few_and_too_many_are_refused(values: tuple[int, ...], given: dict[str, int]) -> None:
    with pytest.raises(TypeError, match="Point"):
        Point(*values, **given)  # type: ignore[arg-type]


def test_it_is_frozen() -> None:
    point = Point(1)
    with pytest.raises(AttributeError, match=r"Point\.x is frozen"):
        point.x = 2  # type: ignore[misc]
    with pytest.raises(AttributeError, match=r"Point\.x is frozen"):
        del point.x
    with pytest.raises(AttributeError):
        setattr(point, "z", 2)  # noqa: B010 (what a type checker would refuse)


def test_it_is_equal_to_its_own_kind_alone() -> None:
    assert Point(1) != Other(1)
    assert Point(1) != (1, 0, "")
    assert {Point(1), Point(1, 0), Point(2)} == {Point(1), Point(2)}


def test_it_can_be_shown_changed_and_copied() -> None:
    point = Point(1, name="a")
    assert repr(point) == "Point(x=1, y=0, name='a')"
    assert point.replace(y=5) == Point(1, 5, "a")
    assert point.asdict() == {"x": 1, "y": 0, "name": "a"}
    assert copy.copy(point) == pickle.loads(pickle.dumps(point)) == point  # noqa: S301 (our own)
    with pytest.raises(TypeError):
        point.replace(z=1)
