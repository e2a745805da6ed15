"""One pattern of an ignore file: what it matches, whole path by whole path, and how it walks down the directories.

Mirrors ``Pattern.compile`` and ``Pattern.match`` of moby/patternmatcher. Docker has four kinds of pattern: text that
must be equal, begin (``a/**``) or end (``**/a``) a path, and for all else a Go regular expression made from the text.
The last kind is read by :mod:`ctxsize.golang.regexp`, which is only imported where such a pattern is used.
"""

from __future__ import annotations

from enum import Enum, auto

from ctxsize.golang import paths
from ctxsize.golang.text import encode, runes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class PatternKind(Enum):
    """How a whole path is compared."""

    EXACT = auto()
    PREFIX = auto()
    SUFFIX = auto()
    REGEXP = auto()


class PatternStep(Enum):
    """A part of a pattern that is not about one name."""

    DEEP = auto()
    """Any number of directories, also none."""
    BELOW = auto()
    """Everything below this directory."""
    HERE_AND_BELOW = auto()
    """What has been matched so far, and everything below it."""
    WHOLE = auto()
    """Not to be taken apart: compare the whole path with the whole pattern."""


class Glob:
    """A part of a pattern that is matched against one name: ``*`` and ``?``, and brackets of plain letters."""

    __slots__ = ("ending", "matches", "prefix", "suffix", "text")

    def __init__(self, text: str) -> None:
        """Prepare the cheapest test that is exact for ``text``."""
        self.text = text
        # What every name that matches must end with, where that is plain text: a table can be asked for it.
        self.suffix = text[1:] if text.startswith("*") and not _special(text[1:]) else ""
        # The extension that every name that matches has, where that is plain text: from the last dot on.
        tail = text[max(map(text.rfind, _SPECIAL_AT_THE_END)) + 1 :]
        self.ending = tail[tail.rfind(".") :] if "." in tail else ""
        # What a name must begin with to match, if that is all.
        self.prefix = text[:-1] if text.endswith("*") and not _special(text[:-1]) else ""
        self.matches: Callable[[str], object] = self._test()

    def _test(self) -> Callable[[str], object]:
        head, star, tail = self.text.partition("*")
        if not _special(self.text):
            return self.text.__eq__
        if not star or _special(head) or _special(tail):
            return _narrowed(self.text)
        if not head:
            return lambda name: name.endswith(tail)
        if not tail:
            return lambda name: name.startswith(head)
        shortest = len(head) + len(tail)
        return lambda name: name.startswith(head) and name.endswith(tail) and len(name) >= shortest


_SPECIAL = frozenset("*?[")
_SPECIAL_AT_THE_END = "*?]"
# Docker means to quote three more, "|{}", but its table is too short for them.
_ESCAPED = frozenset(".+()$")
_REPEATED = tuple("{" + digit for digit in "0123456789")
_BOM = "\ufeff"
_NOT_NAMES = frozenset({"", PatternStep.BELOW, PatternStep.HERE_AND_BELOW, PatternStep.WHOLE})


def _special(text: str) -> bool:
    return not _SPECIAL.isdisjoint(text)


def _narrowed(glob: str) -> Callable[[str], object]:
    """Return the test for a glob of several wildcards; its expression is compiled once a name begins and ends as it does."""
    plain = glob.replace("?", "*").replace("[", "*").replace("]", "*")
    head, tail = plain[: plain.find("*")], plain[plain.rfind("*") + 1 :]
    longest = max(plain.split("*"), key=len) if "[" not in glob else ""
    shortest = len(_without_brackets(glob).replace("*", ""))
    expression: Callable[[str], object] | None = None

    def matches(name: str) -> object:
        nonlocal expression
        if not (name.startswith(head) and name.endswith(tail) and longest in name and len(name) >= shortest):
            return None
        if expression is None:
            expression = _name_regexp(glob)
        return expression(name)

    return matches


def _name_regexp(glob: str) -> Callable[[str], object]:
    """Compile a glob over one name.

    What stands between two stars has a fixed length, so its leftmost place is as good as any other: an atomic group
    takes that and never comes back, which keeps hostile patterns linear.
    """
    import re  # noqa: PLC0415 (8 ms, and most ignore files do without)

    head, *rest = [_fixed(part, re.escape) for part in glob.split("*")]
    if not rest:
        return re.compile(head + r"\Z", re.DOTALL).match
    *middle, tail = rest
    between = "".join(f"(?>.*?{part})" for part in middle if part)
    return re.compile(f"{head}{between}.*{tail}\\Z", re.DOTALL).match


def _fixed(part: str, escape: Callable[[str], str]) -> str:
    """Translate a piece of a glob that has no star; brackets hold plain letters only and mean the same in Python."""
    source, in_class = [], False
    for char in part:
        in_class = char == "[" or (in_class and char != "]")
        plain = in_class or char == "]"
        source.append(char if plain else "." if char == "?" else escape(char))
    return "".join(source)


