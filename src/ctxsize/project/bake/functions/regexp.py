r"""Go's regular expressions (RE2's syntax, with groups): matched in time that grows with the text, never exponentially.

Mirrors ``regexp/syntax`` with Go's default (Perl) flags, and the leftmost match that Perl would find. Python's ``re``
would read some of it otherwise, and takes exponential time where Go does not.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from ctxsize.project.bake.function import FunctionError
from ctxsize.project.bake.functions import classes
from ctxsize.project.bake.functions.classes import Takes
from ctxsize.project.bake.values import TooLargeError
from ctxsize.record import Record

_MOST_REPEATS: Final = 1000
_MOST_STEPS: Final = 20_000
_DEEPEST: Final = 100
_FLAGS = re.compile(r"\(\?([imsU]*)(?:-([imsU]+))?([:)])")
_NAMED = re.compile(r"\(\?P?<(\w+)>", re.ASCII)
_COUNT = re.compile(r"\{([0-9]{1,9})(?:(,)([0-9]{0,9}))?\}")
_ASSERTIONS = {"A": "begin", "z": "end", "b": "word", "B": "no word"}


class Step(Record):
    """A step of a program: take a character, split (``first`` is preferred), save a position, assert, or match."""

    kind: str
    takes: Takes | None = None
    first: int = 0
    second: int = 0
    name: str = ""


class Program(Record):
    """A compiled expression; ``names`` are those of its groups, the whole being number 0 without a name."""

    steps: tuple[Step, ...]
    names: tuple[str, ...]


class _Node(Record):
    kind: str
    takes: Takes | None = None
    parts: tuple[_Node, ...] = ()
    least: int = 0
    most: int | None = None
    greedy: bool = True
    name: str = ""
    group: int = 0


_EMPTY = _Node("all")


@lru_cache(maxsize=64)
def compiled(pattern: str) -> Program:
    """Return the program of a pattern; raises :class:`FunctionError` for what Go's parser refuses."""
    parser = _Parser(pattern)
    node = parser.parse()
    compiler = _Compiler()
    compiler.add(Step("save", first=0))
    compiler.compile(node)
    compiler.add(Step("save", first=1))
    compiler.add(Step("match"))
    return Program(tuple(compiler.steps), ("", *parser.names))


class _Parser:
    def __init__(self, pattern: str) -> None:
        self.names: list[str] = []
        self._text = pattern
        self._at = 0
        self._flags = ""
        self._depth = 0

    def parse(self) -> _Node:
        found = self._alternatives()
        if self._at < len(self._text):
            raise FunctionError('the pattern has a ")" too many')
        return found

    def _alternatives(self) -> _Node:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise FunctionError("the pattern is nested too deeply")
        parts = [self._sequence()]
        while self._text.startswith("|", self._at):
            self._at += 1
            parts.append(self._sequence())
        self._depth -= 1
        return parts[0] if len(parts) == 1 else _Node("any", parts=tuple(parts))

    def _sequence(self) -> _Node:
        parts: list[_Node] = []
        while self._at < len(self._text) and self._text[self._at] not in "|)":
            if self._text.startswith("\\Q", self._at):
                parts.extend(self._quoted())
                continue
            part = self._atom()
            if part is not None:
                parts.append(self._repeated(part))
        return _Node("all", parts=tuple(parts))

    def _quoted(self) -> list[_Node]:
        end = self._text.find("\\E", self._at)
        quoted = self._text[self._at + 2 : end if end >= 0 else len(self._text)]
        self._at = end + 2 if end >= 0 else len(self._text)
        nodes = [self._literal(char) for char in quoted]
        if nodes:
            nodes[-1] = self._repeated(nodes[-1])
        return nodes

    def _literal(self, char: str) -> _Node:
        takes = classes.between(char, char)
        return _Node("take", takes=classes.ignoring_case(takes) if "i" in self._flags else takes)

    def _atom(self) -> _Node | None:
        char = self._text[self._at]
        if char == "(":
            return self._group()
        if char == "\\":
            return self._escape()
        if char in "*+?" or (char == "{" and _COUNT.match(self._text, self._at)):
            raise FunctionError(f'there is nothing before "{char}" that it could repeat')
        self._at += 1
        if char == "[":
            takes, self._at = classes.bracketed(self._text, self._at, fold="i" in self._flags)
            return _Node("take", takes=takes)
        if char == ".":
            return _Node("take", takes=(lambda _: True) if "s" in self._flags else (lambda other: other != "\n"))
        if char in "^$":
            lines = "m" in self._flags
            return _Node("assert", name={"^": "line" if lines else "begin", "$": "line end" if lines else "end"}[char])
        return self._literal(char)

    def _escape(self) -> _Node:
        letter = self._text[self._at + 1 : self._at + 2]
        if letter in _ASSERTIONS:
            self._at += 2
            return _Node("assert", name=_ASSERTIONS[letter])
        special = classes.escaped_class(self._text, self._at + 1, fold="i" in self._flags)
        if special is not None:
            takes, self._at = special
            return _Node("take", takes=takes)
        char, self._at = classes.escaped(self._text, self._at + 1)
        return self._literal(char)

    def _group(self) -> _Node | None:
        before = self._flags
        flags, named = _FLAGS.match(self._text, self._at), _NAMED.match(self._text, self._at)
        group = 0
        if flags and (flags[1] or flags[2] or flags[3] == ":"):
            self._at = flags.end()
            changed = "".join(flag for flag in before + flags[1] if flag not in (flags[2] or ""))
            self._flags = changed
            if flags[3] == ")":
                return None
        elif self._text.startswith("(?", self._at) and not named:
            raise FunctionError('the pattern has a "(?" that Go does not know')
        else:
            self._at = named.end() if named else self._at + 1
            name = named[1] if named else ""
            if name and name in self.names:
                raise FunctionError(f"two groups of the pattern are called {name}")
            self.names.append(name)
            group = len(self.names)
        inner = self._alternatives()
        if not self._text.startswith(")", self._at):
            raise FunctionError('a "(" of the pattern is not closed')
        self._at += 1
        self._flags = before
        return _Node("group", parts=(inner,), group=group) if group else inner

    def _repeated(self, part: _Node) -> _Node:
        times = 1
        repeated = False
        while True:
            count = _COUNT.match(self._text, self._at)
            char = self._text[self._at : self._at + 1]
            if count:
                least = int(count[1])
                most = least if not count[2] else int(count[3]) if count[3] else None
                if least > _MOST_REPEATS or (most or 0) > _MOST_REPEATS or (most is not None and most < least):
                    raise FunctionError("a number of repetitions is not one that Go takes")
                times *= max(least, most or 0, 1)
                self._at = count.end()
            elif char and char in "*+?":
                least, most = int(char == "+"), 1 if char == "?" else None
                self._at += 1
            else:
                return part
            if repeated:
                raise FunctionError("a repetition is repeated; put it in parentheses")
            repeated = True
            lazy = self._text.startswith("?", self._at)
            self._at += lazy
            part = _Node("repeat", parts=(part,), least=least, most=most, greedy=lazy == ("U" in self._flags))


