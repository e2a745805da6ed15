"""The command line: options to a request, a report to an exit code."""

from __future__ import annotations

import ctxsize.cli.interrupt  # noqa: F401 (first of all)

from ctxsize.cli.process import main  # isort: skip

__all__ = ["main"]
