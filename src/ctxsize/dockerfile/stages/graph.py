"""The graph of stages: which stage starts from which, and which one copies from which.

It mirrors BuildKit's `dockerfile2llb/convert.go`. A state is a stage of the file, or something that an instruction
names in `--from` or `from=` and that is no stage: an image or a named context. BuildKit keeps both in one list, and
so does this module.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxsize.dockerfile.engine import Engine
from ctxsize.dockerfile.parser.flags import Flags, read_flags
from ctxsize.dockerfile.parser.syntax import Instruction
from ctxsize.dockerfile.refusal import RefusalError, suggest
from ctxsize.dockerfile.stages.images import SCRATCH
from ctxsize.dockerfile.words.expand import expand
from ctxsize.golang.text import lower

_INT_DIGITS = 18


class StageCommand:
    """An instruction in a stage, with the states that it copies or mounts from: one for each mount of a RUN."""

    def __init__(self, instruction: Instruction, flags: Flags) -> None:
        self.instruction = instruction
        self.flags = flags
        self.sources: list[DispatchState] = []
        self.fired_line: int | None = None


class DispatchState:
    """One state, filled in step by step as BuildKit does it.

    `system` is the operating system that its `--platform` names, empty for that of the build: what starts from another
    stage or from scratch has that of its base, whatever it says.
    `named` is the named context that stands in for it, and `replaced` says that it does so for a whole stage of the
    file. `external` says that it starts from an image, whose environment
    is not known. `image_env` is the environment that goes into the image
    (NAME=value), `env` what the variables of an instruction see: that and the ARGs. `workdir` is None when an image
    decides it. `paths` are what others use of it, shared with the stage that it starts from; `context_paths` what it
    takes from the main context. `uses` are the numbers of the sources (from 0) and of the named states (-1 and below)
    that its result depends on. For build checks: `declared` are the names that an ARG has declared, `has_workdir` and
    `has_shell` whether there was a WORKDIR or SHELL, `plain` whether nothing but plain COPY fills it, and `once` the keywords so far of those that count once.
    """

    def __init__(self, base_name: str, line: int, index: int | None = None, *, registered: bool = True) -> None:
        self.base_name = base_name
        self.line = line
        self.index = index
        self.registered = registered
        self.name = ""
        self.system = ""
        self.commands: list[StageCommand] = []
        self.base: DispatchState | None = None
        self.deps: dict[DispatchState, int] = {}
        self.named: str | None = None
        self.replaced = self.external = self.resolved = self.dispatched = self.triggered = False
        self.image_env: dict[str, str] = {}
        self.env: dict[str, str] = {}
        self.workdir: str | None = ""
        self.declared: set[str] = set()
        self.has_workdir = self.has_shell = self.plain = False
        self.once: set[str] = set()
        self.paths: set[str] = set()
        self.context_paths: set[str] = set()
        self.uses: set[int] = set()

    @property
    def label(self) -> str:
        """The stage's name, or its number as text."""
        return self.name or str(self.index)

    def inherit(self) -> None:
        """Take over what the stage that this one starts from has by now."""
        if self.base is not None:
            self.external = self.base.external
            self.plain = self.base.plain
            self.system = self.base.system
            self.env = dict(self.base.env)
            self.image_env = dict(self.base.image_env)
            self.workdir = self.base.workdir
            self.declared = set(self.base.declared)
            self.has_workdir, self.has_shell = self.base.has_workdir, self.base.has_shell
            self.paths = self.base.paths
            self.uses = set(self.base.uses)


