"""One Compose file on top of another: the merge of ``-f a -f b``, of overrides, of ``extends`` and of ``include``.

Mirrors ``override/merge.go`` and ``override/uncity.go`` of compose-go, for what decides builds. The base is changed.
"""

from __future__ import annotations

from typing import Any

from ctxsize.project.compose.document import Path
from ctxsize.project.compose.scalars import go_text
from ctxsize.project.compose.sections import Section, Shown
from ctxsize.project.definition import Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Merger = Callable[[Any, Any], Any]

STARTED = {"condition": "service_started", "required": True}
"""What ``depends_on: [NAME]`` means in the long form."""


class Merge:
    """Merges values; ``shown`` names files in refusals."""

    def __init__(self, shown: Shown) -> None:
        """Keep how files are named."""
        self._shown = shown

    def files(self, base: Section, over: Section) -> Section:
        """Merge whole files."""
        return self._sections(base, over, "", {"services": self._services})

    def _services(self, base: Any, over: Any, path: str, place: Origin) -> Any:  # noqa: ANN401 (any value of YAML)
        if isinstance(base, Section) and isinstance(over, Section):
            for name, service in over.items():
                known = base.get(name)
                if name not in base or known is None:
                    base.put(name, service, over.places[name])
                elif isinstance(known, Section) and isinstance(service, Section):
                    self.services(known, service, f"{path}.{name}")
                elif service is not None:
                    raise self._mismatch(f"{path}.{name}", over.places[name])
            return base
        return self._any(base, over, path, place)

    def services(self, base: Section, over: Section, path: str) -> Section:
        """Merge two definitions of one service; ``path`` is its name in messages."""
        special = {
            "build": self._build,
            "depends_on": _as_named(STARTED),
            "networks": _as_named(None),
            "models": _as_named(None),
            **dict.fromkeys(("environment", "env_file"), _as_list),
        }
        return self._sections(base, over, path, special)

    def _build(self, base: Any, over: Any, path: str, place: Origin) -> Any:  # noqa: ANN401 (any value of YAML)
        one, two = (_long_build(base, place), _long_build(over, place))
        if one is None:
            raise self._mismatch(path, place)
        pairs = dict.fromkeys(("args", "additional_contexts", "labels"), _as_list)
        return one if two is None else self._sections(one, two, path, pairs)

    def _sections(self, base: Section, over: Section, path: str, special: dict[str, Any]) -> Section:
        for key, value in over.items():
            place = over.places[key]
            if key not in base:
                base.put(key, value, place)
                continue
            known = base[key]
            below = f"{path}.{key}" if path else key
            merged = special.get(key, self._any)(known, value, below, place)
            # A mapping is where it began; anything else is where it was written last.
            kept = value is None or (isinstance(merged, Section) and isinstance(known, Section))
            base.put(key, merged, base.places[key] if kept else place)
        return base

    def _any(self, base: Any, over: Any, path: str, place: Origin) -> Any:  # noqa: ANN401 (any value of YAML)
        if over is None:
            return base
        if isinstance(base, Section):
            if not isinstance(over, Section):
                raise self._mismatch(path, place)
            return self._sections(base, over, path, {})
        if isinstance(base, list):
            if not isinstance(over, list):
                raise self._mismatch(path, place)
            return [*base, *over]
        return over

    def _mismatch(self, path: str, place: Origin) -> Exception:
        return self._shown.refusal(
            place, f"{path} can't be merged with what an earlier file says: they are of two kinds."
        )

    def unique(self, model: Section) -> None:
        """Keep the last of the entries of one name in lists of a service, in the place of the first."""
        services = model.get("services")
        for name, service in services.items() if isinstance(services, Section) else ():
            if not isinstance(service, Section):
                continue
            self._keep_last(service, "profiles", f"services.{name}")
            build = service.get("build")
            if isinstance(build, Section):
                for key in ("args", "additional_contexts", "labels"):
                    self._keep_last(build, key, f"services.{name}.build")

    def _keep_last(self, section: Section, key: str, path: str) -> None:
        entries = section.get(key)
        if not isinstance(entries, list):
            return
        found: dict[str, str] = {}
        for entry in entries:
            if type(entry) is not str:
                raise self._shown.refusal(section.places[key], f"each entry of {path}.{key} must be a text.")
            found[entry.partition("=")[0]] = entry
        section[key] = list(found.values())


def _long_build(value: Any, place: Origin) -> Section | None:  # noqa: ANN401 (any value of YAML)
    if isinstance(value, str):
        return Section.of(place, context=value)
    return value if isinstance(value, Section) else None


def as_section(value: Any, default: dict[str, Any] | None, place: Origin) -> Section:  # noqa: ANN401 (any value of YAML)
    """Return a mapping of what may be a list of names; ``default`` is what a name alone stands for."""
    if isinstance(value, Section):
        return value
    made = Section()
    for name in value if isinstance(value, list) else ():
        if isinstance(name, str):
            made.put(name, None if default is None else Section.of(place, **default), place)
    return made


def _as_named(default: dict[str, Any] | None) -> Any:  # noqa: ANN401 (a merger)
    def merge(base: Any, over: Any, path: str, place: Origin) -> Section:  # noqa: ANN401, ARG001 (any value of YAML)
        one = as_section(base, default, place)
        for name, value in as_section(over, default, place).items():
            known = one.get(name)
            if isinstance(known, Section) and isinstance(value, Section):
                for key, each in value.items():
                    if each is not None:
                        known.put(key, each, value.places[key])
            elif known is None or value is not None:
                one.put(name, value, place)
        return one

    return merge


def _as_list(base: Any, over: Any, path: str, place: Origin) -> list[Any]:  # noqa: ANN401, ARG001 (any value of YAML)
    return [*_pairs(base), *_pairs(over)]


def _pairs(value: Any) -> list[Any]:  # noqa: ANN401 (any value of YAML)
    """Return ``KEY=value`` for each key of a mapping, sorted, and lists as they are."""
    if isinstance(value, Section):
        many = ((key, one) for key, each in value.items() for one in (each if isinstance(each, list) else [each]))
        return sorted(key if each is None else f"{key}={go_text(each)}" for key, each in many)
    if isinstance(value, str):
        return [value]
    return value if isinstance(value, list) else []


def reset(model: Section, paths: tuple[Path, ...]) -> None:
    """Remove what a later file resets or overrides."""
    for path in paths:
        section: Any = model
        for key in path[:-1]:
            section = section.get(key) if isinstance(section, Section) else None
        if path and isinstance(section, Section) and path[-1] in section:
            del section[path[-1]]
