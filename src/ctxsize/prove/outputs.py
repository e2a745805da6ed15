"""What the steps of two builds print, compared token by token: a number of tests counts, the seconds they took do not."""

from __future__ import annotations

import re
from collections import Counter

from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_TOKENS = re.compile(r"(\s+|[/=:,;()\[\]{}'\"-])")
_TIMES = re.compile(
    r"\b\d+(?:\.\d+)?\s?(?:ns|us|µs|ms|s|sec|secs|seconds?|m|min|minutes?)\b"
    r"|\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)?"
    r"|\b\d{1,2}:\d\d:\d\d(?:[.,]\d+)?\b"
    r"|\b\d+(?:\.\d+)?\s?[kMG]i?B/s\b"
    r"|\b0x[0-9a-f]+\b"
)
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_ANY = None


class LineTemplate(Record):
    """A line that two builds of the same print differently: its tokens, ``None`` where they differ."""

    tokens: tuple[str | None, ...]

    def fits(self, line: str) -> bool:
        """Whether a line differs from it only where the two builds did."""
        tokens = _TOKENS.split(line)
        return len(tokens) == len(self.tokens) and all(
            own is _ANY or own == token for own, token in zip(self.tokens, tokens, strict=True)
        )


class Printed(Record):
    """What a step prints: the lines that two builds agree on, with their number, and templates for the others.

    ``loose`` is whether some lines can't be put into a template: then only those that both builds print are held to.
    """

    lines: dict[str, int]
    templates: tuple[LineTemplate, ...] = ()
    loose: bool = False


def learn(first: str, second: str) -> Printed:
    """Return what a step prints, learned from two builds of the same."""
    one, other = _lines(first), _lines(second)
    templates: list[LineTemplate] = []
    only, rest = list((one - other).elements()), list((other - one).elements())
    loose = len(only) != len(rest)
    for line in only:
        tokens = _TOKENS.split(line)
        alike = [
            (sum(map(str.__eq__, tokens, twin)), index)
            for index, text in enumerate(rest)
            if len(twin := _TOKENS.split(text)) == len(tokens)
        ]
        score, index = max(alike, default=(0, -1))
        if score * 2 < len(tokens):
            loose = True
            continue
        twin = _TOKENS.split(rest.pop(index))
        templates.append(
            LineTemplate(tokens=tuple(mine if mine == his else _ANY for mine, his in zip(tokens, twin, strict=True)))
        )
    return Printed(lines=dict(one & other), templates=tuple(templates), loose=loose)


def differing(expected: Printed, printed: str) -> tuple[str, str] | None:
    """Return a line that is expected and missing, and one that is there instead; either may be empty, ``None`` is no difference."""
    found = _lines(printed)
    missing = list((Counter(expected.lines) - found).elements())
    extra = list((found - Counter(expected.lines)).elements())
    left = _without_templates(extra, expected.templates)
    if expected.loose and not missing:
        return None
    if not missing and not left:
        return None
    return (missing[0] if missing else "", _closest(missing, left))


def compare_logs(expected: Mapping[str, Printed], logs: Mapping[str, str]) -> tuple[str, tuple[str, str]] | None:
    """Return the first step that prints something else, with :func:`differing` of it."""
    for step, printed in expected.items():
        if step in logs and (found := differing(printed, logs[step])) is not None:
            return step, found
    return None


def _without_templates(lines: Sequence[str], templates: Iterable[LineTemplate]) -> list[str]:
    """Return the lines that fit no template; each template takes one."""
    left = list(lines)
    for template in templates:
        fitting = next((line for line in left if template.fits(line)), None)
        if fitting is not None:
            left.remove(fitting)
    return left


def _closest(missing: Sequence[str], extra: Sequence[str]) -> str:
    if not missing or not extra:
        return extra[0] if extra else ""
    wanted = set(_TOKENS.split(missing[0]))
    return max(extra, key=lambda line: len(wanted & set(_TOKENS.split(line))))


def _lines(text: str) -> Counter[str]:
    """Return the lines, without colours and times; a carriage return begins a line."""
    plain = _TIMES.sub("TIME", _ESCAPES.sub("", text))
    return Counter(line.strip() for line in re.split(r"[\r\n]+", plain) if line.strip())
