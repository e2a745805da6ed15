"""Loops over values: ``for`` expressions and splats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctxsize.project.bake import kinds, tree, values
from ctxsize.project.bake.convert import describe
from ctxsize.project.bake.kinds import ANY
from ctxsize.project.bake.problem import BakeError, Place
from ctxsize.project.bake.scope import Scope
from ctxsize.project.bake.values import UNKNOWN, Value

if TYPE_CHECKING:
    from ctxsize.project.bake.protocols import Evaluates

_ITERABLE = {"list", "set", "map", "tuple", "object"}


def evaluate(evaluator: Evaluates, loop: tree.For | tree.Splat, scope: Scope, problems: list[BakeError]) -> Value:
    """Return what a loop gives."""
    if isinstance(loop, tree.Splat):
        return _splat(evaluator, loop, scope, problems)
    collection = evaluator.value(loop.collection, scope, problems)
    place = Place(scope.file, loop.line)
    if collection.is_null or (collection.kind != ANY and collection.kind.name not in _ITERABLE):
        problems.append(BakeError(f"A loop can't go through a {_shown(collection)}.", place))
        return UNKNOWN
    if collection.kind == ANY or not _condition_makes_sense(evaluator, loop, scope, problems):
        return UNKNOWN
    if not collection.is_known:
        return UNKNOWN
    return _Loop(evaluator, loop, scope, problems).run(collection)


def _shown(value: Value) -> str:
    return "null" if value.is_null else describe(value.kind)


def _condition_makes_sense(evaluator: Evaluates, loop: tree.For, scope: Scope, problems: list[BakeError]) -> bool:
    """Evaluate the condition with unknown elements first, as HCL does: it may be wrong whatever they are."""
    if loop.condition is None:
        return True
    before = len(problems)
    names = {name: UNKNOWN for name in (loop.key, loop.value) if name}
    evaluator.condition(loop.condition, Scope(names, scope), problems)
    return len(problems) == before


class _Loop:
    def __init__(self, evaluator: Evaluates, loop: tree.For, scope: Scope, problems: list[BakeError]) -> None:
        self._evaluator = evaluator
        self._loop = loop
        self._scope = scope
        self._problems = problems
        self._known = True

    def run(self, collection: Value) -> Value:
        loop = self._loop
        parts: list[Value] = []
        keyed: dict[str, list[Value]] = {}
        for key, part in collection.elements():
            names = {loop.key: key} if loop.key else {}
            inner = Scope({**names, loop.value: part}, self._scope)
            if not self._includes(inner):
                continue
            if loop.result_key is None:
                parts.append(self._evaluator.value(loop.result, inner, self._problems))
                continue
            name = self._name(loop.result_key, inner)
            if name is None:
                self._known = False
                continue
            found = self._evaluator.value(loop.result, inner, self._problems)
            if name in keyed and not loop.group:
                message = f'Two elements have the key "{name}". Write "..." behind the value to group them.'
                self._problems.append(BakeError(message, Place(self._scope.file, loop.line)))
            keyed.setdefault(name, []).append(found)
        if not self._known:
            return UNKNOWN
        if loop.result_key is None:
            return values.tuple_of(parts)
        return values.object_of(
            {name: values.tuple_of(group) if loop.group else group[0] for name, group in keyed.items()}
        )

    def _includes(self, inner: Scope) -> bool:
        if self._loop.condition is None:
            return True
        holds = self._evaluator.condition(self._loop.condition, inner, self._problems)
        self._known = self._known and holds is not None
        return bool(holds)

    def _name(self, key: tree.Expression, inner: Scope) -> str | None:
        before = len(self._problems)
        found = self._evaluator.value(key, inner, self._problems)
        if len(self._problems) > before:
            return None
        return self._evaluator.key(found, key, inner, self._problems)


def _splat(  # noqa: PLR0911 (each thing that a source can be)
    evaluator: Evaluates, splat: tree.Splat, scope: Scope, problems: list[BakeError]
) -> Value:
    before = len(problems)
    source = evaluator.value(splat.source, scope, problems)
    if len(problems) > before:
        return UNKNOWN
    single = not source.kind.is_sequence
    if source.is_null:
        if single:
            return values.tuple_of(())
        problems.append(BakeError('"*" can\'t go through null.', Place(scope.file, splat.line)))
        return UNKNOWN
    if not source.is_known:
        # What is no sequence counts as one element, or as none if it proves to be null.
        return UNKNOWN
    parts = [source] if single else source.parts()
    made = [_each(evaluator, splat, part, scope, problems) for part in parts]
    as_tuple = single or source.kind.name == "tuple"
    if len(problems) > before or (not made and not as_tuple):
        # What comes of it is unknown, but its kind is not: the other side of a condition may go by it.
        kinds_of = [part.kind for part in parts] or [source.kind.of]
        found = [_each(evaluator, splat, values.unknown(kind), scope, []).kind for kind in kinds_of]
        kind = kinds.tuple_of(found) if as_tuple else kinds.list_of(found[0])
        return values.unknown(kind) if len(problems) > before else values.list_of((), kind.of)
    if as_tuple:
        return values.tuple_of(made)
    if len({part.kind for part in made} - {ANY}) > 1:
        message = "The inner elements have several kinds, so that there is no list of them. Use a for expression."
        problems.append(BakeError(message, Place(scope.file, splat.line)))
        return UNKNOWN
    return values.list_of(made, ANY)


def _each(evaluator: Evaluates, splat: tree.Splat, part: Value, scope: Scope, problems: list[BakeError]) -> Value:
    inner = Scope({}, scope)
    inner.items[splat.item.number] = part
    return evaluator.value(splat.each, inner, problems)
