"""The builds that Compose files define, without Docker Compose.

Truth is Docker Compose: 2.40 with compose-go 2.9, and where compose-go 2.14 differs, that. Loading needs PyYAML, so this
package is imported only where there is a Compose file.
"""

from __future__ import annotations

import os

from ctxsize.errors import UsageError
from ctxsize.project.compose import builds
from ctxsize.project.compose import services as service_room
from ctxsize.project.compose.load import Loader
from ctxsize.project.compose.scope import Scope
from ctxsize.project.compose.sections import Section, Shown
from ctxsize.project.compose.setting import Settings
from ctxsize.project.definition import BuildDefinition
from ctxsize.project.files import DiskFiles

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ctxsize.project.compose.setting import Setting
    from ctxsize.project.files import Files

__all__ = ["compose_builds"]


def compose_builds(  # noqa: PLR0913 (the options of docker compose)
    files: Iterable[str | os.PathLike[str]] = (),
    *,
    cwd: str | os.PathLike[str],
    env: Mapping[str, str],
    profiles: Iterable[str] = (),
    services: Iterable[str] = (),
    env_files: Iterable[str | os.PathLike[str]] = (),
    project_directory: str | os.PathLike[str] | None = None,
    disk: Files | None = None,
) -> tuple[BuildDefinition, ...]:
    """Return what ``docker compose build`` would build, sorted by name.

    ``default`` of a build says whether it is built without ``services`` and ``profiles``, so that ``profiles=("*",)`` lists
    all builds and still tells which are the usual ones.

    Args:
        files: as with ``-f``; ``-`` is standard input. Without any, those of ``COMPOSE_FILE``, else the one that
            Compose finds in ``cwd`` or above, with its override.
        cwd: the directory in which the command would be given.
        env: the environment, with ``HOME`` for ``~`` and with what Compose itself reads (``COMPOSE_PROFILES``, ...).
        profiles: as with ``--profile``, in place of ``COMPOSE_PROFILES``; ``*`` is all.
        services: the names behind ``build``; none for all active ones. A named service is built whatever its profiles,
            and with it those that its contexts name (``service:NAME``).
        env_files: as with ``--env-file``, in place of ``.env``.
        project_directory: as with ``--project-directory``.
        disk: what is asked for files; the disk of this machine if not given.

    Raises:
        UsageError: where there is no Compose file, or no such service.
        ProjectError: where Compose refuses the files for what decides builds: the file and the line stand in front. What
            decides none (a bad port) is not looked at.
        UnreadableError: for a file that is too large, a directory, or may not be read.

    """
    at = os.path.abspath(cwd)
    disk = disk or DiskFiles()
    shown = Shown(at)
    setting = Settings(disk, shown, at, env).find(
        [os.fspath(file) for file in files],
        [os.fspath(file) for file in env_files],
        None if project_directory is None else os.fspath(project_directory),
    )
    loader = Loader(disk, shown)
    scope = _scope(setting, loader)
    model = loader.model(setting.files, scope)
    if not model:
        raise UsageError(f"{shown.file(setting.files[0])} is empty: it defines no services.")
    return _chosen(model, scope, shown, tuple(profiles), tuple(services))


def _scope(setting: Setting, loader: Loader) -> Scope:
    """Return the scope of the whole project, whose name is a variable, too."""
    environment = setting.environment
    scope = Scope(setting.directory, setting.directory, setting.directory, environment.get("HOME"), environment)
    name = environment.get("COMPOSE_PROJECT_NAME") or _named(setting, loader, scope)
    environment["COMPOSE_PROJECT_NAME"] = name
    return scope


def _named(setting: Setting, loader: Loader, scope: Scope) -> str:
    """Return the last name that the files give, else that of the directory, in the form that Compose makes of it."""
    import re  # noqa: PLC0415 (loaded with the loader anyway)

    found = ""
    for file in setting.files:
        for document in loader.documents(file):
            name = document.value.get("name") if isinstance(document.value, Section) else None
            found = name if isinstance(name, str) and name else found
    if found:
        found = loader.filled_text(found, scope, setting.files[0])
    return re.sub(r"[^a-z0-9_-]", "", (found or os.path.basename(setting.directory)).lower()).lstrip("_-")


def _chosen(
    model: Section, scope: Scope, shown: Shown, profiles: tuple[str, ...], names: tuple[str, ...]
) -> tuple[BuildDefinition, ...]:
    known = service_room.of_model(model)
    usual = tuple(each.strip() for each in (scope.lookup("COMPOSE_PROFILES") or "").split(","))
    on = profiles or usual
    active = {name: service for name, service in known.items() if service.active(on)}
    service_room.Consistency(model, known, shown).check(active)
    chosen = service_room.selected(names, known, on) if names else active
    return tuple(
        builds.definition(service, service.build, scope, active=service.name in active, default=service.active(usual))
        for service in chosen.values()
        if service.build is not None
    )
