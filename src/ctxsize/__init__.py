"""ctxsize: exactly which files ``docker build`` receives, and what decided.

``simulate`` answers the plain question, ``analyze`` gives the whole report as frozen data. Every expected failure is a
``CtxsizeError``.
"""

from __future__ import annotations

from ctxsize.analyze import analyze
from ctxsize.context import Entry
from ctxsize.errors import CtxsizeError
from ctxsize.report import Report
from ctxsize.simulate import Simulation, simulate
from ctxsize.version import __version__

__all__ = ["CtxsizeError", "Entry", "Report", "Simulation", "__version__", "analyze", "simulate"]