_PLAIN_CLASS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.")


def _without_brackets(glob: str) -> str:
    """Return the glob with one character for each of its classes."""
    first, *rest = glob.split("[")
    return first + "".join("?" + part.partition("]")[2] for part in rest)


def _plain_brackets(text: str) -> bool:
    """Whether all brackets are closed classes of plain letters and of ranges within one alphabet.

    Only those surely mean the same to Go, to Python, and for one name as for the whole path: ``[^a]`` takes a slash.
    """
    at = 0
    while at < len(text):
        if text[at] == "]":
            return False
        if text[at] != "[":
            at += 1
            continue
        end = text.find("]", at)
        members = text[at + 1 : end] if end > 0 else ""
        while members:
            low, dash, high = members[0], members[1:2], members[2:3]
            if low not in _PLAIN_CLASS:
                return False
            if dash != "-":
                members = members[1:]
            elif low < high and any(low >= first and high <= last for first, last in ("az", "AZ", "09")):
                members = members[3:]
            else:
                return False
        if end <= at + 1:
            return False
        at = end + 1
    return True


class Pattern:
    """One pattern, cleaned, without its exclamation mark.

    ``text`` is what remains after Docker's cleaning. ``line`` is its line number, counted from 1; 0 for patterns that
    the builder adds itself. Instances compare by identity.
    """

    __slots__ = ("_regexp", "_steps", "exception", "kind", "line", "text")

    def __init__(self, text: str, *, exception: bool = False, line: int = 0) -> None:
        """Classify ``text``; a Go regular expression is compiled at its first use, as Docker does."""
        self.text = text
        self.exception = exception
        self.line = line
        self.kind = _kind(text)
        self._regexp: Callable[[str], bool] | None = None
        self._steps: tuple[str | Glob | PatternStep, ...] | None = None

    def __repr__(self) -> str:
        """Return the pattern as one would write it."""
        return f"<Pattern {'!' * self.exception}{self.text!r}>"

    def matches(self, path: str) -> bool:
        """Whether the pattern matches this very path; directories above do not count.

        Raises:
            paths.BadPatternError: where Docker finds only now that the pattern is malformed.

        """
        if self.kind is PatternKind.EXACT:
            return path == self.text
        if self.kind is PatternKind.REGEXP:
            return self._matches_regexp(path)
        return self._matches_end(path)

    def _matches_regexp(self, path: str) -> bool:
        """Most are about names, here or anywhere: for those nothing has to be compiled."""
        if self._steps is None:
            self._steps = self.steps()
        if _NOT_NAMES.isdisjoint(self._steps) and "\n" not in path:
            return _takes(self._steps, path)
        if self._regexp is None:
            self._regexp = _go_regexp(self.text)
        return self._regexp(path)

    def _matches_end(self, path: str) -> bool:
        if not paths.is_utf8(self.text) or self.text.startswith(_BOM):
            # Docker compares bytes, and what is cut off or compared may be a piece of a character.
            whole, part = encode(path), encode(self.text)
            if self.kind is PatternKind.PREFIX:
                return whole.startswith(part[:-2])
            return whole.endswith(part[2:]) or b"/" + whole == part[2:]
        if self.kind is PatternKind.PREFIX:
            return path.startswith(self.text[:-2])
        return path.endswith(self.text[2:]) or "/" + path == self.text[2:]

    def steps(self) -> tuple[str | Glob | PatternStep, ...]:
        """Take the pattern apart at its slashes, so that a walk can match it name by name.

        A part is a literal name, a :class:`Glob` over one name, or a :class:`PatternStep`. Where a part is more than that,
        ``WHOLE`` ends the steps: from there on :meth:`matches` must be asked. The steps give the same answers as
        :meth:`matches` for all names without a line feed.
        """
        if self.kind is PatternKind.EXACT:
            return tuple(self.text.split("/"))
        if not paths.is_utf8(self.text) or self.text.startswith(_BOM):
            return (PatternStep.WHOLE,)
        if self.kind is PatternKind.PREFIX:
            *names, last = self.text[:-2].split("/")
            return (*names, Glob(last + "*"), PatternStep.HERE_AND_BELOW) if last else (*names, PatternStep.BELOW)
        if self.kind is PatternKind.SUFFIX:
            first, *names = self.text[2:].split("/")
            if not first:
                return (PatternStep.DEEP, *names) if names else (PatternStep.BELOW,)
            return (PatternStep.DEEP, Glob("*" + first), *names)
        return tuple(_regexp_steps(self.text))


