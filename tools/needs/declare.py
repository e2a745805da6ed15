"""What is declared of an ecosystem: samples, commands, and the rows of which the recorder finds out how they matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

TOOLS = Path.home() / ".cache/ctxsize-tools"
"""Where the programs are installed, outside of the repository (README.md beside the tables says how)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A small project.

    ``files`` are texts, or bytes, by path; a text that begins with ``->`` is a link. ``prepare`` is run in it once,
    without network (to lock, say), then ``drop`` is taken away. With ``git`` all of it is committed and tagged.
    ``units`` are directories that are taken away as one; ``.git`` always is.
    """

    name: str
    files: Mapping[str, str | bytes]
    prepare: str = ""
    drop: tuple[str, ...] = ()
    git: bool = False
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A row: what a command reads, by one of four ways to name it, and which paths of the sample stand for it.

    ``path`` is a literal path, ``glob`` a pattern; ``manifest`` and ``key`` say which entry of which file names it, and
    ``argument`` which argument of the command does (``-r``, or ``first``). ``names`` is what such an entry holds: file,
    directory, glob, command, module, text. ``seen`` are the sample's paths (globs) that stand for the last two.
    ``instead`` are names that do as well; each is tried in the place of ``path``. ``above``: it is looked for in the
    directories above, too, up to the first that has it. ``role`` is ``lock`` for a file that fixes versions (without it a
    registry decides, which no run without network shows).
    """

    path: str = ""
    glob: str = ""
    manifest: str = ""
    key: str = ""
    argument: str = ""
    names: str = ""
    seen: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    above: bool = False
    role: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command that is recorded: ``ran`` as it is run, ``match`` as people type it.

    ``options``: one of them must be typed for the row to hold; ``unless``: none of them may be. ``where`` are conditions
    on manifests (``pyproject.toml:build-system.build-backend``: a value). ``setup`` runs before it, not recorded, in the
    same project. ``stdout``: what it prints is its result. ``env`` is added to the table's.
    """

    ran: str
    match: tuple[str, ...]
    sample: Sample
    reads: tuple[Read, ...]
    options: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    where: Mapping[str, str] = field(default_factory=dict)
    setup: str = ""
    stdout: bool = False
    env: Mapping[str, str] = field(default_factory=dict)
    units: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Documented:
    """A command that could not be run: rows as its documentation has them, each (path, what happens without it)."""

    match: tuple[str, ...]
    reads: tuple[tuple[str, str], ...]
    makes: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """All of a tool: how its version is asked for, where its programs lie, and its commands.

    ``path`` are directories put before the system's; ``noise`` names (globs) of a result that say nothing about it.
    """

    name: str
    tool: str
    version: str
    commands: tuple[Command | Documented, ...]
    path: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    noise: tuple[str, ...] = ()
    source: str = ""
    note: str = ""
