"""Frozen records that cost nothing to define.

A run defines sixty kinds of records before it has read a byte. As a frozen dataclass each takes a millisecond, for which
functions are written as text and compiled; as a ``typing.NamedTuple`` a third of that, for which each annotation is. That
is more than a small context takes to analyze. A :class:`Record` is defined by the names of its annotations alone.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, ClassVar, Self, dataclass_transform
else:

    def dataclass_transform(**_: object) -> Callable[[type], type]:
        """Stand in for that of ``typing``, which does nothing either and takes milliseconds to load."""
        return lambda cls: cls


class _Kind(type):
    """Makes slots of a record's annotations; a record made of another one has the fields of that one first."""

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> _Kind:
        names = tuple(
            each for each, kind in body.get("__annotations__", {}).items() if not str(kind).startswith("ClassVar")
        )
        above = next((base for base in bases if isinstance(base, _Kind)), None)
        body["_fields"] = (*getattr(above, "_fields", ()), *names)
        own_defaults = {each: body.pop(each) for each in names if each in body}
        body["_field_defaults"] = {**getattr(above, "_field_defaults", {}), **own_defaults}
        body["__slots__"] = names
        made = super().__new__(cls, name, bases, body)
        made._setters = tuple(getattr(made, each).__set__ for each in body["_fields"])  # type: ignore[attr-defined]
        return made


@dataclass_transform(frozen_default=True)
class Record(metaclass=_Kind):
    """A frozen record: its fields are the annotations of its class, in their order, with their defaults.

    It has the manners of a named tuple (``_fields``, ``replace``, ``asdict``) and is none: it has no length and no
    order, and is equal only to a record of its own kind.
    """

    _fields: ClassVar[tuple[str, ...]]
    _field_defaults: ClassVar[dict[str, Any]]
    _setters: ClassVar[tuple[Any, ...]]

    def __init__(self, *values: Any, **given: Any) -> None:  # noqa: ANN401 (dataclass_transform tells the types)
        """Take values in the order of the fields, or by name; raises TypeError for one too few or too many."""
        fields = self._fields
        if given or len(values) != len(fields):
            values = self._in_order(values, given)
        for put, value in zip(self._setters, values, strict=True):
            put(self, value)

    def _in_order(self, values: tuple[Any, ...], given: dict[str, Any]) -> tuple[Any, ...]:
        names = self._fields[len(values) :]
        defaults = self._field_defaults
        try:
            rest = [given[name] if name in given else defaults[name] for name in names]
            if len(values) <= len(self._fields) and given.keys() <= set(names):
                return (*values, *rest)
        except KeyError:
            pass
        missing = [name for name in names if name not in given and name not in defaults]
        extra = [name for name in given if name not in names]
        raise TypeError(
            f"{type(self).__name__} lacks {missing} and does not take {extra or values[len(self._fields) :]}"
        )

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} is frozen")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} is frozen")

    def asdict(self) -> dict[str, Any]:
        """Return the values by name."""
        return {name: getattr(self, name) for name in self._fields}

    def replace(self, **changes: Any) -> Self:  # noqa: ANN401 (a name that is no field raises TypeError)
        """Return the same record with other values in it."""
        return type(self)(**{**self.asdict(), **changes})

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self._fields)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and type(self) is type(other) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.asdict().items())})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self._values()
