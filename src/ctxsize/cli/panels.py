"""The command as ``--help`` shows it, and the order in which its options were given.

Options stand in panels. Typer draws panels with Rich alone, which takes longer to load than a small context to analyze;
here they are plain headings.
"""

from __future__ import annotations

from typing import Any

import typer
import typer.core

from ctxsize.cli.option import PANELS

_OTHER = "Options"
_ORDER = "ctxsize.order"


class PanelCommand(typer.core.TyperCommand):
    """A command whose options are shown by panel."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 (of this or that click: see process.py)
        """Parse, and remember in which order the options came; see :func:`given`."""
        order = self.make_parser(ctx).parse_args(args=list(args))[2]
        ctx.meta[_ORDER] = tuple(parameter.name for parameter in order)
        return super().parse_args(ctx, args)

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401
        """Write the options, each panel under its own heading."""
        panels: dict[str, list[tuple[str, str]]] = {panel: [] for panel in PANELS}
        for parameter in self.get_params(ctx):
            row = parameter.get_help_record(ctx)
            if row is not None:
                panels.setdefault(getattr(parameter, "rich_help_panel", None) or _OTHER, []).append(row)
        for name, rows in panels.items():
            if rows:
                with formatter.section(name):
                    formatter.write_dl(rows)


def given(ctx: typer.Context) -> tuple[str, ...]:
    """Return the parameters' names in the order in which they were given, repeated ones repeated."""
    order: tuple[str, ...] = ctx.meta[_ORDER]
    return order
