"""A Compose file's text as values: duplicates, merge keys, aliases, ``!reset`` and ``!override``.

Mirrors ``loader/reset.go`` of compose-go and ``decode.go`` of go-yaml.
"""

from __future__ import annotations

import math
from typing import Any

from ctxsize.project.compose.nodes import MOST_NODES, MalformedError, Mapping, Node, Scalar, Sequence, documents
from ctxsize.project.compose.scalars import WrongTagError, scalar
from ctxsize.project.compose.sections import Section, Shown
from ctxsize.project.definition import Origin
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_RESET, _OVERRIDE = "!reset", "!override"
_MERGE = "<<"
_STEP = "\x00item"  # stands for a place in a list: what is reset in one has no effect

Path = tuple[str, ...]


class Document(Record):
    """One document: its value, and the paths of keys whose earlier value goes (``!reset``, ``!override``)."""

    value: Any
    resets: tuple[Path, ...]


def read_documents(data: bytes, file: str, shown: Shown) -> Iterator[Document]:
    """Yield the documents of a file (absolute path); raises ProjectError at the flaw that Compose would find."""
    nodes = documents(data)
    try:
        for root in nodes:
            builder = _Builder(file)
            value = builder.value(root, (), plain_tags=False)
            yield Document(None if value is _GONE else value, tuple(builder.resets))
    except MalformedError as error:
        raise shown.refusal(Origin(file, error.line), f"{error}.") from error


_GONE = object()


class _Builder:
    """Makes values of one document's nodes."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._visits = 0
        self._open: set[int] = set()
        self.resets: list[Path] = []

    def value(self, node: Node, path: Path, *, plain_tags: bool) -> Any:  # noqa: ANN401 (any value of YAML)
        """Return a node's value, or ``_GONE`` for one that is reset.

        ``plain_tags`` is whether tags are not looked at: so it is inside of an ``!override``.
        """
        self._visits += 1
        if self._visits > MOST_NODES:
            raise MalformedError(f"this has more than {MOST_NODES} nodes once its aliases are followed", node.line)
        if not plain_tags and node.tag in {_RESET, _OVERRIDE}:
            if _STEP not in path:
                self.resets.append(path)
            if node.tag == _RESET:
                return _GONE
            plain_tags = True
        if isinstance(node, Scalar):
            return self._scalar(node)
        if id(node) in self._open:
            raise MalformedError("an anchor's value contains itself", node.line)
        self._open.add(id(node))
        made = (
            self._list(node, path, plain_tags=plain_tags)
            if isinstance(node, Sequence)
            else self._map(node, path, plain_tags=plain_tags)
        )
        self._open.discard(id(node))
        return made

    def _scalar(self, node: Scalar) -> Any:  # noqa: ANN401 (any scalar)
        try:
            made = scalar(node.text, node.tag, plain=node.plain)
        except WrongTagError as error:
            raise MalformedError(str(error), node.line) from error
        if isinstance(made, float) and not math.isfinite(made):
            raise MalformedError(f"{node.text} can't be a value here", node.line)
        return made

    def _list(self, node: Sequence, path: Path, *, plain_tags: bool) -> list[Any]:
        made = (self.value(item, (*path, _STEP), plain_tags=plain_tags) for item in node.items)
        return [each for each in made if each is not _GONE]

    def _map(self, node: Mapping, path: Path, *, plain_tags: bool) -> Section:
        self._check_keys(node)
        made = Section()
        merged: list[Node] = []
        for key, item in node.pairs:
            if isinstance(key, Scalar) and key.plain and key.text == _MERGE and not key.tag:
                merged.append(item)
                continue
            text = key.text if isinstance(key, Scalar) else ""
            value = self.value(item, (*path, text), plain_tags=plain_tags)
            if value is not _GONE:
                made.put(self._key(key, path), value, Origin(self._file, key.line))
        for item in merged:
            self._merge(made, item, path, plain_tags=plain_tags)
        return made

    @staticmethod
    def _check_keys(node: Mapping) -> None:
        lines: dict[str, int] = {}
        for key, _ in node.pairs:
            text = key.text if isinstance(key, Scalar) else ""
            if text in lines:
                raise MalformedError(f"key '{text}' is already defined in line {lines[text]}", key.line)
            lines[text] = key.line

    def _key(self, key: Node, path: Path) -> str:
        name = self._scalar(key) if isinstance(key, Scalar) else None
        # The type and not the kind: an instant is a text of Python's and none of Compose's.
        if type(name) is not str:
            where = ".".join(path) or "the top level"
            shown = f"'{key.text}'" if isinstance(key, Scalar) else "a collection"
            raise MalformedError(f"the key {shown} in {where} is not a text; put quotes around it", key.line)
        return name

    def _merge(self, into: Section, node: Node, path: Path, *, plain_tags: bool) -> None:
        """Add what a merge key brings: own keys win, then the first of a list; nested mappings are not merged."""
        maps = node.items if isinstance(node, Sequence) else [node]
        for each in maps:
            if not isinstance(each, Mapping):
                raise MalformedError("a merge key (<<) needs a mapping or a list of mappings", each.line)
            # Made for each place: what is reset in it is reset there.
            brought = self.value(each, path, plain_tags=plain_tags)
            if brought is _GONE:
                continue
            for key, value in brought.items():
                if key not in into:
                    into.put(key, value, brought.places[key])
