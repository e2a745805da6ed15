"""One option of the command line as data: Typer, the fast parser, ``--help`` and the README's table are made from it."""

from __future__ import annotations

from enum import StrEnum

from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

BUILD, REPOSITORY, SEE, FIX, PROOF, GATE, CONFIGURATION = PANELS = (
    *("Build", "Repository", "See"),
    *("Fix", "Proof", "Gate", "Configuration"),
)
"""The headings under which ``--help`` shows options."""


class Color(StrEnum):
    """What ``--color`` takes."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Shell(StrEnum):
    """What ``--completion`` takes."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


class Format(StrEnum):
    """What ``--format`` takes."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    GITLAB = "gitlab"
    MARKDOWN = "markdown"
    JUNIT = "junit"
    HTML = "html"
    BADGE = "badge"
    CI = "ci"


class Task(StrEnum):
    """What a run does; most options have an effect in some of these only."""

    REPORT = "report"
    WHY = "why"
    LIST = "list"
    FIX = "fix"
    PROVE = "prove"
    INIT = "init"
    BUILDS = "builds"


OF_ONE_BUILD = (Task.REPORT, Task.WHY, Task.LIST, Task.FIX, Task.PROVE, Task.INIT)
"""What a run does with one build."""


class Option(Record):
    """One option.

    ``names`` are its spellings, the long one first; ``off`` is the one that turns off a switch that is on by default.
    ``default`` also tells what the option takes: a truth value makes it a switch, an empty tuple makes it repeatable.
    ``choices`` are its only values; ``least`` makes the value a whole number from there on. ``tasks`` and ``formats`` are
    where it has an effect: elsewhere it is refused. ``prints`` makes it print something and end the run. ``everyday`` is whether ``--help`` shows it.
    """

    names: tuple[str, ...]
    panel: str
    help: str
    metavar: str | None = None
    default: object = None
    off: str | None = None
    choices: type[StrEnum] | None = None
    least: int | None = None
    tasks: tuple[Task, ...] = OF_ONE_BUILD
    formats: tuple[Format, ...] = tuple(Format)
    prints: Callable[[str], str] | None = None
    everyday: bool = False

    @property
    def name(self) -> str:
        """The long spelling."""
        return self.names[0]

    @property
    def is_switch(self) -> bool:
        """Whether it takes no value."""
        return isinstance(self.default, bool)

    @property
    def is_repeatable(self) -> bool:
        """Whether each of its values counts."""
        return self.default == ()


def option(*names: str, **facts: Any) -> Any:  # noqa: ANN401 (a field's type is the one that its annotation names)
    """Declare a field of :class:`ctxsize.cli.options.Options` as an option; takes what :class:`Option` has."""
    return Option(names=names, **facts)
