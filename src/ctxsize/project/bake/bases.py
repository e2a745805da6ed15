"""Contexts relative to the file that names them, which the newest Bake has on request.

Without ``BUILDX_BAKE_FILE_RELATIVE_PATHS`` every path is relative to the working directory.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Final

from ctxsize.golang import paths
from ctxsize.project.bake import values
from ctxsize.project.bake.builds import is_remote
from ctxsize.project.bake.kinds import TEXT
from ctxsize.project.bake.values import Value

_SPECIAL: Final = ("cwd://", "target:", "docker-image:", "oci-layout://")


def rebased(arguments: Mapping[str, Value], file: str, referred: str | None) -> dict[str, Value]:
    """Return a target's arguments with contexts relative to the directory of ``file``.

    ``referred`` is the file of the target whose context this one takes over with ``target.NAME.context``.
    """
    base = posixpath.dirname(file)
    context = arguments.get("context")
    changed = dict(arguments)
    if context is None:
        changed["default-context"] = values.text(base or ".")
    else:
        changed["context"] = _joined(context, base if referred is None else posixpath.dirname(referred))
    contexts = arguments.get("contexts")
    if contexts is not None and contexts.is_present:
        content = {name: _joined(value, base) for name, value in contexts.content.items()}
        changed["contexts"] = values.map_of(content, TEXT)
    return changed


def _joined(value: Value, base: str) -> Value:
    path = value.content
    if not value.is_present or not path or path.startswith(("/", *_SPECIAL)) or is_remote(path):
        return value
    return values.text(paths.join(base, path) if base else path)
