"""Elements and attributes of values: ``a.b``, ``a[0]``, ``a["b"]`` (``hcl.Index`` and ``hcl.GetAttr``)."""

from __future__ import annotations

from ctxsize.project.bake import kinds, values
from ctxsize.project.bake.convert import ConversionError, convert, describe
from ctxsize.project.bake.kinds import ANY, NUMBER, TEXT
from ctxsize.project.bake.values import UNKNOWN, Value


class AccessError(ValueError):
    """There is no such element; the text says why."""


def attribute(value: Value, name: str) -> Value:
    """Return an attribute of an object, or an element of a map; raises :class:`AccessError`."""
    if value.is_null:
        raise AccessError(f'there is no "{name}" in null')
    if value.kind == ANY:
        return UNKNOWN
    if not value.kind.is_mapping:
        raise AccessError(f'a {describe(value.kind)} has no "{name}"')
    return _member(value, name)


def element(value: Value, key: Value) -> Value:
    """Return the element of a collection or structure under a key; raises :class:`AccessError`."""
    if value.is_null or key.is_null:
        raise AccessError("null has no elements, and can't be a key")
    if ANY in (value.kind, key.kind):
        return UNKNOWN
    if value.kind.name in {"list", "tuple"}:
        return _at(value, _key(key, NUMBER))
    if value.kind.is_mapping:
        name = _key(key, TEXT)
        return _member(value, name.content) if name.is_known else _any_element(value)
    raise AccessError(f"a {describe(value.kind)} has no elements that a key could name")


def has(value: Value, key: Value) -> bool:
    """Whether a known collection has an element under a known key, without any conversion of the key."""
    if value.kind.name == "map":
        return key.kind == TEXT and key.content in value.content
    return key.kind == NUMBER and key.content.is_whole and 0 <= key.content.to_int() < len(value.content)


def _key(key: Value, kind: kinds.Kind) -> Value:
    try:
        return convert(key, kind)
    except ConversionError as error:
        raise AccessError(f"this key can't be used: {error}") from error


def _any_element(value: Value) -> Value:
    return values.unknown(value.kind.element) if value.kind.element else UNKNOWN


def _at(value: Value, key: Value) -> Value:
    if not (key.is_known and value.is_known):
        return _any_element(value)
    if not has(value, key):
        raise AccessError(f"there is no element {key.content.text()}; the first of {len(value.content)} is 0")
    part: Value = value.content[key.content.to_int()]
    return part


def _member(value: Value, name: str) -> Value:
    known = value.kind.attributes if value.kind.name == "object" else value.content
    if value.kind.name == "object" and name not in value.kind.attributes:
        raise AccessError(f'there is no "{name}" in it')
    if not value.is_known:
        return values.unknown(value.kind.attributes.get(name, value.kind.of))
    if name not in known:
        raise AccessError(f'there is no "{name}" in it')
    part: Value = value.content[name]
    return part
