"""ctxsize: exactly which files ``docker build`` receives, and what decided.

``simulate`` answers the plain question, ``analyze`` gives the whole report as frozen data. Every expected failure is a
``CtxsizeError``.
"""

from __future__ import annotations

from ctxsize.analysis.analyze import analyze
from ctxsize.build.plan import Simulation, simulate
from ctxsize.context.entry import Entry
from ctxsize.errors import CtxsizeError
from ctxsize.report import Report
from ctxsize.version import __version__

__all__ = ["CtxsizeError", "Entry", "Report", "Simulation", "__version__", "analyze", "simulate"]
