"""The variables, functions and blocks of Bake files, each evaluated when it is first asked for (Bake's ``hclparser``)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Final

from ctxsize.project.bake import blocks, tree, values, variables
from ctxsize.project.bake.calling import SPECIAL_NAMES
from ctxsize.project.bake.convert import ConversionError, convert
from ctxsize.project.bake.evaluate import Evaluator
from ctxsize.project.bake.function import Function, UserFunction
from ctxsize.project.bake.parser import parse_expression
from ctxsize.project.bake.problem import BakeError, Place
from ctxsize.project.bake.scope import Scope
from ctxsize.project.bake.values import TooLargeError, Value
from ctxsize.project.bake.variables import Variable

_BLOCKS: Final = ("group", "target")
_DEEPEST: Final = 40
"""How many variables, functions and targets may need each other in a row."""


class _UndefinedError(BakeError):
    """There is no such variable or function; that is an error only once it is evaluated."""


class Resolver:
    """Evaluates what stands in all files together; ``builtins`` are variables that no file can set."""

    def __init__(
        self,
        bodies: Sequence[tree.Body],
        environment: Mapping[str, str],
        builtins: Mapping[str, str],
        functions: Mapping[str, Function],
    ) -> None:
        self.root = Scope({name: values.text(value) for name, value in builtins.items()})
        self.functions: dict[str, Function | UserFunction] = dict(functions)
        self.evaluator = Evaluator(self.functions)
        self.units: dict[tuple[str, str], list[tree.Block]] = {}
        self._environment = environment
        self._builtins = builtins
        self._variables: dict[str, Variable] = {}
        self._declared: dict[str, tree.Block] = {}
        self._arguments: dict[str, tree.Argument] = {}
        self._blocks = [block for body in bodies for block in body.blocks if block.kind in _BLOCKS]
        self._under_way: set[tuple[int, str]] = set()
        self._functions_under_way: set[str] = set()
        self._depth = 0
        self._has_blocks = False
        self._collect(bodies)

    def _collect(self, bodies: Sequence[tree.Body]) -> None:
        reserved = {*_BLOCKS, *self._builtins}
        for body in bodies:
            for block in body.blocks:
                if block.kind == "variable":
                    variable = variables.read(block)
                    if variable.name not in reserved:
                        self._variables[variable.name] = variable
                elif block.kind == "function":
                    _check_function(block)
                    if block.labels[0] not in reserved:
                        self._declared[block.labels[0]] = block
                elif block.kind in _BLOCKS and len(block.labels) != 1:
                    raise BakeError(f'A {block.kind} has one name: {block.kind} "NAME" {{}}', _at(block))
            for argument in body.arguments:
                if argument.name not in reserved and argument.name != "function":
                    self._arguments[argument.name] = argument

    def run(self) -> list[blocks.Evaluated]:
        """Evaluate everything, as Bake does even for what no build needs; return the groups and targets in order."""
        for name, variable in self._variables.items():
            self._value(self.root, name, variable.place)
        for variable in self._variables.values():
            variables.validate(variable, self.evaluator, self.root)
        for name, block in self._declared.items():
            self._function(name, _at(block))
        self._has_blocks = True
        reader = blocks.Reader(self, self._blocks)
        found = reader.run()
        for name, argument in self._arguments.items():
            self._value(self.root, name, Place(argument.file, argument.line))
        return found

    def load(self, expression: tree.Expression, scope: Scope, file: str) -> None:
        """Evaluate all that an expression refers to; what is not there is left to its own evaluation."""
        place = Place(file, expression.line)
        self._depth += 1
        try:
            if self._depth > _DEEPEST:
                raise BakeError(f"More than {_DEEPEST} definitions need each other in a row here.", place)
            for name in _called(expression):
                _unless_missing(partial(self._function, name, place))
            for reference in tree.references(expression):
                if self._has_blocks and reference.name in _BLOCKS:
                    self._block(reference, place)
                else:
                    _unless_missing(partial(self._value, scope, reference.name, place))
        finally:
            self._depth -= 1

    def _block(self, reference: tree.Reference, place: Place) -> None:
        first = reference.steps[0] if reference.steps else None
        if not isinstance(first, tree.Attribute):
            raise BakeError(f'"{reference.name}" stands for no value. Write {reference.name}.NAME.ARGUMENT', place)
        second = reference.steps[1] if len(reference.steps) > 1 else None
        wanted = (second.name,) if isinstance(second, tree.Attribute) else None
        for block in self.units.get((reference.name, first.name), ()):
            _unless_missing(partial(self.resolve_block, block, wanted))
        self.publish_block(reference.name, first.name)

    resolve_block: Callable[[tree.Block, tuple[str, ...] | None], None]
    publish_block: Callable[[str, str], None]

    def evaluate(self, argument: tree.Argument, scope: Scope) -> Value:
        """Return the value of an argument whose references are loaded; raises :class:`BakeError` with its place."""
        try:
            return self.evaluator.evaluate(argument.expression, Scope({}, scope, argument.file))
        except TooLargeError as error:
            raise BakeError(str(error), Place(argument.file, argument.line)) from error

    def _function(self, name: str, place: Place) -> None:
        if name in self.functions or name in SPECIAL_NAMES:
            return
        block = self._declared.get(name)
        if block is None:
            raise _UndefinedError(f'There is no function "{name}".', place)
        if name in self._functions_under_way:
            raise BakeError(f'The function "{name}" calls itself, which HCL does not allow.', _at(block))
        self._functions_under_way.add(name)
        arguments = {argument.name: argument for argument in block.body.arguments}
        if "result" not in arguments or "params" not in arguments:
            raise BakeError(f'The function "{name}" needs params and a result.', _at(block))
        parameters, rest = _parameters(arguments)
        result = arguments["result"]
        local = {*parameters, rest}
        place = Place(result.file, result.line)
        try:
            for called in _called(result.expression):
                self._function(called, place)
            for reference in tree.references(result.expression):
                if reference.name not in local:
                    self._value(self.root, reference.name, place)
        except _UndefinedError as error:
            raise BakeError(error.message, error.place) from None
        scope = Scope({}, self.root, result.file)
        self.functions[name] = UserFunction(parameters, rest, result.expression, scope)

    def _value(self, scope: Scope, name: str, place: Place) -> None:
        if name in self.root.variables or scope.find(name) is not None:
            return
        argument = self._arguments.get(name)
        variable = self._variables.get(name)
        again = (id(scope), name) in self._under_way
        self._under_way.add((id(scope), name))
        if argument is None and variable is None:
            # Bake forgives a name that is not there once, for what try() may make of it, and takes it for a circle then.
            raise (BakeError if again else _UndefinedError)(f'There is no variable "{name}".', place)
        if again:
            raise BakeError(f'"{name}" needs itself.', place)
        try:
            self.root.variables[name] = self._evaluated(name, argument, variable, scope)
        except ConversionError as error:
            at = variable.place if variable else place
            raise BakeError(f'The variable "{name}" can\'t have this value: {error}.', at) from error

    def _evaluated(self, name: str, argument: tree.Argument | None, variable: Variable | None, scope: Scope) -> Value:
        kind = variable.kind if variable and argument is None else None
        default = argument or (variable.default if variable else None)
        typed = kind is not None
        given = variables.given_value(
            name, self._environment, {**self._variables, **self._builtins}, typed=typed and default is not None
        )
        if default is None and given is None:
            return values.null(kind) if kind is not None else values.text("")
        found: Value | None = None
        if default is not None:
            at = self.root if argument is None else scope
            self.load(default.expression, at, default.file)
            found = self.evaluate(default, at)
            found = convert(found, kind) if kind is not None else found
        given = variables.given_value(name, self._environment, {**self._variables, **self._builtins}, typed=typed)
        if given is None or variable is None:
            return found if found is not None else values.text("")
        return variables.from_environment(name, given[0], as_json=given[1], kind=kind, default=found)


def _unless_missing(resolve: Callable[[], None]) -> None:
    with suppress(_UndefinedError):
        resolve()


def _check_function(block: tree.Block) -> None:
    names = {argument.name for argument in block.body.arguments}
    if len(block.labels) != 1 or block.body.blocks or not names <= {"params", "variadic_params", "result"}:
        message = "A function has one name, params, a result, and variadic_params where it takes any number."
        raise BakeError(message, _at(block))


def _parameters(arguments: Mapping[str, tree.Argument]) -> tuple[tuple[str, ...], str]:
    params, rest = arguments["params"], arguments.get("variadic_params")
    place = Place(params.file, params.line)
    if not isinstance(params.expression, tree.Sequence):
        raise BakeError("params is a list of names.", place)
    names = tuple(tree.keyword(each) for each in params.expression.items)
    last = tree.keyword(rest.expression) if rest else ""
    if not all(names) or (rest and not last):
        raise BakeError("A parameter is a plain name.", place)
    return names, last


def _called(expression: tree.Expression) -> Iterable[str]:
    """Return the functions that an expression calls; in a text of JSON Bake looks as if it were an expression."""
    found: list[str] = []
    for text in tree.json_texts(expression):
        if re.search(r"[\w-]\s*\(", text.content):
            try:
                found += tree.calls(parse_expression(text.content, "", text.line))
            except BakeError:
                continue
    return [*tree.calls(expression), *found]


def _at(block: tree.Block) -> Place:
    return Place(block.file, block.line)
