"""What HCL makes of one kind where another is asked for (go-cty's ``convert``), and the kind that several share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from ctxsize.project.bake import kinds, number, values
from ctxsize.project.bake.kinds import ANY, BOOL, NUMBER, TEXT, Kind
from ctxsize.project.bake.values import Value

_NAMES: Final = {"any": "any value", "text": "string", "map": "map", "list": "list", "object": "object"}
_Conversion = Callable[[Value], Value]


class ConversionError(ValueError):
    """A value cannot be made into the kind that is asked for; the text says what is."""


def convert(value: Value, kind: Kind) -> Value:
    """Return the value as one of ``kind``; raises :class:`ConversionError` where HCL refuses."""
    if value.kind == kind:
        return value
    if not convertible(value.kind, kind):
        raise ConversionError(f"{describe(kind)} required, but this is {describe(value.kind)}")
    return _converted(value, kind)


def describe(kind: Kind) -> str:
    """Return the name of a kind as HCL's users know it."""
    name = _NAMES.get(kind.name, kind.name)
    return f"{name} of {describe(kind.element)}" if kind.element else name


def convertible(given: Kind, wanted: Kind) -> bool:  # noqa: PLR0911 (a table of pairs of kinds)
    """Whether values of one kind can be tried as another; text may still prove to hold no number."""
    if wanted == given or ANY in {wanted, given}:
        return True
    if given.is_primitive and wanted.is_primitive:
        return TEXT in {given, wanted}
    pair = given.name, wanted.name
    if pair == ("object", "object"):
        return all(
            convertible(given.attributes[name], kind) if name in given.attributes else name in wanted.optional
            for name, kind in wanted.attributes.items()
        )
    if pair == ("tuple", "tuple"):
        return len(given.members) == len(wanted.members) and all(map(convertible, given.members, wanted.members))
    if given.is_collection and wanted.is_collection:
        same = wanted.name == given.name or {given.name, wanted.name} == {"list", "set"}
        return same and convertible(given.of, wanted.of)
    if wanted.name in {"list", "set"} and given.name == "tuple":
        return _all_convertible(given.members, wanted.of)
    if pair == ("object", "map"):
        return _all_convertible(list(given.attributes.values()), wanted.of)
    if pair == ("map", "object"):
        return all(convertible(given.of, kind) or name in wanted.optional for name, kind in wanted.attributes.items())
    return False


def unify(given: Sequence[Kind]) -> Kind | None:  # noqa: PLR0911 (one return for each mixture of kinds)
    """Return the kind that values of all these kinds can be converted to, or ``None`` when there is none."""
    distinct = list(dict.fromkeys(given))
    if len(distinct) <= 1:
        return distinct[0] if distinct else None
    names = {kind.name for kind in distinct}
    concrete = names - {"any"}
    if len(concrete) == 1 and concrete <= {"map", "list", "set"}:
        if "any" in names:
            return ANY
        element = unify([kind.of for kind in distinct])
        return Kind(distinct[0].name, element) if element else None
    if concrete in ({"map", "object"}, {"list", "tuple"}):
        found = _unify_structures(distinct, "map" if "map" in concrete else "list")
        if found is not None:
            return found
    if concrete == {"object"}:
        return ANY if "any" in names else _unify_objects(distinct)
    if concrete == {"tuple"}:
        return ANY if "any" in names else _unify_tuples(distinct)
    if {"object", "tuple"} <= names:
        return None
    return next((kind for kind in _by_preference(distinct) if all(convertible(each, kind) for each in distinct)), None)


def _all_convertible(given: Sequence[Kind], wanted: Kind) -> bool:
    distinct = list(dict.fromkeys(given))
    if wanted == ANY:
        shared = unify(distinct) if distinct else ANY
        return shared is not None and (shared != ANY or all(kind == ANY for kind in distinct))
    return all(convertible(kind, wanted) for kind in distinct)


