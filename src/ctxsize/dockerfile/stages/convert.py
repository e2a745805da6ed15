"""From instructions to stages that know what they start from, and which of them a target needs.

The first half of BuildKit's `dockerfile2llb/convert.go`, step by step in its order, so that the first refusal is the
one that Docker shows.
"""

from __future__ import annotations

from collections.abc import Mapping

from ctxsize.dockerfile.engine import Engine
from ctxsize.dockerfile.parser.flags import read_flags
from ctxsize.dockerfile.parser.parse import parse_trigger
from ctxsize.dockerfile.parser.syntax import Dockerfile, Instruction
from ctxsize.dockerfile.refusal import RefusalError, note_written
from ctxsize.dockerfile.sources import Pull
from ctxsize.dockerfile.stages.graph import DispatchState, DispatchStates, StageCommand, needed_by
from ctxsize.dockerfile.stages.images import SCRATCH, context_name, image_of
from ctxsize.dockerfile.stages.platform import Platform, platform_arguments, platform_of
from ctxsize.dockerfile.traits import EPOCH, PLATFORM_FEATURES
from ctxsize.dockerfile.words.expand import Expansion, expand, expansion
from ctxsize.golang.text import lower

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.dockerfile.stages.lint import Linter

_NAME_INDEX = 2


