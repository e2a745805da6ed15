"""The variables of Bake files: their values out of the environment, by type, and their validation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ctxsize.golang.text import parse_bool
from ctxsize.project.bake import number, tree, values
from ctxsize.project.bake.convert import ConversionError, convert
from ctxsize.project.bake.evaluate import Evaluator
from ctxsize.project.bake.function import FunctionError
from ctxsize.project.bake.functions.encoding import csv_records, is_number, parsed_json
from ctxsize.project.bake.kinds import ANY, BOOL, NUMBER, TEXT, Kind
from ctxsize.project.bake.problem import BakeError, Place
from ctxsize.project.bake.scope import Scope
from ctxsize.project.bake.typeexpr import kind_of
from ctxsize.project.bake.values import Value
from ctxsize.record import Record

_JSON_SUFFIX = "_JSON"
_FLOAT_WORDS = frozenset({"nan", "inf", "infinity"})


class Variable(Record):
    """A ``variable`` block; ``kind`` is ``None`` without a type, and any for the type ``any``."""

    name: str
    kind: Kind | None
    default: tree.Argument | None
    checks: tuple[tuple[tree.Argument, tree.Argument | None], ...]
    place: Place


def read(block: tree.Block) -> Variable:
    """Return the variable that a block declares; raises :class:`BakeError`."""
    place = Place(block.file, block.line)
    if len(block.labels) != 1:
        raise BakeError('A variable has one name: variable "NAME" {}', place)
    arguments = {argument.name: argument for argument in block.body.arguments}
    if "description" in arguments:
        _check_description(arguments["description"])
    kind = None
    given = arguments.get("type")
    if given is not None and not (isinstance(given.expression, tree.Literal) and given.expression.value.is_null):
        kind = kind_of(given.expression, given.file)
    checks = tuple(_check(inner) for inner in block.body.blocks if inner.kind == "validation")
    return Variable(block.labels[0], kind, arguments.get("default"), checks, place)


def _check_description(argument: tree.Argument) -> None:
    scope = Scope({}, file=argument.file)
    found = Evaluator({}).evaluate(argument.expression, scope)
    place = Place(argument.file, argument.line)
    try:
        if convert(found, TEXT).is_null:
            raise BakeError("A description can't be null.", place)
    except ConversionError as error:
        raise BakeError(f"A description is a text: {error}.", place) from error


def _check(block: tree.Block) -> tuple[tree.Argument, tree.Argument | None]:
    place = Place(block.file, block.line)
    arguments = {argument.name: argument for argument in block.body.arguments}
    if block.labels or block.body.blocks or not arguments.keys() <= {"condition", "error_message"}:
        raise BakeError("A validation has a condition and an error_message, and nothing else.", place)
    if "condition" not in arguments:
        raise BakeError("A validation needs a condition.", place)
    return arguments["condition"], arguments.get("error_message")


def given_value(
    name: str, environment: Mapping[str, str], taken: Mapping[str, Any], *, typed: bool
) -> tuple[str, bool] | None:
    """Return what the environment has for a variable and whether it is JSON; ``taken`` are names that mean themselves."""
    plain = environment.get(name)
    as_json = environment.get(name + _JSON_SUFFIX)
    if as_json is not None and (plain is None or typed) and name + _JSON_SUFFIX not in taken:
        return as_json, True
    return None if plain is None else (plain, False)


def from_environment(name: str, text: str, *, as_json: bool, kind: Kind | None, default: Value | None) -> Value:
    """Return a text of the environment as the variable's value; raises ConversionError where Bake refuses.

    ``kind`` is the declared type, else the kind of the default decides.
    """
    if kind is None:
        if default is None or default.kind == ANY:
            return values.text(text)
        if default.kind.is_primitive:
            return _primitive(text, default.kind)
        raise ConversionError(f"{name} needs a type, as its default is a {default.kind.name}")
    if as_json:
        return _from_json(parsed_json_of(text), kind)
    if kind.is_primitive:
        return _primitive(text, kind)
    if kind.name in {"list", "set", "tuple", "map"}:
        return _from_csv(text, kind)
    raise ConversionError(f"{name} can be given as JSON only, in {name}{_JSON_SUFFIX}")


def parsed_json_of(text: str) -> Any:  # noqa: ANN401 (JSON is anything)
    """Return JSON as Python has it; raises ConversionError."""
    try:
        return parsed_json(text)
    except FunctionError as error:
        raise ConversionError(str(error)) from error


def _primitive(text: str, kind: Kind) -> Value:
    if kind == TEXT:
        return values.text(text)
    if kind == BOOL:
        found = parse_bool(text)
        if found is None:
            raise ConversionError("a bool is 1, t, true, 0, f or false")
        return values.truth(found)
    return values.number(number.from_float(_go_float(text)))


def _go_float(text: str) -> float:
    plain = text.lstrip("+-").lower()
    try:
        # Go knows no spaces around a number, and underscores only behind a base's prefix.
        if plain in _FLOAT_WORDS or text != text.strip() or "_" in text or not text.isascii():
            raise ValueError(text)  # noqa: TRY301 (as float does)
        found = float.fromhex(text) if plain.startswith("0x") and "p" in plain else float(text)
    except (ValueError, OverflowError) as error:
        raise ConversionError("a number is required") from error
    if found in {float("inf"), float("-inf")}:
        raise ConversionError("the number is too large")
    return found


def _from_csv(text: str, kind: Kind) -> Value:
    fields = _fields(text, ",")
    wanted = kind.members if kind.name == "tuple" else (kind.of,)
    if not all(each.is_primitive for each in wanted):
        raise ConversionError("only lists and maps of string, number or bool can be given as CSV")
    if kind.name == "map":
        pairs = [_fields(field, ":") for field in fields]
        if any(len(pair) != 2 for pair in pairs):  # noqa: PLR2004 (key and value)
            raise ConversionError("a map is given as key:value,key:value")
        return values.map_of({key: _primitive(value, kind.of) for key, value in pairs}, kind.of)
    if kind.name == "tuple":
        if len(fields) != len(wanted):
            raise ConversionError(f"{len(wanted)} values are required, not {len(fields)}")
        return values.tuple_of([_primitive(field, each) for field, each in zip(fields, wanted, strict=True)])
    parts = [_primitive(field, kind.of) for field in fields]
    return values.set_of(parts, kind.of) if kind.name == "set" else values.list_of(parts, kind.of)


def _fields(text: str, separator: str) -> Sequence[str]:
    """Return the fields of one line of CSV."""
    line = text[:-2] if text.endswith("\r\n") else text.removesuffix("\n")
    if not line:
        raise ConversionError("a list can't be given as an empty text")
    if '"' not in line:
        return line.split(separator)
    swapped = line if separator == "," else line.translate({ord(","): separator, ord(separator): ","})
    try:
        found = csv_records(swapped)[0]
    except FunctionError as error:
        raise ConversionError(str(error)) from error
    return (
        found if separator == "," else [field.translate({ord(","): separator, ord(separator): ","}) for field in found]
    )


def _from_json(found: Any, kind: Kind) -> Value:  # noqa: ANN401, PLR0911 (JSON is anything, and so are kinds)
    if found is None:
        return values.null(kind)
    if kind.name in {"list", "set"} and isinstance(found, list):
        parts = [_from_json(part, kind.of) for part in found]
        return values.set_of(parts, kind.of) if kind.name == "set" else values.list_of(parts, kind.of)
    if kind.name == "map" and isinstance(found, dict):
        return values.map_of({name: _from_json(part, kind.of) for name, part in found.items()}, kind.of)
    if kind.name == "tuple" and isinstance(found, list) and len(found) == len(kind.members):
        return values.tuple_of([_from_json(part, each) for part, each in zip(found, kind.members, strict=True)])
    if kind.name == "object" and isinstance(found, dict):
        unknown = found.keys() - kind.attributes.keys()
        if unknown:
            raise ConversionError(f'there is no attribute "{min(unknown)}" in the type')
        return values.object_of({name: _from_json(found.get(name), each) for name, each in kind.attributes.items()})
    if kind == TEXT and isinstance(found, str | bool):
        return values.text(found if isinstance(found, str) else str(found).lower())
    if kind == NUMBER and isinstance(found, str):
        return convert(values.text(found), NUMBER)
    if kind == BOOL and (isinstance(found, bool) or (isinstance(found, str) and not is_number(found))):
        return values.truth(found) if isinstance(found, bool) else convert(values.text(found), BOOL)
    raise ConversionError(f"the JSON does not fit the type {kind!r}")


def validate(variable: Variable, evaluator: Evaluator, scope: Scope) -> None:
    """Evaluate the variable's checks; raises :class:`BakeError` with the message of the first that fails."""
    for condition, message in variable.checks:
        here = Scope({}, scope, condition.file)
        place = Place(condition.file, condition.line)
        problems: list[BakeError] = []
        holds = evaluator.condition(condition.expression, here, problems)
        if problems:
            raise problems[0]
        if holds is False:
            said = evaluator.evaluate(message.expression, here) if message else values.NULL
            shown = said.content if said.is_present and said.kind == TEXT else "a check of the variable failed"
            raise BakeError(f"{variable.name}: {shown}", place)
