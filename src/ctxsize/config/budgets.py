"""``[[tool.ctxsize.budget]]``: limits, and the builds, contexts and paths that they are for."""

from __future__ import annotations

import os

from ctxsize.config.settings import near
from ctxsize.config.table import kind_of
from ctxsize.display.escaping import quoted
from ctxsize.display.sizes import QuantityError
from ctxsize.errors import BuildRefusedError
from ctxsize.files.read import read_within
from ctxsize.gate.budget import Budget, Limit
from ctxsize.golang import paths
from ctxsize.ignore.parse import pattern_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from ctxsize.config.table import TableReader

BUDGET_KEYS = (
    *("dockerfile", "target", "service", "build", "context", "path"),
    *("max-size", "min-size", "max-files", "min-files", "message"),
)
_LIMITS = ("max-size", "min-size", "max-files", "min-files")


def read_budget(reader: TableReader, table: Any, at: tuple[str | int, ...], origin: str | None) -> Budget:  # noqa: ANN401 (whatever a document holds)
    """Return the budget that a table describes; ``origin`` is where it stands, ``None`` for its first key."""
    if not isinstance(table, dict):
        reader.wrong(at, f"budget must be a table, not {kind_of(table)}")
    reader.require_known(table, at, BUDGET_KEYS)
    limits = tuple(_limit(reader, table, at, name) for name in _LIMITS if name in table)
    if not limits:
        reader.wrong(at, f"this budget has no limit. Add one of {', '.join(_LIMITS)}")
    for what in ("size", "files"):
        _range(reader, limits, at, what)
    dockerfile = reader.text_of(table, at, "dockerfile")
    target = reader.text_of(table, at, "target")
    context = reader.text_of(table, at, "context")
    full = reader.dockerfile_of(dockerfile, at) if dockerfile is not None else None
    if full is not None and target is not None:
        _check_target(reader, full, target, at)
    return Budget(
        origin=reader.place(at) if origin is None else origin,
        limits=limits,
        dockerfile=full,
        shown_dockerfile=near(os.path.join(reader.directory, dockerfile)) if dockerfile is not None else "",
        target=target,
        service=reader.text_of(table, at, "service"),
        build=reader.text_of(table, at, "build"),
        context=reader.require_inside(context, (*at, "context")) if context is not None else None,
        shown_context=near(os.path.join(reader.directory, context)) if context is not None else "",
        path=_pattern(reader, table, at),
        message=reader.text_of(table, at, "message") or "",
    )


def _limit(reader: TableReader, table: Mapping[str, Any], at: Sequence[str | int], name: str) -> Limit:
    value = table[name]
    number = isinstance(value, int) and not isinstance(value, bool)
    if number and value < 0:
        reader.wrong((*at, name), f"{name} can't be negative. Write 0 or more")
    if name.endswith("files"):
        if not number:
            reader.wrong((*at, name), f"{name} must be a whole number, not {kind_of(value)}. Write {name} = 3000")
        return Limit(name=name, value=value, text=f"{value:,}")
    if number:
        return Limit.of_size(name, str(value))
    if not isinstance(value, str):
        reader.wrong((*at, name), f'{name} must be a size, not {kind_of(value)}. Write {name} = "20MB"')
    try:
        return Limit.of_size(name, value)
    except QuantityError as error:
        reader.wrong((*at, name), f"{name} {quoted(value)}: {str(error).rstrip('.')}")


def _range(reader: TableReader, limits: Iterable[Limit], at: Sequence[str | int], what: str) -> None:
    named = {limit.name: limit for limit in limits}
    least, most = named.get(f"min-{what}"), named.get(f"max-{what}")
    if least is not None and most is not None and least.value > most.value:
        reader.wrong(
            (*at, least.name),
            f"{least.name} {least.text} is above {most.name} {most.text}, so no build can pass. Lower it, or raise {most.name}",
        )


def _check_target(reader: TableReader, dockerfile: str, target: str, at: Sequence[str | int]) -> None:
    """Refuse a target that the Dockerfile does not have: its budget would be skipped for ever, and in silence."""
    from ctxsize.dockerfile.parser.parse import parse  # noqa: PLC0415 (only for a budget of both)
    from ctxsize.dockerfile.usage import usage  # noqa: PLC0415

    try:
        data = read_within(dockerfile, reader.within)
    except OSError as error:
        reader.wrong((*at, "dockerfile"), f"dockerfile {quoted(dockerfile)}: {error.strerror}. Name another file")
    refusals = []
    for asked in (None, target):
        try:
            usage(parse(data, dockerfile), target=asked, build_args={}, platform=None)
            refusals.append("")
        except BuildRefusedError as refusal:
            refusals.append(str(refusal).partition(": ")[2])
    # A Dockerfile that is refused whatever the target is none of the configuration's concern.
    if refusals[1] and not refusals[0]:
        reader.wrong((*at, "target"), f"target {quoted(target)}: {refusals[1].rstrip('.')}")


def _pattern(reader: TableReader, table: Mapping[str, Any], at: Sequence[str | int]) -> str | None:
    value = reader.text_of(table, at, "path")
    if value is None:
        return None
    try:
        parsed = pattern_of(value)
    except paths.BadPatternError:
        reader.wrong((*at, "path"), f"path {quoted(value)} is a malformed pattern. Write it as in an ignore file")
    if parsed is not None and parsed.exception:
        reader.wrong((*at, "path"), f"path {quoted(value)} is an exception. Write the pattern without !")
    return value
