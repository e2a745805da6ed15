"""An instruction's text to words (BuildKit's `parser/split_command.go` and `parser/line_parsers.go`).

Each keyword has its own way, and none of them is a shell's: `COPY "a b" /x` has three arguments.
"""

from __future__ import annotations

from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.golang.text import SPACE, as_bytes, from_bytes, lower, runes, split_space

_JSON_OR_WORDS = frozenset({"ADD", "COPY", "VOLUME"})
_JSON_OR_TEXT = frozenset({"CMD", "ENTRYPOINT", "RUN", "SHELL"})
_WORDS = frozenset({"EXPOSE", "FROM"})
_TEXT = frozenset({"MAINTAINER", "STOPSIGNAL", "USER", "WORKDIR"})
_PAIRS = frozenset({"ENV", "LABEL"})
KEYWORDS = _JSON_OR_WORDS | _JSON_OR_TEXT | _WORDS | _TEXT | _PAIRS | {"ARG", "HEALTHCHECK", "ONBUILD"}

_LATIN_SPACE = "\t\n\v\f\r \x85\xa0"
"""White space among single bytes.

The last two are bytes of many letters (`à` is C3 A0), which so split a flag: upstream's slip.
"""


def split_keyword(line: str, escape: str) -> tuple[str, tuple[str, ...], str]:
    """Return an instruction's keyword as written, its flags, and the rest as text."""
    parts = split_space(line.strip(SPACE), 1)
    if len(parts) == 1:
        return parts[0], (), ""
    flags, rest = _split_flags(parts[1], escape)
    return parts[0], flags, rest.strip(SPACE)


def split_arguments(keyword: str, rest: str, escape: str) -> tuple[tuple[str, ...], bool]:
    """Return the arguments of an instruction (keyword in upper case), and whether they were in JSON form.

    Raises RefusalError for ENV and LABEL without a value, and for JSON of anything but strings.

    For ENV and LABEL they are key, value, key, value, and so on. For ONBUILD and for what is not an instruction there are
    none.
    """
    if keyword in _JSON_OR_WORDS | _JSON_OR_TEXT:
        values = _json_strings(rest)
        if values is not None:
            return values, True
    if keyword == "HEALTHCHECK":
        return _health(rest)
    args: tuple[str, ...] = ()
    if keyword in _JSON_OR_WORDS | _WORDS:
        args = tuple(split_space(rest)) if rest else ()
    elif keyword in _JSON_OR_TEXT | _TEXT:
        args = _one(rest)
    elif keyword in _PAIRS:
        args = _pairs(keyword, rest, escape)
    elif keyword == "ARG":
        args = tuple(quoted_words(rest, escape))
    return args, False


def upper_keyword(word: str) -> str:
    """Return a keyword in upper case when it is one in any case, else the word as it is."""
    upper = lower(word).upper()
    return upper if upper in KEYWORDS else word


def _one(rest: str) -> tuple[str, ...]:
    return (rest,) if rest else ()


def _split_flags(line: str, escape: str) -> tuple[tuple[str, ...], str]:
    """Split off the words in front that begin with `--`, byte by byte as upstream does, a letter for each byte.

    So `--exclude=日本` becomes a pattern that no file has.
    """
    text = as_bytes(line)
    flags: list[str] = []
    position = 0
    while True:
        while position < len(text) and text[position] in _LATIN_SPACE:
            position += 1
        if position == len(text):
            return tuple(flags), ""
        if not text.startswith("--", position):
            return tuple(flags), from_bytes(text[position:])
        word, quoted, position = _flag(text, position, escape)
        if word == "--" and position < len(text):
            return tuple(flags), from_bytes(text[position:])
        if word != "--" and (word or quoted):
            flags.append(word)


def _flag(text: str, position: int, escape: str) -> tuple[str, bool, int]:
    """Return one flag without its quotes and escapes, whether it had quotes, and where it ends."""
    out: list[str] = []
    quote = ""
    quoted = False
    while position < len(text):
        char = text[position]
        position += 1
        if char == quote:
            quote = ""
        elif not quote and char in _LATIN_SPACE:
            return "".join(out), quoted, position - 1
        elif not quote and char in "'\"":
            quote, quoted = char, True
        elif char == escape:
            if position < len(text):
                out.append(text[position])
                position += 1
        else:
            out.append(char)
    return "".join(out), quoted, position


def quoted_words(rest: str, escape: str) -> list[str]:
    """Return words split at white space outside of quotes; quotes and escapes stay in, for the expansion to read."""
    text = runes(rest)
    found: list[str] = []
    out: list[str] = []
    quote = ""
    position = 0
    while position < len(text):
        char = text[position]
        position += 1
        if not quote and char in SPACE:
            if out:
                found.append("".join(out))
                out = []
            continue
        if char == escape and quote != "'":
            if position == len(text):
                break  # an escape character at the end is dropped
            out.append(char)
            char = text[position]
            position += 1
        elif char == quote:
            quote = ""
        elif not quote and char in "'\"":
            quote = char
        out.append(char)
    if out:
        found.append("".join(out))
    return found


def _pairs(keyword: str, rest: str, escape: str) -> tuple[str, ...]:
    found = quoted_words(rest, escape)
    if not found:
        return ()
    if "=" not in found[0]:
        # The old form, one key and one value that may have blanks: ENV key the whole value
        parts = split_space(rest, 1)
        if len(parts) == 1:
            raise RefusalError(f"{keyword} {rest} has no value", f"Write {keyword} name=value")
        return tuple(parts)
    out: list[str] = []
    for word in found:
        key, equals, value = word.partition("=")
        if not equals:
            raise RefusalError(
                f"{keyword} has `{word}` without an =", f"Write {keyword} name=value, and quote a value that has blanks"
            )
        out += (key, value)
    return tuple(out)


def _health(rest: str) -> tuple[tuple[str, ...], bool]:
    text = as_bytes(rest)
    size = 0
    while size < len(text) and text[size] not in _LATIN_SPACE:
        size += 1
    if size == 0:
        return (), False
    command = from_bytes(text[size:].lstrip(_LATIN_SPACE))
    values = _json_strings(command)
    kind = (from_bytes(text[:size]),)
    return (kind + values, True) if values is not None else (kind + _one(command), False)


def _json_strings(rest: str) -> tuple[str, ...] | None:
    """Return the strings of a JSON array, or None when `rest` is none.

    Raises RefusalError for an array of anything else. What does not parse is taken as shell form without a word:
    `COPY ['a', '/x']` copies from `['a',`.
    """
    rest = rest.lstrip(SPACE)
    if not rest.startswith("["):
        return None
    import json  # noqa: PLC0415 - loading it takes longer than reading a Dockerfile without JSON form

    try:
        values = json.loads(rest, parse_int=_number, parse_float=_number, parse_constant=_no_constant)
    except RecursionError:
        values = [None]  # so deeply nested, it holds no strings
    except ValueError:
        return None
    if not all(isinstance(value, str) for value in values):
        raise RefusalError(
            "a list in JSON form holds something that is not a string", "Put every element in double quotes"
        )
    return tuple(runes(value) for value in values)


def _number(text: str) -> float:
    value = float(text)
    if value in {float("inf"), float("-inf")}:
        raise ValueError(text)  # Go has no such number, so this is not JSON for it
    return value


def _no_constant(text: str) -> float:
    raise ValueError(text)  # NaN and Infinity are JSON for Python alone
