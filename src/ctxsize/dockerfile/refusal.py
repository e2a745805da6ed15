"""Why a builder refuses a Dockerfile, and where."""

from __future__ import annotations

from ctxsize.errors import DockerfileError


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

    def at(self, name: str | None = None, line: int | None = None) -> RefusalError:
        """Return this refusal with its place; what it already knows of its place it keeps."""
        return RefusalError(self.what, self.advice, name=self.name or name, line=self.line or line)
