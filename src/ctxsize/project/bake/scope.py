"""The variables that an expression sees."""

from __future__ import annotations

from ctxsize.project.bake.values import UNKNOWN, Value


class Scope:
    """Variables by name, those of ``parent`` around them, and the file in which the expression stands."""

    __slots__ = ("file", "items", "parent", "variables")

    def __init__(self, variables: dict[str, Value], parent: Scope | None = None, file: str = "") -> None:
        self.variables = variables
        self.parent = parent
        self.file: str = file or (parent.file if parent else "")
        self.items: dict[int, Value] = {}

    def find(self, name: str) -> Value | None:
        """Return the variable's value, or ``None`` where there is none."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.variables:
                return scope.variables[name]
            scope = scope.parent
        return None

    def item(self, number: int) -> Value:
        """Return the element that a splat is at."""
        scope: Scope | None = self
        while scope is not None:
            if number in scope.items:
                return scope.items[number]
            scope = scope.parent
        return UNKNOWN
