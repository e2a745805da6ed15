"""Why a builder refuses a Dockerfile, and where."""

from __future__ import annotations

from ctxsize.errors import DockerfileError


class Refusal(DockerfileError):
    """A Dockerfile that Docker does not build, with the place once it is known.

    Code that sees one word or one line raises it without a place; whoever knows the file and the line adds them with `at`.
    """

    def __init__(self, what: str, advice: str = "", *, name: str | None = None, line: int | None = None) -> None:
        self.what = what
        self.advice = advice
        self.name = name
        self.line = line
        place = "" if name is None else f"{name}: " if line is None else f"{name}:{line}: "
        super().__init__(f"{place}{what}. {advice}".rstrip())

    def at(self, name: str, line: int | None) -> Refusal:
        """Return this refusal with its place; one that already has a place keeps it."""
        if self.name is not None:
            return self
        return Refusal(self.what, self.advice, name=name, line=line)
