"""Every option, with its names, its help and its panel."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from ctxsize.builder import Builder
from ctxsize.cli import panels
from ctxsize.cli.given import Color, Format
from ctxsize.fix.block import Source, Style
from ctxsize.gate.verdict import FailOn
from ctxsize.version import __version__


def _print_version(value: bool) -> None:
    if value:
        sys.stdout.write(f"ctxsize {__version__}\n")
        raise typer.Exit


def _print_schema(value: bool) -> None:
    if value:
        from importlib.resources import files  # noqa: PLC0415 (only here)

        sys.stdout.write(files("ctxsize").joinpath("data/report.schema.json").read_text("utf-8"))
        raise typer.Exit


def _print_page(code: str | None) -> None:
    if code is None:
        return
    from ctxsize.rules.pages import page  # noqa: PLC0415 (only to read one)
    from ctxsize.rules.selection import rule_of  # noqa: PLC0415

    sys.stdout.write(page(rule_of(code)))
    raise typer.Exit


Path = Annotated[str, typer.Argument(metavar="PATH", help="The build context root.")]

# Build
File = Annotated[
    str | None,
    typer.Option(
        "--file",
        "-f",
        metavar="FILE",
        help="Dockerfile; default PATH/Dockerfile, then PATH/dockerfile; - reads standard input.",
        rich_help_panel=panels.BUILD,
    ),
]
Target = Annotated[
    str | None, typer.Option(metavar="STAGE", help="Stage to build; default the last.", rich_help_panel=panels.BUILD)
]
BuildArg = Annotated[
    list[str] | None,
    typer.Option(metavar="K=V", help="As in docker build; repeatable.", rich_help_panel=panels.BUILD),
]
BuildContext = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=PATH", help="A named context, as in docker build; repeatable.", rich_help_panel=panels.BUILD
    ),
]
Platform = Annotated[
    str | None, typer.Option(metavar="OS/ARCH", help="As in docker build.", rich_help_panel=panels.BUILD)
]
ShownBuilder = Annotated[
    Builder | None,
    typer.Option(
        help="Whose answer is shown; default buildkit, or legacy where DOCKER_BUILDKIT=0.", rich_help_panel=panels.BUILD
    ),
]

Ref = Annotated[
    str | None,
    typer.Option(
        metavar="REF", help="The context as it is at a git commit, not on disk.", rich_help_panel=panels.BUILD
    ),
]

# See
Listing = Annotated[
    bool,
    typer.Option("--list", "-l", help="The received entries, one a line, in walk order.", rich_help_panel=panels.SEE),
]
Null = Annotated[
    bool, typer.Option("--null", "-0", help="End each entry of a list with NUL.", rich_help_panel=panels.SEE)
]
Excluded = Annotated[
    bool,
    typer.Option(
        "--excluded",
        help="With --list: the excluded paths, each with the line that decided.",
        rich_help_panel=panels.SEE,
    ),
]
NoExcluded = Annotated[
    bool,
    typer.Option(
        "--no-excluded",
        help="Do not look into excluded folders: faster, their sizes stay unknown.",
        rich_help_panel=panels.SEE,
    ),
]
Why = Annotated[
    list[str] | None,
    typer.Option(
        metavar="PATH", help="Which line decided, and what uses the path; repeatable.", rich_help_panel=panels.SEE
    ),
]
Top = Annotated[int, typer.Option(min=0, metavar="N", help="Rows in the size tables.", rich_help_panel=panels.SEE)]
Formats = Annotated[
    list[Format] | None,
    typer.Option("--format", help="The report's form; repeatable, each with its -o.", rich_help_panel=panels.SEE),
]
OutputFiles = Annotated[
    list[str] | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Where the report of the --format beside it goes; default standard output.",
        rich_help_panel=panels.SEE,
    ),
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="Only what fails, in the text report.", rich_help_panel=panels.SEE)
]
ShownColor = Annotated[
    Color, typer.Option(help="Colour in the text report; NO_COLOR is honoured.", rich_help_panel=panels.SEE)
]
ShownProgress = Annotated[
    bool,
    typer.Option(
        "--progress/--no-progress",
        help="Progress on standard error when it takes long.",
        rich_help_panel=panels.SEE,
    ),
]

# Fix
Fix = Annotated[
    bool,
    typer.Option(
        "--fix", help="Write the ignore file: lines that are proved to do no harm.", rich_help_panel=panels.FIX
    ),
]
Diff = Annotated[
    bool,
    typer.Option(
        "--diff", help="Show what --fix would write, as a unified diff; writes nothing.", rich_help_panel=panels.FIX
    ),
]
FixSource = Annotated[
    Source | None,
    typer.Option(
        "--source",
        help="Where lines come from: what git ignores, what the rules find, or both (default).",
        rich_help_panel=panels.FIX,
    ),
]

FixStyle = Annotated[
    Style | None,
    typer.Option(
        "--style",
        help="deny: lines that keep entries away (default); allow: * and exceptions for what instructions take.",
        rich_help_panel=panels.FIX,
    ),
]
UnsafeFixes = Annotated[
    bool,
    typer.Option(
        "--unsafe-fixes", help="Also add lines that are not proved to do no harm.", rich_help_panel=panels.FIX
    ),
]
Tidy = Annotated[
    bool,
    typer.Option(
        "--tidy", help="Also delete lines of yours that another makes superfluous.", rich_help_panel=panels.FIX
    ),
]

# Gate
MaxSize = Annotated[
    str | None,
    typer.Option(
        "--budget",
        metavar="SIZE",
        help="Transfer bytes at most: 50MB is decimal, 50MiB binary.",
        rich_help_panel=panels.GATE,
    ),
]
MinSize = Annotated[
    str | None, typer.Option(metavar="SIZE", help="Transfer bytes at least.", rich_help_panel=panels.GATE)
]
MaxFiles = Annotated[
    int | None, typer.Option(min=0, metavar="N", help="Received files at most.", rich_help_panel=panels.GATE)
]
MinFiles = Annotated[
    int | None, typer.Option(min=0, metavar="N", help="Received files at least.", rich_help_panel=panels.GATE)
]
Compare = Annotated[
    str | None,
    typer.Option(
        metavar="REF",
        help="What HEAD adds since it parted from a branch, or since a commit.",
        rich_help_panel=panels.GATE,
    ),
]
MaxGrowth = Annotated[
    str | None,
    typer.Option(
        metavar="SIZE|PERCENT",
        help="How much may be added since --compare, or since the baseline.",
        rich_help_panel=panels.GATE,
    ),
]
FailFrom = Annotated[
    FailOn | None,
    typer.Option("--fail-on", help="Findings from this level on fail; default error.", rich_help_panel=panels.GATE),
]
Baseline = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="Known findings and sizes, which do not fail.", rich_help_panel=panels.GATE),
]
WriteBaseline = Annotated[
    bool,
    typer.Option(
        "--write-baseline",
        help="Write what there is now to --baseline; default .ctxsize-baseline.json.",
        rich_help_panel=panels.GATE,
    ),
]

# Configuration
ConfigFile = Annotated[
    str | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="Default [tool.ctxsize] in pyproject.toml, else .ctxsize.toml, from PATH up to the repository root.",
        rich_help_panel=panels.CONFIGURATION,
    ),
]
Select = Annotated[
    list[str] | None,
    typer.Option(
        metavar="CODES",
        help="The only rules that have a say: codes, beginnings such as CTX1, or names; commas between, repeatable.",
        rich_help_panel=panels.CONFIGURATION,
    ),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option(
        metavar="CODES", help="Rules that have no say; written as for --select.", rich_help_panel=panels.CONFIGURATION
    ),
]
RulePage = Annotated[
    str | None,
    typer.Option(
        "--rule",
        metavar="CODE",
        callback=_print_page,
        is_eager=True,
        help="Print the page of a rule, by code or name.",
        rich_help_panel=panels.CONFIGURATION,
    ),
]
Version = Annotated[
    bool,
    typer.Option(
        "--version",
        callback=_print_version,
        is_eager=True,
        help="Print the version.",
        rich_help_panel=panels.CONFIGURATION,
    ),
]
JsonSchema = Annotated[
    bool,
    typer.Option(
        "--json-schema",
        callback=_print_schema,
        is_eager=True,
        help="Print the JSON Schema of --format json.",
        rich_help_panel=panels.CONFIGURATION,
    ),
]