def _unify_structures(given: Sequence[Kind], collection: str) -> Kind | None:
    parts = [
        part
        for kind in given
        for part in ([*kind.members, *kind.attributes.values()] if kind.element is None else [kind.element])
        if kind != ANY
    ]
    # An empty structure fits every collection, and has no part to count.
    element = unify(parts)
    if element is None:
        return None
    return ANY if ANY in given else Kind(collection, element)


def _unify_objects(given: Sequence[Kind]) -> Kind | None:
    first = given[0].attributes
    if any(kind.attributes.keys() != first.keys() for kind in given):
        return _unify_structures(given, "map")
    attributes: dict[str, Kind] = {}
    for name in first:
        shared = unify([kind.attributes[name] for kind in given])
        if shared is None:
            return None
        attributes[name] = shared
    return kinds.object_of(attributes)


def _unify_tuples(given: Sequence[Kind]) -> Kind | None:
    if any(len(kind.members) != len(given[0].members) for kind in given):
        return _unify_structures(given, "list")
    members = [unify(across) for across in zip(*(kind.members for kind in given), strict=True)]
    known = [member for member in members if member is not None]
    return kinds.tuple_of(known) if len(known) == len(members) else None


def _by_preference(given: Sequence[Kind]) -> list[Kind]:
    """Return kinds in the order in which go-cty tries them: text before number and bool, and any last."""
    return sorted(given, key=lambda kind: (kind == ANY, kind != TEXT and kind.is_primitive))


def _converted(value: Value, kind: Kind) -> Value:
    if kind in {ANY, value.kind}:
        return value
    if not value.is_present:
        settled = _fill(value.kind, kind.without_optional())
        return values.null(settled) if value.is_null else values.unknown(settled)
    if value.kind.is_primitive:
        return _primitive(value, kind)
    if kind.name == "tuple":
        return values.tuple_of([convert(part, each) for part, each in zip(value.parts(), kind.members, strict=True)])
    if kind.name == "object":
        return _to_object(value, kind)
    return _to_collection(value, kind)


def _primitive(value: Value, kind: Kind) -> Value:
    if kind == TEXT:
        content = value.content
        return values.text(("true" if content else "false") if value.kind == BOOL else content.text())
    if kind == NUMBER and value.kind == TEXT:
        found = number.parse(value.content)
        if found is not None:
            return values.number(found)
    if kind == BOOL and value.content in {"true", "1", "false", "0"}:
        return values.truth(value.content in {"true", "1"})
    raise ConversionError(f"a {describe(kind)} is required")


def _to_object(value: Value, kind: Kind) -> Value:
    parts: dict[str, Value] = {}
    for name, wanted in kind.attributes.items():
        if name in value.content:
            parts[name] = convert(value.content[name], wanted)
        elif name in kind.optional:
            parts[name] = values.null(wanted.without_optional())
        else:
            raise ConversionError(f"the attribute {name!r} is required")
    return values.object_of(parts)


def _to_collection(value: Value, kind: Kind) -> Value:
    wanted = kind.of
    parts = value.parts()
    if wanted == ANY and parts:
        wanted = unify([part.kind for part in parts]) or ANY
    if not parts and wanted == ANY and value.kind.is_collection:
        wanted = value.kind.of
    made = [convert(part, wanted) for part in parts]
    if len({part.kind for part in made}) > 1:
        shared = unify([part.kind for part in made])
        if shared is None:
            raise ConversionError("the elements have no kind in common")
        made = [convert(part, shared) for part in made]
    if kind.name == "map":
        return values.map_of(dict(zip(sorted(value.content), made, strict=True)), wanted.without_optional())
    if kind.name == "set":
        return values.set_of(made, wanted.without_optional())
    return values.list_of(made, wanted.without_optional())


def _fill(given: Kind, wanted: Kind) -> Kind:
    """Return ``wanted`` with what it leaves open taken from ``given``, for a value that is not there to be asked."""
    if wanted == ANY:
        return given
    if wanted.element is not None:
        if given.element is not None:
            return Kind(wanted.name, _fill(given.element, wanted.element))
        inner = [*given.members, *given.attributes.values()]
        return Kind(wanted.name, _fill(unify(inner) or ANY, wanted.element)) if inner else wanted
    return wanted
