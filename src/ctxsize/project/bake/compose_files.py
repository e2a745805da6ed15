"""Compose files as Bake reads them: a target for each service with a build, whatever its profiles, and ``x-bake``.

Mirrors ``bake/compose.go``. Needs PyYAML, so it is imported only where there may be such a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ctxsize.errors import ProjectError
from ctxsize.golang import paths
from ctxsize.project.bake import values
from ctxsize.project.bake.kinds import TEXT
from ctxsize.project.bake.problem import Place
from ctxsize.project.bake.reading import STANDARD_INPUT, Source
from ctxsize.project.bake.targets import Group, Target
from ctxsize.project.bake.values import Value
from ctxsize.project.compose import services as service_room
from ctxsize.project.compose import variables
from ctxsize.project.compose.load import Loader
from ctxsize.project.compose.scalars import go_text
from ctxsize.project.compose.schema import is_text, truth
from ctxsize.project.compose.scope import Scope
from ctxsize.project.compose.sections import Section, Shown
from ctxsize.project.definition import Origin
from ctxsize.project.files import Files

_KEPT = ("image", "build", "environment", "env_file")
_PROJECT_NAME = "COMPOSE_PROJECT_NAME"
_SERVICE = "service:"
_TARGET = "target:"


class ComposeFiles:
    """Reads Compose files with the variables of the environment and of ``.env`` in the working directory."""

    def __init__(
        self, found: Sequence[Source], cwd: str, base: str, environment: Mapping[str, str], disk: Files
    ) -> None:
        """Take all files of the call, and the directory that contexts are relative to.

        Raises ProjectError for a ``.env`` that is not well formed.
        """
        self._shown = Shown(cwd)
        self._disk = disk
        self._cwd = cwd
        self._base = base
        self._loader = Loader(_WithRead(disk, {source.path: source.data for source in found}), self._shown, _KEPT)
        dotenv = paths.join(cwd, ".env")
        there = disk.exists(dotenv) and not disk.is_dir(dotenv)
        given = variables.read([dotenv] if there else [], environment, disk, self._shown)
        self._environment = {_PROJECT_NAME: "bake", **given, **environment}

    def is_compose(self, source: Source) -> bool:
        """Whether a file whose name does not tell is a Compose file: whether it can be read as one."""
        try:
            return self._has_content(self._model([source]))
        except ProjectError:
            return False

    def read(self, found: Sequence[Source]) -> tuple[Group | None, list[Target]]:
        """Return the group ``default`` and the targets; raises ProjectError where Bake refuses the files."""
        for source in found:
            if not self._has_content(self._model([source])):
                raise ProjectError(f"{self._shown.file(source.name)} is empty: it defines no services.")
        model = self._model(found)
        services = service_room.of_model(model)
        service_room.Consistency(model, services, self._shown).check(services)
        made = [self._target(service) for service in services.values() if service.build is not None]
        return (Group("default", tuple(target.name for target in made)) if services else None), made

    def _model(self, found: Sequence[Source]) -> Section:
        scope = Scope(self._base, self._cwd, self._cwd, self._environment.get("HOME"), self._environment)
        model = self._loader.model([source.path for source in found], scope)
        made = Section()
        for key in ("services", "secrets"):
            if key in model:
                made.put(key, model[key], model.places[key])
        services = model.get("services")
        for service in services.values() if isinstance(services, Section) else ():
            for key in [key for key in service if key not in _KEPT] if isinstance(service, Section) else ():
                del service[key]
        return made

    @staticmethod
    def _has_content(model: Section) -> bool:
        return bool(model)

    def _target(self, service: service_room.Service) -> Target:
        build = service.build if service.build is not None else Section()
        arguments: dict[str, Value] = {}
        for key, name in (
            ("context", "context"),
            ("dockerfile", "dockerfile"),
            ("dockerfile_inline", "dockerfile-inline"),
            ("target", "target"),
        ):
            if build.get(key):
                arguments[name] = values.text(build[key])
        args = self._args(service, build.get("args"))
        if args:
            arguments["args"] = _named(args)
        contexts = {name: _context(place) for name, place in (build.get("additional_contexts") or {}).items()}
        platforms = list(build.get("platforms") or ())
        extension = build.get("x-bake")
        if isinstance(extension, Section):
            platforms = list(dict.fromkeys([*platforms, *self._texts(extension, "platforms")]))
            added = extension.get("contexts")
            contexts = {**(self._contexts(added, extension.places["contexts"]) if added else {}), **contexts}
        if contexts:
            arguments["contexts"] = _named(contexts)
        if platforms:
            arguments["platforms"] = values.list_of(map(values.text, platforms), TEXT)
        place = Place(self._shown.file(service.place.file), service.place.line)
        return Target(service.name.replace(".", "_"), arguments, (), place)

    def _args(self, service: service_room.Service, given: Any) -> dict[str, str]:  # noqa: ANN401 (any value of YAML)
        own = self._own_environment(service)
        found: dict[str, str] = {}
        for name, value in _pairs(given).items():
            known = value if value is not None else own.get(name) or self._environment.get(name)
            if known is not None:
                found[name] = known
        return found

    def _own_environment(self, service: service_room.Service) -> dict[str, str]:
        """Return the service's variables, which Bake asks for args without a value (Compose does not)."""
        files: list[str] = []
        entries = service.keys.get("env_file")
        for entry in entries if isinstance(entries, list) else [entries] if entries else []:
            path = entry.get("path") if isinstance(entry, Section) else entry
            required = truth(entry.get("required", True)) is not False if isinstance(entry, Section) else True
            absolute = paths.join(self._cwd, path) if is_text(path) and path[:1] != "/" else str(path)
            if required or self._disk.exists(absolute):
                files.append(absolute)
        read = variables.read(files, self._environment, self._disk, self._shown)
        given = {
            name: self._environment.get(name) if value is None else value
            for name, value in _pairs(service.keys.get("environment")).items()
        }
        return {**read, **{name: value for name, value in given.items() if value is not None}}

    def _texts(self, extension: Section, key: str) -> list[str]:
        found = extension.get(key)
        if is_text(found):
            return str(found).split()
        if found is not None and not (isinstance(found, list) and all(isinstance(each, str) for each in found)):
            raise self._shown.refusal(extension.places[key], f"x-bake.{key} must be a text or a list of texts.")
        return list(found or ())

    def _contexts(self, found: object, place: Origin) -> dict[str, str]:
        if not isinstance(found, Section) or not all(is_text(each) for each in found.values()):
            raise self._shown.refusal(place, "x-bake.contexts must be a mapping of texts.")
        return {name: _context(each) for name, each in found.items()}


