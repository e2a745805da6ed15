"""The command as Typer parses it, with the order in which its options were given."""

from __future__ import annotations

from typing import Any

import typer
import typer.core

_ORDER = "ctxsize.order"


class OrderedCommand(typer.core.TyperCommand):
    """A command that remembers in which order its options came."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 (of this or that click: see process.py)
        """Parse, and remember the order; see :func:`given`."""
        order = self.make_parser(ctx).parse_args(args=list(args))[2]
        ctx.meta[_ORDER] = tuple(parameter.name for parameter in order)
        return super().parse_args(ctx, args)


def given(ctx: typer.Context) -> tuple[str, ...]:
    """Return the parameters' names in the order in which they were given, repeated ones repeated."""
    order: tuple[str, ...] = ctx.meta[_ORDER]
    return order
