"""Why a builder refuses a Dockerfile, where, and what Docker asks whether it was meant (BuildKit's `suggest`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ctxsize.errors import DockerfileError

_FEWEST = 4
"""Characters of a text that is taken back in a sentence; shorter ones stand in it by chance."""
_MOST = 10_000
_NEAREST = 3
"""A suggestion differs by fewer edits than this."""


def note_written(written: dict[str, str], word: str, text: str) -> None:
    """Remember how a text is written that a word with variables stands for."""
    if "$" in word and len(text) >= _FEWEST and text != word and len(written) < _MOST:
        written[text] = word


class RefusalError(DockerfileError):
    """A Dockerfile that Docker does not build, with the place once it is known.

    Code that sees one word or one line raises it without a place; whoever knows the file and the line adds them with
    `at`.
    """

    def __init__(self, what: str, advice: str = "", *, name: str | None = None, line: int | None = None) -> None:
        self.what = what
        self.advice = advice
        self.name = name
        self.line = line
        place = f"{name}:{line}" if name and line else name
        end = "" if advice.endswith(("?", ".")) else "."
        sentences = f"{what}. {advice}{end}" if advice else f"{what}."
        super().__init__(f"{place}: {sentences}" if place else sentences)

    def as_written(self, written: Mapping[str, str]) -> RefusalError:
        """Return this refusal with texts as the Dockerfile has them, for what variables stand for may be a secret."""
        what, advice = self.what, self.advice
        for text in sorted(written, key=len, reverse=True):
            if text in what or text in advice:
                what, advice = (each.replace(text, written[text]) for each in (what, advice))
        return RefusalError(what, advice, name=self.name, line=self.line)

    def at(self, name: str | None = None, line: int | None = None) -> RefusalError:
        """Return this refusal with its place; what it already knows of its place it keeps."""
        return RefusalError(self.what, self.advice, name=self.name or name, line=self.line or line)


def suggest(word: str, options: Iterable[str]) -> str | None:
    """Return the option nearest to `word`, at most two edits away, or None; None too when it is one of them."""
    best, nearest = None, _NEAREST
    for option in options:
        if option == word:
            return None
        distance = _distance(word, option, nearest)
        if distance < nearest:
            best, nearest = option, distance
    return best


def _distance(one: str, two: str, limit: int) -> int:
    """Return the number of edits from `one` to `two`, or `limit` when they differ by that much in length alone."""
    if abs(len(one) - len(two)) >= limit:
        return limit
    row = list(range(len(two) + 1))
    for number, char in enumerate(one, 1):
        previous, row[0] = row[0], number
        for column, other in enumerate(two, 1):
            previous, row[column] = row[column], min(previous + (char != other), row[column] + 1, row[column - 1] + 1)
    return row[-1]
