"""Git's ignore files in Docker's language: every layer, in git's order, as patterns that match the same paths.

Mirrors ``parse_path_pattern``, ``trim_trailing_spaces`` and ``wildmatch`` of git (``dir.c``, ``wildmatch.c``). A
translated pattern matches just the paths that git's pattern matches itself. What git concludes from that, Docker does
not: to git nothing comes back below an ignored directory, and a pattern may be about directories only. :class:`Judge` draws
git's conclusion; how lines say it to Docker is decided where the result is compared (:mod:`ctxsize.fix.reconcile`).
"""

from __future__ import annotations

from ctxsize.golang import paths
from ctxsize.golang.text import SPACE, decode
from ctxsize.ignore.parse import pattern_of
from ctxsize.ignore.pattern import Pattern
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

GITIGNORE = ".gitignore"
_BOM = b"\xef\xbb\xbf"
_DEEP = "**"
_UNPRINTABLE = "[^ -~]"
_POSIX_CLASSES = frozenset(
    "alnum alpha blank cntrl digit graph lower print punct space upper xdigit".split()  # noqa: SIM905 (as git lists them)
)

_WITHOUT_SLASH = {"graph": "!-.0-~", "print": " -.0-~", "punct": r"!-.:-@\[-`{-~"}
"""What the classes that hold a slash match besides it."""


class Layer(Record):
    """One file of patterns for git.

    ``path`` names it for people. ``base`` is the directory that it speaks of, relative to the context root. Of a layer
    from above the context root that is empty, and ``above`` are the directories on the way down from there.
    """

    path: str
    data: bytes
    base: str = ""
    above: tuple[str, ...] = ()


class Translated(Record):
    """One of git's patterns in Docker's language, without its exclamation mark.

    ``pattern`` matches a path if git's pattern matches that path itself; where ``directories_only``, git asks it of directories
    alone. ``layer`` and ``line`` say where it comes from, ``text`` how it is written there.
    """

    pattern: Pattern
    exception: bool
    directories_only: bool
    layer: str
    line: int
    text: str

    @property
    def written(self) -> str:
        """The line for an ignore file of Docker."""
        return "!" * self.exception + self.pattern.text


class NeverMatchesError(ValueError):
    """The pattern is one that git takes and that matches nothing."""


def translate(layers: Iterable[Layer]) -> tuple[Translated, ...]:
    """Return the patterns of all layers, the weakest layer first; what can match nothing is left out."""
    return tuple(found for layer in layers for found in _layer(layer))


def _layer(layer: Layer) -> Iterable[Translated]:
    base = [literal(name) for name in layer.base.split("/")] if layer.base else []
    for number, row in enumerate(layer.data.removeprefix(_BOM).split(b"\n"), 1):
        text = decode(row.removesuffix(b"\r").split(b"\0")[0])
        if not text or text.startswith("#"):
            continue
        body = _without_trailing_blanks(text)
        exception = body.startswith("!")
        body = body[exception:]
        directories_only = body.endswith("/")
        body = body[: len(body) - directories_only]
        try:
            parts = _parts(body)
        except NeverMatchesError:
            continue
        for own in _below(parts, layer.above):
            pattern = _pattern([*base, *own])
            if pattern is not None:
                yield Translated(
                    pattern=pattern,
                    exception=exception,
                    directories_only=directories_only,
                    layer=layer.path,
                    line=number,
                    text=text,
                )


def _without_trailing_blanks(text: str) -> str:
    end, at = len(text), 0
    while at < len(text):
        if text[at] == " ":
            end = min(end, at)
        else:
            if text[at] == "\\":
                at += 1
                if at == len(text):
                    return text
            end = len(text)
        at += 1
    return text[:end]


def _parts(body: str) -> list[str]:
    """Return a pattern's parts between slashes in Docker's language; without a slash it is looked for at any depth."""
    raw = _split(body.removeprefix("/") if "/" in body else body)
    if any(part in {"", ".", "..", "\\.", "\\.\\."} for part in raw):
        raise NeverMatchesError(body)
    if "/" not in body:
        # Stars without a slash are stars, however many there are.
        return [_DEEP, _part(body)] if body.strip("*") else [_DEEP]
    parts: list[str] = []
    for part in raw:
        deep = len(part) > 1 and not part.strip("*")
        if not deep:
            parts.append(_part(part))
        elif parts[-1:] != [_DEEP]:
            parts.append(_DEEP)
    return parts


def _split(body: str) -> list[str]:
    """Split at slashes, but for those inside of brackets."""
    parts, at, start = [], 0, 0
    while at < len(body):
        if body[at] == "\\" and body[at + 1 : at + 2] != "/":
            at += 1
        elif body[at] == "[":
            at = _class_end(body, at) - 1
        elif body[at] == "/":
            parts.append(body[start:at])
            start = at + 1
        at += 1
    return [*parts, body[start:]]


def _class_end(text: str, at: int) -> int:
    """Return where the class that begins at ``at`` ends, behind its bracket."""
    at += 1
    at += text[at : at + 1] in {"!", "^"}
    first = at
    while at < len(text) and (text[at] != "]" or at == first):
        if text[at] == "\\":
            at += 1
        else:
            at = _name_end(text, at) or at
        at += 1
    if at >= len(text):
        raise NeverMatchesError(text)
    return at + 1


