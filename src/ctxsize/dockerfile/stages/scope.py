"""What all instructions of a build are expanded with, and what is gathered from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ctxsize.dockerfile.engine import Engine
from ctxsize.dockerfile.parser.syntax import Instruction
from ctxsize.dockerfile.refusal import RefusalError, note_written
from ctxsize.dockerfile.sources import Copy, Run, Source
from ctxsize.dockerfile.stages.graph import DispatchState
from ctxsize.dockerfile.words.expand import Expansion, expansion
from ctxsize.dockerfile.words.substitute import LIMIT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.dockerfile.stages.lint import Linter


class StageScope:
    """The build as its instructions see it; `sources` grows with each, and a state's `uses` are indexes into it.

    `engine` is the one to answer for. `system` is the operating system
    that the build is for, unless a stage names another. `lint` is there where violated checks are errors; `at` is then the
    instruction at hand.
    """

    def __init__(
        self,
        *,
        escape: str,
        global_args: Mapping[str, str],
        build_args: Mapping[str, str],
        engine: Engine,
        system: str,
        lint: Linter | None,
        written: dict[str, str] | None = None,
    ) -> None:
        self.escape = escape
        self.global_args = global_args
        self.build_args = build_args
        self.engine = engine
        self.written = {} if written is None else written
        self.system = system
        self.lint = lint
        self.at: Instruction | None = None
        self.sources: list[Source] = []
        self.copies: list[Copy] = []
        self._expanded = 0
        self.runs: list[Run] = []

    def expanded(self, word: str, state: DispatchState) -> Expansion:
        """Return a word with this stage's variables put in."""
        found = expansion(word, state.env, self.escape)
        note_written(self.written, word, found.text)
        self._expanded += len(found.text)
        if self._expanded > 2 * LIMIT:
            raise RefusalError(
                f"what its variables stand for comes to more than {2 * LIMIT:,} characters, and BuildKit can't send that",
                "Shorten the values",
            )
        if self.lint is not None:
            self.note_unset(found.unset, state)
        return found

    def note_unset(self, unset: Iterable[str], state: DispatchState) -> None:
        """Let the checks see which variables of the instruction at hand were not set."""
        if self.lint is not None and self.at is not None:
            self.lint.variables(self.at, unset, state.declared)

    def use(self, state: DispatchState, source: Source) -> None:
        """Note that the stage takes a path from a context, and depends on it."""
        state.uses.add(len(self.sources))
        self.sources.append(source)


def too_early(what: str) -> RefusalError:
    """Return the refusal of a reference to a stage that has not been gone through."""
    return RefusalError(f"{what} names a stage that comes later", "Docker needs it before this one: move it up")
