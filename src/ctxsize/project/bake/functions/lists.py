"""HCL's functions on lists, tuples, maps and objects."""

from __future__ import annotations

from collections.abc import Sequence

from ctxsize.project.bake import access, kinds, values
from ctxsize.project.bake.convert import ConversionError, convert, unify
from ctxsize.project.bake.function import Function, FunctionError
from ctxsize.project.bake.functions.arguments import whole_number
from ctxsize.project.bake.kinds import ANY, BOOL, NUMBER, TEXT, Kind
from ctxsize.project.bake.values import MOST_PARTS, UNKNOWN, TooLargeError, Value

_TEXTS = kinds.list_of(TEXT)
_LIST = kinds.list_of(ANY)


def _list_or_tuple(value: Value) -> list[Value]:
    if value.kind.name not in {"list", "tuple"}:
        raise FunctionError("a list or tuple is required")
    return value.parts()


def _like(given: Value, parts: list[Value]) -> Value:
    """Return parts as a tuple when they are of one, else as a list."""
    return values.tuple_of(parts) if given.kind.name == "tuple" else values.list_of(parts, given.kind.of)


def _length(given: Sequence[Value]) -> Value:
    value = given[0]
    if value.kind == ANY:
        return values.unknown(NUMBER)
    if value.kind.name not in {"list", "set", "map", "tuple"}:
        raise FunctionError("a list, set, map or tuple is required")
    if value.is_null:
        raise FunctionError("no argument may be null")
    if not value.is_known:
        return values.number(len(value.kind.members)) if value.kind.name == "tuple" else values.unknown(NUMBER)
    return values.number(len(value.content))


def _hasindex(given: Sequence[Value]) -> Value:
    if given[0].kind.name not in {"list", "map", "tuple"}:
        raise FunctionError("a list, map or tuple is required")
    return values.truth(access.has(given[0], given[1]))


def _index(given: Sequence[Value]) -> Value:
    collection, key = given
    if collection.kind.name not in {"list", "map", "tuple"}:
        raise FunctionError("a list, map or tuple is required")
    wanted = TEXT if collection.kind.name == "map" else NUMBER
    if key.kind != wanted:
        raise FunctionError(f"the key of a {collection.kind.name} is a {'string' if wanted == TEXT else 'number'}")
    if not access.has(collection, key):
        raise FunctionError("there is no such element")
    return access.element(collection, key)


def _element(given: Sequence[Value]) -> Value:
    parts = _list_or_tuple(given[0])
    at = whole_number(given[1])
    if not parts:
        raise FunctionError("the list is empty")
    return parts[at % len(parts)]


def _indexof(given: Sequence[Value]) -> Value:
    for at, part in enumerate(_list_or_tuple(given[0])):
        same = values.equal(part, given[1])
        if same is None:
            return values.unknown(NUMBER)
        if same:
            return values.number(at)
    raise FunctionError("the list has no such element")


def _contains(given: Sequence[Value]) -> Value:
    if not given[0].kind.is_sequence and given[0].is_known:
        raise FunctionError("a list, set or tuple is required")
    if not given[0].is_known:
        return values.unknown(BOOL)
    verdicts = [values.equal(given[1], part) for part in given[0].parts()]
    if any(verdicts):
        return values.truth(True)  # noqa: FBT003
    return values.unknown(BOOL) if None in verdicts else values.truth(False)  # noqa: FBT003


def _coalesce(given: Sequence[Value]) -> Value:
    shared = unify([value.kind for value in given])
    if shared is None:
        raise FunctionError("the arguments have no kind in common")
    for value in given:
        if not value.is_known:
            return values.unknown(shared)
        if not value.is_null:
            return convert(value, shared)
    raise FunctionError("all arguments are null")


def _coalescelist(given: Sequence[Value]) -> Value:
    for value in given:
        if not value.is_known:
            return UNKNOWN
        if value.kind.name not in {"list", "tuple"}:
            raise FunctionError("a list or tuple is required")
    for value in given:
        if not value.is_null and value.content:
            return value
    raise FunctionError("there is no list with elements")


