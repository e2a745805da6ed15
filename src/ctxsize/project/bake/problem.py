"""What is wrong with a Bake file, and where."""

from __future__ import annotations

from ctxsize.display.escaping import printable
from ctxsize.errors import ProjectError
from ctxsize.record import Record


class Place(Record):
    """A line of a file, counted from 1; the file is named as the user named it."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{printable(self.file)}:{self.line}"


class BakeError(ProjectError):
    """Bake would refuse the definition; ``place`` says where, as far as there is one place."""

    def __init__(self, message: str, place: Place | None = None) -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.message = message
        self.place = place
