"""A program of :mod:`regexp` run over a text, all its ways side by side (Pike's machine), and HCL's functions for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ctxsize.project.bake import kinds, values
from ctxsize.project.bake.function import Function, FunctionError
from ctxsize.project.bake.functions.regexp import Program, compiled
from ctxsize.project.bake.functions.text import bounded
from ctxsize.project.bake.kinds import TEXT
from ctxsize.project.bake.values import TooLargeError, Value

_MOST_WORK: Final = 3_000_000
_MOST_NUMBER: Final = 8
_Saved = tuple[int, ...]


class _Machine:
    def __init__(self, program: Program, text: str) -> None:
        self._steps = program.steps
        self._text = text
        self._saves = 2 * len(program.names)
        self._work = 0

    def find(self, start: int) -> _Saved | None:
        """Return the leftmost match from ``start`` on: begin and end of the whole and of each group, -1 for none."""
        waiting: dict[int, _Saved] = {}
        found: _Saved | None = None
        at = start
        while True:
            if found is None:
                self._follow(waiting, 0, (-1,) * self._saves, at)
            if not waiting:
                return found
            char = self._text[at : at + 1]
            following: dict[int, _Saved] = {}
            for number, saved in waiting.items():
                step = self._steps[number]
                if step.kind == "match":
                    found = saved
                    break
                if char and step.takes is not None and step.takes(char):
                    self._follow(following, number + 1, saved, at + 1)
            self._work += len(waiting)
            if self._work > _MOST_WORK:
                raise TooLargeError("A regular expression takes more steps than ctxsize is willing to go.")
            waiting = following
            if at >= len(self._text):
                return found
            at += 1

    def _follow(self, reached: dict[int, _Saved], number: int, saved: _Saved, at: int) -> None:
        """Add what is reached without a character, in the order of preference."""
        stack = [(number, saved)]
        while stack:
            number, saved = stack.pop()
            if number in reached:
                continue
            step = self._steps[number]
            self._work += 1
            # Steps that take no character are marked, too: who comes later is not preferred.
            reached[number] = saved
            if step.kind == "jump":
                stack.append((step.first, saved))
            elif step.kind == "split":
                stack += [(step.second, saved), (step.first, saved)]
            elif step.kind == "save":
                stack.append((number + 1, (*saved[: step.first], at, *saved[step.first + 1 :])))
            elif step.kind == "assert" and self._holds(step.name, at):
                stack.append((number + 1, saved))

    def _holds(self, name: str, at: int) -> bool:
        before, behind = self._text[max(at - 1, 0) : at], self._text[at : at + 1]
        if name == "begin":
            return at == 0
        if name == "end":
            return at == len(self._text)
        if name == "line":
            return before in {"", "\n"}
        if name == "line end":
            return behind in {"", "\n"}
        return (_is_word(before) != _is_word(behind)) == (name == "word")


def _is_word(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char == "_")


def matches(program: Program, text: str) -> Iterator[_Saved]:
    """Yield all matches as Go does: none is empty right behind another one."""
    machine = _Machine(program, text)
    at, before = 0, -1
    while at <= len(text):
        found = machine.find(at)
        if found is None:
            return
        empty_behind = found[1] == at and found[0] == found[1] == before
        at = found[1] if found[1] > at else at + 1
        before = found[1]
        if not empty_behind:
            yield found


def replaced(program: Program, text: str, template: str) -> str:
    """Return the text with each match replaced by the template, in which ``$1`` and ``${name}`` are groups."""
    machine = _Machine(program, text)
    parts: list[str] = []
    at = last = length = 0
    while at <= len(text):
        found = machine.find(at)
        if found is None:
            break
        parts.append(text[last : found[0]])
        if found[1] > last or found[0] == 0:
            parts.append(_expanded(template, program, text, found))
        length += len(parts[-1]) + len(parts[-2] if len(parts) > 1 else "")
        bounded(length)
        last = found[1]
        at = found[1] if found[1] > at else at + 1
    parts.append(text[last:])
    return "".join(parts)


def _expanded(template: str, program: Program, text: str, found: _Saved) -> str:
    parts: list[str] = []
    at = 0
    while at < len(template):
        dollar = template.find("$", at)
        if dollar < 0:
            parts.append(template[at:])
            break
        parts.append(template[at:dollar])
        at = dollar + 1
        if template.startswith("$", at):
            parts.append("$")
            at += 1
            continue
        braced = template.startswith("{", at)
        start = end = at + braced
        while end < len(template) and (template[end].isalnum() or template[end] == "_"):
            end += 1
        if end == start or (braced and not template.startswith("}", end)):
            parts.append("$")
            continue
        parts.append(_group(template[start:end], program, text, found))
        at = end + braced
    return "".join(parts)


def _group(name: str, program: Program, text: str, found: _Saved) -> str:
    is_number = name.isascii() and name.isdigit() and len(name) <= _MOST_NUMBER and (name == "0" or name[0] != "0")
    if is_number:
        numbers = [int(name)] if int(name) < len(program.names) else []
    else:
        numbers = [number for number, other in enumerate(program.names) if other == name]
    for number in numbers:
        if found[2 * number] >= 0:
            return text[found[2 * number] : found[2 * number + 1]]
    return ""


def _result_kind(program: Program) -> kinds.Kind:
    names = program.names[1:]
    if not names:
        return TEXT
    if all(names):
        return kinds.object_of(dict.fromkeys(names, TEXT))
    if any(names):
        raise FunctionError("a pattern can't have groups with names and groups without")
    return kinds.tuple_of([TEXT] * len(names))


def _result(program: Program, text: str, found: _Saved) -> Value:
    names = program.names[1:]
    if not names:
        return values.text(text[found[0] : found[1]])
    spans = [(found[2 * number], found[2 * number + 1]) for number in range(1, len(names) + 1)]
    parts = [values.text(text[start:end]) if start >= 0 else values.null(TEXT) for start, end in spans]
    return values.object_of(dict(zip(names, parts, strict=True))) if names[0] else values.tuple_of(parts)


def _regex(given: Sequence[Value]) -> Value:
    program, text = compiled(given[0].content), given[1].content
    _result_kind(program)
    found = _Machine(program, text).find(0)
    if found is None:
        raise FunctionError("the pattern matches no part of the text")
    return _result(program, text, found)


def _regexall(given: Sequence[Value]) -> Value:
    program, text = compiled(given[0].content), given[1].content
    kind = _result_kind(program)
    return values.list_of([_result(program, text, found) for found in matches(program, text)], kind)


def _regex_replace(given: Sequence[Value]) -> Value:
    return values.text(replaced(compiled(given[1].content), given[0].content, given[2].content))


FUNCTIONS = {
    "regex": Function(_regex, (TEXT, TEXT)),
    "regexall": Function(_regexall, (TEXT, TEXT)),
    "regex_replace": Function(_regex_replace, (TEXT, TEXT, TEXT), result=TEXT),
}
