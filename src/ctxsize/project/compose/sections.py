"""Mappings that know where their keys stand, and the refusals that name such a place."""

from __future__ import annotations

from typing import Any

from ctxsize.display import escaping
from ctxsize.errors import ProjectError
from ctxsize.project.definition import Origin


class Section(dict[str, Any]):
    """A mapping of a Compose file; ``places`` says for each key where it stands."""

    __slots__ = ("places",)

    def __init__(self) -> None:
        """Begin without keys."""
        super().__init__()
        self.places: dict[str, Origin] = {}

    def put(self, key: str, value: object, place: Origin) -> None:
        """Set a key, and where it stands."""
        self[key] = value
        self.places[key] = place

    @classmethod
    def of(cls, place: Origin, **values: object) -> Section:
        """Return a mapping that stands at one place."""
        made = cls()
        for key, value in values.items():
            made.put(key, value, place)
        return made

    def copied(self) -> Section:
        """Return a copy all the way down."""
        made = Section()
        for key, value in self.items():
            made.put(key, copied(value), self.places[key])
        return made


def copied(value: Any) -> Any:  # noqa: ANN401 (any value of YAML)
    """Return a copy of a value of YAML all the way down."""
    if isinstance(value, Section):
        return value.copied()
    return [copied(each) for each in value] if isinstance(value, list) else value


class Shown:
    """How files are named in messages: relative to the working directory where they lie in it."""

    __slots__ = ("_below",)

    def __init__(self, cwd: str) -> None:
        """Take the working directory, absolute."""
        self._below = cwd.rstrip("/") + "/"

    def file(self, path: str) -> str:
        """Return the file's name for a message."""
        return escaping.printable(path.removeprefix(self._below))

    def refusal(self, place: Origin, sentence: str) -> ProjectError:
        """Return an error that begins with the place."""
        line = f":{place.line}" if place.line else ""
        return ProjectError(f"{self.file(place.file)}{line}: {escaping.printable(sentence)}")
