"""A verdict as text, in whichever form is asked for; each renderer is loaded only where it is."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from ctxsize.gate.verdict import Verdict
    from ctxsize.report.rendering import Rendering


def render(verdict: Verdict, rendering: Rendering, stream: TextIO) -> None:
    """Write a verdict to a stream, in the form that the rendering names."""
    if rendering.form == "json":
        from ctxsize.report import json  # noqa: PLC0415 (as every form)

        json.write(verdict, stream, rendering)
    elif rendering.form == "text":
        from ctxsize.report import terminal  # noqa: PLC0415

        terminal.write(verdict, stream, rendering)
    else:
        from importlib import import_module  # noqa: PLC0415 (no other form needs it)

        write: Callable[[Verdict, TextIO, Rendering], None] = import_module(f"ctxsize.report.{rendering.form}").write
        write(verdict, stream, rendering)
