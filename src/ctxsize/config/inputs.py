"""The build that a configuration describes: its Dockerfile, target, arguments and contexts."""

from __future__ import annotations

import os

from ctxsize.builder import Builder
from ctxsize.config.settings import BuildInputs
from ctxsize.display.escaping import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from ctxsize.config.table import TableReader

INPUT_KEYS = ("dockerfile", "target", "builder", "platform", "build-args", "build-contexts")
_NOT_PATHS = ("docker-image://", "oci-layout://", "http://", "https://", "git://", "ssh://", "git@")


def build_inputs(reader: TableReader, table: Mapping[str, Any], at: tuple[str | int, ...]) -> BuildInputs | None:
    """Return what a table says of a build, paths made absolute; ``None`` if it says nothing.

    Raises:
        UsageError: if a value can't be, or a path leads out of the repository.

    """
    if not any(key in table for key in INPUT_KEYS):
        return None
    dockerfile = reader.text_of(table, at, "dockerfile")
    if dockerfile is not None:
        reader.dockerfile_of(dockerfile, at)
        # Its links stay: which of them the builder follows is the builder's own matter.
        dockerfile = os.path.normpath(os.path.join(reader.directory, dockerfile))
    return BuildInputs(
        directory=reader.directory,
        dockerfile=dockerfile,
        target=reader.text_of(table, at, "target"),
        builder=_builder(reader, table, at),
        platform=_platform(reader, table, at),
        build_args=tuple(_texts(reader, table, at, "build-args", 'VERSION = "1"')),
        build_contexts=tuple(
            (name, _location(reader, where, (*at, "build-contexts", name)))
            for name, where in _texts(reader, table, at, "build-contexts", 'common = "../common"')
        ),
    )


def _builder(reader: TableReader, table: Mapping[str, Any], at: tuple[str | int, ...]) -> Builder | None:
    value = reader.text_of(table, at, "builder")
    names = [builder.value for builder in Builder]
    if value is not None and value not in names:
        reader.wrong((*at, "builder"), f"builder {quoted(value)} is not known. Write {' or '.join(names)}")
    return None if value is None else Builder(value)


def _platform(reader: TableReader, table: Mapping[str, Any], at: tuple[str | int, ...]) -> tuple[str, ...]:
    value = table.get("platform", [])
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        reader.wrong(
            (*at, "platform"), 'platform must be a string or a list of strings. Write platform = "linux/amd64"'
        )
    return tuple(value)


def _texts(
    reader: TableReader, table: Mapping[str, Any], at: tuple[str | int, ...], key: str, example: str
) -> Sequence[tuple[str, str]]:
    rows = table.get(key, {})
    if not isinstance(rows, dict) or not all(isinstance(value, str) for value in rows.values()):
        reader.wrong((*at, key), f"{key} must be a table of strings. Write {key} = {{ {example} }}")
    return [*rows.items()]


def _location(reader: TableReader, where: str, at: tuple[str | int, ...]) -> str:
    """Return a named context as ``--build-context`` takes it."""
    if where.startswith(_NOT_PATHS):
        return where
    full = reader.require_inside(where, at)
    if not os.path.isdir(full):
        reader.wrong(at, f"{at[-1]} {quoted(where)}: no such directory. Its path is relative to this file")
    return full
