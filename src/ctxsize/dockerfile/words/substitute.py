"""The patterns of `${X#p}`, `${X%p}` and `${X/p/r}` (BuildKit's `shell/lex.go`).

They know `*` and `?` and nothing else; brackets are literal.
"""

from __future__ import annotations

import re

from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.golang.text import runes


def trim_prefix(pattern: str, value: str, *, longest: bool) -> str:
    """Return `value` without the shortest (or longest) beginning that matches; raises RefusalError for a bad escape."""
    match = _compile(pattern, greedy=longest).match(value)
    return value[match.end() :] if match else value


def trim_suffix(pattern: str, value: str, *, longest: bool) -> str:
    """Return `value` without the shortest (or longest) end that matches; raises RefusalError for a bad escape."""
    return trim_prefix(_reverse(pattern), runes(value)[::-1], longest=longest)[::-1]


def replace(pattern: str, value: str, replacement: str, *, every: bool) -> str:
    """Return `value` with the first longest match replaced, or all of them; raises RefusalError for a bad escape.

    With `every`, `$` in the replacement is a reference to a group, as in Go; there are no groups, so `$1` is nothing
    and `$0` the match.
    """
    compiled = _compile(pattern, greedy=True)
    if not every:
        match = compiled.search(value)
        return value if match is None else value[: match.start()] + replacement + value[match.end() :]
    out: list[str] = []
    search = end = 0
    while search <= len(value):
        match = compiled.search(value, search)
        if match is None:
            break
        out.append(value[end : match.start()])
        # Go leaves out an empty match right after another match; Python's re.sub does not.
        if match.end() > end or match.start() == 0:
            out.append(_template(replacement, match[0]))
        end = match.end()
        search = max(search + 1, end)
    return "".join(out) + value[end:]


def _compile(pattern: str, *, greedy: bool) -> re.Pattern[str]:
    star = ".*" if greedy else ".*?"
    out: list[str] = []
    # As everywhere, Go's text scanner drops a byte order mark at the beginning.
    position = int(pattern.startswith("\ufeff"))
    while position < len(pattern):
        char = pattern[position]
        position += 1
        if char == "*":
            out.append(star)
        elif char == "?":
            out.append(".")
        elif char != "\\":
            out.append(re.escape(char))
        elif pattern[position : position + 1] not in {"}", "/"}:
            # A backslash before `}` or `/` only kept the end of the substitution away.
            escaped = pattern[position : position + 1]
            position += 1
            if escaped not in {"*", "?", "\\"}:
                raise RefusalError(
                    f'the pattern "{pattern}" escapes "{escaped}"',
                    "In a pattern Docker lets a backslash stand only before *, ? and another backslash",
                )
            out.append(re.escape(escaped))
    return re.compile("".join(out))


def _reverse(pattern: str) -> str:
    out: list[str] = []
    position = 0
    while position < len(pattern):
        width = 2 if pattern[position] == "\\" and position + 1 < len(pattern) else 1
        out.append(pattern[position : position + width])
        position += width
    return "".join(reversed(out))


def _template(replacement: str, whole: str) -> str:
    out: list[str] = []
    rest = replacement
    while "$" in rest:
        before, _, rest = rest.partition("$")
        out.append(before)
        if rest.startswith("$"):
            out.append("$")
            rest = rest[1:]
            continue
        braced = rest.startswith("{")
        body = rest[1:] if braced else rest
        size = 0
        while size < len(body) and (body[size].isalpha() or body[size].isdecimal() or body[size] == "_"):
            size += 1
        if size == 0 or (braced and body[size : size + 1] != "}"):
            out.append("$")
            continue
        if body[:size].isdecimal() and int(body[:size][:9]) == 0:
            out.append(whole)
        rest = body[size + braced :]
    return "".join(out) + rest
