"""The one command as Typer knows it: its options, its help, and what it says of a mistake."""

from __future__ import annotations

import typer

from ctxsize.cli import options, panels
from ctxsize.cli.given import Color, Options
from ctxsize.cli.run import run

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
    return run(Options.of(locals(), panels.given(ctx)))
