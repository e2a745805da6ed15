"""The types of HCL's values (go-cty's type system), named kinds here: text, number, bool, collections and structures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class Kind:
    """The type of a value.

    ``name`` is one of any, text, number, bool, list, set, map, tuple and object. ``element`` is what each element of a
    list, set or map is; ``members`` are the kinds of a tuple's elements; ``attributes`` those of an object's, sorted by
    name, of which ``optional`` may be missing. Kinds that are alike are equal.
    """

    __slots__ = ("_hash", "attributes", "element", "members", "name", "optional")

    def __init__(
        self,
        name: str,
        element: Kind | None = None,
        members: tuple[Kind, ...] = (),
        attributes: Mapping[str, Kind] | None = None,
        optional: frozenset[str] = frozenset(),
    ) -> None:
        self.name = name
        self.element = element
        self.members = members
        self.attributes = dict(sorted((attributes or {}).items()))
        self.optional = optional
        self._hash = hash((name, element, members, tuple(self.attributes.items()), optional))

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return (
            isinstance(other, Kind)
            and self._hash == other._hash
            and self.name == other.name
            and self.element == other.element
            and self.members == other.members
            and self.attributes == other.attributes
            and self.optional == other.optional
        )

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        inner = [self.element] if self.element else [*self.members, *self.attributes.values()]
        return f"{self.name}({', '.join(map(repr, inner))})" if inner else self.name

    @property
    def of(self) -> Kind:
        """Return the kind of the elements of a collection."""
        return self.element or ANY

    @property
    def is_primitive(self) -> bool:
        """Whether it is text, number or bool."""
        return self.name in {"text", "number", "bool"}

    @property
    def is_collection(self) -> bool:
        """Whether all elements are of one kind."""
        return self.name in {"list", "set", "map"}

    @property
    def is_sequence(self) -> bool:
        """Whether it is a list, a set or a tuple."""
        return self.name in {"list", "set", "tuple"}

    @property
    def is_mapping(self) -> bool:
        """Whether it is a map or an object."""
        return self.name in {"map", "object"}

    def without_optional(self) -> Kind:
        """Return the kind of a value that was converted to this one: every attribute is there."""
        if self.element is not None:
            return Kind(self.name, self.element.without_optional())
        if self.members:
            return tuple_of(member.without_optional() for member in self.members)
        if self.attributes:
            return object_of({name: kind.without_optional() for name, kind in self.attributes.items()})
        return self


ANY = Kind("any")
TEXT = Kind("text")
NUMBER = Kind("number")
BOOL = Kind("bool")


def list_of(element: Kind) -> Kind:
    """Return the kind of a list."""
    return Kind("list", element)


def set_of(element: Kind) -> Kind:
    """Return the kind of a set."""
    return Kind("set", element)


def map_of(element: Kind) -> Kind:
    """Return the kind of a map."""
    return Kind("map", element)


def tuple_of(members: Iterable[Kind]) -> Kind:
    """Return the kind of a tuple, whose elements may differ in kind."""
    return Kind("tuple", members=tuple(members))


def object_of(attributes: Mapping[str, Kind], optional: Iterable[str] = ()) -> Kind:
    """Return the kind of an object, whose attributes may differ in kind."""
    return Kind("object", attributes=attributes, optional=frozenset(optional))
