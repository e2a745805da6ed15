"""What the parts of the reader of Bake files ask of each other: those that are read with know nothing of who reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from ctxsize.project.bake import tree
from ctxsize.project.bake.function import Function, UserFunction
from ctxsize.project.bake.lexer import Token
from ctxsize.project.bake.problem import BakeError
from ctxsize.project.bake.scope import Scope
from ctxsize.project.bake.values import Value


class Parses(Protocol):
    """Reads tokens; see :class:`ctxsize.project.bake.parser.Parser`."""

    file: str
    newlines: list[bool]

    def peek(self) -> Token:
        """Return the next token without taking it."""

    def read(self) -> Token:
        """Take the next token."""

    def expect(self, kind: str, message: str, /) -> Token:
        """Take the next token, which must be of a kind."""

    def refuse(self, message: str, at: Token | None = None, /) -> BakeError:
        """Return an error with the place of a token, or of the next one."""

    def deeper(self) -> None:
        """Count one level more; raises BakeError for too many."""

    def shallower(self) -> None:
        """Count one level less."""

    def expression(self) -> tree.Expression:
        """Take an expression."""


class Evaluates(Protocol):
    """Evaluates expressions; see :class:`ctxsize.project.bake.evaluate.Evaluator`."""

    functions: Mapping[str, Function | UserFunction]

    def evaluate(self, expression: tree.Expression, scope: Scope, /) -> Value:
        """Return the value; raises BakeError."""

    def value(self, expression: tree.Expression, scope: Scope, problems: list[BakeError], /) -> Value:
        """Return the value, unknown where it is wrong, and add what is wrong."""

    def charge(self, value: Value, scope: Scope, expression: tree.Expression, /) -> None:
        """Count a value; raises BakeError for too many."""

    def key(self, name: Value, key: tree.Expression, scope: Scope, problems: list[BakeError], /) -> str | None:
        """Return a value as a key of a map; ``None`` where it is none."""

    def condition(self, expression: tree.Expression, scope: Scope, problems: list[BakeError], /) -> bool | None:
        """Return whether a condition holds; ``None`` where that is not known."""


class Resolves(Protocol):
    """Evaluates what blocks refer to; see :class:`ctxsize.project.bake.resolve.Resolver`."""

    root: Scope
    units: dict[tuple[str, str], list[tree.Block]]
    resolve_block: Callable[[tree.Block, tuple[str, ...] | None], None]
    publish_block: Callable[[str, str], None]

    def load(self, expression: tree.Expression, scope: Scope, file: str, /) -> None:
        """Evaluate all that an expression refers to."""

    def evaluate(self, argument: tree.Argument, scope: Scope, /) -> Value:
        """Return the value of an argument; raises BakeError."""
