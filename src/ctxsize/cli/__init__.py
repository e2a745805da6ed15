"""The command line: options to a request, a report to an exit code."""

from __future__ import annotations

from ctxsize.cli.process import main

__all__ = ["main"]
