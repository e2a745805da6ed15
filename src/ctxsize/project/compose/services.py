"""The services of a model: which are active, and whether they refer only to what is there.

Mirrors ``loader/normalize.go``, ``loader/validate.go`` and ``types/project.go`` of compose-go.
"""

from __future__ import annotations

from typing import Any

from ctxsize.display.escaping import printable, quoted
from ctxsize.errors import UsageError
from ctxsize.golang.text import SPACE
from ctxsize.project.compose.canonical import SERVICE
from ctxsize.project.compose.schema import is_text, truth
from ctxsize.project.compose.sections import Section, Shown
from ctxsize.project.definition import Origin
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

ALL_PROFILES = "*"
_CONTAINER = "container:"


class Service(Record):
    """One service: its keys, its name's place, and the services that it depends on, each with whether it must be there."""

    name: str
    keys: Section
    place: Origin
    needs: Mapping[str, bool]

    @property
    def build(self) -> Section | None:
        """What it builds."""
        return self.keys.get("build")

    @property
    def profiles(self) -> tuple[str, ...]:
        """The profiles that switch it on; none for always."""
        return tuple(self.keys.get("profiles") or ())

    def built_first(self) -> list[tuple[str, str]]:
        """Return the pairs of a context's name and the service whose build it is."""
        contexts = (self.build or Section()).get("additional_contexts") or Section()
        return [(name, value.removeprefix(SERVICE)) for name, value in contexts.items() if value.startswith(SERVICE)]

    def active(self, profiles: Collection[str]) -> bool:
        """Whether it is switched on."""
        return (
            not self.profiles
            or bool(profiles and ALL_PROFILES in profiles)
            or any(p in profiles for p in self.profiles)
        )


def of_model(model: Section) -> dict[str, Service]:
    """Return the services of a model by name, sorted."""
    services = model.get("services") or Section()
    return {
        name: Service(name, services[name], services.places[name], _needs(services[name])) for name in sorted(services)
    }


def _needs(keys: Section) -> dict[str, bool]:
    needs: dict[str, bool] = {}
    for name, terms in (keys.get("depends_on") or {}).items():
        needs[name] = truth(terms.get("required", True)) is not False
    for link in _names(keys.get("links")):
        parts = link.split(":")
        needs.setdefault(parts[0] if len(parts) == 2 else link, True)  # noqa: PLR2004 (a name and an alias)
    for key in ("network_mode", "ipc", "pid", "uts", "cgroup"):
        other = keys.get(key)
        if is_text(other) and other.startswith(SERVICE):
            needs.setdefault(other.removeprefix(SERVICE), True)
    for volume in _names(keys.get("volumes_from")):
        if not volume.startswith(_CONTAINER):
            needs.setdefault(volume.partition(":")[0], True)
    return needs


def _names(value: Any) -> list[str]:  # noqa: ANN401 (any value of YAML)
    """Return the names in a list, in a list of mappings with a source, or the keys of a mapping."""
    if isinstance(value, Section):
        return list(value)
    entries = [each.get("source") if isinstance(each, Section) else each for each in value or ()]
    return [each for each in entries if is_text(each)] if isinstance(value, list) else []


