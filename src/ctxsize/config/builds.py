"""``[[tool.ctxsize.build]]``: builds that no Compose or Bake file defines, or whose context none of them says."""

from __future__ import annotations

import os

from ctxsize.config.inputs import INPUT_KEYS, build_inputs
from ctxsize.config.settings import BuildInputs
from ctxsize.display.escaping import quoted
from ctxsize.project.definition import BuildDefinition, Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ctxsize.config.table import TableReader

BUILD_KEYS = ("name", "context", *(key for key in INPUT_KEYS if key != "builder"))


def configured_build(
    reader: TableReader, table: Mapping[str, Any], at: tuple[str | int, ...], defaults: BuildInputs | None
) -> BuildDefinition:
    """Return the build that a table describes; what it leaves out is what the configuration says of the single build.

    Raises:
        UsageError: if a value can't be, or a path leads out of the repository.

    """
    own = build_inputs(reader, table, at) or BuildInputs(directory=reader.directory)
    above = defaults or BuildInputs(directory=reader.directory)
    context = reader.text_of(table, at, "context") or "."
    root = reader.require_inside(context, (*at, "context"))
    if not os.path.isdir(root):
        reader.wrong(
            (*at, "context"), f"context {quoted(context)}: no such directory. Its path is relative to this file"
        )
    dockerfile = own.dockerfile or above.dockerfile
    return BuildDefinition(
        name=reader.text_of(table, at, "name") or _name(reader.directory, context, dockerfile),
        origin=Origin(reader.file, reader.line_of(at)),
        context=root,
        dockerfile=dockerfile,
        target=own.target or above.target,
        args=tuple({**dict(above.build_args), **dict(own.build_args)}.items()),
        contexts=tuple({**dict(above.build_contexts), **dict(own.build_contexts)}.items()),
        platforms=own.platform or above.platform,
    )


def _name(directory: str, context: str, dockerfile: str | None) -> str:
    """Return what a build without a name is called: as it would be without the table."""
    if dockerfile is None:
        return os.path.normpath(os.path.join(context, "Dockerfile"))
    return os.path.relpath(dockerfile, directory)
