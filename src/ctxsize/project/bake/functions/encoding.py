"""HCL's functions that encode, decode and hash."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Final

from ctxsize.golang.text import encode, runes
from ctxsize.project.bake import kinds, number, values
from ctxsize.project.bake.function import Function, FunctionError
from ctxsize.project.bake.kinds import ANY, BOOL, NUMBER, TEXT
from ctxsize.project.bake.values import Value

# Go writes these so that the text can stand in HTML and JavaScript.
_ESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_NAMESPACES: Final = {"dns": "NAMESPACE_DNS", "url": "NAMESPACE_URL", "oid": "NAMESPACE_OID", "x500": "NAMESPACE_X500"}


class _Literal(str):
    """A number of a JSON text, as it is written."""

    __slots__ = ()


def json_text(value: Value) -> str:
    """Return a value as JSON, as go-cty writes it; raises :class:`FunctionError` for infinity."""
    if value.is_null:
        return "null"
    if isinstance(value.content, dict):
        parts = [f"{_json_string(key.content)}:{json_text(part)}" for key, part in value.elements()]
        return "{" + ",".join(parts) + "}"
    if isinstance(value.content, tuple):
        return "[" + ",".join(map(json_text, value.parts())) + "]"
    if value.kind == NUMBER:
        if value.content.infinite:
            raise FunctionError("JSON has no infinity")
        return str(value.content.text())
    if value.kind == BOOL:
        return "true" if value.content else "false"
    return _json_string(value.content)


def _json_string(text: str) -> str:
    plain = json.dumps(runes(text), ensure_ascii=False)
    for char, escaped in _ESCAPED.items():
        plain = plain.replace(char, escaped)
    return plain


def from_json(text: str) -> Value:
    """Return the value that a JSON text describes: objects and tuples; raises :class:`FunctionError`."""
    return _from_python(parsed_json(text))


def parsed_json(text: str) -> Any:  # noqa: ANN401 (JSON is anything)
    """Return JSON as Python has it, with numbers as :class:`str` of a kind; raises :class:`FunctionError`."""

    def refuse(word: str) -> object:
        raise ValueError(word)

    try:
        return json.loads(text, parse_float=_Literal, parse_int=_Literal, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise FunctionError("this is not JSON") from error


def is_number(found: object) -> bool:
    """Whether a part of :func:`parsed_json` is a number."""
    return isinstance(found, _Literal)


def _from_python(found: Any) -> Value:  # noqa: ANN401 (JSON is anything)
    if found is None:
        return values.NULL
    if isinstance(found, bool):
        return values.truth(found)
    if isinstance(found, _Literal):
        parsed = number.parse(found)
        if parsed is None:
            raise FunctionError("this is not a number that HCL can hold")
        return values.number(parsed)
    if isinstance(found, str):
        return values.text(runes(found))
    if isinstance(found, list):
        return values.tuple_of([_from_python(part) for part in found])
    return values.object_of({runes(name): _from_python(part) for name, part in found.items()})


def csv_records(text: str) -> list[list[str]]:
    """Return the records of a CSV text by Go's strict rules; raises :class:`FunctionError`."""
    found: list[list[str]] = []
    at = 0
    while at < len(text):
        if text.startswith(("\n", "\r\n"), at):
            at += 1 if text[at] == "\n" else 2
            continue
        record: list[str] = []
        more = True
        while more:
            field, at = _csv_field(text, at)
            record.append(field)
            more = text.startswith(",", at)
            at += more
        at += len(_line_end(text, at))
        found.append(record)
    return found


def _line_end(text: str, at: int) -> str:
    return "\r\n" if text.startswith("\r\n", at) else text[at : at + 1]


