"""Going through the instructions of a stage as BuildKit does: variables, checks, and the paths that are used.

Mirrors `dispatch` and its kin in BuildKit's `dockerfile2llb/convert.go`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ctxsize.dockerfile.parser.values import check_port, check_signal
from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.dockerfile.stages.copies import copy
from ctxsize.dockerfile.stages.graph import Command, State
from ctxsize.dockerfile.stages.runs import note_command, run
from ctxsize.dockerfile.stages.scope import Scope
from ctxsize.dockerfile.words.expand import words
from ctxsize.golang.text import encode, join_root

_DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# These may be declared and are never set.
_NO_ENV = frozenset({"BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"})
_WITHOUT_PATHS = frozenset({"EXPOSE", "LABEL", "STOPSIGNAL", "USER", "VOLUME"})


def dispatch(scope: Scope, state: State) -> None:
    """Go through one stage, whose base and whose sources have been gone through.

    Raises RefusalError with the instruction's line.
    """
    state.inherit()
    state.dispatched = True
    state.system = state.system or scope.system
    if state.system != "windows" and not any(pair.partition("=")[0] == "PATH" for pair in state.image_env):
        state.image_env.append(f"PATH={_DEFAULT_PATH}")
    for pair in state.image_env:
        name, _, value = pair.partition("=")
        state.env[name] = value
    for command in state.commands:
        handle = _HANDLERS.get(command.instruction.keyword)
        if handle is not None:
            try:
                handle(scope, state, command)
            except RefusalError as refusal:
                if not _image_may_mend(scope, state, command):
                    raise refusal.at(line=command.instruction.line) from None


def _image_may_mend(scope: Scope, state: State, command: Command) -> bool:
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


def _env(scope: Scope, state: State, command: Command) -> None:
    """All values of one ENV are expanded with the variables from before it."""
    texts = [scope.expanded(word, state).text for word in command.instruction.args]
    for name, value in zip(texts[::2], texts[1::2], strict=True):
        state.env[name] = value
        for index, pair in enumerate(state.image_env):
            if pair.partition("=")[0] == name:
                state.image_env[index] = f"{name}={value}"
                break
        else:
            state.image_env.append(f"{name}={value}")


def _arg(scope: Scope, state: State, command: Command) -> None:
    """An ARG's value is visible from here on, also in stages that start from this one, and also over an ENV."""
    for word in command.instruction.args:
        name, equals, default = word.partition("=")
        value: str | None
        if name in scope.build_args:
            value = scope.build_args[name]
        elif equals:
            value = scope.expanded(default, state).text
        else:
            value = scope.global_args.get(name)
        if value is not None and name not in _NO_ENV:
            state.env[name] = value


def _workdir(scope: Scope, state: State, command: Command) -> None:
    """A relative folder is joined to the one before; after an image's unknown one it stays unknown."""
    path = scope.expanded(command.instruction.args[0], state).text
    if path.startswith("/"):
        state.workdir = path
    elif path and state.workdir is not None:
        state.workdir = join_root(f"{state.workdir}/{path}")


def _expand_all(scope: Scope, state: State, command: Command) -> None:
    """LABEL, USER and VOLUME matter only when their words cannot be expanded."""
    for word in command.instruction.args:
        if not scope.expanded(word, state).text and command.instruction.keyword == "VOLUME":
            raise RefusalError(f"VOLUME {word} expands to an empty path", "Give the variable a value")


def _expose(scope: Scope, state: State, command: Command) -> None:
    """A word may expand to several ports."""
    for word in sorted(command.instruction.args, key=encode):
        for port in words(word, state.env, scope.escape):
            check_port(port)


def _stop_signal(scope: Scope, state: State, command: Command) -> None:
    """The signal is looked up after expansion."""
    check_signal(scope.expanded(command.instruction.args[0], state).text)


_HANDLERS: dict[str, Callable[[Scope, State, Command], None]] = {
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
