"""YAML's events as a tree of nodes, within bounds; an alias is the node that it names."""

from __future__ import annotations

import yaml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST = 100
"""How many collections may lie in each other."""
MOST_NODES = 200_000
"""How many nodes one file may have, and one document once its aliases are followed.

200 services that share 100 keys have 20,000.
"""

# libyaml where the wheel has it: ten times as fast, and it takes tabs where Compose's parser takes them.
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Scalar:
    """A text with what stands in front of it; ``line`` counts from 1."""

    __slots__ = ("line", "plain", "tag", "text")

    def __init__(self, text: str, tag: str | None, line: int, *, plain: bool) -> None:
        """Take what the event says; ``plain`` is whether it is unquoted and not a block."""
        self.text, self.tag, self.line, self.plain = text, tag, line, plain


class Sequence:
    """A list of nodes."""

    __slots__ = ("items", "line", "tag")

    def __init__(self, tag: str | None, line: int) -> None:
        """Begin without items."""
        self.tag, self.line = tag, line
        self.items: list[Node] = []


class Mapping:
    """Pairs of nodes in the order of the file."""

    __slots__ = ("line", "pairs", "tag")

    def __init__(self, tag: str | None, line: int) -> None:
        """Begin without pairs."""
        self.tag, self.line = tag, line
        self.pairs: list[tuple[Node, Node]] = []


Node = Scalar | Sequence | Mapping


class MalformedError(ValueError):
    """This is not YAML, or too deep; ``line`` says where (0 where it is not known)."""

    def __init__(self, sentence: str, line: int) -> None:
        """Keep the line beside the sentence."""
        super().__init__(sentence)
        self.line = line


def documents(data: bytes) -> Iterator[Node]:
    """Yield the root of each document of a file; raises :class:`MalformedError` when it comes to a flaw."""
    try:
        reader = _Reader(yaml.parse(data, Loader=_LOADER))
        yield from reader.documents()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise MalformedError(str(error.problem or error.context), mark.line + 1 if mark else 0) from error
    except (yaml.YAMLError, UnicodeError) as error:
        raise MalformedError(str(error).partition("\n")[0], 0) from error


class _Reader:
    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self._events = events
        self._anchors: dict[str, Node] = {}
        self._depth = 0
        self._nodes = 0

    def documents(self) -> Iterator[Node]:
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._anchors = {}
                yield self._node(next(self._events))

    def _node(self, event: yaml.Event) -> Node:
        line = event.start_mark.line + 1 if event.start_mark else 0
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise MalformedError(f"this has more than {MOST_NODES} nodes", line)
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                raise MalformedError(f"unknown anchor '{event.anchor}' referenced", line)
            return self._anchors[event.anchor]
        if isinstance(event, yaml.ScalarEvent):
            return self._anchored(event.anchor, Scalar(event.value, event.tag, line, plain=not event.style))
        if not isinstance(event, yaml.CollectionStartEvent):
            raise MalformedError("a value is missing", line)
        self._depth += 1
        if self._depth > DEEPEST:
            raise MalformedError(f"this is nested more than {DEEPEST} levels deep", line)
        if isinstance(event, yaml.SequenceStartEvent):
            node = self._sequence(event.anchor, Sequence(event.tag, line))
        else:
            node = self._mapping(event.anchor, Mapping(event.tag, line))
        self._depth -= 1
        return node

    def _anchored(self, anchor: str | None, node: Node) -> Node:
        if anchor is not None:
            self._anchors[anchor] = node
        return node

    def _sequence(self, anchor: str | None, node: Sequence) -> Node:
        # The anchor counts inside of its own node, too: that is how a node comes to hold itself.
        self._anchored(anchor, node)
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            node.items.append(self._node(event))
        return node

    def _mapping(self, anchor: str | None, node: Mapping) -> Node:
        self._anchored(anchor, node)
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event)
            node.pairs.append((key, self._node(next(self._events))))
        return node
