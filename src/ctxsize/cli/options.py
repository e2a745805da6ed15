"""Every option, declared once, and what a command line asks for: one field for each of them.

A new option is one field here. Typer, the fast parser, ``--help`` and the README's table follow.
"""

from __future__ import annotations

from ctxsize.builder import Builder
from ctxsize.cli.option import (
    BUILD,
    CONFIGURATION,
    FIX,
    GATE,
    PROOF,
    REPOSITORY,
    SEE,
    Color,
    Format,
    Option,
    Shell,
    Task,
    option,
)
from ctxsize.dockerfile.engine import Driver
from ctxsize.fix.block import Source, Style
from ctxsize.gate.verdict import FailOn
from ctxsize.prove.statement import Level
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, Self

__all__ = ["OPTIONS", "PRINTING", "Color", "Format", "Options"]

_ORDERED = frozenset({"output_format", "output"})
"""Which file belongs to which format depends on their order."""
_ROWS = 10
_NOT_LISTED = (Task.REPORT, Task.WHY, Task.FIX)
_OF_ALL = (Task.REPORT, Task.WHY, Task.LIST, Task.FIX)
_DEFINED = (*_OF_ALL, Task.BUILDS)
_PROVE = (Task.PROVE, Task.FIX)
_NO_REPORT = (Format.TEXT, Format.JSON)
_WITH_TABLES = (Format.TEXT, Format.JSON, Format.MARKDOWN, Format.HTML, Format.CI)


