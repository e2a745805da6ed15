"""HCL's functions on sets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ctxsize.project.bake import kinds, values
from ctxsize.project.bake.convert import convert, unify
from ctxsize.project.bake.function import Function, FunctionError
from ctxsize.project.bake.kinds import ANY, BOOL
from ctxsize.project.bake.values import Value

_SET = kinds.set_of(ANY)
_Keys = dict[Any, Value]


def _operation(combine: Callable[[_Keys, _Keys], _Keys], *, two: bool = False) -> Function:
    def run(given: Sequence[Value]) -> Value:
        # An empty list says nothing of what its elements would be.
        element = unify([value.kind.of for value in given if value.content or value.kind.of != ANY] or [ANY])
        if element is None:
            raise FunctionError("the elements of the sets have no kind in common")
        alike = [convert(value, kinds.set_of(element)) for value in given]
        keyed = [{part.key(): part for part in value.parts()} for value in alike]
        found = keyed[0]
        for other in keyed[1:]:
            found = combine(found, other)
        return values.set_of(found.values(), element)

    return Function(run, (_SET, _SET) if two else (_SET,), None if two else _SET, whole=True)


def _intersection(left: _Keys, right: _Keys) -> _Keys:
    return {key: part for key, part in left.items() if key in right}


def _difference(left: _Keys, right: _Keys) -> _Keys:
    return {key: part for key, part in left.items() if key not in right}


def _has(given: Sequence[Value]) -> Value:
    return values.truth(
        given[0].kind.of == given[1].kind and given[1].key() in {part.key() for part in given[0].parts()}
    )


FUNCTIONS = {
    "sethaselement": Function(_has, (_SET, ANY), result=BOOL, whole=True),
    "setunion": _operation(lambda left, right: {**left, **right}),
    "setintersection": _operation(_intersection),
    "setsubtract": _operation(_difference, two=True),
    "setsymmetricdifference": _operation(lambda left, right: {**_difference(left, right), **_difference(right, left)}),
}
