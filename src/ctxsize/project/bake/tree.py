"""The tree of an HCL file: bodies of arguments and blocks, and expressions. Each knows the line on which it begins."""

from __future__ import annotations

from ctxsize.project.bake.values import Value
from ctxsize.record import Record


class Literal(Record):
    """A value that is written down; ``keyword`` is the word for null, true and false."""

    value: Value
    line: int
    keyword: str = ""


class Template(Record):
    """Pieces that make up a text."""

    parts: tuple[Expression, ...]
    line: int


class Wrapped(Record):
    """An expression within parentheses, or alone within ``"${ }"``, where it keeps its kind."""

    inner: Expression
    line: int


class Joined(Record):
    """The results of a ``%{ for }`` as one text."""

    loop: For
    line: int


class Attribute(Record):
    """A step into an attribute: ``.name``."""

    name: str


class Key(Record):
    """A step to an element whose key is written down: ``[0]``, ``["a"]``, ``.0``."""

    value: Value


class Reference(Record):
    """A variable by its name, and the steps into it."""

    name: str
    steps: tuple[Attribute | Key, ...]
    line: int


class Steps(Record):
    """Steps into what another expression gives."""

    source: Expression
    steps: tuple[Attribute | Key, ...]
    line: int


class Call(Record):
    """A call of a function; with ``expand`` the last argument is a sequence of arguments."""

    name: str
    arguments: tuple[Expression, ...]
    expand: bool
    line: int


class Conditional(Record):
    """``condition ? then : otherwise``."""

    condition: Expression
    then: Expression
    otherwise: Expression
    line: int


class Index(Record):
    """An element whose key is computed."""

    collection: Expression
    key: Expression
    line: int


class Sequence(Record):
    """``[a, b]``."""

    items: tuple[Expression, ...]
    line: int


class Mapping(Record):
    """``{key = value}``: keys and values in the order in which they are written."""

    items: tuple[tuple[Expression, Expression], ...]
    line: int


class Name(Record):
    """A key that is written as a plain word, or as something that only looks like one (``a.b``)."""

    inner: Expression
    line: int


class For(Record):
    """``[for key, value in collection: result if condition]``; in braces, with ``result_key``, it makes an object."""

    key: str
    value: str
    collection: Expression
    result_key: Expression | None
    result: Expression
    condition: Expression | None
    group: bool
    line: int


class Item(Record):
    """The element that a splat is at; ``number`` tells apart the splats of one file."""

    number: int
    line: int


class Splat(Record):
    """``source[*].steps``: ``each`` is evaluated for every ``item``."""

    source: Expression
    each: Expression
    item: Item
    line: int


class Binary(Record):
    """An operator between two expressions."""

    operator: str
    left: Expression
    right: Expression
    line: int


class Unary(Record):
    """``-`` or ``!`` before an expression."""

    operator: str
    operand: Expression
    line: int


class JsonObject(Record):
    """An object of a JSON file: its keys are templates, and none may come twice."""

    items: tuple[tuple[Expression, Expression], ...]
    line: int


class JsonText(Record):
    """A text of a JSON file: ``inner`` is it as a template, ``refusal`` what is wrong with it as one."""

    content: str
    inner: Expression | None
    refusal: str
    line: int


Expression = (
    Literal
    | Template
    | Wrapped
    | Joined
    | Reference
    | Steps
    | Call
    | Conditional
    | Index
    | Sequence
    | Mapping
    | Name
    | For
    | Item
    | Splat
    | Binary
    | Unary
    | JsonObject
    | JsonText
)


class Argument(Record):
    """``name = expression`` in a body."""

    name: str
    expression: Expression
    file: str
    line: int


class Block(Record):
    """``kind "label" { body }``."""

    kind: str
    labels: tuple[str, ...]
    body: Body
    file: str
    line: int


class Body(Record):
    """What stands between a block's braces, or in a whole file.

    An argument may stand several times in one that was merged of several files; the last one counts.
    """

    arguments: tuple[Argument, ...]
    blocks: tuple[Block, ...]
    file: str
    line: int


def keyword(expression: Expression) -> str:
    """Return the single word that an expression is written as, or an empty text."""
    if isinstance(expression, Name):
        return keyword(expression.inner)
    if isinstance(expression, Reference) and not expression.steps:
        return expression.name
    if isinstance(expression, JsonText):
        return expression.content if expression.content.replace("-", "_").isidentifier() else ""
    return expression.keyword if isinstance(expression, Literal) else ""


def children(  # noqa: C901, PLR0911, PLR0912 (one return for each kind of expression)
    expression: Expression,
) -> tuple[Expression, ...]:
    """Return the expressions directly within one, in the order in which HCL visits them."""
    match expression:
        case Template(parts=parts) | Sequence(items=parts) | Call(arguments=parts):
            return parts
        case Wrapped(inner=inner):
            return (inner,)
        case Name(inner=inner):
            return () if keyword(expression) else (inner,)
        case Joined(loop=loop):
            return (loop,)
        case Steps(source=source):
            return (source,)
        case Conditional(condition=condition, then=then, otherwise=otherwise):
            return condition, then, otherwise
        case Index(collection=collection, key=key):
            return collection, key
        case Mapping(items=items) | JsonObject(items=items):
            return tuple(part for item in items for part in item)
        case For(collection=collection, result_key=result_key, result=result, condition=test):
            return tuple(part for part in (collection, result_key, result, test) if part is not None)
        case Splat(source=source, each=each):
            return source, each
        case Binary(left=left, right=right):
            return left, right
        case Unary(operand=operand):
            return (operand,)
        case _:
            return ()


def json_texts(expression: Expression) -> list[JsonText]:
    """Return the texts of an expression of a JSON file."""
    found: list[JsonText] = []
    waiting = [expression]
    while waiting:
        one = waiting.pop()
        if isinstance(one, JsonText):
            found.append(one)
        elif isinstance(one, Sequence | JsonObject):
            waiting.extend(reversed(children(one)))
    return found


def calls(expression: Expression) -> list[str]:
    """Return the names of all functions that an expression calls."""
    found: list[str] = []
    waiting = [expression]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Call):
            found.append(one.name)
        waiting.extend(reversed(children(one)))
    return found


def references(expression: Expression, local: frozenset[str] = frozenset()) -> list[Reference]:
    """Return all variables that an expression asks for, without those that its own loops define."""
    found: list[Reference] = []
    waiting = [(expression, local)]
    while waiting:
        one, names = waiting.pop()
        if isinstance(one, Reference):
            if one.name not in names:
                found.append(one)
        elif isinstance(one, JsonText):
            if one.inner is not None:
                waiting.append((one.inner, names))
        elif isinstance(one, For):
            inner = names | {one.key, one.value}
            waiting.extend((part, inner) for part in reversed(children(one)[1:]))
            waiting.append((one.collection, names))
        else:
            waiting.extend((part, names) for part in reversed(children(one)))
    return found
