"""Bake files in JSON: the same tree as HCL's, with templates in the texts (HCL's ``json`` package)."""

from __future__ import annotations

import re
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Final

from ctxsize.golang.text import runes
from ctxsize.project.bake import number, template, tree, values
from ctxsize.project.bake.lexer import LARGEST_FILE, Token, template_tokens
from ctxsize.project.bake.parser import DEEPEST, Parser
from ctxsize.project.bake.problem import BakeError, Place

_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9.eE+-])")
_WORDS: Final = {"true": values.TRUE, "false": values.FALSE, "null": values.NULL}
# What is a block and not an argument, and which arguments each kind of block may hold only once.
_BLOCKS: Final = {
    "variable": {"type", "default", "description"},
    "function": {"params", "variadic_params", "result"},
    "group": {"description", "targets", "name", "matrix"},
    "target": None,
    "validation": {"condition", "error_message"},
}
_COMMENT = "//"


class _Node:
    """A JSON value with its line: ``content`` is a list of nodes, of (key, line, node), a text, or a value of HCL."""

    __slots__ = ("content", "kind", "line")

    def __init__(self, kind: str, content: object, line: int) -> None:
        self.kind = kind
        self.content = content
        self.line = line


def parse(text: str, file: str) -> tree.Body:
    """Return the tree of a JSON file; raises :class:`BakeError` with its place for what is not JSON or not Bake's."""
    if len(text) > LARGEST_FILE:
        raise BakeError(f"The file has more than {LARGEST_FILE:,} characters.", Place(file, 1))
    reader = _Reader(text, file)
    node = reader.whole()
    if node.kind != "object":
        raise BakeError("A Bake file in JSON is an object.", Place(file, node.line))
    return _Builder(file).top(node)


class _Reader:
    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self._at = 0
        self._counted = 0
        self._line = 1
        self._depth = 0

    def whole(self) -> _Node:
        found = self._value()
        self._skip()
        if self._at < len(self._text):
            raise self._refuse("The file should end here")
        return found

    def _skip(self) -> str:
        match = _SPACE.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._text[self._at : self._at + 1]

    def _here(self) -> int:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _refuse(self, message: str) -> BakeError:
        shown = self._text[self._at : self._at + 20].partition("\n")[0]
        what = f'but there is "{shown}"' if shown else "but the file ends"
        return BakeError(f"This is not JSON. {message}, {what} here.", Place(self._file, self._here()))

    def _value(self) -> _Node:
        char = self._skip()
        line = self._here()
        if char and char in "{[":
            self._depth += 1
            if self._depth > DEEPEST:
                raise BakeError(f"This is nested more than {DEEPEST} levels deep.", Place(self._file, line))
            found = self._object(line) if char == "{" else self._array(line)
            self._depth -= 1
            return found
        if char == '"':
            return _Node("text", self._string(), line)
        match = _NUMBER.match(self._text, self._at)
        parsed = number.parse(match[0]) if match else None
        if match and parsed is not None:
            self._at = match.end()
            return _Node("value", values.number(parsed), line)
        for word, value in _WORDS.items():
            if self._text.startswith(word, self._at) and not self._text[self._at + len(word) :][:1].isalpha():
                self._at += len(word)
                return _Node("null" if value.is_null else "value", value, line)
        raise self._refuse("A value should stand here")

    def _string(self) -> str:
        try:
            found, self._at = scanstring(self._text, self._at + 1, True)  # noqa: FBT003 (strict; it takes no names)
        except ValueError as error:
            raise self._refuse("A text should be closed, and hold no control characters") from error
        return runes(found)

    def _object(self, line: int) -> _Node:
        self._at += 1
        members: list[tuple[str, int, _Node]] = []
        char = self._skip()
        while char != "}":
            if char != '"':
                raise self._refuse('A name in quotes or "}" should stand here')
            at = self._here()
            name = self._string()
            if self._skip() != ":":
                raise self._refuse('A ":" should stand here')
            self._at += 1
            members.append((name, at, self._value()))
            char = self._next("}")
        self._at += 1
        return _Node("object", members, line)

    def _array(self, line: int) -> _Node:
        self._at += 1
        members: list[_Node] = []
        char = self._skip()
        while char != "]":
            members.append(self._value())
            char = self._next("]")
        self._at += 1
        return _Node("array", members, line)

    def _next(self, end: str) -> str:
        char = self._skip()
        if char == end:
            return char
        if char != ",":
            raise self._refuse(f'A comma or "{end}" should stand here')
        self._at += 1
        char = self._skip()
        if char == end:
            raise self._refuse("A value should stand behind the comma")
        return char