def _compact(given: Sequence[Value]) -> Value:
    return values.list_of([part for part in given[0].parts() if part.content], TEXT)


def _distinct(given: Sequence[Value]) -> Value:
    seen = {part.key(): part for part in reversed(given[0].parts())}
    kept = [part for part in given[0].parts() if seen.get(part.key()) is part]
    return values.list_of(kept, given[0].kind.of)


def _chunklist(given: Sequence[Value]) -> Value:
    parts, size = given[0].parts(), whole_number(given[1])
    if size < 0:
        raise FunctionError("the size can't be negative")
    if not parts:
        return values.list_of((), given[0].kind)
    if size == 0:
        return values.list_of([given[0]], given[0].kind)
    chunks = [values.list_of(parts[at : at + size], given[0].kind.of) for at in range(0, len(parts), size)]
    return values.list_of(chunks, given[0].kind)


def _flatten(given: Sequence[Value]) -> Value:
    if not given[0].kind.is_sequence:
        raise FunctionError("a list, set or tuple is required")
    found: list[Value] = []
    waiting = [given[0]]
    while waiting:
        value = waiting.pop()
        if value.kind == ANY and not value.is_known:
            return UNKNOWN
        if not value.kind.is_sequence or value.is_null:
            found.append(value)
        elif not value.is_known:
            return UNKNOWN
        else:
            waiting.extend(reversed(value.parts()))
    return values.tuple_of(found)


def _keys(given: Sequence[Value]) -> Value:
    value = given[0]
    if not value.kind.is_mapping:
        raise FunctionError("a map or object is required")
    names = [key for key, _ in value.elements()]
    return values.tuple_of(names) if value.kind.name == "object" else values.list_of(names, TEXT)


def _values(given: Sequence[Value]) -> Value:
    value = given[0]
    if not value.kind.is_mapping:
        raise FunctionError("a map or object is required")
    return (
        values.tuple_of(value.parts()) if value.kind.name == "object" else values.list_of(value.parts(), value.kind.of)
    )


def _lookup(given: Sequence[Value]) -> Value:
    mapping, name, default = given[0], given[1].content, given[2]
    if not mapping.kind.is_mapping:
        raise FunctionError("a map is required")
    wanted = default.kind if mapping.kind.name == "object" else mapping.kind.of
    try:
        fallback = convert(default, wanted)
    except ConversionError as error:
        raise FunctionError("the default is not of the map's kind") from error
    found: Value = mapping.content.get(name, fallback)
    return found


def _merge(given: Sequence[Value]) -> Value:
    if any(value.kind == ANY and not value.is_null for value in given):
        return UNKNOWN
    if any(value.kind != ANY and not value.kind.is_mapping for value in given):
        raise FunctionError("maps or objects are required")
    if any(value.kind == ANY for value in given):
        # A plain null leaves the kind of the result open, and go-cty makes an object of it.
        given = [value for value in given if value.kind != ANY]
        return values.object_of(_merged(given)) if all(value.is_known for value in given) else UNKNOWN
    if not all(value.is_known for value in given):
        return UNKNOWN
    merged = _merged(given)
    alike = {value.kind for value in given}
    if len(alike) == 1 and given[0].kind.name == "map":
        return values.map_of(merged, given[0].kind.of)
    return values.object_of(merged)


def _merged(given: Sequence[Value]) -> dict[str, Value]:
    return {name: part for value in given if not value.is_null for name, part in value.content.items()}


def _concat(given: Sequence[Value]) -> Value:
    if not given:
        raise FunctionError("it takes at least one list")
    for value in given:
        if value.kind.name not in {"list", "tuple"}:
            raise FunctionError("lists or tuples are required")
    shared: Kind | None = None
    if all(value.kind.name == "list" for value in given):
        shared = unify([value.kind for value in given])
    if shared is not None:
        parts = [part for value in given for part in convert(value, shared).parts()]
        return values.list_of(parts, shared.of)
    return values.tuple_of([part for value in given for part in value.parts()])


