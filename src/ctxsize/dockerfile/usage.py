"""Which paths of which contexts a target needs (BuildKit's `dockerfile2llb/convert.go`).

Images are taken as if they were there and had no environment, working folder or ONBUILD of their own: which registry
has them, and whether it can be reached, is not the question here. `Usage.pulls` names them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from ctxsize.dockerfile.dispatch import Dispatcher
from ctxsize.dockerfile.expand import expansion
from ctxsize.dockerfile.flags import read_flags
from ctxsize.dockerfile.images import SCRATCH, context_name, image_of
from ctxsize.dockerfile.parse import parse_trigger
from ctxsize.dockerfile.platform import Platform, normal, platform_arguments, platform_of
from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.dockerfile.sources import Pull, Request, Source, Stage, Usage
from ctxsize.dockerfile.stages import Command, State, States, needed_by
from ctxsize.dockerfile.syntax import Dockerfile, Instruction
from ctxsize.gotext import encode, lower

__all__ = ["Pull", "Request", "Source", "Stage", "Usage", "usage"]

_LINUX = Platform(system="linux", machine="amd64")
_NAME_INDEX = 2


def usage(
    dockerfile: Dockerfile,
    *,
    target: str | None = None,
    build_args: Mapping[str, str] | None = None,
    platform: str | None = None,
    named_contexts: Collection[str] = (),
    machine: str = "linux/amd64",
) -> Usage:
    """Return what building a target asks of the contexts.

    Raises DockerfileError where BuildKit refuses before it loads any. `target` is a stage's name in any case, or None
    for the last stage. `build_args` are those with a value: `--build-arg NAME` takes it from the environment, and is
    left out when it has none there. `platform` is one platform (of a list, the first is taken); None means `machine`,
    the engine's own. `named_contexts` are the names given with `--build-context`, of whatever kind.
    """
    own = normal(platform_of(machine, _LINUX))
    wanted = (platform or "").partition(",")[0]
    builder = _Builder(
        dockerfile=dockerfile,
        build_args=dict(build_args or {}),
        own=own,
        wanted=own if not wanted or lower(wanted) == "local" else normal(platform_of(wanted, own)),
        named={_normal_name(name) for name in named_contexts},
    )
    try:
        return builder.build(target)
    except RefusalError as refusal:
        raise refusal.at(dockerfile.name) from None


@dataclass(slots=True, kw_only=True)
class _Builder:
    """One conversion, step by step in BuildKit's order, so that the first refusal is the one that Docker shows."""

    dockerfile: Dockerfile
    build_args: dict[str, str]
    own: Platform
    wanted: Platform
    named: set[str]
    global_args: dict[str, str] = field(default_factory=dict)
    states: States = field(default_factory=States)
    pulls: list[Pull] = field(default_factory=list)
    labels: list[State] = field(default_factory=list)

    @property
    def newer(self) -> bool:
        return self.dockerfile.syntax is not None or "BUILDKIT_SYNTAX" in self.build_args

    def build(self, target_name: str | None) -> Usage:
        _check_epoch(self.build_args.get("SOURCE_DATE_EPOCH", ""))
        arguments, stages = _split(self.dockerfile.instructions)
        last = stages[-1][0]
        default_name = lower(last.args[_NAME_INDEX]) if len(last.args) > _NAME_INDEX else ""
        self.global_args = platform_arguments(self.own, self.wanted, target_name or default_name, self.build_args)
        self._global_arguments(arguments)
        bodies = [self._stage(index, first) for index, (first, _) in enumerate(stages)]
        target = self.states.target(target_name)
        for state, (_, body) in zip(bodies, stages, strict=True):
            for instruction in body:
                state.commands.append(self._connected(state, instruction))
        self.states.check_circles()
        needed = self._resolve(target)
        return self._result(target, needed)

    def _global_arguments(self, instructions: list[Instruction]) -> None:
        for instruction in instructions:
            for word in instruction.args:
                name, equals, default = word.partition("=")
                if name in self.build_args:
                    self.global_args[name] = self.build_args[name]
                elif equals:
                    self.global_args[name] = self._expanded(default, instruction.line)

    def _expanded(self, word: str, line: int) -> str:
        try:
            return expansion(word, self.global_args, self.dockerfile.escape).text
        except RefusalError as refusal:
            raise refusal.at(self.dockerfile.name, line) from None

    def _stage(self, index: int, first: Instruction) -> State:
        base = self._expanded(first.args[0], first.line)
        if not base:
            raise RefusalError(
                f"FROM {first.args[0]} expands to nothing",
                "Give the variable a value with ARG before the first FROM",
                line=first.line,
            )
        state = State(base_name=base, line=first.line, index=index)
        if len(first.args) > _NAME_INDEX:
            state.name = lower(first.args[_NAME_INDEX])
        flag = read_flags("FROM", first.flags, newer=self.newer).text("platform")
        if flag:
            state.platform = self._platform(flag, first.line)
        try:
            state.named = self._named_context(state.name) if state.name else None
        except RefusalError:
            raise RefusalError(
                f"the stage name {state.name} is no name for an image",
                "Docker looks for a named context of that name: end it with a letter or digit, double no separator",
                line=first.line,
            ) from None
        self.states.add(state)
        if state.named is not None:
            state.base = None
        return state

    def _platform(self, flag: str, line: int) -> str:
        text = self._expanded(flag, line)
        if not text:
            raise RefusalError(
                f"--platform={flag} expands to nothing",
                "Give the variable a value with ARG before the first FROM",
                line=line,
            )
        try:
            return platform_of(text, self.own).system
        except RefusalError as refusal:
            raise refusal.at(self.dockerfile.name, line) from None

    def _named_context(self, name: str) -> str | None:
        """Return the named context that stands in for a name, or None."""
        if name.casefold() in {SCRATCH, "context"}:
            return None
        found = context_name(name)
        return found if found in self.named else None

    def _connected(self, state: State, instruction: Instruction) -> Command:
        """Return an instruction as a command of `state`, with its dependencies noted."""
        try:
            command = self.states.command(instruction, newer=self.newer)
        except RefusalError as refusal:
            raise refusal.at(self.dockerfile.name, instruction.line) from None
        self.states.connect(state, command)
        return command

    def _resolve(self, target: State) -> set[State]:
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

    def _resolve_base(self, state: State, number: int, *, needed: bool) -> None:
        state.resolved = needed
        if not state.registered:
            state.dispatched = True
        if state.base_name == SCRATCH and state.named is None:
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
            raise refusal.at(self.dockerfile.name, state.line) from None
        state.uses = frozenset({-1 - number})

    def _fire(self, state: State) -> bool:
        """Put the ONBUILD instructions of a stage's base in front of its own; return whether they name other states."""
        if state.base is None or state.triggered:
            return False
        state.triggered = True
        fired = []
        for held in state.base.commands:
            if held.instruction.keyword == "ONBUILD":
                instruction = parse_trigger(held.instruction, self.dockerfile.name, newer=self.newer)
                command = self._connected(state, instruction)
                command.fired_line = state.line
                fired.append(command)
        state.commands[:0] = fired
        return any(command.sources for command in fired)

    def _result(self, target: State, needed: set[State]) -> Usage:
        dispatcher = Dispatcher(
            escape=self.dockerfile.escape, global_args=self.global_args, build_args=self.build_args, newer=self.newer
        )
        context_paths: set[str] = set()
        for state in self.states.all:
            if state in needed and not state.dispatched:
                dispatcher.stage(state, system=state.platform or self.wanted.system)
                context_paths |= state.context_paths
        target.paths.add("/")
        sources = tuple(
            source if index in target.uses else replace(source, asked=False)
            for index, source in enumerate(dispatcher.sources)
        )
        requests = []
        if any(source.asked and source.context is None for source in sources):
            requests.append(Request(context=None, paths=_follow_paths(context_paths)))
        requests += [
            Request(context=state.named, paths=_follow_paths(state.paths))
            for number, state in enumerate(self.states.all)
            if -1 - number in target.uses
        ]
        stages = {
            state: _described(state, needed=state in needed) for state in self.states.all if state.index is not None
        }
        return Usage(
            target=stages[target],
            stages=tuple(stages.values()),
            sources=sources,
            # What is asked for twice in the same way is one source to BuildKit, and is transferred once.
            requests=tuple(dict.fromkeys(requests)),
            pulls=tuple(self.pulls),
            copies=tuple(dispatcher.copies),
        )


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


def _follow_paths(paths: set[str]) -> tuple[str, ...] | None:
    """Return paths as BuildKit sends them; the root among them makes it ask for everything."""
    if not paths or "/" in paths:
        return None
    return tuple(sorted((path[1:] for path in paths), key=encode))


def _described(state: State, *, needed: bool) -> Stage:
    return Stage(
        number=state.index or 0,
        name=state.name or None,
        base=state.base_name,
        line=state.line,
        needed=needed,
        base_stage=None if state.base is None else state.base.index,
    )


def _normal_name(name: str) -> str:
    try:
        return context_name(name)
    except RefusalError:
        return name


def _check_epoch(text: str) -> None:
    digits = text[1:] if text[:1] in {"+", "-"} else text
    if text and not (
        digits.isascii()
        and digits.isdecimal()
        and -(1 << 63) <= int(digits[:30]) * (-1 if text[0] == "-" else 1) < 1 << 63
    ):
        raise RefusalError(
            f"the build argument SOURCE_DATE_EPOCH is `{text}`", "It takes seconds since 1970, as a number"
        )
