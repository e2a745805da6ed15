"""The functions of Bake's HCL, by name (go-cty's standard library, and what Bake adds to it)."""

from __future__ import annotations

from ctxsize.project.bake import values
from ctxsize.project.bake.function import Function
from ctxsize.project.bake.functions import (
    dates,
    encoding,
    formatting,
    lists,
    matching,
    network,
    numeric,
    sets,
    text,
    versions,
)
from ctxsize.project.bake.kinds import TEXT

_ROOMS = (dates, encoding, formatting, lists, matching, network, numeric, sets, text, versions)


def standard(home: str | None) -> dict[str, Function]:
    """Return all functions that take values; ``home`` is what ``homedir()`` gives, unknown without one."""
    directory = values.text(home) if home else values.unknown(TEXT)
    found: dict[str, Function] = {"homedir": Function(lambda _: directory, (), result=TEXT)}
    for room in _ROOMS:
        found |= room.FUNCTIONS
    return found