class Options(Record):
    """The options of one run.

    ``order`` names ``output_format`` and ``output`` as often as they were given, in that order.
    """

    paths: tuple[str, ...] = ()
    file: str | None = option(
        *("--file", "-f"),
        everyday=True,
        panel=BUILD,
        metavar="FILE",
        help="Dockerfile; default PATH/Dockerfile; - reads stdin.",
    )
    target: str | None = option(
        "--target", everyday=True, panel=BUILD, metavar="STAGE", help="Stage to build; default the last one."
    )
    build_arg: tuple[str, ...] = option(
        "--build-arg", everyday=True, panel=BUILD, metavar="K=V", default=(), help="Same as docker build's; repeatable."
    )
    build_context: tuple[str, ...] = option(
        "--build-context",
        panel=BUILD,
        metavar="NAME=PATH",
        default=(),
        help="A named context, same as docker build's; repeatable.",
    )
    platform: tuple[str, ...] = option(
        "--platform",
        panel=BUILD,
        metavar="OS/ARCH",
        default=(),
        help="Same as docker build's; repeat it, or use commas.",
    )
    builder: Builder | None = option(
        "--builder",
        everyday=True,
        panel=BUILD,
        choices=Builder,
        help="Which builder to report; default buildkit.",
    )
    ref: str | None = option(
        "--ref",
        panel=BUILD,
        metavar="REF",
        tasks=(Task.REPORT, Task.WHY, Task.LIST),
        help="Analyze a git commit instead of the working tree.",
    )
    engine: str | None = option(
        "--engine",
        panel=BUILD,
        metavar="VERSION",
        help="The Docker Engine to answer for, such as 28.5; default the newest.",
    )
    driver: Driver | None = option(
        "--driver",
        panel=BUILD,
        choices=Driver,
        help="BuildKit in dockerd (docker) or in a container; default from BUILDX_BUILDER.",
    )
    allow: tuple[str, ...] = option(
        "--allow",
        panel=BUILD,
        metavar="ENTITLEMENT",
        default=(),
        help="Same as docker build's: network.host, security.insecure; repeatable.",
    )

    all_builds: bool = option(
        "--all",
        everyday=True,
        panel=REPOSITORY,
        default=False,
        tasks=_OF_ALL,
        help="All builds that PATH defines: Compose, Bake, Dockerfiles.",
    )
    builds: bool = option(
        "--builds",
        everyday=True,
        panel=REPOSITORY,
        default=False,
        tasks=(Task.BUILDS,),
        formats=_NO_REPORT,
        help="List the builds that PATH defines; no analysis.",
    )
    service: tuple[str, ...] = option(
        "--service",
        panel=REPOSITORY,
        metavar="NAME",
        default=(),
        tasks=_DEFINED,
        help="Only this service of the Compose files, with what it links; repeatable.",
    )
    bake_target: tuple[str, ...] = option(
        "--bake-target",
        panel=REPOSITORY,
        metavar="NAME",
        default=(),
        tasks=_DEFINED,
        help="Only this target or group of the Bake files; repeatable.",
    )
    profile: tuple[str, ...] = option(
        "--profile",
        panel=REPOSITORY,
        metavar="NAME",
        default=(),
        tasks=_DEFINED,
        help="Same as docker compose's; repeatable.",
    )
    env_file: tuple[str, ...] = option(
        "--env-file",
        panel=REPOSITORY,
        metavar="FILE",
        default=(),
        tasks=_DEFINED,
        help="Same as docker compose's; repeatable.",
    )
    project_directory: str | None = option(
        "--project-directory",
        panel=REPOSITORY,
        metavar="DIR",
        tasks=_DEFINED,
        help="Same as docker compose's.",
    )
    overrides: tuple[str, ...] = option(
        "--set",
        panel=REPOSITORY,
        metavar="T.KEY=V",
        default=(),
        tasks=_DEFINED,
        help="Same as docker buildx bake's; repeatable.",
    )

    full: bool = option(
        "--full",
        everyday=True,
        panel=SEE,
        default=False,
        tasks=(Task.REPORT,),
        formats=(Format.TEXT, Format.CI),
        help="Every table, and every finding with its reason.",
    )
    statistics: bool = option(
        "--statistics",
        panel=SEE,
        default=False,
        tasks=(Task.REPORT,),
        formats=(Format.TEXT, Format.CI),
        help="Findings and bytes for each rule, instead of the report.",
    )
    list_entries: bool = option(
        *("--list", "-l"),
        everyday=True,
        panel=SEE,
        default=False,
        tasks=(Task.LIST,),
        formats=_NO_REPORT,
        help="List the received entries, in walk order.",
    )
    null: bool = option(
        *("--null", "-0"),
        panel=SEE,
        default=False,
        tasks=(Task.LIST,),
        formats=(Format.TEXT,),
        help="With --list: end each entry with NUL.",
    )
    excluded: bool = option(
        "--excluded",
        panel=SEE,
        default=False,
        tasks=(Task.LIST,),
        formats=(Format.TEXT,),
        help="With --list: the excluded paths, each with the line that excludes it.",
    )
    no_excluded: bool = option(
        "--no-excluded",
        panel=SEE,
        default=False,
        tasks=_NOT_LISTED,
        help="Do not look into excluded directories: faster, but their sizes stay unknown.",
    )
    why: tuple[str, ...] = option(
        "--why",
        everyday=True,
        panel=SEE,
        metavar="PATH",
        default=(),
        tasks=(Task.WHY, Task.REPORT),
        formats=(Format.TEXT, Format.JSON, Format.CI),
        help="Is PATH received, and why; repeatable.",
    )
    top: int | None = option(
        "--top",
        panel=SEE,
        metavar="N",
        least=0,
        tasks=(Task.REPORT,),
        formats=_WITH_TABLES,
        help="Rows in each table; implies --full; default 10.",
    )
    output_format: tuple[Format, ...] = option(
        "--format",
        everyday=True,
        panel=SEE,
        choices=Format,
        default=(),
        tasks=tuple(Task),
        help="Output format; repeat with -o FILE for several.",
    )
    output: tuple[str, ...] = option(
        *("--output", "-o"),
        everyday=True,
        panel=SEE,
        metavar="FILE",
        default=(),
        tasks=_NOT_LISTED,
        help="File for the --format next to it; default stdout.",
    )
    quiet: bool = option(
        *("--quiet", "-q"),
        panel=SEE,
        default=False,
        tasks=(Task.REPORT,),
        formats=(Format.TEXT, Format.CI),
        help="Print only what fails (text report).",
    )
    color: Color = option(
        "--color",
        panel=SEE,
        choices=Color,
        default=Color.AUTO,
        help="Colour in the text report; NO_COLOR is honoured.",
    )
    no_color: bool = option("--no-color", panel=SEE, default=False, tasks=tuple(Task), help="Same as --color never.")
    progress: bool = option(
        "--progress",
        off="--no-progress",
        panel=SEE,
        default=True,
        help="Show progress on standard error during long runs.",
    )

    fix: bool = option(
        "--fix",
        everyday=True,
        panel=FIX,
        default=False,
        tasks=(Task.FIX,),
        formats=_NO_REPORT,
        help="Write the ignore file: only lines that cannot break the build.",
    )
    diff: bool = option(
        "--diff",
        everyday=True,
        panel=FIX,
        default=False,
        tasks=(Task.FIX,),
        formats=_NO_REPORT,
        help="Show what --fix would write, as a unified diff.",
    )
    source: Source | None = option(
        "--source",
        panel=FIX,
        choices=Source,
        tasks=(Task.FIX,),
        help="Where lines come from: git's ignore files, the rules, or both (default).",
    )
    style: Style | None = option(
        "--style",
        panel=FIX,
        choices=Style,
        tasks=(Task.FIX,),
        help="deny: lines that exclude (default); allow: * and exceptions for what the Dockerfile copies.",
    )
    unsafe_fixes: bool = option(
        "--unsafe-fixes",
        everyday=True,
        panel=FIX,
        default=False,
        tasks=(Task.FIX,),
        help="Also add lines that may change the build.",
    )
    tidy: bool = option(
        "--tidy",
        panel=FIX,
        default=False,
        tasks=(Task.FIX,),
        help="Also delete your own redundant lines.",
    )

    prove: bool = option(
        "--prove",
        panel=PROOF,
        default=False,
        tasks=_PROVE,
        formats=_NO_REPORT,
        help="Build with your own Docker: does the image stay the same? Alone for the ignore file as it is, or with --fix, --diff.",
    )
    prove_level: Level | None = option(
        "--prove-level",
        panel=PROOF,
        choices=Level,
        tasks=_PROVE,
        help="same: the image is unchanged (default); less: it may lack what the lines exclude.",
    )
    prove_time: str | None = option(
        "--prove-time",
        panel=PROOF,
        metavar="TIME",
        tasks=_PROVE,
        help="Time for all builds of a proof, as 90s, 10m or 1h; default 10m.",
    )
    prove_builds: int | None = option(
        "--prove-builds",
        panel=PROOF,
        metavar="N",
        least=3,
        tasks=_PROVE,
        help="Builds of a proof at most; default 12, with --style allow 60.",
    )
    docker_option: tuple[str, ...] = option(
        "--docker-option",
        panel=PROOF,
        metavar="ARG",
        default=(),
        tasks=_PROVE,
        help="An option for docker buildx build, such as --docker-option=--secret=id=npm,src=.npmrc; repeatable.",
    )
    yes: bool = option(
        "--yes",
        panel=PROOF,
        default=False,
        tasks=_PROVE,
        help="Build without asking; needed where there is no terminal.",
    )

    budget: str | None = option(
        "--budget",
        everyday=True,
        panel=GATE,
        metavar="SIZE",
        tasks=_NOT_LISTED,
        help="Transfer bytes at most; 50MB decimal, 50MiB binary.",
    )
    budget_total: str | None = option(
        "--budget-total",
        panel=GATE,
        metavar="SIZE",
        tasks=_NOT_LISTED,
        help="Transfer bytes of all builds together at most; goes with --all.",
    )
    min_size: str | None = option(
        "--min-size", panel=GATE, metavar="SIZE", tasks=_NOT_LISTED, help="Transfer bytes at least."
    )
    max_files: int | None = option(
        "--max-files",
        panel=GATE,
        metavar="N",
        least=0,
        tasks=_NOT_LISTED,
        help="Received files at most.",
    )
    min_files: int | None = option(
        "--min-files", panel=GATE, metavar="N", least=0, tasks=_NOT_LISTED, help="Received files at least."
    )
    fail_on: FailOn | None = option(
        "--fail-on",
        everyday=True,
        panel=GATE,
        choices=FailOn,
        tasks=_NOT_LISTED,
        help="Fail on findings from this level; default error.",
    )
    compare: str | None = option(
        "--compare",
        everyday=True,
        panel=GATE,
        metavar="REF",
        tasks=(Task.REPORT, Task.WHY),
        help="What HEAD adds since its merge base with a branch.",
    )
    max_growth: str | None = option(
        "--max-growth",
        everyday=True,
        panel=GATE,
        metavar="SIZE|PERCENT",
        tasks=_NOT_LISTED,
        help="Allowed growth since --compare or the baseline.",
    )
    baseline: str | None = option(
        "--baseline",
        everyday=True,
        panel=GATE,
        metavar="FILE",
        tasks=_NOT_LISTED,
        help="Known findings and sizes, which do not fail.",
    )
    write_baseline: bool = option(
        "--write-baseline",
        panel=GATE,
        default=False,
        tasks=_NOT_LISTED,
        help="Write the current findings and sizes to --baseline; default .ctxsize-baseline.json.",
    )

    init: bool = option(
        "--init",
        everyday=True,
        panel=CONFIGURATION,
        default=False,
        tasks=(Task.INIT,),
        formats=(Format.TEXT,),
        help="Write .ctxsize.toml: a budget a tenth above today.",
    )
    config: str | None = option(
        "--config",
        everyday=True,
        panel=CONFIGURATION,
        metavar="FILE",
        tasks=_NOT_LISTED,
        help="Default: [tool.ctxsize] in pyproject.toml, else .ctxsize.toml, from PATH up to the repository root.",
    )
    select: tuple[str, ...] = option(
        "--select",
        everyday=True,
        panel=CONFIGURATION,
        metavar="CODES",
        default=(),
        tasks=_NOT_LISTED,
        help="Run only these rules: codes, prefixes, names.",
    )
    ignore: tuple[str, ...] = option(
        "--ignore",
        everyday=True,
        panel=CONFIGURATION,
        metavar="CODES",
        default=(),
        tasks=_NOT_LISTED,
        help="Rules to turn off; written as for --select.",
    )
    order: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows each table has."""
        return _ROWS if self.top is None else self.top

    @property
    def wants_color(self) -> bool | None:
        """Whether colour is wanted; ``None`` for as the terminal can."""
        return {Color.AUTO: None, Color.ALWAYS: True, Color.NEVER: False}[self.color] if not self.no_color else False

    @property
    def chooses_defined(self) -> bool:
        """Whether an option chooses among the builds that the repository defines, all or some."""
        chosen = (*self.service, *self.bake_target, *self.profile, *self.env_file, *self.overrides)
        return self.all_builds or bool(chosen) or self.project_directory is not None

    @property
    def path(self) -> str:
        """The build context root."""
        return self.paths[0] if self.paths else "."

    @classmethod
    def of(cls, values: Mapping[str, Any], order: Iterable[str]) -> Self:
        """Return what was given.

        Args:
            values: by name of the field; ``None`` was not given.
            order: the names of the fields in the order in which they were given, as often as they were given.

        """
        given = {name: value for name, value in values.items() if name in cls._field_defaults and value is not None}
        lists = {name: tuple(value) for name, value in given.items() if isinstance(value, list)}
        return cls().replace(**{**given, **lists, "order": tuple(name for name in order if name in _ORDERED)})


OPTIONS: dict[str, Option] = {
    field: declared for field, declared in Options._field_defaults.items() if isinstance(declared, Option)
}
"""The options by the names of their fields."""
Options._field_defaults.update({field: declared.default for field, declared in OPTIONS.items()})


def _schema(_: str) -> str:
    from importlib.resources import files  # noqa: PLC0415 (only here)

    return files("ctxsize").joinpath("data/report.schema.json").read_text("utf-8")


def _page(code: str) -> str:
    from ctxsize.rules.pages import page  # noqa: PLC0415 (only to read one)
    from ctxsize.rules.selection import rule_of  # noqa: PLC0415

    return page(rule_of(code))


def _version(_: str) -> str:
    from ctxsize.context.native import form  # noqa: PLC0415 (only here)
    from ctxsize.version import __version__  # noqa: PLC0415 (only here)

    return f"ctxsize {__version__} ({form()})\n"


def _help(_: str) -> str:
    from ctxsize.cli.help import short_help  # noqa: PLC0415 (only here)

    return short_help([*OPTIONS.values(), *PRINTING.values()])


def _help_all(_: str) -> str:
    from ctxsize.cli.help import long_help  # noqa: PLC0415 (only here)

    return long_help([*OPTIONS.values(), *PRINTING.values()])


def _completion(shell: str) -> str:
    from typer._completion_shared import get_completion_script  # noqa: PLC0415 (only here; Typer has no other way)

    return get_completion_script(prog_name="ctxsize", complete_var="_CTXSIZE_COMPLETE", shell=shell) + "\n"


PRINTING: dict[str, Option] = {
    "rule": Option(
        names=("--rule",),
        panel=CONFIGURATION,
        metavar="CODE",
        prints=_page,
        everyday=True,
        help="Print the page of a rule, by code or name.",
    ),
    "json_schema": Option(
        names=("--json-schema",),
        panel=CONFIGURATION,
        default=False,
        prints=_schema,
        help="Print the JSON Schema of --format json.",
    ),
    "completion": Option(
        names=("--completion",),
        panel=CONFIGURATION,
        choices=Shell,
        prints=_completion,
        help="Print the completion script of a shell; --install-completion installs it for yours.",
    ),
    "version": Option(
        names=("--version", "-V"), panel=CONFIGURATION, default=False, prints=_version, help="Print the version."
    ),
    "help": Option(
        names=("--help", "-h"),
        panel=CONFIGURATION,
        default=False,
        prints=_help,
        help="Print the most used options.",
    ),
    "help_all": Option(
        names=("--help-all",),
        panel=CONFIGURATION,
        default=False,
        prints=_help_all,
        everyday=True,
        help="Print every option.",
    ),
}
"""Options that print something and end the run, whatever else was given; Typer alone reads them."""
