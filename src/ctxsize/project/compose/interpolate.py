"""Variables in values: ``$X``, ``${X:-default}`` and the like.

Mirrors ``template/template.go`` of compose-go: a default, a message or an alternative is looked at only where it counts.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Lookup = Callable[[str], str | None]

LONGEST = 4 << 20
"""How long a text may become, in characters."""
_DEEPEST = 60
# Letters of both cases, and the two characters beyond ASCII that Go takes for `s` and `k` where case does not count.
_NAME = re.compile("[_a-zA-Z\u017f\u212a][_a-zA-Z0-9\u017f\u212a]*")
_INVALID = "a variable is not well formed: ${NAME} is, and $$ is a dollar"
_OPERATOR = re.compile(r":?[-+?]")


class TemplateError(ValueError):
    """A variable that is needed and missing, or braces that do not fit; the text says which."""


def substitute(text: str, lookup: Lookup, depth: int = 0) -> str:
    """Return ``text`` with its variables replaced; one that is not set is empty.

    ``$$`` is a dollar, and so is a ``$`` in front of what cannot begin a name. Raises :class:`TemplateError`.
    """
    if "$" not in text:
        return text
    if depth > _DEEPEST:
        raise TemplateError(f"variables lie more than {_DEEPEST} levels deep in each other")
    made: list[str] = []
    length = at = 0
    ends = _LineEnds(text)
    while (dollar := text.find("$", at)) >= 0:
        made.append(text[at:dollar])
        value, at = _variable(text, dollar, lookup, depth, ends)
        made.append(value)
        length += len(value) + len(made[-2])
        if length > LONGEST:
            raise TemplateError("the variables make a text that is too long")
    made.append(text[at:])
    return "".join(made)


class _LineEnds:
    """Where the last closing brace of a line is, looked for once a line."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._until = -1
        self._brace = -1

    def last_brace(self, at: int) -> int:
        if at > self._until:
            end = self._text.find("\n", at)
            self._until = len(self._text) if end < 0 else end
            self._brace = self._text.rfind("}", at, self._until)
        return self._brace if self._brace >= at else -1


def _variable(text: str, dollar: int, lookup: Lookup, depth: int, ends: _LineEnds) -> tuple[str, int]:
    """Return what stands for the ``$`` at ``dollar``, and where the text goes on."""
    following = text[dollar + 1 : dollar + 2]
    if following == "$":
        return "$", dollar + 2
    if following == "{":
        return _braced(text, dollar, lookup, depth, ends)
    name = _NAME.match(text, dollar + 1)
    if name is None:
        return "$", dollar + 1
    return lookup(name[0]) or "", name.end()


def _braced(text: str, dollar: int, lookup: Lookup, depth: int, ends: _LineEnds) -> tuple[str, int]:
    name = _NAME.match(text, dollar + 2)
    if name is None:
        raise TemplateError(_INVALID)
    if text[name.end() : name.end() + 1] == "}":
        return lookup(name[0]) or "", name.end() + 1
    operator = _OPERATOR.match(text, name.end())
    last = ends.last_brace(name.end())
    if operator is None or last < operator.end():
        raise TemplateError(_INVALID)
    closing = _closing(text, dollar, last)
    rest = text[operator.end() : closing]
    return _chosen(name[0], operator[0], rest, lookup, depth), closing + 1


def _closing(text: str, start: int, last: int) -> int:
    """Return where the braces are even again, ``last`` where they never are.

    The character right behind an opening brace is not looked at, in Compose and so here.
    """
    opened, at = 0, start
    while at <= last:
        char = text[at]
        if char == "}":
            opened -= 1
            if opened == 0:
                return at
        elif char == "{":
            opened += 1
            at += 1
        at += 1
    return last


def _chosen(name: str, operator: str, rest: str, lookup: Lookup, depth: int) -> str:
    value = lookup(name)
    given = value is not None and (value != "" or not operator.startswith(":"))
    kind = operator[-1]
    if kind == "+":
        return substitute(rest, lookup, depth + 1) if given else value or ""
    if given:
        return value or ""
    if kind == "?":
        # The message as it is written: what its own variables hold may be a secret.
        why = f": {rest}" if rest else ""
        raise TemplateError(f"the variable {name} is needed and {'empty' if value == '' else 'not set'}{why}")
    return substitute(rest, lookup, depth + 1)