def _reverselist(given: Sequence[Value]) -> Value:
    if not given[0].kind.is_sequence:
        raise FunctionError("a list or tuple is required")
    return _like(given[0], given[0].parts()[::-1])


def _slice(given: Sequence[Value]) -> Value:
    parts = _list_or_tuple(given[0])
    start, end = whole_number(given[1]), whole_number(given[2])
    if not 0 <= start <= end <= len(parts):
        raise FunctionError(f"the bounds are not within a list of {len(parts)}")
    return _like(given[0], parts[start:end])


def _zipmap(given: Sequence[Value]) -> Value:
    names, parts = given[0].parts(), _list_or_tuple(given[1])
    if len(names) != len(parts):
        raise FunctionError(f"there are {len(names)} keys and {len(parts)} values")
    if any(name.is_null for name in names):
        raise FunctionError("null can't be a key")
    made = {name.content: part for name, part in zip(names, parts, strict=True)}
    return values.object_of(made) if given[1].kind.name == "tuple" else values.map_of(made, given[1].kind.of)


def _setproduct(given: Sequence[Value]) -> Value:
    if len(given) < 2:  # noqa: PLR2004 (a product has two sides)
        raise FunctionError("it takes at least two lists")
    members: list[Kind] = []
    total = 1
    for value in given:
        if not value.kind.is_sequence:
            raise FunctionError("lists or sets are required")
        member = unify(value.kind.members) if value.kind.members else value.kind.of
        if member is None:
            raise FunctionError("the elements of a list have no kind in common")
        members.append(member)
        total *= len(value.content)
    if total * len(given) > MOST_PARTS:
        raise TooLargeError(f"A product would have more than {MOST_PARTS:,} parts.")
    products: list[list[Value]] = [[]]
    for value, member in zip(given, members, strict=True):
        parts = [convert(part, member) for part in value.parts()]
        products = [[*head, part] for head in products for part in parts]
    made = [values.tuple_of(parts) for parts in products]
    kind = kinds.tuple_of(members)
    if any(value.kind.name == "set" for value in given):
        return values.set_of(made, kind)
    return values.list_of(made, kind)


FUNCTIONS = {
    "length": Function(_length, (ANY,), result=NUMBER, nulls=True, unknowns=True),
    "hasindex": Function(_hasindex, (ANY, ANY), result=BOOL),
    "index": Function(_index, (ANY, ANY)),
    "indexof": Function(_indexof, (ANY, ANY), result=NUMBER),
    "element": Function(_element, (ANY, NUMBER)),
    "contains": Function(_contains, (ANY, ANY), result=BOOL, unknowns=True),
    "coalesce": Function(_coalesce, (), ANY, nulls=True, unknowns=True),
    "coalescelist": Function(_coalescelist, (), ANY, nulls=True, unknowns=True),
    "compact": Function(_compact, (_TEXTS,), result=_TEXTS, whole=True),
    "distinct": Function(_distinct, (_LIST,), whole=True),
    "chunklist": Function(_chunklist, (_LIST, NUMBER)),
    "flatten": Function(_flatten, (ANY,)),
    "keys": Function(_keys, (ANY,)),
    "values": Function(_values, (ANY,)),
    "lookup": Function(_lookup, (ANY, TEXT, ANY)),
    "merge": Function(_merge, (), ANY, nulls=True, unknowns=True),
    "concat": Function(_concat, (), ANY),
    "reverselist": Function(_reverselist, (ANY,)),
    "slice": Function(_slice, (ANY, NUMBER, NUMBER)),
    "zipmap": Function(_zipmap, (_TEXTS, ANY)),
    "setproduct": Function(_setproduct, (), ANY),
}
