"""What a configuration says, as frozen data."""

from __future__ import annotations

import os

from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.builder import Builder
    from ctxsize.gate.budget import Budget
    from ctxsize.gate.verdict import FailOn
    from ctxsize.project.definition import BuildDefinition
    from ctxsize.rules.path_ignores import PathIgnores


class BuildInputs(Record):
    """What a configuration says of a build; ``None`` and empty where it says nothing.

    ``directory`` is the configuration's own, links resolved. ``dockerfile`` and the directories of ``build_contexts`` are
    absolute.
    """

    directory: str
    dockerfile: str | None = None
    target: str | None = None
    builder: Builder | None = None
    platform: tuple[str, ...] = ()
    build_args: tuple[tuple[str, str], ...] = ()
    build_contexts: tuple[tuple[str, str], ...] = ()


class Config(Record):
    """What a configuration says; ``None`` and empty where it says nothing.

    ``file`` is where it stands, for people. ``max_growth`` is as it was written; ``baseline`` is absolute. ``within`` are
    the directories, links resolved, that no path which it names may lead out of. ``builds`` are those that it adds to what
    other files of the repository define.
    """

    file: str | None = None
    fail_on: FailOn | None = None
    max_growth: str | None = None
    baseline: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    path_ignores: PathIgnores | None = None
    engine: str | None = None
    inputs: BuildInputs | None = None
    budgets: tuple[Budget, ...] = ()
    builds: tuple[BuildDefinition, ...] = ()
    within: tuple[str, ...] = ()


def near(file: str) -> str:
    """Return a path as one sees it from the working directory, if it lies below."""
    here = os.getcwd().rstrip("/") + "/"
    full = os.path.abspath(file)
    return full[len(here) :] if full.startswith(here) else file
