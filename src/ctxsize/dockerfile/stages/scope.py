"""What all instructions of a build are expanded with, and what is gathered from them."""

from __future__ import annotations

from collections.abc import Mapping

from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.dockerfile.sources import Copy, Run, Source
from ctxsize.dockerfile.stages.graph import State
from ctxsize.dockerfile.words.expand import Expansion, expansion


class Scope:
    """The build as its instructions see it; `sources` grows with each, and a state's `uses` are indexes into it.

    `newer` says that a front end of the file's choice reads it, not the engine's own. `system` is the operating system
    that the build is for, unless a stage names another.
    """

    def __init__(
        self,
        *,
        escape: str,
        global_args: Mapping[str, str],
        build_args: Mapping[str, str],
        newer: bool,
        system: str,
    ) -> None:
        self.escape = escape
        self.global_args = global_args
        self.build_args = build_args
        self.newer = newer
        self.system = system
        self.sources: list[Source] = []
        self.copies: list[Copy] = []
        self.runs: list[Run] = []

    def expanded(self, word: str, state: State) -> Expansion:
        """Return a word with this stage's variables put in."""
        return expansion(word, state.env, self.escape)

    def use(self, state: State, source: Source) -> None:
        """Note that the stage takes a path from a context, and depends on it."""
        state.uses |= {len(self.sources)}
        self.sources.append(source)


def too_early(what: str) -> RefusalError:
    """Return the refusal of a reference to a stage that has not been gone through."""
    return RefusalError(f"{what} names a stage that comes later", "Docker needs it before this one: move it up")
