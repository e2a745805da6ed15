"""The one command as Typer knows it: its options, their completion, and what it says of a mistake."""

from __future__ import annotations

import inspect
import os
import sys
from typing import Annotated, Any

import typer

from ctxsize.cli import ordered
from ctxsize.cli.conflicts import refuse_ignored
from ctxsize.cli.options import OPTIONS, PRINTING, Options
from ctxsize.cli.run import run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxsize.cli.option import Option

if "_CTXSIZE_COMPLETE" in os.environ:
    # Typer breaks help to the width of a terminal, and shells take each line for a word to complete.
    os.environ["COLUMNS"] = "1000"

app = typer.Typer(add_completion=True, rich_markup_mode=None)


def command(ctx: typer.Context, **values: Any) -> int:  # noqa: ANN401 (of the types that the options declare)
    """Show exactly which files docker build receives, how large they are, and which line of the ignore file decided."""
    order = ordered.given(ctx)
    options = Options.of(values, order)
    refuse_ignored(options, order)
    return run(options)


def _signature() -> inspect.Signature:
    """Return the signature from which Typer makes its options."""
    paths = Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]...", help="The build context root (default .), or Compose or Bake files."),
    ]
    return inspect.Signature(
        [
            inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context),
            inspect.Parameter("paths", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=paths),
            *(_parameter(field, option) for field, option in {**OPTIONS, **PRINTING}.items()),
        ]
    )


def _parameter(field: str, option: Option) -> inspect.Parameter:
    value: Any = bool if option.is_switch else int if option.least is not None else option.choices or str
    return inspect.Parameter(
        field,
        inspect.Parameter.KEYWORD_ONLY,
        default=None if option.is_repeatable else option.default,
        annotation=Annotated[
            list[value] | None if option.is_repeatable else value | None if option.default is None else value,
            typer.Option(
                *((f"{option.name}/{option.off}",) if option.off else option.names),
                metavar=option.metavar,
                # Completion alone shows it, and takes what stands in brackets for a style.
                help=option.help.replace("[", "\\["),
                min=option.least,
                is_eager=option.prints is not None,
                callback=_printer(option.prints) if option.prints is not None else None,
            ),
        ],
    )


def _printer(prints: Callable[[str], str]) -> Callable[[Any], None]:
    def write(value: Any) -> None:  # noqa: ANN401 (a text, or whether a switch was given)
        if value:
            sys.stdout.write(prints(value))
            raise typer.Exit

    return write


command.__signature__ = _signature()  # type: ignore[attr-defined]
app.command(cls=ordered.OrderedCommand, add_help_option=False)(command)
