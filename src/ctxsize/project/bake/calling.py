"""Calls of functions: their arguments are counted, evaluated and converted as ``hclsyntax`` does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ctxsize.project.bake import tree, values
from ctxsize.project.bake.convert import ConversionError, convert
from ctxsize.project.bake.function import Function, FunctionError, UserFunction
from ctxsize.project.bake.kinds import ANY
from ctxsize.project.bake.problem import BakeError, Place
from ctxsize.project.bake.scope import Scope
from ctxsize.project.bake.typeexpr import kind_of
from ctxsize.project.bake.values import UNKNOWN, Value

if TYPE_CHECKING:
    from ctxsize.project.bake.protocols import Evaluates


def call(  # noqa: PLR0911 (each thing that can be wrong)
    evaluator: Evaluates, called: tree.Call, scope: Scope, problems: list[BakeError]
) -> Value:
    """Return the result; raises FunctionError or ConversionError with what the function refuses."""
    place = Place(scope.file, called.line)
    if called.name in _SPECIAL:
        return _SPECIAL[called.name](evaluator, called, scope, problems)
    function = evaluator.functions.get(called.name)
    if function is None:
        problems.append(BakeError(f'There is no function "{called.name}".', place))
        return UNKNOWN
    before = len(problems)
    given = _arguments(evaluator, called, scope, problems)
    if given is None:
        return UNKNOWN
    if isinstance(function, UserFunction):
        _count(len(given), len(function.parameters), 0, unlimited=bool(function.rest))
        if len(problems) > before:
            return UNKNOWN
        return _run(evaluator, function, given)
    _count(len(given), len(function.parameters), function.optional, unlimited=function.rest is not None)
    wanted = [*function.parameters, *[function.rest or ANY] * (len(given) - len(function.parameters))]
    converted = [convert(value, kind) for value, kind in zip(given, wanted, strict=False)]
    if len(problems) > before:
        return UNKNOWN
    for argument in converted:
        evaluator.charge(argument, scope, called)
    return apply(function, converted)


def apply(function: Function, given: Sequence[Value]) -> Value:
    """Run a function of the standard library on converted arguments."""
    if not function.nulls and any(value.is_null for value in given):
        raise FunctionError("no argument may be null")
    if not function.unknowns and not all(value.is_whole if function.whole else value.is_known for value in given):
        return values.unknown(function.result)
    return function.run(given)


def _count(given: int, wanted: int, optional: int, *, unlimited: bool) -> None:
    if given < wanted - optional or (given > wanted and not unlimited):
        least = f"at least {wanted}" if unlimited else str(wanted)
        raise FunctionError(f"it takes {least} arguments, and there are {given}")


def _arguments(evaluator: Evaluates, called: tree.Call, scope: Scope, problems: list[BakeError]) -> list[Value] | None:
    """Return the arguments, or ``None`` where a ``...`` stands behind something of which nothing is known."""
    if not called.expand:
        return [evaluator.value(each, scope, problems) for each in called.arguments]
    before = len(problems)
    last = evaluator.value(called.arguments[-1], scope, problems)
    if len(problems) > before:
        return None
    if last.is_null or (last.kind != ANY and not last.kind.is_sequence):
        raise FunctionError('"..." stands behind a list, set or tuple')
    if not last.is_known:
        return None
    given = [evaluator.value(each, scope, problems) for each in called.arguments[:-1]]
    return [*given, *last.parts()]


def _run(evaluator: Evaluates, function: UserFunction, given: Sequence[Value]) -> Value:
    if any(value.is_null for value in given):
        raise FunctionError("no argument may be null")
    names = dict(zip(function.parameters, given, strict=False))
    if function.rest:
        names[function.rest] = values.tuple_of(given[len(function.parameters) :])
    wrong: list[BakeError] = []
    found = evaluator.value(function.result, Scope(names, function.scope), wrong)
    if wrong:
        raise FunctionError(str(wrong[0]).removesuffix("."))
    return found


def _try(evaluator: Evaluates, called: tree.Call, scope: Scope, _: list[BakeError]) -> Value:
    if not called.arguments:
        raise FunctionError("it takes at least one argument")
    first = ""
    for each in _closures(evaluator, called, scope):
        wrong: list[BakeError] = []
        found = evaluator.value(each, scope, wrong)
        if not wrong:
            return found
        first = first or str(wrong[0])
    raise FunctionError(f"none of its expressions is right; of the first: {first.removesuffix('.')}")


def _can(evaluator: Evaluates, called: tree.Call, scope: Scope, _: list[BakeError]) -> Value:
    closures = _closures(evaluator, called, scope)
    _count(len(closures), 1, 0, unlimited=False)
    wrong: list[BakeError] = []
    evaluator.value(closures[0], scope, wrong)
    return values.truth(not wrong)


def _closures(evaluator: Evaluates, called: tree.Call, scope: Scope) -> list[tree.Expression]:
    if not called.expand:
        return list(called.arguments)
    last = evaluator.evaluate(called.arguments[-1], scope)
    parts = last.parts() if last.is_present and last.kind.is_sequence else []
    return [*called.arguments[:-1], *(tree.Literal(part, called.line) for part in parts)]


def _convert(evaluator: Evaluates, called: tree.Call, scope: Scope, problems: list[BakeError]) -> Value:
    _count(len(called.arguments), 2, 0, unlimited=False)
    kind = kind_of(called.arguments[1], scope.file)
    found = evaluator.value(called.arguments[0], scope, problems)
    try:
        # HCL converts to the kind of the result once more, for which nothing is optional.
        return convert(found, convert(found, kind).kind)
    except ConversionError as error:
        raise FunctionError(str(error)) from error


_SPECIAL = {"try": _try, "can": _can, "convert": _convert}
SPECIAL_NAMES = frozenset(_SPECIAL)
"""Functions that take expressions instead of values."""
