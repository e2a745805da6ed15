"""``semvercmp``: whether a version satisfies a constraint such as ``>= 1.2, < 2`` (Masterminds' ``semver``)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ctxsize.project.bake import values
from ctxsize.project.bake.function import Function, FunctionError
from ctxsize.project.bake.kinds import BOOL, TEXT
from ctxsize.project.bake.values import Value
from ctxsize.record import Record

_PART = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
_VERSION = re.compile(rf"v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-({_PART}))?(?:\+({_PART}))?")
_TERM = re.compile(
    rf"\s*(=<|=>|<=|>=|!=|~>|=|<|>|~|\^)?\s*v?([0-9]+|[xX*])(?:\.([0-9]+|[xX*]))?(?:\.([0-9]+|[xX*]))?(?:-({_PART}))?(?:\+{_PART})?"
)
_HYPHEN = re.compile(r"\s*(v?[0-9xX*][\w.+*-]*)\s+-\s+(v?[0-9xX*][\w.+*-]*)\s*")
_LONGEST = 256


class _Version(Record):
    numbers: tuple[int, int, int]
    pre: str

    def order(self) -> tuple[object, ...]:
        """Return what versions are compared by; one with a pre-release comes before the one without."""
        if not self.pre:
            return (*self.numbers, 1)
        parts = [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in self.pre.split(".")]
        return (*self.numbers, 0, tuple(parts))


class _Term(Record):
    operator: str
    version: _Version
    given: int


def _parse(text: str) -> _Version:
    match = _VERSION.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        raise FunctionError("this is not a version such as 1.2.3")
    return _Version((int(match[1]), int(match[2] or 0), int(match[3] or 0)), match[4] or "")


def _terms(text: str) -> list[_Term]:
    hyphen = _HYPHEN.fullmatch(text)
    if hyphen:
        text = f">={hyphen[1]} <={hyphen[2]}"
    found: list[_Term] = []
    at = 0
    while at < len(text):
        match = _TERM.match(text, at)
        if match is None:
            raise FunctionError("this is not a constraint such as >= 1.2")
        numbers = [match[2], match[3] or "", match[4] or ""]
        # What comes behind a wildcard is one, too.
        given = next((count for count, number in enumerate(numbers) if not number.isdigit()), 3)
        known = [int(number) if index < given else 0 for index, number in enumerate(numbers)]
        operator = {"=<": "<=", "=>": ">=", "~>": "~", None: ""}.get(match[1], match[1] or "")
        pre = (match[5] or "") if given == 3 else ""  # noqa: PLR2004 (all three numbers)
        found.append(_Term(operator, _Version((known[0], known[1], known[2]), pre), given))
        at = match.end()
        rest = re.compile(r"\s*,?\s*").match(text, at)
        at = rest.end() if rest else at
    if not found:
        raise FunctionError("this is not a constraint such as >= 1.2")
    return found


def _satisfies(term: _Term, version: _Version) -> bool:  # noqa: PLR0911 (one return for each operator)
    wanted, given = term.version, term.given
    if version.pre and not wanted.pre and term.operator != "!=":
        return False
    order, bound = version.order(), wanted.order()
    if term.operator in {"", "="} and given == 3:  # noqa: PLR2004 (all three numbers)
        return order == bound
    if term.operator in {"", "=", "~"}:
        count = min(given, 2)
        return order >= bound and version.numbers[:count] == wanted.numbers[:count]
    if term.operator == "!=":
        if version.pre and not wanted.pre:
            return False
        return version.numbers[:given] != wanted.numbers[:given] if given < 3 else order != bound  # noqa: PLR2004
    if term.operator == "^":
        return order >= bound and _same_major(version, wanted, given)
    if term.operator == ">":
        return version.numbers[:given] > wanted.numbers[:given] if given < 3 else order > bound  # noqa: PLR2004
    if term.operator == ">=":
        return order >= bound
    if term.operator == "<=":
        return version.numbers[:given] <= wanted.numbers[:given] if given < 3 else order <= bound  # noqa: PLR2004
    return order < bound


def _same_major(version: _Version, wanted: _Version, given: int) -> bool:
    if wanted.numbers[0] or given <= 1:
        return version.numbers[0] == wanted.numbers[0]
    if wanted.numbers[1] or given == 2:  # noqa: PLR2004 (major and minor)
        return version.numbers[:2] == wanted.numbers[:2]
    return version.numbers == wanted.numbers


def _semvercmp(given: Sequence[Value]) -> Value:
    version, constraint = _parse(given[0].content), given[1].content
    if len(constraint) > _LONGEST:
        raise FunctionError("this is not a constraint such as >= 1.2")
    either = [_terms(part) for part in constraint.split("||")]
    return values.truth(any(all(_satisfies(term, version) for term in terms) for terms in either))


FUNCTIONS = {"semvercmp": Function(_semvercmp, (TEXT, TEXT), result=BOOL)}
