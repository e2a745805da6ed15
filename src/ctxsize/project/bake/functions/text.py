"""HCL's functions on texts."""

from __future__ import annotations

from collections.abc import Sequence

from ctxsize.golang.paths import clean
from ctxsize.golang.text import SPACE, encode, lower
from ctxsize.project.bake import kinds, values
from ctxsize.project.bake.function import Function, FunctionError
from ctxsize.project.bake.functions.arguments import whole_number
from ctxsize.project.bake.functions.graphemes import clusters
from ctxsize.project.bake.kinds import NUMBER, TEXT
from ctxsize.project.bake.values import LONGEST_TEXT, TooLargeError, Value

_TEXTS = kinds.list_of(TEXT)
_NAME = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
_URL = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~"


def bounded(length: int) -> None:
    """Refuse a text of so many characters before it is made; raises TooLargeError."""
    if length > LONGEST_TEXT:
        raise TooLargeError(f"A text would be longer than {LONGEST_TEXT:,} characters.")


def upper(text: str) -> str:
    """Return text in upper case by Go's rule: one character for one character."""
    return "".join(high if len(high := char.upper()) == 1 else char for char in text)


def title(text: str) -> str:
    """Return text with the first letter of each word in title case, as Go's ``strings.Title``."""
    found: list[str] = []
    before = " "
    for char in text:
        made = char.title() if _separates(before) else char
        found.append(made if len(made) == 1 else char)
        before = char
    return "".join(found)


def _separates(char: str) -> bool:
    if char.isascii():
        return not (char.isalnum() or char == "_")
    return not char.isalnum() and char in SPACE


def _substr(given: Sequence[Value]) -> Value:
    text = given[0].content
    offset, length = whole_number(given[1]), whole_number(given[2])
    parts = clusters(text)
    if offset < 0:
        offset += len(parts)
    elif length == 0:
        return values.text("")
    rest = parts[max(offset, 0) :]
    # A length of 0 from the end on, like a negative one, means all that is left.
    return values.text("".join(rest if length <= 0 else rest[:length]))


def _join(given: Sequence[Value]) -> Value:
    if len(given) == 1:
        raise FunctionError("it takes at least one list")
    items: list[str] = []
    for part in (part for sequence in given[1:] for part in sequence.parts()):
        if part.is_null:
            raise FunctionError("a list that is joined can't hold null")
        items.append(part.content)
    separator = given[0].content
    bounded(sum(map(len, items)) + len(separator) * len(items))
    return values.text(separator.join(items))


def _split(given: Sequence[Value]) -> Value:
    separator, text = given[0].content, given[1].content
    return values.list_of(map(values.text, text.split(separator) if separator else text), TEXT)


def _sort(given: Sequence[Value]) -> Value:
    parts = given[0].parts()
    if any(part.is_null for part in parts):
        raise FunctionError("a list with null can't be sorted")
    return values.list_of(sorted(parts, key=lambda part: encode(part.content)), TEXT)


def _replace(given: Sequence[Value]) -> Value:
    text, old, new = (value.content for value in given)
    bounded(len(text) + text.count(old) * len(new))
    return values.text(text.replace(old, new))


def _indent(given: Sequence[Value]) -> Value:
    spaces, text = whole_number(given[0]), given[1].content
    if spaces < 0:
        raise FunctionError("the number of spaces can't be negative")
    bounded(len(text) + spaces * text.count("\n"))
    return values.text(text.replace("\n", "\n" + " " * spaces))


def _sanitize(text: str) -> str:
    return "".join(char if char in _NAME else "_" for char in text)


def _base(text: str) -> str:
    if not text:
        return "."
    return text.rstrip("/").rpartition("/")[2] or "/"


def _directory(text: str) -> str:
    return clean(text[: text.rfind("/") + 1] or ".")


def _urlencode(text: str) -> str:
    return "".join(
        char if char in _URL else "+" if char == " " else "".join(f"%{byte:02X}" for byte in encode(char))
        for char in text
    )


def _on_text(change: object) -> Function:
    def run(given: Sequence[Value]) -> Value:
        return values.text(change(given[0].content))  # type: ignore[operator]

    return Function(run, (TEXT,), result=TEXT)


def _on_two(change: object) -> Function:
    def run(given: Sequence[Value]) -> Value:
        return values.text(change(given[0].content, given[1].content))  # type: ignore[operator]

    return Function(run, (TEXT, TEXT), result=TEXT)


FUNCTIONS = {
    "upper": _on_text(upper),
    "lower": _on_text(lower),
    "title": _on_text(title),
    "reverse": _on_text(lambda text: "".join(reversed(clusters(text)))),
    "strlen": Function(lambda given: values.number(len(clusters(given[0].content))), (TEXT,), result=NUMBER),
    "substr": Function(_substr, (TEXT, NUMBER, NUMBER), result=TEXT),
    "join": Function(_join, (TEXT,), _TEXTS, TEXT, whole=True),
    "split": Function(_split, (TEXT, TEXT), result=_TEXTS),
    "sort": Function(_sort, (_TEXTS,), result=_TEXTS, whole=True),
    "replace": Function(_replace, (TEXT, TEXT, TEXT), result=TEXT),
    "chomp": _on_text(lambda text: text.rstrip("\r\n")),
    "indent": Function(_indent, (NUMBER, TEXT), result=TEXT),
    "trimspace": _on_text(lambda text: text.strip(SPACE)),
    "trim": _on_two(lambda text, cut: text.strip(cut) if cut else text),
    "trimprefix": _on_two(str.removeprefix),
    "trimsuffix": _on_two(str.removesuffix),
    "sanitize": _on_text(_sanitize),
    "basename": _on_text(_base),
    "dirname": _on_text(_directory),
    "urlencode": _on_text(_urlencode),
}
