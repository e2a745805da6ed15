"""One form for what Compose takes in several, defaults, and absolute paths.

Mirrors ``transform`` and ``paths`` of compose-go. The models are changed.
"""

from __future__ import annotations

from typing import Any

from ctxsize.golang import paths
from ctxsize.project.compose.merge import STARTED, as_section
from ctxsize.project.compose.schema import is_text
from ctxsize.project.compose.sections import Section, Shown
from ctxsize.project.definition import Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

REMOTE = ("https://", "http://", "git://", "ssh://", "github.com/", "git@")
"""How a context begins that is not a local path."""
SERVICE = "service:"


def make(model: Section, shown: Shown) -> None:
    """Write short forms out: ``build: DIR``, lists of contexts, ``depends_on: [NAME]``, ``extends: NAME``."""
    for path, service in _services(model):
        build = service.get("build")
        if "build" in service:
            place = service.places["build"]
            if is_text(build):
                service["build"] = Section.of(place, context=build)
            elif not isinstance(build, Section):
                raise shown.refusal(place, f"{path}.build must be a directory or a mapping.")
            elif "additional_contexts" in build:
                place = build.places["additional_contexts"]
                build["additional_contexts"] = _contexts(build["additional_contexts"], place, path, shown)
        if "depends_on" in service:
            service["depends_on"] = as_section(service["depends_on"], STARTED, service.places["depends_on"])
        if is_text(service.get("extends")):
            service["extends"] = Section.of(service.places["extends"], service=service["extends"])


def _contexts(value: Any, place: Origin, path: str, shown: Shown) -> Section:  # noqa: ANN401 (any value of YAML)
    if isinstance(value, Section):
        return value
    made = Section()
    for entry in value if isinstance(value, list) else [None]:
        if not is_text(entry) or "=" not in entry:
            raise shown.refusal(place, f"each entry of {path}.build.additional_contexts must be NAME=PLACE.")
        name, _, context = entry.partition("=")
        made.put(name, context, place)
    return made


def set_defaults(model: Section) -> None:
    """Give each build a context: the project's directory."""
    for _, service in _services(model):
        build = service.get("build")
        if isinstance(build, Section) and "context" not in build:
            build.put("context", ".", service.places["build"])


def resolve(model: Section, directory: str, home: str | None, shown: Shown) -> None:
    """Make the paths of contexts and of extended files absolute; an empty one stays empty."""
    for path, service in _services(model):
        build = service.get("build")
        if isinstance(build, Section):
            if "context" in build:
                _resolve_key(build, "context", directory, home, shown)
            contexts: Section = build.get("additional_contexts") or Section()
            for name in contexts:
                _resolve_key(contexts, name, directory, home, shown)
        extends = service.get("extends")
        if isinstance(extends, Section) and extends.get("file") is not None:
            if not is_text(extends["file"]):
                raise shown.refusal(extends.places["file"], f"{path}.extends.file must be a text.")
            extends["file"] = absolute(extends["file"], directory, home)


def _resolve_key(section: Section, key: str, directory: str, home: str | None, shown: Shown) -> None:
    value = section[key]
    if not is_text(value):
        raise shown.refusal(
            section.places[key],
            f"the context '{key}' must be a text." if key != "context" else "context must be a text.",
        )
    if "://" not in value and not value.startswith((SERVICE, *REMOTE)):
        section[key] = absolute(value, directory, home)


def absolute(path: str, directory: str, home: str | None) -> str:
    """Return a path as Compose completes it: ``~`` is the home directory, an empty one stays empty."""
    if path.startswith("~") and home:
        path = paths.join(home, path[1:])
    return path if not path or path.startswith("/") else paths.join(directory, path)


def _services(model: Section) -> Iterator[tuple[str, Section]]:
    services = model.get("services")
    for name, service in services.items() if isinstance(services, Section) else ():
        if isinstance(service, Section):
            yield f"services.{name}", service
