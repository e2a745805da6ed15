"""The model of a project: its files read, filled with variables, completed by ``include`` and ``extends``, and merged.

Mirrors ``loader/loader.go`` of compose-go, in the order of its newest version: includes before extends.
"""

from __future__ import annotations

from typing import Any

from ctxsize.project.compose import canonical, schema
from ctxsize.project.compose.document import Document, read_documents
from ctxsize.project.compose.extends import Extends, Source
from ctxsize.project.compose.include import Include
from ctxsize.project.compose.interpolate import LONGEST, TemplateError, substitute
from ctxsize.project.compose.merge import Merge, reset
from ctxsize.project.compose.scope import Scope
from ctxsize.project.compose.sections import Section, Shown
from ctxsize.project.definition import Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from ctxsize.project.files import Files

STANDARD_INPUT = "-"
_MOST_DOCUMENTS = 100
_MOST_FILES = 1000


class Loader:
    """Loads models; everything that it refuses is a ProjectError with the place."""

    def __init__(self, files: Files, shown: Shown, keep: Collection[str] = ()) -> None:
        """Take the disk, how files are named in messages, and keys of services to keep that decide no build."""
        self._files = files
        self._keep = keep
        self._shown = shown
        self._merge = Merge(shown)
        self._schema = schema.Schema(shown)
        self._extends = Extends(self._source, self._merge, shown)
        self._include = Include(self, files, self._merge, shown)
        self._documents: dict[str, tuple[Document, ...]] = {}
        self._read = self._filled = 0

    def documents(self, file: str) -> tuple[Document, ...]:
        """Return a file's documents; ``-`` is standard input."""
        if file not in self._documents:
            self._documents[file] = tuple(self._parsed(file))
        self._read += 1
        if self._read > _MOST_FILES:
            raise self._shown.refusal(Origin(file, 0), f"more than {_MOST_FILES} files are included.")
        return self._documents[file]

    def _parsed(self, file: str) -> list[Document]:
        data = self._files.standard_input() if file == STANDARD_INPUT else self._files.read(file)
        if data is None:
            raise self._shown.refusal(Origin(file, 0), "no such file.")
        found: list[Document] = []
        for document in read_documents(data, file, self._shown):
            found.append(document)
            if len(found) > _MOST_DOCUMENTS:
                raise self._shown.refusal(Origin(file, 0), f"this has more than {_MOST_DOCUMENTS} documents.")
        return found

    def model(self, files: Sequence[str], scope: Scope, chain: tuple[str, ...] = ()) -> Section:
        """Return the merged model of files, with absolute paths; ``chain`` are the files that include these."""
        model = Section()
        for file in files:
            for document in self.documents(file):
                value = self._filled_value(document, file, scope)
                self._include.apply(value, document.resets, scope, (*chain, file))
                reset(model, document.resets)
                self._extends.apply(value, document.resets, file, scope)
                model = self._merge.files(model, value)
                self._merge.unique(model)
                self._schema.check(model)
                model.pop("version", None)
                canonical.make(model, self._shown)
        canonical.set_defaults(model)
        canonical.resolve(model, scope.directory, scope.home, self._shown)
        return model

    def _source(self, file: str, directory: str, scope: Scope) -> Source:
        """Load a file that a service extends one of: nothing in it is included, extended or held to the schema."""
        model = Section()
        resets: tuple[Any, ...] = ()
        for document in self.documents(file):
            value = self._filled_value(document, file, scope)
            reset(model, document.resets)
            model = self._merge.files(model, value)
            self._merge.unique(model)
            canonical.make(model, self._shown)
            resets = document.resets
        canonical.resolve(model, directory, scope.home, self._shown)
        services = model.get("services")
        if not isinstance(services, Section):
            raise self._shown.refusal(Origin(file, 0), "this has no services to extend.")
        return Source(file, services, resets)

    def _filled_value(self, document: Document, file: str, scope: Scope) -> Section:
        if not isinstance(document.value, Section):
            raise self._shown.refusal(Origin(file, 1), "the top level must be a mapping.")
        filled = self._fill(document.value, scope.lookup, Origin(file, 1))
        assert isinstance(filled, Section)  # noqa: S101 (what fills keeps the kind)
        return trimmed(filled, self._keep)

    def filled_text(self, text: str, scope: Scope, file: str) -> str:
        """Return a text of a file with its variables replaced."""
        return str(self._fill(text, scope.lookup, Origin(file, 0)))

    def _fill(self, value: Any, lookup: Callable[[str], str | None], place: Origin) -> Any:  # noqa: ANN401 (any value)
        """Return a copy with variables replaced in all texts, keys aside."""
        if isinstance(value, Section):
            made = Section()
            for key, each in value.items():
                made.put(key, self._fill(each, lookup, value.places[key]), value.places[key])
            return made
        if isinstance(value, list):
            return [self._fill(each, lookup, place) for each in value]
        if not schema.is_text(value) or "$" not in value:
            return value
        try:
            filled = substitute(value, lookup)
        except TemplateError as error:
            raise self._shown.refusal(place, f"{error}.") from error
        self._filled += len(filled)
        if self._filled > LONGEST:
            raise self._shown.refusal(place, "the variables make a text that is too long.")
        return filled


def trimmed(model: Section, keep: Collection[str] = ()) -> Section:
    """Leave out what decides no build and can't be wrong in a way that matters here; the model is changed."""
    for key in schema.TOP[4:]:
        if isinstance(model.get(key), Section):
            names = Section()
            for name in model[key]:
                names.put(name, None, model[key].places[name])
            model[key] = names
    services = model.get("services")
    for service in services.values() if isinstance(services, Section) else ():
        if isinstance(service, Section):
            silent = [key for key in service if key in schema.SERVICE and key not in schema.DECIDING]
            for key in silent:
                if key not in keep:
                    del service[key]
    return model
