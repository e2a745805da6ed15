"""What a proof says, as values: verdicts on lines, and why there may be none."""

from __future__ import annotations

from enum import StrEnum

from ctxsize.errors import CtxsizeError
from ctxsize.record import Record


class Level(StrEnum):
    """What ``--prove-level`` takes, and what is shown: that the image is the same, or that it lacks only what is excluded."""

    SAME = "same"
    LESS = "less"


class ProofVerdict(StrEnum):
    """What the builds say of one line."""

    SAME = "same"
    """The image is the same with it."""
    LESS = "less"
    """The image lacks the files that it excludes, and nothing else changes."""
    NEEDED = "needed"
    """With it the build fails, or makes something else."""
    READ = "read"
    """A step opens a file that it excludes."""
    COUPLED = "coupled"
    """A step looks at the state of the whole work tree, so that each line changes its result."""
    NOT_TRIED = "not tried"
    """The time or the number of builds was used up."""
    UNCLEAR = "unclear"
    """What differs can't be told from what differs in every build."""


class LineVerdict(Record):
    """The verdict on one line of the ignore file.

    ``evidence`` is a sentence; ``step`` the RUN or COPY that it is about and ``line`` where that stands in the Dockerfile.
    ``bytes`` and ``files`` are what the line excludes of what is received without it.
    """

    pattern: str
    verdict: ProofVerdict
    evidence: str = ""
    step: str = ""
    line: int | None = None
    bytes: int = 0
    files: int = 0


class Measure(Record):
    """What one of the builds received, and how long it took."""

    bytes: int
    files: int
    seconds: float


class Proof(Record):
    """The outcome of a proof.

    ``builder`` is the user's builder, ``version`` the BuildKit that it runs, ``target`` the stage that was built. ``noisy`` are files
    that differ in every build and were not compared; ``caveats`` are words for a program, each with a sentence.
    ``dockerfile`` is its name for people. ``complete`` is false where the time or the number of builds ended the search.
    ``allow`` is whether it is about an allow-list: then the first line is the list, and the others are what it lets through.
    """

    date: str
    level: Level
    builder: str
    version: str
    target: str
    fingerprint: str
    lines: tuple[LineVerdict, ...]
    builds: int
    seconds: float
    before: Measure
    after: Measure
    noisy: tuple[str, ...] = ()
    unread_logs: tuple[str, ...] = ()
    caveats: tuple[tuple[str, str], ...] = ()
    dockerfile: str = "Dockerfile"
    complete: bool = True
    traced: bool = False
    allow: bool = False
    advice: tuple[BuildAdvice, ...] = ()

    @property
    def proved(self) -> tuple[LineVerdict, ...]:
        """The lines that the last passing build had, all at once."""
        return tuple(line for line in self.lines if self._is_proved(line))

    @property
    def others(self) -> tuple[LineVerdict, ...]:
        """The lines that are not proved."""
        return tuple(line for line in self.lines if not self._is_proved(line))

    def _is_proved(self, line: LineVerdict) -> bool:
        return line.verdict is ProofVerdict.SAME or (line.verdict is ProofVerdict.LESS and self.level is Level.LESS)


class BuildAdvice(Record):
    """Something to change about the build: ``kind`` for programs, the RUN and its line, and a sentence."""

    kind: str
    step: str
    line: int | None
    sentence: str


class CannotProveError(CtxsizeError):
    """The builds can't answer: the build fails as it is, differs too much by itself, or the context changed meanwhile."""
