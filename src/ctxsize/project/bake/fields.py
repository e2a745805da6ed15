"""The arguments of a target and of a group, with what each may hold (the structures that Bake decodes into)."""

from __future__ import annotations

from typing import Final

from ctxsize.project.bake import kinds, values
from ctxsize.project.bake.convert import ConversionError, convert
from ctxsize.project.bake.kinds import BOOL, TEXT, Kind
from ctxsize.project.bake.values import Value

_TEXTS: Final = kinds.list_of(TEXT)
_NAMED: Final = kinds.map_of(TEXT)
# Each of these is a list of texts or of maps of text; none decides what a build sends.
_ENTRIES: Final = frozenset({"attest", "cache-from", "cache-to", "secret", "ssh", "output"})
_KINDS: Final = {
    **dict.fromkeys(
        ("description", "context", "dockerfile", "dockerfile-inline", "target", "network", "shm-size", "call"), TEXT
    ),
    **dict.fromkeys(
        ("inherits", "annotations", "tags", "platforms", "no-cache-filter", "ulimits", "entitlements"), _TEXTS
    ),
    **dict.fromkeys(("args", "labels", "extra-hosts", "contexts"), _NAMED),
    **dict.fromkeys(("pull", "no-cache"), BOOL),
    **dict.fromkeys(_ENTRIES, kinds.ANY),
}
# Elsewhere a null is the same as no value at all.
_NO_NULL_INSIDE: Final = frozenset({"contexts"})

TARGET: Final = tuple(_KINDS)
GROUP: Final = ("description", "targets")


def decoded(name: str, value: Value) -> Value:
    """Return the value of an argument as Bake keeps it; raises ConversionError for one that it refuses."""
    if name in _ENTRIES:
        return _entries(value)
    kind = _TEXTS if name == "targets" else _KINDS[name]
    found = convert(value, kind)
    if name == "description" and found.is_null:
        raise ConversionError("null is not allowed")
    if found.is_present and (kind == _TEXTS or name in _NO_NULL_INSIDE) and any(part.is_null for part in found.parts()):
        raise ConversionError("null is not allowed in it")
    return found


def absent(name: str) -> Value:
    """Return what a reference to an argument gives that is not set."""
    if name == "description":
        return values.text("")
    return values.null(_kind(name))


def _kind(name: str) -> Kind:
    return _TEXTS if name == "targets" else _KINDS[name]


def _entries(value: Value) -> Value:
    if not value.is_present:
        return value
    if value.kind.name not in {"list", "tuple"}:
        raise ConversionError("a list is required")
    for part in value.parts():
        if part.kind != TEXT and part.is_present:
            convert(part, _NAMED)
    return value
