"""ctxsize: exactly which files ``docker build`` receives, and what decided.

``simulate`` answers the plain question, ``analyze`` gives the whole report as frozen data, ``builds`` what a repository
defines, ``analyze_all`` the reports on all of it. Every expected failure is a ``CtxsizeError``.
"""

from __future__ import annotations

from ctxsize.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize import project as project
    from ctxsize.api import Simulation as Simulation
    from ctxsize.api import analyze as analyze
    from ctxsize.api import analyze_all as analyze_all
    from ctxsize.api import simulate as simulate
    from ctxsize.context.entry import Entry as Entry
    from ctxsize.errors import CtxsizeError as CtxsizeError
    from ctxsize.project.definition import BuildDefinition
    from ctxsize.report import Report as Report
    from ctxsize.report.several import RepositoryReport as RepositoryReport

__all__ = [
    "CtxsizeError",
    "Entry",
    "Report",
    "RepositoryReport",
    "Simulation",
    "__version__",
    "analyze",
    "analyze_all",
    "builds",
    "project",
    "simulate",
]


def builds(path: str = ".") -> tuple[BuildDefinition, ...]:
    """Return the builds that a repository defines: in its Compose file, its Bake files, and Dockerfiles on their own.

    Args:
        path: a directory, or one Compose or Bake file.

    Raises:
        CtxsizeError: where Compose or Bake refuses a file, or one can't be read.

    """
    from ctxsize.project.repository import defined_builds  # noqa: PLC0415 (the readers take longer than a small analysis)

    return defined_builds((path,))


_HOMES = {
    "CtxsizeError": "ctxsize.errors",
    "Entry": "ctxsize.context.entry",
    "Report": "ctxsize.report",
    "RepositoryReport": "ctxsize.report.several",
    "Simulation": "ctxsize.api",
    "analyze": "ctxsize.api",
    "analyze_all": "ctxsize.api",
    "simulate": "ctxsize.api",
}


def __getattr__(name: str) -> object:
    """Load what stands in a module when it is first asked for: the command must be there at once to be interrupted."""
    from importlib import import_module  # noqa: PLC0415 (likewise)

    if name == "project":
        return import_module("ctxsize.project")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found
    return found
