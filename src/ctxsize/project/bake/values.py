"""HCL's values as go-cty has them: each knows its kind, and may be null or unknown.

Unknown is what nothing can know before the build: the time, a random number. It spreads through whatever is made of it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from ctxsize.errors import ProjectError
from ctxsize.golang.text import encode
from ctxsize.project.bake import kinds
from ctxsize.project.bake.kinds import ANY, BOOL, NUMBER, TEXT, Kind
from ctxsize.project.bake.number import Number

LONGEST_TEXT: Final = 5_000_000
MOST_PARTS: Final = 200_000
DEEPEST: Final = 64
"""Bounds of one value: characters of a text, values within it, and how deep they are nested."""


class TooLargeError(ProjectError):
    """An expression makes more than ctxsize is willing to hold."""


class _Unknown:
    def __repr__(self) -> str:
        return "unknown"


_UNKNOWN: Final = _Unknown()


class Value:
    """A value of some kind.

    ``content`` is ``None`` for null; a text, :class:`Number` or truth value; a tuple of values for a list, set or tuple
    (a set's are sorted and differ); a dictionary, sorted by name, for a map or object.
    """

    __slots__ = ("content", "depth", "is_whole", "kind", "size")

    def __init__(self, kind: Kind, content: Any) -> None:  # noqa: ANN401 (each kind has its own)
        self.kind = kind
        self.content = content
        self.size = 1
        self.depth = 1
        self.is_whole = content is not _UNKNOWN
        if isinstance(content, (tuple, dict)):
            parts = content if isinstance(content, tuple) else content.values()
            for part in parts:
                self.size += part.size
                self.depth = max(self.depth, part.depth + 1)
                self.is_whole = self.is_whole and part.is_whole
            if self.size > MOST_PARTS or self.depth > DEEPEST:
                raise TooLargeError(f"A value has more than {MOST_PARTS:,} parts, or is nested deeper than {DEEPEST}.")

    @property
    def is_null(self) -> bool:
        """Whether it is null."""
        return self.content is None

    @property
    def is_known(self) -> bool:
        """Whether it is known at its own level; ``is_whole`` asks all levels."""
        return self.content is not _UNKNOWN

    @property
    def is_present(self) -> bool:
        """Whether it is neither null nor unknown."""
        return self.content is not None and self.content is not _UNKNOWN

    def elements(self) -> Iterator[tuple[Value, Value]]:
        """Yield keys and values in the order in which HCL walks them; a set's elements are their own keys."""
        if isinstance(self.content, dict):
            for name in sorted(self.content, key=encode):
                yield text(name), self.content[name]
        elif self.kind.name == "set":
            yield from ((part, part) for part in self.content)
        else:
            yield from ((number(at), part) for at, part in enumerate(self.content))

    def parts(self) -> list[Value]:
        """Return the elements without their keys."""
        return [part for _, part in self.elements()]

    def key(self) -> Any:  # noqa: ANN401 (hashable, nothing else)
        """Return what equal values of one kind have in common, and can be a key of a dictionary."""
        if isinstance(self.content, tuple):
            return tuple(part.key() for part in self.content)
        if isinstance(self.content, dict):
            return tuple((name, part.key()) for name, part in self.content.items())
        return self.content

    def __repr__(self) -> str:
        return f"{self.kind!r}:{self.content!r}"


TRUE = Value(BOOL, content=True)
FALSE = Value(BOOL, content=False)
NULL = Value(ANY, None)
UNKNOWN = Value(ANY, _UNKNOWN)


def text(content: str) -> Value:
    """Return a text, in Unicode's composed form as HCL keeps it."""
    if len(content) > LONGEST_TEXT:
        raise TooLargeError(f"A text is longer than {LONGEST_TEXT:,} characters.")
    return Value(TEXT, content if content.isascii() else unicodedata.normalize("NFC", content))


def number(content: Number | int) -> Value:
    """Return a number; an ``int`` becomes one of 64 bits."""
    return Value(NUMBER, content if isinstance(content, Number) else Number(content))


def truth(content: bool) -> Value:  # noqa: FBT001 (it is what is asked for)
    """Return a truth value."""
    return TRUE if content else FALSE


def null(kind: Kind) -> Value:
    """Return the null of a kind."""
    return Value(kind, None)


def unknown(kind: Kind) -> Value:
    """Return a value of which only the kind is known."""
    return Value(kind, _UNKNOWN)


def tuple_of(parts: Sequence[Value]) -> Value:
    """Return a tuple."""
    content = tuple(parts)
    return Value(kinds.tuple_of(part.kind for part in content), content)


def object_of(parts: Mapping[str, Value]) -> Value:
    """Return an object."""
    content = dict(sorted(parts.items()))
    return Value(kinds.object_of({name: part.kind for name, part in content.items()}), content)


def list_of(parts: Iterable[Value], element: Kind) -> Value:
    """Return a list of elements of one kind; ``element`` counts where there are none."""
    content = tuple(parts)
    return Value(kinds.list_of(content[0].kind if content else element), content)


def map_of(parts: Mapping[str, Value], element: Kind) -> Value:
    """Return a map of elements of one kind; ``element`` counts where there are none."""
    content = dict(sorted(parts.items()))
    kind = next(iter(content.values())).kind if content else element
    return Value(kinds.map_of(kind), content)


def set_of(parts: Iterable[Value], element: Kind) -> Value:
    """Return a set of elements of one kind, each once and in HCL's order: unknown and null ones last."""
    seen: dict[Any, Value] = {}
    uncertain: list[Value] = []
    for part in parts:
        if part.is_whole:
            seen.setdefault(part.key(), part)
        else:
            uncertain.append(part)
    content = (*sorted(seen.values(), key=_order), *uncertain)
    return Value(kinds.set_of(content[0].kind if content else element), content)


def _order(value: Value) -> tuple[bool, Any]:
    if value.is_null:
        return True, b""
    if value.kind in {NUMBER, BOOL}:
        return False, value.content
    return False, encode(value.content) if value.kind == TEXT else _hash_text(value)


def _hash_text(value: Value) -> bytes:
    """Return the text by which go-cty sorts sets of structures: an order without a meaning, but always the same."""
    if not value.is_present:
        return b"?" if value.is_null is False else b"~"
    if value.kind == TEXT:
        return encode(_go_quoted(value.content))
    if value.kind == NUMBER:
        return f"{value.content.to_float():.10g}".encode()
    if value.kind == BOOL:
        return b"T" if value.content else b"F"
    if value.kind.name == "map":
        inner = b"".join(_hash_text(key) + b":" + _hash_text(part) + b";" for key, part in value.elements())
        return b"{" + inner + b"}"
    inner = b"".join(_hash_text(part) + b";" for part in value.parts())
    return b"[" + inner + b"]" if value.kind.is_collection else b"<" + inner + b">"


def _go_quoted(content: str) -> str:
    named = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return '"' + "".join(named.get(char, char) for char in content) + '"'


def equal(left: Value, right: Value) -> bool | None:
    """Return whether two values are equal: of one kind and the same, or both null; ``None`` if nothing can know."""
    if not (left.is_known and right.is_known):
        # An unknown value of a certain kind can still be null, and all nulls are equal.
        certain = left.is_present or right.is_present
        return False if certain and not _could_match(left.kind, right.kind) else None
    if left.is_null or right.is_null:
        return left.is_null and right.is_null
    if left.kind != right.kind:
        whole = left.is_whole and right.is_whole
        return False if whole or not _could_match(left.kind, right.kind) else None
    if isinstance(left.content, (tuple, dict)):
        return _equal_parts(left, right)
    return bool(left.content == right.content)


def _equal_parts(left: Value, right: Value) -> bool | None:
    if len(left.content) != len(right.content):
        return False
    if left.kind.name == "set":
        same = {part.key() for part in left.content} == {part.key() for part in right.content}
        return same if left.is_whole and right.is_whole else None
    if isinstance(left.content, dict) and left.content.keys() != right.content.keys():
        return False
    for one, other in zip(left.parts(), right.parts(), strict=True):
        verdict = equal(one, other)
        if not verdict:
            return verdict
    return True


def _could_match(left: Kind, right: Kind) -> bool:
    """Whether values of two kinds can prove to be of one kind, once all of them is known."""
    if kinds.ANY in (left, right):
        return True
    if left.name != right.name or len(left.members) != len(right.members):
        return False
    if left.attributes.keys() != right.attributes.keys():
        return False
    pairs = [*zip(left.members, right.members, strict=True)]
    pairs += [(kind, right.attributes[name]) for name, kind in left.attributes.items()]
    if left.element and right.element:
        pairs.append((left.element, right.element))
    return all(_could_match(one, other) for one, other in pairs)