class _Compiler:
    def __init__(self) -> None:
        self.steps: list[Step] = []

    def add(self, step: Step) -> int:
        if len(self.steps) >= _MOST_STEPS:
            raise TooLargeError("A regular expression has more repetitions than ctxsize is willing to hold.")
        self.steps.append(step)
        return len(self.steps) - 1

    def compile(self, node: _Node) -> None:
        match node.kind:
            case "take":
                self.add(Step("take", takes=node.takes))
            case "assert":
                self.add(Step("assert", name=node.name))
            case "all":
                for part in node.parts:
                    self.compile(part)
            case "group":
                self.add(Step("save", first=2 * node.group))
                self.compile(node.parts[0])
                self.add(Step("save", first=2 * node.group + 1))
            case "any":
                self._alternatives(node.parts)
            case _:
                self._repeat(node)

    def _alternatives(self, parts: tuple[_Node, ...]) -> None:
        ends: list[int] = []
        for part in parts[:-1]:
            split = self.add(Step("split"))
            self.compile(part)
            ends.append(self.add(Step("jump")))
            self.steps[split] = Step("split", first=split + 1, second=len(self.steps))
        self.compile(parts[-1])
        for end in ends:
            self.steps[end] = Step("jump", first=len(self.steps))

    def _repeat(self, node: _Node) -> None:
        part = node.parts[0]
        for _ in range(node.least - (node.most is None)):
            self.compile(part)
        if node.most is None:
            self._endless(part, node.least, node.greedy)
            return
        splits: list[int] = []
        for _ in range(node.most - node.least):
            splits.append(self.add(Step("split")))
            self.compile(part)
        for split in splits:
            self._set_split(split, node.greedy)

    def _endless(self, part: _Node, least: int, greedy: bool) -> None:  # noqa: FBT001 (see _set_split)
        if least == 0 and not _may_be_empty(part):
            split = self.add(Step("split"))
            self.compile(part)
            self.add(Step("jump", first=split))
            self._set_split(split, greedy)
            return
        # As Go does: what may be empty is tried once, and then again as long as it takes something.
        optional = self.add(Step("split")) if least == 0 else None
        start = len(self.steps)
        self.compile(part)
        behind = len(self.steps) + 1
        first, second = (start, behind) if greedy else (behind, start)
        self.add(Step("split", first=first, second=second))
        if optional is not None:
            self._set_split(optional, greedy)

    def _set_split(self, split: int, greedy: bool) -> None:  # noqa: FBT001 (which of two ways is preferred)
        inside, behind = split + 1, len(self.steps)
        first, second = (inside, behind) if greedy else (behind, inside)
        self.steps[split] = Step("split", first=first, second=second)


def _may_be_empty(node: _Node) -> bool:
    match node.kind:
        case "take":
            return False
        case "any":
            return any(map(_may_be_empty, node.parts))
        case "repeat":
            return node.least == 0 or _may_be_empty(node.parts[0])
        case _:
            return all(map(_may_be_empty, node.parts))
