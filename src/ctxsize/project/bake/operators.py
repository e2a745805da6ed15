"""HCL's operators on values."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ctxsize.project.bake import number, tree, values
from ctxsize.project.bake.convert import ConversionError, convert
from ctxsize.project.bake.kinds import ANY, BOOL, NUMBER, Kind
from ctxsize.project.bake.number import NotANumberError, Number
from ctxsize.project.bake.problem import BakeError, Place
from ctxsize.project.bake.scope import Scope
from ctxsize.project.bake.values import Value

if TYPE_CHECKING:
    from ctxsize.project.bake.protocols import Evaluates

Look = Callable[[], Value]

_ARITHMETIC: dict[str, Callable[[Number, Number], Number]] = {
    "+": number.add,
    "-": lambda left, right: number.add(left, number.negate(right)),
    "*": number.multiply,
    "/": number.divide,
    "%": number.remainder,
}
_COMPARISON: dict[str, Callable[[Number, Number], bool]] = {
    "<": lambda left, right: left < right,
    ">": lambda left, right: right < left,
    "<=": lambda left, right: not right < left,
    ">=": lambda left, right: not left < right,
}


def evaluate(
    evaluator: Evaluates, expression: tree.Binary | tree.Unary, scope: Scope, problems: list[BakeError]
) -> Value:
    """Return the value of an operation; a long chain such as ``a + b + c`` takes no more depth than a short one."""
    if isinstance(expression, tree.Unary):
        return _unary(evaluator, expression, scope, problems)
    chain: list[tree.Binary] = []
    first: tree.Expression = expression
    while isinstance(first, tree.Binary):
        chain.append(first)
        first = first.left
    wrong: list[BakeError] = []
    left = evaluator.value(first, scope, wrong)
    for operation in reversed(chain):
        right_wrong: list[BakeError] = []
        right = evaluator.value(operation.right, scope, right_wrong)
        left, wrong = _binary(operation, (left, wrong), (right, right_wrong), Place(scope.file, operation.line))
    problems.extend(wrong)
    return left


def apply(operator: str, left: Value, right: Value) -> Value:
    """Return the result for operands that are present and of the operator's kind; raises NotANumberError."""
    if operator in {"==", "!="}:
        same = values.equal(left, right)
        return values.unknown(BOOL) if same is None else values.truth(same == (operator == "=="))
    if not (left.is_known and right.is_known):
        return values.unknown(NUMBER if operator in _ARITHMETIC else BOOL)
    if operator in _ARITHMETIC:
        return values.number(_ARITHMETIC[operator](left.content, right.content))
    if operator in _COMPARISON:
        return values.truth(_COMPARISON[operator](left.content, right.content))
    return values.truth(left.content and right.content if operator == "&&" else left.content or right.content)


def _operand_kind(operator: str) -> Kind:
    if operator in {"==", "!="}:
        return ANY
    return BOOL if operator in {"&&", "||", "!"} else NUMBER


def _result(operator: str) -> Value:
    return values.unknown(NUMBER if operator in _ARITHMETIC else BOOL)


def _binary(
    operation: tree.Binary, left: tuple[Value, list[BakeError]], right: tuple[Value, list[BakeError]], place: Place
) -> tuple[Value, list[BakeError]]:
    operator = operation.operator
    wrong: list[BakeError] = []
    operands: list[Value] = []
    for value, _ in (left, right):
        try:
            operands.append(convert(value, _operand_kind(operator)))
        except ConversionError as error:
            wrong.append(BakeError(f'"{operator}" can\'t take this: {error}.', place))
    if wrong:
        return _result(operator), [*wrong, *left[1], *right[1]]
    if operator in {"&&", "||"}:
        decided = _short_circuit(operator == "||", (operands[0], left[1]), (operands[1], right[1]))
        if decided is not None:
            return decided
    wrong = [*left[1], *right[1]]
    if wrong:
        return _result(operator), wrong
    if operator not in {"==", "!="} and any(value.is_null for value in operands):
        return _result(operator), [BakeError(f'"{operator}" can\'t take null.', place)]
    try:
        return apply(operator, *operands), []
    except NotANumberError as error:
        return _result(operator), [BakeError(f"This has no result: {error}.", place)]


def _short_circuit(
    decisive: bool,  # noqa: FBT001 (the truth value that decides)
    left: tuple[Value, list[BakeError]],
    right: tuple[Value, list[BakeError]],
) -> tuple[Value, list[BakeError]] | None:
    """Return the result where one side decides it, with what is wrong on that side alone; mirrors HCL's order."""
    sides = (left, right)
    if not left[0].is_known and not right[0].is_known:
        return (values.unknown(BOOL), left[1]) if not left[1] else None
    for value, wrong in sides:
        if value.is_present and value.content is decisive:
            return value, wrong
    for (value, wrong), (other, _) in ((left, right), (right, left)):
        if not value.is_known and other.is_present:
            return values.unknown(BOOL), wrong
    return None


def _unary(evaluator: Evaluates, operation: tree.Unary, scope: Scope, problems: list[BakeError]) -> Value:
    before = len(problems)
    found = evaluator.value(operation.operand, scope, problems)
    place = Place(scope.file, operation.line)
    try:
        operand = convert(found, _operand_kind("!" if operation.operator == "!" else "-"))
    except ConversionError as error:
        problems.append(BakeError(f'"{operation.operator}" can\'t take this: {error}.', place))
        return _unary_result(operation)
    if operand.is_null and len(problems) == before:
        problems.append(BakeError(f'"{operation.operator}" can\'t take null.', place))
    if not operand.is_present or len(problems) > before:
        return _unary_result(operation)
    if operation.operator == "!":
        return values.truth(not operand.content)
    return values.number(number.negate(operand.content))


def _unary_result(operation: tree.Unary) -> Value:
    return values.unknown(BOOL if operation.operator == "!" else NUMBER)
