"""The value of an expression (``hclsyntax``'s evaluation).

What is wrong is collected and not raised at once, as in HCL: a branch that is not taken may be wrong, and ``try`` looks
for the first expression that is right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ctxsize.project.bake import access, calling, kinds, loops, operators, tree, values
from ctxsize.project.bake.convert import ConversionError, convert, describe, unify
from ctxsize.project.bake.function import Function, FunctionError, UserFunction
from ctxsize.project.bake.kinds import ANY, BOOL, TEXT, Kind
from ctxsize.project.bake.problem import BakeError, Place
from ctxsize.project.bake.scope import Scope
from ctxsize.project.bake.values import UNKNOWN, Value

MOST_STEPS: Final = 150_000
MOST_WORK: Final = 250_000
_CHARACTERS_OF_A_PART: Final = 64
_DEEPEST: Final = 120


class Evaluator:
    """Evaluates expressions with these functions, within bounds that no real file comes near."""

    def __init__(self, functions: Mapping[str, Function | UserFunction]) -> None:
        self.functions = functions
        self._steps = 0
        self._work = 0
        self._depth = 0

    def evaluate(self, expression: tree.Expression, scope: Scope) -> Value:
        """Return the value; raises :class:`BakeError` for the first thing that is wrong with it."""
        problems: list[BakeError] = []
        found = self.value(expression, scope, problems)
        if problems:
            raise problems[0]
        return found

    def value(self, expression: tree.Expression, scope: Scope, problems: list[BakeError]) -> Value:
        """Return the value, unknown where it is wrong, and add what is wrong to ``problems``."""
        self._steps += 1
        self._depth += 1
        try:
            if self._steps > MOST_STEPS or self._depth > _DEEPEST:
                raise BakeError("This takes more steps than ctxsize is willing to go.", _place(scope, expression))
            found = self._value(expression, scope, problems)
            self.charge(found, scope, expression)
            return found
        finally:
            self._depth -= 1

    def charge(self, value: Value, scope: Scope, expression: tree.Expression) -> None:
        """Count a value that is made, or that a function goes through; raises :class:`BakeError` for too many."""
        self._work += value.size
        if value.kind == TEXT and value.is_present:
            self._work += len(value.content) // _CHARACTERS_OF_A_PART
        if self._work > MOST_WORK:
            raise BakeError("This makes more values than ctxsize is willing to hold.", _place(scope, expression))

    def _value(  # noqa: C901, PLR0911, PLR0912 (one return for each kind of expression)
        self, expression: tree.Expression, scope: Scope, problems: list[BakeError]
    ) -> Value:
        match expression:
            case tree.Literal(value=value):
                return value
            case tree.Wrapped(inner=inner):
                return self.value(inner, scope, problems)
            case tree.Template():
                return self._template(expression, scope, problems)
            case tree.Joined(loop=loop):
                return self._joined(expression, self.value(loop, scope, problems), scope, problems)
            case tree.Reference():
                return self._reference(expression, scope, problems)
            case tree.Steps(source=source):
                return self._follow(expression, self.value(source, scope, problems), scope, problems)
            case tree.Call():
                return self._call(expression, scope, problems)
            case tree.Conditional():
                return self._conditional(expression, scope, problems)
            case tree.Index(collection=collection, key=key):
                found, at = self.value(collection, scope, problems), self.value(key, scope, problems)
                return self._accessed(lambda: access.element(found, at), expression, scope, problems)
            case tree.Sequence(items=items):
                return values.tuple_of([self.value(item, scope, problems) for item in items])
            case tree.Mapping(items=items):
                return self._mapping(items, scope, problems)
            case tree.JsonObject(items=items):
                return self._json_object(items, scope, problems)
            case tree.JsonText():
                if expression.inner is None:
                    problems.append(BakeError(expression.refusal, _place(scope, expression)))
                    return UNKNOWN
                return self.value(expression.inner, scope, problems)
            case tree.Name():
                return self._name(expression, scope, problems)
            case tree.Item(number=number):
                return scope.item(number)
            case tree.Binary() | tree.Unary():
                return operators.evaluate(self, expression, scope, problems)
            case tree.For() | tree.Splat():
                return loops.evaluate(self, expression, scope, problems)

    def _template(self, template: tree.Template, scope: Scope, problems: list[BakeError]) -> Value:
        texts: list[str] = []
        known = True
        for part in template.parts:
            found = self.value(part, scope, problems)
            made = self._as_text(found, part, scope, problems)
            known = known and made.is_known
            if made.is_present:
                texts.append(made.content)
        return values.text("".join(texts)) if known else values.unknown(TEXT)

    def _as_text(self, found: Value, part: tree.Expression, scope: Scope, problems: list[BakeError]) -> Value:
        if found.is_null:
            problems.append(BakeError("A template can't hold null.", _place(scope, part)))
            return values.text("")
        if not found.is_known:
            return values.unknown(TEXT)
        try:
            return convert(found, TEXT)
        except ConversionError:
            problems.append(BakeError(f"A template can't hold a {describe(found.kind)}.", _place(scope, part)))
            return values.text("")

    def _joined(self, joined: tree.Joined, found: Value, scope: Scope, problems: list[BakeError]) -> Value:
        if not found.is_whole:
            return values.unknown(TEXT)
        texts = [self._as_text(part, joined, scope, problems).content for part in found.parts()]
        return values.text("".join(texts))

    def _reference(self, reference: tree.Reference, scope: Scope, problems: list[BakeError]) -> Value:
        found = scope.find(reference.name)
        if found is None:
            message = f'There is no variable "{reference.name}". Declare it: variable "{reference.name}" {{}}'
            problems.append(BakeError(message, _place(scope, reference)))
            return UNKNOWN
        return self._follow(reference, found, scope, problems)

    def _follow(
        self, expression: tree.Reference | tree.Steps, found: Value, scope: Scope, problems: list[BakeError]
    ) -> Value:
        def step_by_step() -> Value:
            value = found
            for step in expression.steps:
                if isinstance(step, tree.Attribute):
                    value = access.attribute(value, step.name)
                else:
                    value = access.element(value, step.value)
            return value

        return self._accessed(step_by_step, expression, scope, problems)

    def _accessed(
        self, look: operators.Look, expression: tree.Expression, scope: Scope, problems: list[BakeError]
    ) -> Value:
        try:
            return look()
        except access.AccessError as error:
            problems.append(BakeError(f"This leads nowhere: {error}.", _place(scope, expression)))
            return UNKNOWN

    def _name(self, name: tree.Name, scope: Scope, problems: list[BakeError]) -> Value:
        word = tree.keyword(name)
        if word:
            return values.text(word)
        if isinstance(name.inner, tree.Reference):
            message = "Is this key a text or a variable? Put it in quotes for a text, in parentheses for a variable."
            problems.append(BakeError(message, _place(scope, name)))
            return UNKNOWN
        return self.value(name.inner, scope, problems)

    def _mapping(
        self, items: Sequence[tuple[tree.Expression, tree.Expression]], scope: Scope, problems: list[BakeError]
    ) -> Value:
        made: dict[str, Value] = {}
        known = True
        for key, value in items:
            before = len(problems)
            name = self.value(key, scope, problems)
            wrong = len(problems) > before
            found = self.value(value, scope, problems)
            key_text = None if wrong else self.key(name, key, scope, problems)
            if key_text is None:
                known = False
            else:
                made[key_text] = found
        return values.object_of(made) if known else UNKNOWN

    def _json_object(
        self, items: Sequence[tuple[tree.Expression, tree.Expression]], scope: Scope, problems: list[BakeError]
    ) -> Value:
        made: dict[str, Value] = {}
        known = True
        for key, value in items:
            name = self.key(self.value(key, scope, problems), key, scope, problems)
            found = self.value(value, scope, problems)
            known = known and name is not None
            if name in made:
                problems.append(BakeError(f'The key "{name}" comes twice.', _place(scope, key)))
            elif name is not None:
                made[name] = found
        return values.object_of(made) if known else UNKNOWN

    def key(self, name: Value, key: tree.Expression, scope: Scope, problems: list[BakeError]) -> str | None:
        """Return a value as the key of an object, or ``None`` where it is unknown or none."""
        if name.is_null:
            problems.append(BakeError("Null can't be a key.", _place(scope, key)))
            return None
        try:
            made = convert(name, TEXT)
        except ConversionError as error:
            problems.append(BakeError(f"This can't be a key: {error}.", _place(scope, key)))
            return None
        return made.content if made.is_known else None

    def _conditional(self, choice: tree.Conditional, scope: Scope, problems: list[BakeError]) -> Value:
        branches: list[tuple[Value, list[BakeError], tree.Expression]] = []
        for branch in (choice.then, choice.otherwise):
            wrong: list[BakeError] = []
            branches.append((self.value(branch, scope, wrong), wrong, branch))
        shared = _shared_kind(branches[0][0], branches[1][0])
        if shared is None:
            message = "The two results of this condition have no kind in common."
            problems.append(BakeError(message, _place(scope, choice)))
            return UNKNOWN
        condition = self.condition(choice.condition, scope, problems)
        if condition is None:
            return values.unknown(shared)
        found, wrong, branch = branches[0 if condition else 1]
        problems.extend(wrong)
        try:
            return found if shared == ANY else convert(found, shared)
        except ConversionError as error:
            problems.append(BakeError(f"This result has the wrong kind: {error}.", _place(scope, branch)))
            return values.unknown(shared)

    def condition(self, expression: tree.Expression, scope: Scope, problems: list[BakeError]) -> bool | None:
        """Return whether a condition holds, or ``None`` where it is unknown or wrong."""
        found = self.value(expression, scope, problems)
        if found.is_null:
            problems.append(BakeError("A condition can't be null.", _place(scope, expression)))
            return None
        try:
            made = convert(found, BOOL)
        except ConversionError as error:
            problems.append(BakeError(f"A condition is true or false: {error}.", _place(scope, expression)))
            return None
        return made.content if made.is_known else None

    def _call(self, call: tree.Call, scope: Scope, problems: list[BakeError]) -> Value:
        try:
            return calling.call(self, call, scope, problems)
        except (FunctionError, ConversionError) as error:
            problems.append(BakeError(f"{call.name}() can't do this: {error}.", _place(scope, call)))
            return UNKNOWN


def _shared_kind(then: Value, otherwise: Value) -> Kind | None:
    """Return the kind of both results: a plain null takes the other's, and what is wrong has none."""
    if then.is_null and then.kind == ANY:
        return otherwise.kind
    if otherwise.is_null and otherwise.kind == ANY:
        return then.kind
    if kinds.ANY in (then.kind, otherwise.kind):
        return ANY
    return unify([then.kind, otherwise.kind])


def _place(scope: Scope, expression: tree.Expression) -> Place:
    return Place(scope.file, expression.line)
