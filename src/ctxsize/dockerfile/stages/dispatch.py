"""Going through the instructions of a stage as BuildKit does: variables, checks, and the paths that are used.

Mirrors `dispatch` and its kin in BuildKit's `dockerfile2llb/convert.go`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ctxsize.dockerfile.parser.syntax import Instruction
from ctxsize.dockerfile.parser.values import check_port, check_signal
from ctxsize.dockerfile.refusal import RefusalError, note_written
from ctxsize.dockerfile.stages.copies import copy
from ctxsize.dockerfile.stages.graph import DispatchState, StageCommand
from ctxsize.dockerfile.stages.images import SCRATCH
from ctxsize.dockerfile.stages.runs import note_command, run
from ctxsize.dockerfile.stages.scope import StageScope
from ctxsize.dockerfile.words.expand import words
from ctxsize.golang.text import encode, join_root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.dockerfile.stages.lint import Linter

_DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# These may be declared and are never set.
_NO_ENV = frozenset({"BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"})
_ONCE = frozenset({"CMD", "ENTRYPOINT", "HEALTHCHECK"})
_WITHOUT_PATHS = frozenset({"EXPOSE", "LABEL", "STOPSIGNAL", "USER", "VOLUME"})


def dispatch(scope: StageScope, state: DispatchState) -> None:
    """Go through one stage, whose base and whose sources have been gone through.

    Raises RefusalError with the instruction's line.
    """
    state.plain = state.base_name == SCRATCH and state.named is None
    state.inherit()
    state.dispatched = True
    state.system = state.system or scope.system
    if state.system != "windows":
        state.image_env.setdefault("PATH", _DEFAULT_PATH)
    state.env.update(state.image_env)
    for command in state.commands:
        scope.at = command.instruction
        handle = _HANDLERS.get(command.instruction.keyword)
        if scope.lint is not None:
            _check(scope.lint, state, command.instruction)
        if handle is not None:
            try:
                handle(scope, state, command)
            except RefusalError as refusal:
                if not _image_may_mend(scope, state, command):
                    raise refusal.at(line=command.instruction.line) from None


def _check(lint: Linter, state: DispatchState, instruction: Instruction) -> None:
    """Check what needs no variables: instructions of which the last one counts, and commands without JSON form."""
    keyword = instruction.keyword
    if keyword in _ONCE:
        if keyword in state.once:
            lint.violate("MultipleInstructionsDisallowed", instruction)
        state.once.add(keyword)
        if keyword != "HEALTHCHECK" and not instruction.json and not state.has_shell:
            lint.violate("JSONArgsRecommended", instruction)
    state.has_shell = state.has_shell or keyword == "SHELL"


def _image_may_mend(scope: StageScope, state: DispatchState, command: StageCommand) -> bool:
    """Whether an instruction that takes no path would pass if the stage's image set the variables in it.

    What an image sets is not known here; where Docker might well go on, nobody must be stopped.
    """
    keyword, text = command.instruction.keyword, command.instruction.text
    if not state.external or keyword not in _WITHOUT_PATHS:
        return False
    from copy import copy as duplicate  # noqa: PLC0415 (hardly any build comes here)

    guessed = dict.fromkeys(re.findall(r"\$\{?(\w+)", text), "1")
    try:
        imagined = duplicate(state)
        imagined.env = guessed | state.env
        _HANDLERS[keyword](scope, imagined, command)
    except RefusalError:
        return False
    return True


def _env(scope: StageScope, state: DispatchState, command: StageCommand) -> None:
    """All values of one ENV are expanded with the variables from before it."""
    texts = [scope.expanded(word, state).text for word in command.instruction.args]
    if scope.lint is not None:
        scope.lint.pairs(command.instruction, texts[::2], scope.escape)
    for name, value in zip(texts[::2], texts[1::2], strict=True):
        state.env[name] = value
        # The image keeps pairs in one text, so that the first equals sign ends the name.
        kept, _, rest = f"{name}={value}".partition("=")
        state.image_env[kept] = rest


def _arg(scope: StageScope, state: DispatchState, command: StageCommand) -> None:
    """An ARG's value is visible from here on, also in stages that start from this one, and also over an ENV."""
    for word in command.instruction.args:
        name, equals, default = word.partition("=")
        if scope.lint is not None:
            scope.lint.secrets(command.instruction, (name,))
        value: str | None
        if name in scope.build_args:
            value = scope.build_args[name]
        elif equals:
            value = scope.expanded(default, state).text
        else:
            value = scope.global_args.get(name)
        if value is not None and name not in _NO_ENV:
            state.env[name] = value
        state.declared.add(name)


def _workdir(scope: StageScope, state: DispatchState, command: StageCommand) -> None:
    """A relative directory is joined to the one before; after an image's unknown one it stays unknown."""
    path = scope.expanded(command.instruction.args[0], state).text
    if scope.lint is not None and not state.has_workdir and not _is_absolute(path, state.system):
        scope.lint.violate("WorkdirRelativePath", command.instruction)
    state.has_workdir = True
    state.plain = False
    if path.startswith("/"):
        state.workdir = path
    elif path and state.workdir is not None:
        state.workdir = join_root(f"{state.workdir}/{path}")


def _is_absolute(path: str, system: str) -> bool:
    if system == "windows":
        drive, colon, rest = path.partition(":")
        path = (rest if colon and drive.casefold() == "c" else path).replace("\\", "/")
    return path.startswith("/")


def _expand_all(scope: StageScope, state: DispatchState, command: StageCommand) -> None:
    """LABEL, USER and VOLUME matter only when their words cannot be expanded."""
    if scope.lint is not None and command.instruction.keyword == "LABEL":
        scope.lint.pairs(command.instruction, (), scope.escape)
    for word in command.instruction.args:
        if not scope.expanded(word, state).text and command.instruction.keyword == "VOLUME":
            raise RefusalError(f"VOLUME {word} expands to an empty path", "Give the variable a value")


def _expose(scope: StageScope, state: DispatchState, command: StageCommand) -> None:
    """A word may expand to several ports."""
    for word in sorted(command.instruction.args, key=encode):
        for port in words(word, state.env, scope.escape):
            note_written(scope.written, word, port)
            if scope.lint is not None:
                _check_exposed(scope.lint, command.instruction, port)
            check_port(port)


def _check_exposed(lint: Linter, instruction: Instruction, port: str) -> None:
    mapped, _, exposed = port.rpartition(":")
    protocol = exposed.partition("/")[2]
    if protocol != protocol.lower():
        lint.violate("ExposeProtoCasing", instruction)
    if mapped.strip(":"):
        lint.violate("ExposeInvalidFormat", instruction)


def _stop_signal(scope: StageScope, state: DispatchState, command: StageCommand) -> None:
    """The signal is looked up after expansion."""
    check_signal(scope.expanded(command.instruction.args[0], state).text)


_HANDLERS: dict[str, Callable[[StageScope, DispatchState, StageCommand], None]] = {
    "ADD": copy,
    "ARG": _arg,
    "CMD": note_command,
    "COPY": copy,
    "ENTRYPOINT": note_command,
    "ENV": _env,
    "EXPOSE": _expose,
    "LABEL": _expand_all,
    "RUN": run,
    "STOPSIGNAL": _stop_signal,
    "USER": _expand_all,
    "VOLUME": _expand_all,
    "WORKDIR": _workdir,
}