def _takes(steps: Sequence[str | Glob | PatternStep], path: str) -> bool:
    """Whether the names of a path are what steps over names and any number of directories take, one after the other."""
    first, last = steps[0], steps[-1]
    if isinstance(last, Glob) and (len(steps) == 1 or (len(steps) == 2 and first is PatternStep.DEEP)):  # noqa: PLR2004 (as most are)
        _, slash, name = path.rpartition("/")
        return (len(steps) > 1 or not slash) and bool(last.matches(name))
    reached = {0}
    for name in path.split("/"):
        passed = {at for at in reached if at < len(steps) and steps[at] is PatternStep.DEEP}
        ahead = reached.union(at + 1 for at in passed)
        reached = passed.union(at + 1 for at in ahead if at < len(steps) and _takes_name(steps[at], name))
    return len(steps) in reached


def _takes_name(step: str | Glob | PatternStep, name: str) -> bool:
    return step == name or (isinstance(step, Glob) and bool(step.matches(name)))


def _kind(text: str) -> PatternKind:
    """Follow Docker's scan of the pattern, which decides by what it meets and in which order."""
    text = text.removeprefix(_BOM)  # as the scanner does, though not the comparison
    deep_first = text.startswith("**")
    rest = text[2:].removeprefix("/") if deep_first else text
    if any(char in "?[]\\" for char in rest) or "*" in rest.removesuffix("**"):
        # A backslash at the very end would be literal, but a pattern with one is refused before.
        return PatternKind.REGEXP
    if deep_first:
        return PatternKind.REGEXP if "*" in rest else PatternKind.SUFFIX
    return PatternKind.PREFIX if rest.endswith("**") else PatternKind.EXACT


def go_source(text: str) -> str:
    """Return the Go regular expression that Docker makes of a pattern of kind ``REGEXP``."""
    # Docker's scanner drops a byte order mark at the beginning, and reads stray bytes as U+FFFD.
    text = runes(text.removeprefix(_BOM))
    source = ["^"]
    at = 0
    while at < len(text):
        char = text[at]
        if text.startswith("**", at):
            at += 2 + text.startswith("/", at + 2)
            source.append("(.*/)?" if at < len(text) else ".*")
            continue
        at += 1
        if char == "\\":
            source.append(char + text[at : at + 1])
            at += 1
        else:
            source.append({"*": "[^/]*", "?": "[^/]"}.get(char) or ("\\" + char if char in _ESCAPED else char))
    return "".join(source) + "$"


def _go_regexp(text: str) -> Callable[[str], bool]:
    from ctxsize.golang.regexp import GoRegexp, GoSyntaxError  # noqa: PLC0415 (most ignore files do without)

    try:
        return GoRegexp(go_source(text)).matches
    except GoSyntaxError as error:
        raise paths.BadPatternError(text) from error


def _regexp_steps(text: str) -> list[str | Glob | PatternStep]:
    parts = text.split("/")
    if "\ufffd" in text:
        return [PatternStep.WHOLE]  # it stands for any stray byte, also in what looks like a literal name
    if "|" in text or any(begin in text for begin in _REPEATED):
        return [PatternStep.WHOLE]  # to Go's regular expressions these are operators
    if "\\" in text or "^" in text or "***" in text or not _plain_brackets(text):
        return _whole_below(parts)
    steps: list[str | Glob | PatternStep] = []
    for number, part in enumerate(parts):
        own = _part_steps(part, last=number == len(parts) - 1)
        if own is None:
            return _whole_below(parts)
        # "**/**" is "**".
        steps += own[1:] if own[:1] == steps[-1:] == [PatternStep.DEEP] else own
    return steps


def _part_steps(part: str, *, last: bool) -> list[str | Glob | PatternStep] | None:
    """Return the steps of what stands between two slashes; ``None`` where stars stand in the middle of it."""
    if "**" not in part:
        return [_name_step(part)]
    if part == "**" and last:
        return [PatternStep.BELOW]
    if part.startswith("**") and "**" not in part[2:]:
        # Docker drops the slash behind the stars, so that "a/**b" is "a/**/b".
        return [PatternStep.DEEP, _name_step(part[2:])] if part != "**" else [PatternStep.DEEP]
    if last and part.endswith("**") and "**" not in part[:-2]:
        return [Glob(part[:-2] + "*"), PatternStep.HERE_AND_BELOW]
    return None


def _name_step(name: str) -> str | Glob:
    return Glob(name) if _special(name) else name


def _whole_below(parts: list[str]) -> list[str | Glob | PatternStep]:
    """Return the literal names that the pattern begins with; only below them it must be compared whole."""
    steps: list[str | Glob | PatternStep] = []
    for part in parts[:-1]:
        if not _SPECIAL.isdisjoint(part) or not {"]", "^", "\\"}.isdisjoint(part):
            break
        steps.append(part)
    return [*steps, PatternStep.WHOLE]
