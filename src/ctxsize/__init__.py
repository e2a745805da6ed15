"""ctxsize: exactly which files ``docker build`` receives, and what decided.

``simulate`` answers the plain question, ``analyze`` gives the whole report as frozen data, ``builds`` what a repository
defines. Every expected failure is a ``CtxsizeError``.
"""

from __future__ import annotations

from ctxsize.api import Simulation, analyze, simulate
from ctxsize.context.entry import Entry
from ctxsize.errors import CtxsizeError
from ctxsize.report import Report
from ctxsize.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize import project as project
    from ctxsize.project.definition import BuildDefinition

__all__ = ["CtxsizeError", "Entry", "Report", "Simulation", "__version__", "analyze", "builds", "project", "simulate"]


def builds(path: str = ".") -> tuple[BuildDefinition, ...]:
    """Return the builds that a repository defines: in its Compose file, its Bake files, and Dockerfiles on their own.

    Args:
        path: a directory, or one Compose or Bake file.

    Raises:
        CtxsizeError: where Compose or Bake refuses a file, or one can't be read.

    """
    from ctxsize.project.repository import defined_builds  # noqa: PLC0415 (the readers take longer than a small analysis)

    return defined_builds((path,))


def __getattr__(name: str) -> object:
    """Load ``ctxsize.project`` when it is first asked for."""
    if name != "project":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 (most programs ask for no definitions)

    return import_module("ctxsize.project")
