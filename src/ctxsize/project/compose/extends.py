"""``extends``: a service that begins as another one, of its own file or of one elsewhere.

Mirrors ``loader/extends.go`` of compose-go.
"""

from __future__ import annotations

import posixpath
from typing import Any

from ctxsize.project.compose.canonical import absolute
from ctxsize.project.compose.document import Path
from ctxsize.project.compose.include import refuse_remote
from ctxsize.project.compose.merge import Merge, reset
from ctxsize.project.compose.schema import is_text
from ctxsize.project.compose.scope import Scope
from ctxsize.project.compose.sections import Section, Shown, copied
from ctxsize.project.definition import Origin
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_DEEPEST = 100
_MOST_COPIED = 1_000_000


class Source(Record):
    """The services of one file, with what the file resets; services that are extended are replaced in it."""

    file: str
    services: Section
    resets: tuple[Path, ...]


class Extends:
    """Applies ``extends``; ``load`` loads a file (its path, the directory that its paths are relative to, the scope)."""

    def __init__(self, load: Callable[[str, str, Scope], Source], merge: Merge, shown: Shown) -> None:
        """Begin without files."""
        self._load = load
        self._merge = merge
        self._shown = shown
        self._sources: dict[tuple[str, int], Source] = {}
        self._copied = 0

    def apply(self, model: Section, resets: tuple[Path, ...], file: str, scope: Scope) -> None:
        """Replace each service that extends another by what the two make."""
        services = model.get("services")
        if isinstance(services, Section):
            source = Source(file, services, resets)
            for name in list(services):
                self._extended(name, source, scope, (), services.places[name])

    def _extended(
        self, name: str, source: Source, scope: Scope, trail: tuple[tuple[str, str], ...], place: Origin
    ) -> Section | None:
        service = source.services[name]
        if service is None:
            return None
        if not isinstance(service, Section):
            raise self._shown.refusal(place, f"services.{name} must be a mapping.")
        if "extends" not in service:
            return service
        place = service.places["extends"]
        reference, base_source = self._reference(name, service["extends"], source, scope, place)
        step = (base_source.file, name)
        if step in trail:
            circle = " → ".join([*(each for _, each in trail), name])
            raise self._shown.refusal(place, f"services extend each other in a circle: {circle}.")
        if len(trail) >= _DEEPEST:
            raise self._shown.refusal(place, f"services extend each other more than {_DEEPEST} levels deep.")
        base = self._extended(reference, base_source, scope, (*trail, step), place)
        if base is None:
            return service
        merged = self._joined(name, base, service, source.resets, place)
        source.services[name] = merged
        return merged

    def _joined(self, name: str, base: Section, service: Section, resets: tuple[Path, ...], place: Origin) -> Section:
        self._copied += _size(base)
        if self._copied > _MOST_COPIED:
            raise self._shown.refusal(place, "services extend too much in all.")
        begun = copied(base)
        # What this file resets goes from what is inherited, too.
        reset(Section.of(place, services=Section.of(place, **{name: begun})), resets)
        merged = self._merge.services(begun, service, f"services.{name}")
        del merged["extends"]
        return merged

    def _reference(
        self,
        name: str,
        extends: Any,  # noqa: ANN401 (any value of YAML)
        source: Source,
        scope: Scope,
        place: Origin,
    ) -> tuple[str, Source]:
        file = None
        if isinstance(extends, Section):
            file = extends.get("file")
            extends = extends.get("service")
        if not is_text(extends):
            raise self._shown.refusal(place, f"services.{name}.extends must name a service.")
        if file is not None:
            if not is_text(file):
                raise self._shown.refusal(place, f"services.{name}.extends.file must be a text.")
            source = self._elsewhere(file, scope, place)
        if extends not in source.services:
            where = self._shown.file(source.file)
            raise self._shown.refusal(place, f"services.{name} extends '{extends}', which {where} does not define.")
        return extends, source

    def _elsewhere(self, file: str, scope: Scope, place: Origin) -> Source:
        refuse_remote(file, self._shown, place)
        path = absolute(file, scope.files, None)
        key = (path, id(scope))
        if key not in self._sources:
            self._sources[key] = self._load(path, posixpath.dirname(path), scope)
        return self._sources[key]


def _size(value: Any) -> int:  # noqa: ANN401 (any value of YAML)
    if isinstance(value, Section):
        return 1 + sum(map(_size, value.values()))
    return 1 + sum(map(_size, value)) if isinstance(value, list) else 1
