"""HCL's functions on numbers and truth values."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ctxsize.project.bake import kinds, number, operators, values
from ctxsize.project.bake.function import Function, FunctionError
from ctxsize.project.bake.functions.arguments import double, whole_number
from ctxsize.project.bake.functions.floats import logarithm, power
from ctxsize.project.bake.kinds import ANY, BOOL, NUMBER, TEXT
from ctxsize.project.bake.number import INTEGER_BITS, NotANumberError, Number
from ctxsize.project.bake.values import FALSE, Value

_MOST_IN_RANGE = 1024
_SMALL_BASE = 36
_LARGEST_BASE = 62
_LOWER = "0123456789abcdefghijklmnopqrstuvwxyz"
_DIGITS = _LOWER + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LONGEST_INTEGER = 20_000


def _operation(operator: str, operand: kinds.Kind, result: kinds.Kind, *, any_value: bool = False) -> Function:
    def run(given: Sequence[Value]) -> Value:
        try:
            return operators.apply(operator, given[0], given[1])
        except NotANumberError as error:
            raise FunctionError(str(error)) from error

    return Function(run, (operand, operand), result=result, nulls=any_value, unknowns=any_value)


def _integer(value: int) -> Value:
    return values.number(Number(value, max(INTEGER_BITS, value.bit_length())))


def _rounded(value: Number, whole: int) -> Value:
    return values.number(Number(whole, value.bits))


def _ceil(given: Sequence[Value]) -> Value:
    value = given[0].content
    return given[0] if value.infinite else _rounded(value, math.ceil(value.value))


def _floor(given: Sequence[Value]) -> Value:
    value = given[0].content
    return given[0] if value.infinite else _rounded(value, math.floor(value.value))


def _int(given: Sequence[Value]) -> Value:
    value = given[0].content
    if value.infinite:
        raise FunctionError("infinity has no integer part")
    return given[0] if value.is_whole else _integer(value.to_int())


def _least(given: Sequence[Value]) -> Value:
    if not given:
        raise FunctionError("it takes at least one number")
    found = given[0]
    for value in given[1:]:
        found = value if value.content < found.content else found
    return found


def _greatest(given: Sequence[Value]) -> Value:
    if not given:
        raise FunctionError("it takes at least one number")
    found = given[0]
    for value in given[1:]:
        found = value if found.content < value.content else found
    return found


def _float(found: float) -> Value:
    try:
        return values.number(number.from_float(found))
    except NotANumberError as error:
        raise FunctionError(str(error)) from error


def _log(given: Sequence[Value]) -> Value:
    above, below = logarithm(double(given[0])), logarithm(double(given[1]))
    if below == 0:
        return _float(math.nan if above == 0 or math.isnan(above) else math.copysign(math.inf, above))
    return _float(above / below)


def _pow(given: Sequence[Value]) -> Value:
    return _float(power(double(given[0]), double(given[1])))


def _signum(given: Sequence[Value]) -> Value:
    value = whole_number(given[0])
    return values.number((value > 0) - (value < 0))


def _parseint(given: Sequence[Value]) -> Value:
    if given[0].kind != TEXT:
        raise FunctionError("the first argument is a text")
    text, base = given[0].content, whole_number(given[1])
    if not 2 <= base <= _LARGEST_BASE:  # noqa: PLR2004 (the smallest base there is)
        raise FunctionError("the base is between 2 and 62")
    digits = text[1:] if text[:1] in {"+", "-"} else text
    known = _LOWER[:base] if base <= _SMALL_BASE else _DIGITS[:base]
    plain = digits.lower() if base <= _SMALL_BASE else digits
    if not plain or plain.strip(known) or len(plain) > _LONGEST_INTEGER or not plain.isascii():
        raise FunctionError(f"this is not a number of base {base}")
    value = 0
    for digit in plain:
        value = value * base + known.index(digit)
    return _integer(-value if text.startswith("-") else value)


def _range(given: Sequence[Value]) -> Value:
    zero, one = Number(0), Number(1)
    numbers = [value.content for value in given]
    if not 1 <= len(numbers) <= 3:  # noqa: PLR2004 (start, end, step)
        raise FunctionError("it takes one, two or three numbers")
    start, end = (zero, numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])
    step = numbers[2] if len(numbers) > 2 else number.negate(one) if end < start else one  # noqa: PLR2004
    down = step.sign < 0
    if start < end if down else end < start:
        raise FunctionError("the step leads away from the end")
    found: list[Value] = []
    at = start
    while end < at if down else at < end:
        if len(found) >= _MOST_IN_RANGE:
            raise FunctionError(f"there would be more than {_MOST_IN_RANGE} numbers")
        found.append(values.number(at))
        at = number.add(at, step)
    return values.list_of(found, NUMBER)


def _absolute(given: Sequence[Value]) -> Value:
    return values.number(number.absolute(given[0].content))


FUNCTIONS = {
    "absolute": Function(_absolute, (NUMBER,), result=NUMBER),
    "add": _operation("+", NUMBER, NUMBER),
    "subtract": _operation("-", NUMBER, NUMBER),
    "multiply": _operation("*", NUMBER, NUMBER),
    "divide": _operation("/", NUMBER, NUMBER),
    "modulo": _operation("%", NUMBER, NUMBER),
    "negate": Function(lambda given: values.number(number.negate(given[0].content)), (NUMBER,), result=NUMBER),
    "greaterthan": _operation(">", NUMBER, BOOL),
    "greaterthanorequalto": _operation(">=", NUMBER, BOOL),
    "lessthan": _operation("<", NUMBER, BOOL),
    "lessthanorequalto": _operation("<=", NUMBER, BOOL),
    "and": _operation("&&", BOOL, BOOL),
    "or": _operation("||", BOOL, BOOL),
    "not": Function(lambda given: values.truth(given[0] is FALSE or not given[0].content), (BOOL,), result=BOOL),
    "equal": _operation("==", ANY, BOOL, any_value=True),
    "notequal": _operation("!=", ANY, BOOL, any_value=True),
    "ceil": Function(_ceil, (NUMBER,), result=NUMBER),
    "floor": Function(_floor, (NUMBER,), result=NUMBER),
    "int": Function(_int, (NUMBER,), result=NUMBER),
    "log": Function(_log, (NUMBER, NUMBER), result=NUMBER),
    "pow": Function(_pow, (NUMBER, NUMBER), result=NUMBER),
    "min": Function(_least, (), NUMBER, NUMBER),
    "max": Function(_greatest, (), NUMBER, NUMBER),
    "signum": Function(_signum, (NUMBER,), result=NUMBER),
    "parseint": Function(_parseint, (ANY, NUMBER), result=NUMBER),
    "range": Function(_range, (), NUMBER, kinds.list_of(NUMBER)),
}