def _name_end(text: str, at: int) -> int | None:
    """Return where the bracket is that closes a named class which begins at ``at``; ``None`` if none begins there.

    As git's ``wildmatch.c``: what is closed by a bracket without a colon before it is no name, and its ``[`` a character.
    """
    if not text.startswith("[:", at):
        return None
    end = text.find("]", at + 2)
    return end if end > at + 2 and text[end - 1] == ":" else None


def _part(part: str) -> str:
    """Translate what stands between two slashes."""
    found: list[str] = []
    at = 0
    while at < len(part):
        char = part[at]
        if char == "[":
            end = _class_end(part, at)
            found.append(_class(part[at + 1 : end - 1]))
            at = end
            continue
        if char == "\\":
            at += 1
            if at == len(part):
                raise NeverMatchesError(part)
            found.append(_letter(part[at]))
        elif char == "*":
            found += ["*"] if found[-1:] != ["*"] else []
        else:
            found.append("?" if char == "?" else _letter(char))
        at += 1
    return "".join(found)


def _class(members: str) -> str:
    """Translate a class; none of git's matches a slash, and Docker's would."""
    negated = members[:1] in {"!", "^"}
    members = members[negated:]
    found: list[str] = []
    at = 0
    while at < len(members):
        end = _name_end(members, at)
        if end is not None:
            name = members[at + 2 : end - 1]
            if name not in _POSIX_CLASSES:
                raise NeverMatchesError(members)
            found.append(members[at : end + 1] if negated else _WITHOUT_SLASH.get(name, members[at : end + 1]))
            at = end + 1
            continue
        low, at = _member(members, at)
        high = low
        if members[at : at + 1] == "-" and at + 1 < len(members):
            high, at = _member(members, at + 1)
        found += _ranges(low, high)
    if not found and not negated:
        raise NeverMatchesError(members)
    return f"[{'^' * negated}{''.join(found)}{'/' * negated}]" if found else "?"


def _ranges(low: str, high: str) -> list[str]:
    """Return the characters from ``low`` to ``high``, the slash left out."""
    if low <= "/" <= high:
        return [*_ranges(low, "."), *_ranges("0", high)]
    if low > high:
        return []
    return [_in_class(low) if low == high else f"{_in_class(low)}-{_in_class(high)}"]


def _member(members: str, at: int) -> tuple[str, int]:
    at += members[at] == "\\"
    return members[at], at + 1


def _in_class(char: str) -> str:
    if not char.isprintable():
        raise NeverMatchesError(char)  # it might match, but no line for Docker can say so
    return char if char.isalnum() or char in " _.," or ord(char) > ord("~") else "\\" + char


def _letter(char: str) -> str:
    """Return a character of a name as a pattern for it: one that no line can hold as any that is not printable ASCII."""
    if char in "*?[]\\^":
        return "\\" + char
    plain = char.isprintable() or (char > "\x9f" and paths.is_utf8(char) and char not in "\ufeff\u2028\u2029")
    return char if plain and char != "\ufffd" else _UNPRINTABLE


def literal(path: str) -> str:
    """Return a pattern that matches this very path, and as little else as a line can say."""
    return "".join(map(_letter, path))


def as_line(text: str) -> str:
    """Return a pattern as it is written in a line, where blanks at the ends and two first letters have a meaning."""
    if text[:1] in {"#", "!"}:
        text = "\\" + text
    if text[:1] in SPACE:
        text = f"[{text[0]}]{text[1:]}"
    if text[-1:] in SPACE and text[-2:-1] != "\\":
        text = f"{text[:-1]}[{text[-1]}]"
    return text


def _pattern(parts: Sequence[str]) -> Pattern | None:
    if parts == [_DEEP, "*"]:
        parts = [_DEEP]
    text = as_line("/".join(parts)) if parts else ""
    try:
        return pattern_of(text) if text else None
    except paths.BadPatternError:
        return None


def _below(parts: list[str], names: tuple[str, ...]) -> list[list[str]]:
    """Return what is left of a pattern once it has come down these directories, in each way in which it can."""
    if not names:
        return [parts] if parts else []
    if not parts:
        return []
    if parts[0] != _DEEP:
        return _below(parts[1:], names[1:]) if paths.matches(parts[0], names[0]) else []
    deep = _below(parts, names[1:])
    return deep + [own for own in _below(parts[1:], names) if [_DEEP, *own] not in deep]


class Judge:
    """Git's conclusion from patterns: the last one that matches a path decides, and nothing comes back below a directory."""

    def __init__(self, patterns: Sequence[Translated]) -> None:
        """Judge by these patterns, the weakest first."""
        self._patterns = tuple(reversed(patterns))

    def ignores(self, path: str, *, is_directory: bool) -> bool:
        """Whether git ignores this path, given that it ignores none of the directories above."""
        for translated in self._patterns:
            if (is_directory or not translated.directories_only) and translated.pattern.matches(path):
                return not translated.exception
        return False
