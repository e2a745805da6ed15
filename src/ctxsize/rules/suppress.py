"""Comments that keep a rule quiet in one place: ``# ctxsize: ignore CTX301 because …``.

Such a comment stands above a pattern of the ignore file or above an instruction of the Dockerfile and speaks of that
one; with a path behind the code it may stand anywhere in these two files and speaks of what is there.
"""

from __future__ import annotations

import re

from ctxsize.display.escaping import quoted
from ctxsize.errors import UsageError
from ctxsize.golang.paths import BadPatternError
from ctxsize.ignore.parse import pattern_of
from ctxsize.record import Record
from ctxsize.rules.selection import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ctxsize.ignore.parse import IgnoreFile
    from ctxsize.ignore.pattern import Pattern
    from ctxsize.rules.finding import Finding

_COMMENT = r"(?is)#\s*ctxsize:\s*ignore\s+(?P<codes>[\w-]+(?:\s*,\s*[\w-]+)*)(?P<rest>.*)"
_MEANT = r"(?i)#\s*ctxsize:"
_BECAUSE = r"(?i)(?:^|\s)because\s+"


class Suppression(Record):
    """One such comment, and what it speaks of.

    ``file`` and ``line`` are its own place. ``codes`` are codes of rules, or their beginnings. ``lines`` are the first
    and the last line that it stands above, ``None`` if there are none. ``patterns`` are what paths must match, in the
    ignore file's language. ``reason`` is what follows ``because``. ``fault`` says what is wrong with a comment that keeps
    nothing quiet because it can't be understood.
    """

    file: str
    line: int
    codes: tuple[str, ...]
    lines: tuple[int, int] | None
    patterns: tuple[Pattern, ...]
    reason: str
    in_ignore_file: bool
    fault: str = ""

    def covers(self, finding: Finding) -> bool:
        """Whether this comment speaks of the finding."""
        if self.fault or not finding.rule.code.startswith(self.codes):
            return False
        if self.lines is not None and finding.path == self.file and finding.line is not None:
            return self.lines[0] <= finding.line <= self.lines[1]
        return any(_matches(pattern, finding.path) for pattern in self.patterns)


class Suppressed(Record):
    """A finding that a comment keeps quiet."""

    finding: Finding
    by: Suppression


def in_ignore_file(file: IgnoreFile) -> list[Suppression]:
    """Return the comments of an ignore file; one that stands above a pattern speaks of the paths that it matches, too."""
    rows = [(line.number, line.text) for line in file.lines]
    patterns = {line.number: line.pattern for line in file.lines if line.pattern is not None}

    def below(number: int) -> tuple[tuple[int, int] | None, tuple[Pattern, ...]]:
        pattern = patterns.get(number)
        return (None, ()) if pattern is None else ((number, number), (pattern,))

    return _found(file.path, rows, below, in_ignore_file=True)


def in_dockerfile(path: str, text: str, instructions: Iterable[tuple[int, int]]) -> list[Suppression]:
    """Return the comments of a Dockerfile.

    Args:
        path: its name as findings give it.
        text: all of it.
        instructions: the first and the last line of each.

    """
    rows = [(number, row.strip()) for number, row in enumerate(text.split("\n"), 1)]
    places = list(instructions)

    def below(number: int) -> tuple[tuple[int, int] | None, tuple[Pattern, ...]]:
        return next((place for place in places if place[0] <= number <= place[1]), None), ()

    return _found(path, rows, below, in_ignore_file=False)


def _found(
    path: str,
    rows: Sequence[tuple[int, str]],
    below: Callable[[int], tuple[tuple[int, int] | None, tuple[Pattern, ...]]],
    *,
    in_ignore_file: bool,
) -> list[Suppression]:
    found = []
    for at, (number, text) in enumerate(rows):
        if not re.match(_MEANT, text):
            continue
        match = re.match(_COMMENT, text)
        fault = ""
        codes: tuple[str, ...] = ()
        try:
            codes = read([match["codes"]], "ctxsize: ignore") if match else ()
        except UsageError as error:
            fault = str(error)
        if match is None:
            fault = f"{quoted(text.strip())} is not understood: write `# ctxsize: ignore CODE because …`"
        words, reason = _split(match["rest"] if match else "")
        given = _patterns(words)
        following = next((row for row, line in rows[at + 1 :] if not line.startswith("#")), 0)
        lines, own = (None, ()) if words else below(following)
        found.append(
            Suppression(
                file=path,
                line=number,
                codes=codes,
                lines=lines,
                patterns=given or own,
                reason=reason,
                in_ignore_file=in_ignore_file,
                fault=fault,
            )
        )
    return found


def _split(rest: str) -> tuple[list[str], str]:
    """Return the paths and the reason."""
    because = re.search(_BECAUSE, rest)
    if because is None:
        return rest.split(), ""
    return rest[: because.start()].split(), rest[because.end() :].strip()


def _patterns(words: Iterable[str]) -> tuple[Pattern, ...]:
    found = []
    for word in words:
        try:
            pattern = pattern_of(word)
        except BadPatternError:
            continue
        if pattern is not None:
            found.append(pattern)
    return tuple(found)


def _matches(pattern: Pattern, path: str) -> bool:
    parts = path.split("/")
    try:
        return any(pattern.matches("/".join(parts[:length])) for length in range(1, len(parts) + 1))
    except BadPatternError:
        return False
