"""The one command: options to a request, a report to an exit code."""

from __future__ import annotations

import os
import sys

import typer

from ctxsize import paths
from ctxsize.analyze import analyze, excluded_entries
from ctxsize.builder import Builder
from ctxsize.cli import fixing, listing, options, outputs, panels
from ctxsize.cli.gating import Gate, judge
from ctxsize.cli.options import Color
from ctxsize.cli.progress import Progress
from ctxsize.config import load
from ctxsize.errors import ExitCode, UsageError
from ctxsize.locate import context_root
from ctxsize.rules.selection import Selection, read
from ctxsize.simulate import Request, simulate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.context import Entry
    from ctxsize.growth import Comparison

EPILOG = """\b
Exit codes:
  0    clean
  1    the gate failed: a budget, or a finding at --fail-on
  2    wrong usage or configuration
  3    could not analyze: the builder would refuse the build, or something is unreadable
  130  interrupted
"""

app = typer.Typer(add_completion=False, rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]})


@app.command(cls=panels.PanelCommand, epilog=EPILOG)
def command(
    ctx: typer.Context,
    path: options.Path = ".",
    file: options.File = None,
    target: options.Target = None,
    build_arg: options.BuildArg = None,
    build_context: options.BuildContext = None,
    platform: options.Platform = None,
    builder: options.ShownBuilder = None,
    ref: options.Ref = None,
    list_entries: options.Listing = False,
    null: options.Null = False,
    excluded: options.Excluded = False,
    no_excluded: options.NoExcluded = False,
    why: options.Why = None,
    top: options.Top = 10,
    output_format: options.Formats = None,
    output: options.OutputFiles = None,
    quiet: options.Quiet = False,
    color: options.ShownColor = Color.AUTO,
    progress: options.ShownProgress = True,
    fix: options.Fix = False,
    diff: options.Diff = False,
    source: options.FixSource = None,
    style: options.FixStyle = None,
    unsafe_fixes: options.UnsafeFixes = False,
    tidy: options.Tidy = False,
    budget: options.MaxSize = None,
    min_size: options.MinSize = None,
    max_files: options.MaxFiles = None,
    min_files: options.MinFiles = None,
    fail_on: options.FailFrom = None,
    compare: options.Compare = None,
    max_growth: options.MaxGrowth = None,
    baseline: options.Baseline = None,
    write_baseline: options.WriteBaseline = False,
    config: options.ConfigFile = None,
    _json_schema: options.JsonSchema = False,
    select: options.Select = None,
    ignore: options.Ignore = None,
    _rule: options.RulePage = None,
    _version: options.Version = False,
) -> int:
    """Show exactly which files docker build receives, how large they are, and which line of the ignore file decided."""
    if builder is None:
        builder = Builder.LEGACY if os.environ.get("DOCKER_BUILDKIT") == "0" else Builder.BUILDKIT
    arguments = _build_args(build_arg or [])
    contexts = _build_contexts(build_context or [])
    order = [name for name in panels.given(ctx) if name in {"output_format", "output"}]
    wanted = outputs.pair(order, output_format or [], output or [])
    wish = fixing.Wish(fix=fix, diff=diff, source=source, style=style, unsafe=unsafe_fixes, tidy=tidy)
    strangers = {"--ref": ref is not None, "--compare": compare is not None, "--list": list_entries, "--why": bool(why)}
    orders = wish.orders((each.format for each in wanted), strangers)
    if list_entries:
        if excluded:
            rows = excluded_entries(path, builder, file, target, arguments, platform, ref, build_contexts=contexts)
            listing.write_excluded(rows, null=null)
        else:
            simulation = simulate(path, builder, file, target, arguments, platform, ref, build_contexts=contexts)
            listing.write_received(simulation, null=null, as_json=wanted[0].format is outputs.Format.JSON)
        return ExitCode.CLEAN
    if null or excluded:
        raise UsageError("--null and --excluded go with --list. Add it, or leave them out.")
    settings = load(context_root(path), config)
    selected = select or read(settings.select, f"{settings.file}: select")
    ignored = (*read(settings.ignore, f"{settings.file}: ignore"), *(ignore or []))
    outcome = None
    if orders is not None:
        request = Request.of(path, builder, file, target, arguments, platform, build_contexts=contexts)
        outcome = fixing.fix(request, orders, Selection.of(selected, ignored), write=wish.writes)
    gate = Gate(
        budget=budget,
        min_size=min_size,
        max_files=max_files,
        min_files=min_files,
        fail_on=fail_on,
        compare=compare,
        max_growth=max_growth,
        baseline=baseline,
        write_baseline=write_baseline,
    )

    def entries() -> tuple[Entry, ...]:
        return simulate(path, builder, file, target, arguments, platform, ref, build_contexts=contexts).entries

    def compared(since: str) -> Comparison:
        from ctxsize.compare import compare as held  # noqa: PLC0415 (loads GitPython)

        return held(Request.of(path, builder, file, target, arguments, platform, build_contexts=contexts), since)

    with Progress(enabled=progress and sys.stderr.isatty()) as shown:
        report = analyze(
            path,
            builder,
            file,
            target,
            arguments,
            platform,
            ref=ref,
            build_contexts=contexts,
            top=top,
            why=why or [],
            select=selected,
            ignore=ignored,
            excluded=not no_excluded,
            on_tick=shown.tick,
        )
        report = judge(report, gate, settings, target, entries, compared)
    if outcome is not None:
        return fixing.tell(outcome, report, wanted, diff=diff)
    colored = {Color.AUTO: None, Color.ALWAYS: True, Color.NEVER: False}[color]
    for each in wanted:
        outputs.write(report, each, colored=colored, quiet=quiet)
    outputs.say_why_failed(report, wanted)
    return report.exit_code


def _build_contexts(given: list[str]) -> dict[str, str]:
    """Read ``NAME=PATH``."""
    contexts = {}
    for pair in given:
        name, equals, location = pair.partition("=")
        if not name or not equals:
            raise UsageError(f"--build-context {paths.quoted(pair)} is no pair. Write it as NAME=PATH.")
        contexts[name] = location
    return contexts


def _build_args(given: list[str]) -> dict[str, str]:
    """Read ``K=V``; ``K`` alone takes its value from the environment, as in docker build."""
    arguments = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not name:
            raise UsageError(f"--build-arg {paths.quoted(pair)} has no name. Write it as NAME=VALUE.")
        if equals:
            arguments[name] = value
        elif name in os.environ:
            arguments[name] = os.environ[name]
    return arguments
