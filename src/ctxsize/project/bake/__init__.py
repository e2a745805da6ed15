"""The builds that Bake files define, without Docker: HCL, JSON, and Compose files as Bake reads them.

Truth is ``docker buildx bake``: 0.29, and where 0.36 differs, that. A value that only the build can know (the time, a
random number) is unknown, and hinders nothing that does not need it.
"""

from __future__ import annotations

import os
import posixpath

from ctxsize.errors import UsageError
from ctxsize.golang.text import parse_bool
from ctxsize.project.bake import bases, builds, reading
from ctxsize.project.bake import overrides as changing
from ctxsize.project.bake.functions import standard
from ctxsize.project.bake.problem import BakeError
from ctxsize.project.bake.resolve import Resolver
from ctxsize.project.bake.targets import Config, Group, Target
from ctxsize.project.definition import BuildDefinition
from ctxsize.project.files import DiskFiles

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ctxsize.project.bake.blocks import Evaluated
    from ctxsize.project.files import Files

__all__ = ["bake_builds"]

_NO_LOOKUP = "BUILDX_BAKE_DISABLE_VARS_ENV_LOOKUP"
_RELATIVE = "BUILDX_BAKE_FILE_RELATIVE_PATHS"
_DEFAULT = "default"


def bake_builds(
    files: Iterable[str | os.PathLike[str]] = (),
    *,
    cwd: str | os.PathLike[str],
    env: Mapping[str, str],
    targets: Iterable[str] = (),
    overrides: Iterable[str] = (),
    variables: Mapping[str, str] | None = None,
    disk: Files | None = None,
) -> tuple[BuildDefinition, ...]:
    """Return what ``docker buildx bake`` would build, sorted by name.

    Args:
        files: as with ``-f``; ``-`` is standard input. Without any, those of ``BUILDX_BAKE_FILE``, else all that Bake
            looks for in ``cwd``.
        cwd: the directory in which the command would be given; all paths in the files are relative to it.
        env: the environment, from which variables take their values, with ``HOME`` for ``homedir()``.
        targets: the targets, groups and patterns (``app-*``) behind ``bake``; none for ``default``. ``*`` is everything.
        overrides: as with ``--set``: ``TARGET.KEY=VALUE``.
        variables: as with ``--var``: they go before the environment.
        disk: what is asked for files; the disk of this machine if not given.

    Raises:
        UsageError: where there is no Bake file, or what is named fits no target.
        ProjectError: where Bake refuses the files for what decides builds: the file and the line stand in front.
        UnreadableError: for a file that is too large, a directory, or may not be read.

    """
    at = os.path.abspath(cwd)
    names = list(targets)
    if names and builds.is_remote(names[0]):
        raise UsageError(f"{names[0]} is remote. ctxsize fetches nothing: clone it and name the file in it.")
    try:
        config = _config([os.fspath(file) for file in files], at, env, variables or {}, disk or DiskFiles())
        selection = builds.Selection(config, changing.read(overrides, config.targets, env))
        selection.choose(names)
    except RecursionError as error:
        raise BakeError("The Bake files are nested too deeply.") from error
    default = set(config.members(_DEFAULT))
    return tuple(builds.definitions(selection, default, at, env))


def _config(
    files: Sequence[str], cwd: str, env: Mapping[str, str], variables: Mapping[str, str], disk: Files
) -> Config:
    """Read all files: groups and targets of Compose files first, then those of HCL and JSON on top."""
    found = reading.sources(files, cwd, env, disk)
    looked_up = {} if parse_bool(env.get(_NO_LOOKUP, "")) else env
    known = {**looked_up, **variables}
    compose, others = _sorted(found, cwd, known, disk)
    groups: list[Group] = []
    made: list[Target] = []
    if compose:
        from ctxsize.project.bake.compose_files import ComposeFiles  # it loads PyYAML  # noqa: PLC0415

        # Contexts of Compose files are relative to the first of them then.
        first = posixpath.dirname(compose[0].path) if _is_relative(env) and compose[0].path != "-" else cwd
        group, made = ComposeFiles(found, cwd, first, known, disk).read(compose)
        groups = [group] if group else []
    if others:
        bodies = [reading.body(source) for source in others]
        evaluated = Resolver(bodies, known, _builtins(), standard(env.get("HOME"))).run()
        relative = _is_relative(env)
        files_of = {each.name: each.place.file for each in evaluated if each.kind == "target"}
        for each in evaluated:
            if each.kind == "target":
                target = _target(each)
                moved = bases.rebased(target.arguments, each.place.file, files_of.get(each.context_of))
                made.append(Target(each.name, moved, target.inherits, each.place) if relative else target)
        groups = _groups(groups, evaluated)
    return Config(groups, made)


def _sorted(
    found: Sequence[reading.Source], cwd: str, env: Mapping[str, str], disk: Files
) -> tuple[list[reading.Source], list[reading.Source]]:
    """Return Compose files and the others; where the name does not tell, what can be read as Compose is Compose."""
    compose: list[reading.Source] = []
    for source in found:
        told = reading.is_compose_name(source.name)
        if told is None:
            from ctxsize.project.bake.compose_files import ComposeFiles  # see above  # noqa: PLC0415

            told = ComposeFiles(found, cwd, cwd, env, disk).is_compose(source)
        if told:
            compose.append(source)
    return compose, [source for source in found if source not in compose]


def _is_relative(env: Mapping[str, str]) -> bool:
    text = env.get(_RELATIVE, "").strip()
    found = parse_bool(text) if text else False
    if found is None:
        raise UsageError(f"{_RELATIVE} must be true or false, not {text!r}.")
    return found


def _builtins() -> dict[str, str]:
    return {"BAKE_CMD_CONTEXT": "cwd://", "BAKE_LOCAL_PLATFORM": "linux/amd64"}


def _target(each: Evaluated) -> Target:
    inherits = each.arguments.get("inherits")
    parents = tuple(part.content for part in inherits.parts()) if inherits is not None and inherits.is_present else ()
    arguments = {name: value for name, value in each.arguments.items() if not value.is_null}
    return Target(each.name, arguments, parents, each.place)


def _groups(before: Sequence[Group], evaluated: Sequence[Evaluated]) -> list[Group]:
    """Return groups by name, the last definition of each, and behind them one for each target with a matrix."""
    groups = {group.name: group for group in before}
    for each in evaluated:
        if each.kind == "group":
            targets = each.arguments.get("targets")
            members = targets.parts() if targets is not None and targets.is_present else []
            groups[each.name] = Group(each.name, tuple(dict.fromkeys(part.content for part in members)))
    renamed: dict[tuple[str, str], dict[str, None]] = {}
    for each in evaluated:
        renamed.setdefault((each.kind, each.label), {})[each.name] = None
    made = [Group(label, tuple(names)) for (_, label), names in renamed.items() if list(names) != [label]]
    return [*groups.values(), *made]