class DispatchStates:
    """All states in BuildKit's order, and how they are found."""

    def __init__(self) -> None:
        self.all: list[DispatchState] = []
        self._by_name: dict[str, DispatchState] = {}

    def add(self, state: DispatchState) -> None:
        """Add a state: it starts from the stage of that name if there is one before it; then it takes its own name."""
        self.all.append(state)
        # The name is compared as it is written here: `FROM ONE` does not find a stage that was named ONE, for that is
        # stored as one.
        state.base = self._by_name.get(state.base_name)
        if state.name:
            self._by_name[state.name] = state

    def by_name(self, name: str) -> DispatchState | None:
        """Return the last stage with this name in any case, or None."""
        return self._by_name.get(lower(name))

    def target(self, name: str | None) -> DispatchState:
        """Return the target: the stage with this name, or the last one; raises RefusalError when there is none."""
        if not name:
            return self.all[-1]
        found = self.by_name(name)
        if found is None:
            names = [state.name or f"stage-{state.index}" for state in self.all]
            nearest = suggest(name, names)
            raise RefusalError(
                f"no stage is named `{name}`",
                f"Docker asks: did you mean {nearest}?" if nearest else f"Stages: {', '.join(names)}",
            )
        return found

    def command(self, instruction: Instruction, engine: Engine) -> StageCommand:
        """Return the instruction with the states that it refers to, which are not added yet; raises RefusalError."""
        flags = Flags(values={})
        if instruction.keyword in {"ADD", "COPY", "RUN"}:
            flags = read_flags(instruction.keyword, instruction.flags, engine)
        command = StageCommand(instruction, flags)
        if instruction.keyword == "COPY" and flags.text("from"):
            command.sources = [self._origin(flags.text("from"), instruction.line)]
        elif instruction.keyword == "RUN" and flags.all("mount"):
            from ctxsize.dockerfile.parser.mounts import mount_origin  # noqa: PLC0415 (most commands have none)

            # A mount without `from` counts as one from scratch here, and a stage may have that name.
            origins = [mount_origin(mount) or SCRATCH for mount in flags.all("mount")]
            command.sources = [self.by_name(name) or _unregistered(name, instruction.line) for name in origins]
        return command

    def connect(self, state: DispatchState, command: StageCommand) -> None:
        """Note what a command of `state` depends on, and add the states that are new."""
        for source in command.sources:
            state.deps[source] = command.instruction.line
            if not source.registered and source not in self.all:
                self.add(source)

    def check_circles(self) -> None:
        """Raise RefusalError when stages copy from each other in a circle."""
        seen: set[DispatchState] = set()
        path: set[DispatchState] = set()
        for start in self.all:
            stack: list[tuple[DispatchState, Iterator[DispatchState]]] = []
            if start not in seen:
                seen.add(start)
                path.add(start)
                stack.append((start, iter(start.deps)))
            while stack:
                state, rest = stack[-1]
                following = next(rest, None)
                if following is None:
                    path.discard(state)
                    stack.pop()
                elif following in path:
                    raise RefusalError(
                        "stages copy from each other in a circle",
                        "Break it: a stage can copy only from stages before it",
                        line=state.deps[following],
                    )
                elif following not in seen:
                    seen.add(following)
                    path.add(following)
                    stack.append((following, iter(following.deps)))

    def _origin(self, name: str, line: int) -> DispatchState:
        if expand(name, {}) != name:
            raise RefusalError(
                f"--from={name} has a variable, a quote or an escape",
                "Docker expands none there: name a stage that is FROM it",
            )
        number = name[1:] if name[:1] in {"+", "-"} else name
        if number.isascii() and number.isdecimal() and len(number.lstrip("0")) <= _INT_DIGITS:
            index = int(number.lstrip("0") or "0") * (-1 if name[0] == "-" else 1)
            if not 0 <= index < len(self.all):
                raise RefusalError(
                    f"--from={name} names a stage that does not exist", f"There are {len(self.all)}, counted from 0"
                )
            return self.all[index]
        return self.by_name(name) or _unregistered(name, line)


def needed_by(target: DispatchState) -> set[DispatchState]:
    """Return the target and all states that it starts from, copies from or mounts, and so on."""
    found: set[DispatchState] = set()
    waiting = [target]
    while waiting:
        state = waiting.pop()
        if state not in found:
            found.add(state)
            waiting += state.deps
            if state.base is not None:
                waiting.append(state.base)
    return found


def _unregistered(name: str, line: int) -> DispatchState:
    return DispatchState(name, line, registered=False)
