"""What a command line asks for, as data: one field for each option."""

from __future__ import annotations

from enum import StrEnum

from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, Self

    from ctxsize.builder import Builder
    from ctxsize.fix.block import Source, Style
    from ctxsize.gate.verdict import FailOn


_ORDERED = {"output_format", "output"}
"""Which belongs to which depends on their order."""


class Color(StrEnum):
    """What ``--color`` takes."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Format(StrEnum):
    """What ``--format`` takes."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    GITLAB = "gitlab"
    MARKDOWN = "markdown"
    JUNIT = "junit"
    HTML = "html"
    CI = "ci"


class Options(Record):
    """The options of one run; :mod:`ctxsize.cli.options` says what each of them means.

    ``order`` names ``output_format`` and ``output`` as often as they were given, in that order.
    """

    path: str = "."
    file: str | None = None
    target: str | None = None
    build_arg: tuple[str, ...] = ()
    build_context: tuple[str, ...] = ()
    platform: str | None = None
    builder: Builder | None = None
    ref: str | None = None
    list_entries: bool = False
    null: bool = False
    excluded: bool = False
    no_excluded: bool = False
    why: tuple[str, ...] = ()
    top: int = 10
    output_format: tuple[Format, ...] = ()
    output: tuple[str, ...] = ()
    quiet: bool = False
    color: Color = Color.AUTO
    progress: bool = True
    fix: bool = False
    diff: bool = False
    source: Source | None = None
    style: Style | None = None
    unsafe_fixes: bool = False
    tidy: bool = False
    budget: str | None = None
    min_size: str | None = None
    max_files: int | None = None
    min_files: int | None = None
    fail_on: FailOn | None = None
    compare: str | None = None
    max_growth: str | None = None
    baseline: str | None = None
    write_baseline: bool = False
    config: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    order: tuple[str, ...] = ()

    @classmethod
    def of(cls, values: Mapping[str, Any], order: Iterable[str]) -> Self:
        """Return what was given as values by name, in this order; what is not there or ``None`` was not given."""
        default = cls._field_defaults
        found = {name: value for name, value in values.items() if name in default and value is not None}
        lists = {name: tuple(value) for name, value in found.items() if isinstance(value, list)}
        return cls().replace(**{**found, **lists, "order": tuple(name for name in order if name in _ORDERED)})