class Conversion:
    """One Dockerfile on its way; `run` fills the fields from `global_args` on.

    `own` is the engine's platform, `wanted` that of the build; `named` are the named contexts in their normal form.
    `written` says of texts with variables put in how they are written.
    """

    def __init__(
        self,
        dockerfile: Dockerfile,
        build_args: Mapping[str, str],
        own: Platform,
        wanted: Platform,
        named: set[str],
        lint: Linter | None = None,
    ) -> None:
        self.dockerfile = dockerfile
        self.build_args = dict(build_args)
        self.lint = lint
        self.declared: set[str] = set()
        self.own = own
        self.wanted = wanted
        self.named = named
        self.global_args: dict[str, str] = {}
        self.written: dict[str, str] = {}
        self.states = DispatchStates()
        self.pulls: list[Pull] = []

    @property
    def engine(self) -> Engine:
        """The engine to answer for."""
        return self.dockerfile.engine

    def run(self, target_name: str | None) -> tuple[DispatchState, set[DispatchState]]:
        """Return the target and all states that it needs, itself among them; raises RefusalError."""
        if self.lint is not None:
            self.lint.read(self.dockerfile)
        if EPOCH in self.build_args:
            from ctxsize.dockerfile.stages.epoch import check_given  # noqa: PLC0415 (few builds have one)

            check_given(self.build_args[EPOCH], self.engine)
        arguments, stages = _split(self.dockerfile.instructions)
        last = stages[-1][0]
        default_name = lower(last.args[_NAME_INDEX]) if len(last.args) > _NAME_INDEX else ""
        self.global_args = platform_arguments(self.own, self.wanted, target_name or default_name, self.build_args)
        if self.lint is not None:
            self.lint.default_bases(self.dockerfile, self.global_args)
        self._global_arguments(arguments)
        if EPOCH in self.build_args or EPOCH in self.global_args:
            from ctxsize.dockerfile.stages.epoch import resolve_epoch  # noqa: PLC0415 (likewise)

            resolve_epoch(self.dockerfile, self.build_args, self.global_args, self.named)
        bodies = [self._stage(index, first) for index, (first, _) in enumerate(stages)]
        target = self.states.target(target_name)
        for state, (_, body) in zip(bodies, stages, strict=True):
            for instruction in body:
                state.commands.append(self._connected(state, instruction))
        self.states.check_circles()
        return target, self._resolve(target)

    def _global_arguments(self, instructions: list[Instruction]) -> None:
        for instruction in instructions:
            for word in instruction.args:
                name, equals, default = word.partition("=")
                self.declared.add(name)
                if name in self.build_args:
                    self.global_args[name] = self.build_args[name]
                elif equals:
                    self.global_args[name] = self._expanded(default, instruction.line)

    def _expanded(self, word: str, line: int) -> str:
        try:
            text = expand(word, self.global_args, self.dockerfile.escape)
        except RefusalError as refusal:
            raise refusal.at(line=line) from None
        note_written(self.written, word, text)
        return text

    def _stage(self, index: int, first: Instruction) -> DispatchState:
        base = self._in_stage(first.args[0], first).text
        if not base:
            raise RefusalError(
                f"FROM {first.args[0]} expands to nothing",
                "Give the variable a value with ARG before the first FROM",
                line=first.line,
            )
        state = DispatchState(base, first.line, index)
        if len(first.args) > _NAME_INDEX:
            state.name = lower(first.args[_NAME_INDEX])
        flag = read_flags("FROM", first.flags, self.engine).text("platform")
        if flag:
            state.system = self._system(flag, first)
        try:
            state.named = self._named_context(state.name) if state.name else None
        except RefusalError:
            raise RefusalError(
                f"the stage name {state.name} is not a name for an image",
                "Docker looks for a named context of that name: end it with a letter or digit, double no separator",
                line=first.line,
            ) from None
        self.states.add(state)
        if state.named is not None:
            state.base = None
            state.replaced = True
        return state

    def _in_stage(self, word: str, first: Instruction) -> Expansion:
        """Return a word of a FROM with the global arguments put in."""
        try:
            found = expansion(word, self.global_args, self.dockerfile.escape)
        except RefusalError as refusal:
            raise refusal.at(line=first.line) from None
        note_written(self.written, word, found.text)
        if self.lint is not None:
            self.lint.base(first, found, self.declared.union(self.global_args))
        return found

    def _system(self, flag: str, first: Instruction) -> str:
        """Return the operating system of a `--platform`, all of it that matters here."""
        found = self._in_stage(flag, first)
        text, line = found.text, first.line
        if self.lint is not None:
            self.lint.platform(first, found, self.global_args.get("TARGETPLATFORM", ""), self.own)
        if not text:
            raise RefusalError(
                f"--platform={flag} expands to nothing",
                "Give the variable a value with ARG before the first FROM",
                line=line,
            )
        try:
            return platform_of(text, self.own, features=self.engine.has(PLATFORM_FEATURES)).system
        except RefusalError as refusal:
            raise refusal.at(line=line) from None

    def _named_context(self, name: str) -> str | None:
        """Return the named context that stands in for a name, or None."""
        if name.casefold() in {SCRATCH, "context"}:
            return None
        found = context_name(name)
        return found if found in self.named else None

    def _connected(self, state: DispatchState, instruction: Instruction) -> StageCommand:
        """Return an instruction as a command of `state`, with its dependencies noted."""
        try:
            command = self.states.command(instruction, self.engine)
        except RefusalError as refusal:
            raise refusal.at(line=instruction.line) from None
        self.states.connect(state, command)
        return command

    def _resolve(self, target: DispatchState) -> set[DispatchState]:
        """Look up what the needed states start from, and let ONBUILD triggers fire; they may need further states."""
        while True:
            needed = needed_by(target)
            for number, state in enumerate(self.states.all):
                if state.base is None and not state.dispatched and not state.resolved:
                    self._resolve_base(state, number, needed=state in needed)
            # All of them are let fire before looking again, as in BuildKit.
            fired = [self._fire(state) for state in self.states.all if state in needed]
            if not any(fired):
                return needed

    def _resolve_base(self, state: DispatchState, number: int, *, needed: bool) -> None:
        state.resolved = needed
        if not state.registered:
            state.dispatched = True
        if state.base_name == SCRATCH and state.named is None:
            state.system = ""  # nothing is for every system: `FROM --platform=windows scratch` is for that of the build
            return
        try:
            # Every stage's base must be a name, whether or not the target needs the stage.
            full = image_of(state.base_name).full
            if not needed:
                return
            if state.named is not None:
                state.dispatched = True
            else:
                base = self._named_context(full)
                if base is None:
                    state.external, state.workdir = True, None
                    self.pulls.append(Pull(image=state.base_name, line=state.line))
                    return
                state.named = base
        except RefusalError as refusal:
            raise refusal.at(line=state.line) from None
        state.uses = {-1 - number}

    def _fire(self, state: DispatchState) -> bool:
        """Put the ONBUILD instructions of a stage's base in front of its own; return whether they name other states."""
        if state.base is None or state.triggered:
            return False
        state.triggered = True
        fired = []
        for held in state.base.commands:
            if held.instruction.keyword == "ONBUILD":
                instruction = parse_trigger(held.instruction, self.dockerfile.name, self.engine)
                command = self._connected(state, instruction)
                command.fired_line = state.line
                fired.append(command)
        state.commands[:0] = fired
        return any(command.sources for command in fired)


def _split(
    instructions: tuple[Instruction, ...],
) -> tuple[list[Instruction], list[tuple[Instruction, list[Instruction]]]]:
    """Return the ARGs before the first stage, and each stage's FROM and body."""
    arguments: list[Instruction] = []
    stages: list[tuple[Instruction, list[Instruction]]] = []
    for instruction in instructions:
        if instruction.keyword == "FROM":
            stages.append((instruction, []))
        elif stages:
            stages[-1][1].append(instruction)
        else:
            arguments.append(instruction)
    return arguments, stages