class _Builder:
    def __init__(self, file: str) -> None:
        self._file = file

    def top(self, node: _Node) -> tree.Body:
        return self._body(node, ("variable", "function", "group", "target"), once=None)

    def _refuse(self, message: str, line: int) -> BakeError:
        return BakeError(message, Place(self._file, line))

    def _members(self, node: _Node, what: str) -> list[tuple[str, int, _Node]]:
        """Return the members of an object, or of all objects in an array."""
        if node.kind == "null":
            return []
        nodes = node.content if node.kind == "array" else [node]
        found: list[tuple[str, int, _Node]] = []
        for each in nodes if isinstance(nodes, list) else ():
            if each.kind != "object":
                raise self._refuse(f"{what} should be an object here, or an array of objects.", each.line)
            found.extend(each.content)
        return found

    def _body(self, node: _Node, blocks: tuple[str, ...], once: set[str] | None) -> tree.Body:
        """Make a body of an object; ``once`` are the arguments that may not come twice, ``None`` for all."""
        arguments: list[tree.Argument] = []
        found: list[tree.Block] = []
        for name, line, member in self._members(node, "A body"):
            if name in blocks:
                found.extend(self._blocks(name, member))
            elif name != _COMMENT:
                if (once is None or name in once) and any(argument.name == name for argument in arguments):
                    raise self._refuse(f'"{name}" is set a second time.', line)
                arguments.append(tree.Argument(name, self._expression(member), self._file, line))
        return tree.Body(tuple(arguments), tuple(found), self._file, node.line)

    def _blocks(self, kind: str, node: _Node) -> list[tree.Block]:
        if kind == "validation":
            return self._unlabelled(kind, (), node)
        members = self._members(node, f'"{kind}"')
        if not members:
            raise self._refuse(f'"{kind}" holds nothing; its members are the names of each {kind}.', node.line)
        return [block for name, _, member in members for block in self._unlabelled(kind, (name,), member)]

    def _unlabelled(self, kind: str, labels: tuple[str, ...], node: _Node) -> list[tree.Block]:
        if node.kind == "null":
            return []
        bodies = node.content if node.kind == "array" else [node]
        if node.kind not in {"array", "object"} or not isinstance(bodies, list):
            raise self._refuse(f'A "{kind}" is an object.', node.line)
        inner = ("validation",) if kind == "variable" else ()
        once = _BLOCKS[kind]
        return [
            tree.Block(
                kind,
                labels,
                self._body(body, inner, set(TARGET_ARGUMENTS) if once is None else once),
                self._file,
                body.line,
            )
            for body in bodies
        ]

    def _expression(self, node: _Node) -> tree.Expression:
        match node.kind:
            case "text":
                return self._text(str(node.content), node.line)
            case "array":
                members = node.content if isinstance(node.content, list) else []
                return tree.Sequence(tuple(self._expression(each) for each in members), node.line)
            case "object":
                pairs = node.content if isinstance(node.content, list) else []
                items = tuple((self._text(name, line), self._expression(member)) for name, line, member in pairs)
                return tree.JsonObject(items, node.line)
            case "null":
                return tree.Literal(values.NULL, node.line, "null")
            case _:
                value = node.content if isinstance(node.content, values.Value) else values.NULL
                return tree.Literal(value, node.line)

    def _text(self, content: str, line: int) -> tree.JsonText:
        if "${" not in content and "%{" not in content:
            return tree.JsonText(content, tree.Literal(values.text(content), line), "", line)
        try:
            parser = Parser(template_tokens(content, self._file, line), self._file)
            inner = template.read(parser, "end", Token("quote", '"', line))
        except BakeError as error:
            return tree.JsonText(content, None, error.message, line)
        return tree.JsonText(content, inner, "", line)


TARGET_ARGUMENTS = (
    "description", "inherits", "annotations", "attest", "context", "contexts", "dockerfile", "dockerfile-inline", "args",
    "labels", "tags", "cache-from", "cache-to", "target", "secret", "ssh", "platforms", "output", "pull", "no-cache",
    "network", "no-cache-filter", "shm-size", "ulimits", "call", "entitlements", "extra-hosts", "name", "matrix",
)  # fmt: skip
"""The arguments of a target that Bake knows; all others it ignores."""