class Consistency:
    """Refuses a project whose active services refer to what is not there; raises ProjectError with the place."""

    def __init__(self, model: Section, services: Mapping[str, Service], shown: Shown) -> None:
        """Take the model and all of its services."""
        self._model = model
        self._services = services
        self._shown = shown

    def check(self, active: Mapping[str, Service]) -> None:
        """Check the active services, and names of args of all."""
        for service in self._services.values():
            self._arg_names(service)
        for service in active.values():
            if service.build is None and not service.keys.get("image") and "provider" not in service.keys:
                raise self._shown.refusal(service.place, f"{service.name} has neither a build nor an image.")
            if service.build is not None:
                self._build(service, service.build, active)
            self._references(service)
            for name, must in service.needs.items():
                if name in active or (name in self._services and not must):
                    continue
                off = " The profile that switches it on is not active." if name in self._services else ""
                raise self._shown.refusal(
                    service.place, f"{service.name} depends on '{name}', which is not there.{off}"
                )
        self._circles(active)

    def check_platform(self, active: Mapping[str, Service], platform: str | None) -> None:
        """Refuse a build that is not for the platform of ``DOCKER_DEFAULT_PLATFORM``, as the build itself does."""
        for service in active.values():
            build = service.build or Section()
            platforms = build.get("platforms") or ([service.keys["platform"]] if service.keys.get("platform") else [])
            if platform and service.build is not None and platforms and platform not in platforms:
                raise self._shown.refusal(
                    service.place,
                    f"{service.name} is not built for {platform}, and DOCKER_DEFAULT_PLATFORM asks for that.",
                )

    def _build(self, service: Service, build: Section, active: Mapping[str, Service]) -> None:
        place = service.keys.places["build"]
        if build.get("dockerfile") and build.get("dockerfile_inline"):
            raise self._shown.refusal(place, f"{service.name} has both a dockerfile and a dockerfile_inline.")
        for name, other in service.built_first():
            if other not in active or active[other].build is None:
                why = "is not there" if other not in active else "builds nothing"
                raise self._shown.refusal(
                    place, f"the context '{name}' of {service.name} is service '{other}', which {why}."
                )
        platform, platforms = service.keys.get("platform"), build.get("platforms")
        if platform and platforms and platform not in platforms:
            raise self._shown.refusal(
                place, f"{service.name}: build.platforms must have the service's platform, {platform}."
            )

    def _arg_names(self, service: Service) -> None:
        build = service.build or Section()
        args = build.get("args")
        for entry in args if isinstance(args, list) else ():
            name = entry.partition("=")[0]
            if name != name.rstrip(SPACE):
                raise self._shown.refusal(
                    build.places["args"], f"the arg '{name}' of {service.name} has a space at its end."
                )

    def _references(self, service: Service) -> None:
        build_secrets = (service.build or Section()).get("secrets")
        kinds = (("networks", "networks"), ("secrets", "secrets"), ("configs", "configs"), ("models", "models"))
        wanted = [(key, _names(service.keys.get(key)), self._defined(of)) for key, of in kinds]
        wanted.append(("secrets", _names(build_secrets), self._defined("secrets")))
        for kind, names, defined in wanted:
            for name in names:
                if name not in defined and (kind, name) != ("networks", "default"):
                    raise self._shown.refusal(
                        service.place, f"{service.name} refers to '{name}', which {kind} does not define."
                    )

    def _defined(self, key: str) -> Collection[str]:
        return self._model.get(key) or ()

    def _circles(self, active: Mapping[str, Service]) -> None:
        done: set[str] = set()
        for first in active:
            open_: dict[str, Iterable[str]] = {first: iter(active[first].needs)} if first not in done else {}
            while open_:
                name, rest = next(reversed(open_.items()))
                following = next((each for each in rest if each in active and each not in done), None)
                if following is None:
                    del open_[name]
                    done.add(name)
                elif following in open_:
                    names = list(open_)
                    circle = " → ".join([*names[names.index(following) :], following])
                    raise self._shown.refusal(
                        active[name].place, f"services depend on each other in a circle: {circle}."
                    )
                else:
                    open_[following] = iter(active[following].needs)


def selected(names: Iterable[str], services: Mapping[str, Service], profiles: Collection[str]) -> dict[str, Service]:
    """Return the services that ``docker compose build NAME...`` builds: those named, and those whose builds they need.

    Naming a service switches its profiles on. Raises UsageError for a name that is not there, or one that depends on
    a service that stays off.
    """
    names = list(names)
    for name in names:
        if name not in services:
            raise UsageError(f"No such service: {printable(name)}. There are {', '.join(services) or 'none'}.")
    on = {
        *profiles,
        *(each for name in names if not services[name].active(profiles) for each in services[name].profiles),
    }
    _check_needs(names, services, on)
    found: dict[str, Service] = {}
    waiting = names
    while waiting:
        name = waiting.pop()
        if name not in services:
            raise UsageError(f"No such service: {printable(name)}. A context that is built with it is its build.")
        if name not in found:
            found[name] = services[name]
            waiting.extend(other for _, other in services[name].built_first())
    return {name: found[name] for name in sorted(found)}


def _check_needs(names: Iterable[str], services: Mapping[str, Service], on: Collection[str]) -> None:
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for other, must in services[name].needs.items():
            if other in services and services[other].active(on):
                waiting.append(other)
            elif must:
                raise UsageError(
                    f"{name} depends on {quoted(other)}, which is not there or switched off by its profiles."
                )
