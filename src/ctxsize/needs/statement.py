"""What is known of a path that a build may need: who says so, where, and how sure it is."""

from __future__ import annotations

from enum import StrEnum

from ctxsize.display.escaping import printable
from ctxsize.record import Record


class Certainty(StrEnum):
    """How sure a statement is.

    ``certain``: the build fails or its result differs. ``likely``: it is so in most projects. ``unknown``: nothing
    speaks for it, and nothing was found that speaks against it.
    """

    CERTAIN = "certain"
    LIKELY = "likely"
    UNKNOWN = "unknown"

    @property
    def rank(self) -> int:
        """0 for the surest."""
        return list(Certainty).index(self)


class Evidence(Record):
    """The place that a statement rests on: a file of the context or the Dockerfile, its line (from 1), and its text."""

    file: str
    line: int | None
    text: str

    @property
    def place(self) -> str:
        """``file:line`` as it stands in a sentence."""
        return printable(self.file) + (f":{self.line}" if self.line else "")


class Statement(Record):
    """One thing that is known of a path.

    ``path`` is relative to the context root, or a glob in Docker's own language where ``glob`` is true. ``verb`` is
    ``takes`` (an instruction), ``reads`` or ``makes`` (a command, a manifest), ``binds`` (this machine or its tools) or
    ``git``. ``words`` says it in a sentence without the path. ``fails`` is whether the build fails without it, rather
    than come out different.
    """

    path: str
    verb: str
    words: str
    evidence: Evidence
    certainty: Certainty = Certainty.CERTAIN
    glob: bool = False
    fails: bool = False


class Judgement(Record):
    """Whether a path, or all that a pattern names, may stay away from the build, and why; ``words`` say why (not)."""

    may: bool
    certainty: Certainty
    words: str

    @property
    def is_certain(self) -> bool:
        """Whether it may be excluded without a doubt."""
        return self.may and self.certainty is Certainty.CERTAIN
