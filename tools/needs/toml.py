"""Plain data as TOML: one row a line, tables in the order that they were given."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

Value = str | bool | int | Sequence["Value"] | Mapping[str, "Value"]
_WIDTH = 120


def dumps(data: Value) -> str:
    """Return a mapping as TOML; a list of mappings at its top becomes an array of tables."""
    assert isinstance(data, Mapping)
    plain = [(key, value) for key, value in data.items() if not _is_tables(value)]
    text = "".join(f"{key} = {_shown(value)}\n" for key, value in plain)
    for key, value in data.items():
        if _is_tables(value):
            assert isinstance(value, Sequence)
            for one in value:
                assert isinstance(one, Mapping)
                text += f"\n[[{key}]]\n" + "".join(f"{name} = {_long(held)}\n" for name, held in one.items())
    return text


def _is_tables(value: Value) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _long(value: Value) -> str:
    """Return a value; a long list with one item a line, or as many as a line takes if they are texts."""
    shown = _shown(value)
    if not isinstance(value, Sequence) or isinstance(value, str) or (len(shown) < _WIDTH and not _is_tables(value)):
        return shown
    if _is_tables(value):
        return "[\n" + "".join(f"  {_shown(one)},\n" for one in value) + "]"
    lines, line = [], " "
    for one in value:
        if len(line) + len(_shown(one)) > _WIDTH:
            lines, line = [*lines, line], " "
        line += f" {_shown(one)},"
    return "[\n" + "\n".join([*lines, line]) + "\n]"


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_shown(held)}" for key, held in value.items()) + " }"
    return "[" + ", ".join(_shown(one) for one in value) + "]"


def _key(key: str) -> str:
    return key if key.replace("-", "").replace("_", "").isalnum() else json.dumps(key)
