"""Types as files write them: ``string``, ``list(number)``, ``object({a = optional(string)})`` (HCL's ``typeexpr``)."""

from __future__ import annotations

from ctxsize.project.bake import kinds, tree
from ctxsize.project.bake.kinds import Kind
from ctxsize.project.bake.problem import BakeError, Place

_WORDS = {"bool": kinds.BOOL, "string": kinds.TEXT, "number": kinds.NUMBER, "any": kinds.ANY}
_COLLECTIONS = {"list": kinds.list_of, "set": kinds.set_of, "map": kinds.map_of}


def kind_of(expression: tree.Expression, file: str) -> Kind:
    """Return the kind that a type expression describes; raises :class:`BakeError`."""
    word = tree.keyword(expression)
    if word in _WORDS:
        return _WORDS[word]
    call = _call(expression)
    if call is None or len(call.arguments) != 1:
        raise _refuse(expression, file)
    inner = call.arguments[0]
    if call.name in _COLLECTIONS:
        return _COLLECTIONS[call.name](kind_of(inner, file))
    if call.name == "tuple" and isinstance(inner, tree.Sequence):
        return kinds.tuple_of(kind_of(each, file) for each in inner.items)
    if call.name == "object" and isinstance(inner, tree.Mapping | tree.JsonObject):
        return _object(inner, file)
    raise _refuse(expression, file)


def _object(mapping: tree.Mapping | tree.JsonObject, file: str) -> Kind:
    attributes: dict[str, Kind] = {}
    optional: list[str] = []
    for key, value in mapping.items:
        name = tree.keyword(key)
        if not name or name in attributes:
            raise _refuse(key, file)
        call = _call(value)
        if call is not None and call.name == "optional":
            if len(call.arguments) != 1:
                raise _refuse(value, file)
            optional.append(name)
            value = call.arguments[0]  # noqa: PLW2901 (what is optional is what counts)
        attributes[name] = kind_of(value, file)
    return kinds.object_of(attributes, optional)


def _call(expression: tree.Expression) -> tree.Call | None:
    if isinstance(expression, tree.JsonText):
        from ctxsize.project.bake.parser import parse_expression  # only JSON needs it here  # noqa: PLC0415

        try:
            expression = parse_expression(expression.content, "", expression.line)
        except BakeError:
            return None
    return expression if isinstance(expression, tree.Call) else None


def _refuse(expression: tree.Expression, file: str) -> BakeError:
    message = (
        "This is not a type. Types are such as string, number, bool, list(string), map(string), object({a = string})."
    )
    return BakeError(message, Place(file, expression.line))