class _WithRead:
    """The disk, of which some files are read already; standard input can be read only once."""

    def __init__(self, disk: Files, read: Mapping[str, bytes]) -> None:
        self._disk = disk
        self._read = read
        self.exists = disk.exists
        self.is_dir = disk.is_dir
        self.listing = disk.listing

    def read(self, path: str) -> bytes | None:
        return self._read[path] if path in self._read else self._disk.read(path)

    def standard_input(self) -> bytes:
        return self._read[STANDARD_INPUT] if STANDARD_INPUT in self._read else self._disk.standard_input()


def _pairs(given: Any) -> dict[str, str | None]:  # noqa: ANN401 (any value of YAML)
    if isinstance(given, Section):
        return {name: None if value is None else go_text(value) for name, value in given.items()}
    found: dict[str, str | None] = {}
    for entry in given if isinstance(given, list) else ():
        name, mark, value = str(entry).partition("=")
        found[name] = value if mark else None
    return found


def _named(found: Mapping[str, str]) -> Value:
    return values.map_of({name: values.text(value) for name, value in found.items()}, TEXT)


def _context(place: str) -> str:
    for mark in (_SERVICE, _TARGET):
        if place.startswith(mark):
            return _TARGET + place.removeprefix(mark).replace(".", "_")
    return place