def _csv_field(text: str, at: int) -> tuple[str, int]:
    if text.startswith('"', at):
        end = at + 1
        while True:
            end = text.find('"', end)
            if end < 0:
                raise FunctionError("a quote of the CSV text is not closed")
            if not text.startswith('""', end):
                break
            end += 2
        behind = text[end + 1 : end + 2]
        if behind not in {"", ",", "\n"} and not text.startswith("\r\n", end + 1):
            raise FunctionError("a quote stands in the middle of a CSV field")
        return text[at + 1 : end].replace('""', '"').replace("\r\n", "\n"), end + 1
    end = at
    while end < len(text) and text[end] not in ",\n":
        if text[end] == '"':
            raise FunctionError("a quote stands in the middle of a CSV field")
        end += 1
    # A carriage return belongs to the line's end.
    if text.startswith("\n", end) and end > at and text[end - 1] == "\r":
        end -= 1
    return text[at:end], end


def _csvdecode(given: Sequence[Value]) -> Value:
    records = csv_records(given[0].content)
    if not records:
        raise FunctionError("the CSV text has no line with names")
    names = records[0]
    if len(set(names)) < len(names):
        raise FunctionError("a column's name comes twice in the CSV text")
    if any(len(record) != len(names) for record in records):
        raise FunctionError("the records of the CSV text differ in length")
    rows = [values.object_of(dict(zip(names, map(values.text, record), strict=True))) for record in records[1:]]
    return values.list_of(rows, kinds.object_of(dict.fromkeys(names, TEXT)))


def _base64decode(given: Sequence[Value]) -> Value:
    import base64  # few files decode anything  # noqa: PLC0415

    text = given[0].content.replace("\r", "").replace("\n", "")
    try:
        data = base64.b64decode(text, validate=True)
        return values.text(data.decode("utf-8"))
    except ValueError as error:
        raise FunctionError("this is not base64 of a text") from error


def _base64encode(given: Sequence[Value]) -> Value:
    import base64  # see above  # noqa: PLC0415

    return values.text(base64.b64encode(encode(given[0].content)).decode())


def _hash(name: str) -> Function:
    def run(given: Sequence[Value]) -> Value:
        import hashlib  # see above  # noqa: PLC0415

        return values.text(hashlib.new(name, encode(given[0].content), usedforsecurity=False).hexdigest())

    return Function(run, (TEXT,), result=TEXT)


def _uuidv5(given: Sequence[Value]) -> Value:
    import uuid  # see above  # noqa: PLC0415

    space, name = given[0].content, given[1].content
    try:
        base = getattr(uuid, _NAMESPACES[space]) if space in _NAMESPACES else uuid.UUID(space)
    except ValueError as error:
        raise FunctionError("the namespace is dns, url, oid, x500 or a UUID") from error
    return values.text(str(uuid.uuid5(base, name)))


def _unknown_text(_: Sequence[Value]) -> Value:
    return values.unknown(TEXT)


def _bytes(_: Sequence[Value]) -> Value:
    raise FunctionError("it takes bytes, which no file can make")


def _on_json(make: Callable[[Value], Value]) -> Callable[[Sequence[Value]], Value]:
    return lambda given: make(given[0])


FUNCTIONS = {
    "jsonencode": Function(
        _on_json(lambda value: values.text(json_text(value)) if value.is_whole else values.unknown(TEXT)),
        (ANY,),
        result=TEXT,
        nulls=True,
        unknowns=True,
    ),
    "jsondecode": Function(_on_json(lambda value: from_json(value.content)), (TEXT,)),
    "csvdecode": Function(_csvdecode, (TEXT,)),
    "base64decode": Function(_base64decode, (TEXT,), result=TEXT),
    "base64encode": Function(_base64encode, (TEXT,), result=TEXT),
    "md5": _hash("md5"),
    "sha1": _hash("sha1"),
    "sha256": _hash("sha256"),
    "sha512": _hash("sha512"),
    "uuidv5": Function(_uuidv5, (TEXT, TEXT), result=TEXT),
    # Never the same twice, or known to whoever has the key.
    "uuidv4": Function(_unknown_text, (), result=TEXT),
    "bcrypt": Function(_unknown_text, (TEXT,), NUMBER, TEXT),
    "rsadecrypt": Function(_unknown_text, (TEXT, TEXT), result=TEXT),
    "byteslen": Function(_bytes, (ANY,), result=NUMBER),
    "bytesslice": Function(_bytes, (ANY, NUMBER, NUMBER)),
}
