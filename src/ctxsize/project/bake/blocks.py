"""Groups and targets: their names, the combinations of a matrix, and their arguments, each evaluated once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING, Final

from ctxsize.project.bake import fields, tree, values
from ctxsize.project.bake.convert import ConversionError, convert
from ctxsize.project.bake.kinds import TEXT
from ctxsize.project.bake.problem import BakeError, Place
from ctxsize.project.bake.scope import Scope
from ctxsize.project.bake.values import Value
from ctxsize.record import Record

if TYPE_CHECKING:
    from ctxsize.project.bake.protocols import Resolves

_NAME: Final = re.compile(r"[a-zA-Z0-9_-]+")
_MOST_COMBINATIONS: Final = 2000
_DEEPEST: Final = 40


class Evaluated(Record):
    """A group or target: its name, the label of its block, and the values of the arguments that are set."""

    kind: str
    name: str
    label: str
    arguments: dict[str, Value]
    place: Place
    context_of: str


class _Unit:
    """One combination of a block."""

    def __init__(self, scope: Scope, name: str) -> None:
        self.scope = scope
        self.name = name
        self.arguments: dict[str, Value] = {}
        self.under_way: set[str] = set()
        self.done: set[str] = set()


class Reader:
    """Reads blocks for a resolver, which evaluates what they refer to."""

    def __init__(self, resolver: Resolves, blocks: Sequence[tree.Block]) -> None:
        self._resolver = resolver
        self._blocks = blocks
        self._units: dict[int, list[_Unit]] = {}
        self._published: dict[tuple[str, str], tuple[_Unit, int]] = {}
        self._depth = 0
        resolver.resolve_block = self._resolve
        resolver.publish_block = self.publish

    def run(self) -> list[Evaluated]:
        """Return all groups and targets, one for each combination of a matrix."""
        known: dict[tuple[str, str], list[tree.Block]] = {}
        for block in self._blocks:
            for name in self._names(block):
                known.setdefault((block.kind, name), []).append(block)
        self._resolver.units = known
        for block in self._blocks:
            self._resolve(block, None)
        return [
            Evaluated(
                block.kind,
                unit.name,
                block.labels[0],
                unit.arguments,
                Place(block.file, block.line),
                _context_of(block),
            )
            for block in self._blocks
            for unit in self._units[id(block)]
        ]

    def _names(self, block: tree.Block) -> list[str]:
        names: list[str] = []
        place = Place(block.file, block.line)
        for unit in self._units_of(block):
            _check_name(block.labels[0], place)
            unit.name = self._name(block, unit, place)
            if unit.name in names:
                message = (
                    f'The matrix makes two targets "{unit.name}". Give it a name with its values: name = "a-${{x}}"'
                )
                raise BakeError(message, place)
            names.append(unit.name)
        return names

    def _name(self, block: tree.Block, unit: _Unit, place: Place) -> str:
        arguments = {argument.name: argument for argument in block.body.arguments}
        given = arguments.get("name")
        if block.kind == "group" and ("name" in arguments or "matrix" in arguments):
            raise BakeError("A group has neither a name nor a matrix.", place)
        if given is None:
            return block.labels[0]
        if "matrix" not in arguments:
            raise BakeError("A name needs a matrix; without one the target's label is its name.", place)
        self._resolver.load(given.expression, unit.scope, given.file)
        try:
            found = convert(self._resolver.evaluate(given, unit.scope), TEXT)
        except ConversionError as error:
            raise BakeError(f"A name is a text: {error}.", place) from error
        if not found.is_present:
            raise BakeError("A target's name can't be null, nor be known only when it is built.", place)
        _check_name(found.content, place)
        name: str = found.content
        return name

    def _units_of(self, block: tree.Block) -> list[_Unit]:
        if id(block) not in self._units:
            self._resolver.root.variables.setdefault(block.kind, values.map_of({}, TEXT))
            scopes = self._scopes(block) if block.kind == "target" else [self._resolver.root]
            self._units[id(block)] = [_Unit(scope, block.labels[0]) for scope in scopes]
        return self._units[id(block)]

    def _scopes(self, block: tree.Block) -> list[Scope]:
        matrix = next((argument for argument in block.body.arguments if argument.name == "matrix"), None)
        root = self._resolver.root
        if matrix is None:
            return [root]
        place = Place(block.file, block.line)
        self._resolver.load(matrix.expression, root, matrix.file)
        found = self._resolver.evaluate(matrix, root)
        if not found.kind.is_mapping or not found.is_present:
            raise BakeError("A matrix is a map of lists.", place)
        axes = found.content
        if not axes:
            return [root]
        total = 1
        for axis in axes.values():
            if not isinstance(axis.content, (tuple, dict)):
                raise BakeError("The values of a matrix are lists.", place)
            total *= len(axis.content)
        if total > _MOST_COMBINATIONS:
            raise BakeError(f"The matrix makes more than {_MOST_COMBINATIONS:,} targets.", place)
        combinations = product(*(axis.parts() for axis in axes.values()))
        return [Scope(dict(zip(axes, combination, strict=True)), root) for combination in combinations]

    def _resolve(self, block: tree.Block, wanted: tuple[str, ...] | None) -> None:
        """Evaluate the arguments of a block that are wanted, ``None`` for all; raises :class:`BakeError`."""
        self._depth += 1
        try:
            if self._depth > _DEEPEST:
                raise BakeError("The target refers to itself.", Place(block.file, block.line))
            for unit in self._units_of(block):
                names = wanted
                if names is not None:
                    names = tuple(name for name in names if name not in unit.done)
                    if not names:
                        break
                    self._begin(block, unit, names)
                self._evaluate(block, unit, names)
        finally:
            self._depth -= 1

    def _begin(self, block: tree.Block, unit: _Unit, names: Sequence[str]) -> None:
        for name in names:
            if name in unit.under_way:
                message = f"{block.kind}.{unit.name}.{name} needs itself."
                raise BakeError(message, Place(block.file, block.line))
            unit.under_way.add(name)

    def _evaluate(self, block: tree.Block, unit: _Unit, names: Sequence[str] | None) -> None:
        known = fields.TARGET if block.kind == "target" else fields.GROUP
        present = {argument.name: argument for argument in block.body.arguments if argument.name in known}
        if block.kind == "group" and "targets" not in present and (names is None or "targets" in names):
            raise BakeError(f'The group "{unit.name}" needs targets.', Place(block.file, block.line))
        chosen = [
            argument for name, argument in present.items() if name not in unit.done and (names is None or name in names)
        ]
        for argument in chosen:
            self._resolver.load(argument.expression, unit.scope, argument.file)
        for argument in chosen:
            value = self._resolver.evaluate(argument, unit.scope)
            try:
                unit.arguments[argument.name] = fields.decoded(argument.name, value)
            except ConversionError as error:
                message = f'"{argument.name}" can\'t be this: {error}.'
                raise BakeError(message, Place(argument.file, argument.line)) from error
        unit.done.update(argument.name for argument in chosen)
        unit.done.update(names or ())

    def publish(self, kind: str, name: str) -> None:
        """Let expressions refer to what is evaluated of a group or target; the last block of its name counts."""
        blocks = self._resolver.units.get((kind, name), [])
        units = [unit for block in blocks for unit in self._units_of(block) if unit.name == name]
        if not units or self._published.get((kind, name)) == (units[-1], len(units[-1].done)):
            return
        unit = units[-1]
        self._published[kind, name] = unit, len(unit.done)
        names = fields.TARGET if kind == "target" else fields.GROUP
        made = {each: unit.arguments.get(each, fields.absent(each)) for each in names}
        made["name"] = values.text(name)
        variables = self._resolver.root.variables
        variables[kind] = values.object_of({**variables[kind].content, name: values.object_of(made)})


def _context_of(block: tree.Block) -> str:
    """Return the name of the target whose context this one takes over as it is, or an empty text."""
    given = next((each.expression for each in block.body.arguments if each.name == "context"), None)
    if not isinstance(given, tree.Reference) or given.name != "target":
        return ""
    match given.steps:
        case (tree.Attribute(name=name), tree.Attribute(name="context")):
            return name
        case _:
            return ""


def _check_name(name: str, place: Place) -> None:
    if not _NAME.fullmatch(name):
        raise BakeError(f'"{name}" can\'t be a name here. Names have letters, digits, "_" and "-".', place)
