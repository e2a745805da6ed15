"""What each instruction must have (BuildKit's `instructions/parse.go`)."""

from __future__ import annotations

import re
from collections.abc import Callable

from ctxsize.dockerfile.engine import Engine
from ctxsize.dockerfile.parser.arguments import KEYWORDS
from ctxsize.dockerfile.parser.flags import Flags, read_flags
from ctxsize.dockerfile.parser.heredoc import heredoc_name
from ctxsize.dockerfile.parser.syntax import Instruction
from ctxsize.dockerfile.parser.values import check_duration, check_retries
from ctxsize.dockerfile.refusal import RefusalError, suggest
from ctxsize.golang.text import SPACE, lower

_STAGE_NAME = r"[a-z][a-z0-9-_.]*"
_NETWORKS = ("default", "none", "host")
_SECURITY = ("insecure", "sandbox")
# BuildKit does not look at the flags of these at all: `ARG --what NAME` declares NAME.
_FLAGS_UNREAD = frozenset({"ARG", "STOPSIGNAL"})


def check(instruction: Instruction, engine: Engine) -> None:
    """Raise RefusalError where BuildKit refuses an instruction as it stands, before stages and variables."""
    keyword = instruction.keyword
    if keyword not in KEYWORDS:
        nearest = suggest(lower(keyword), map(str.lower, sorted(KEYWORDS)))
        written = keyword or "nothing"
        raise RefusalError(
            f"{written} is not an instruction",
            f"Docker asks: did you mean {nearest.upper()}?"
            if nearest
            else "Docker stops here; a long line is continued with \\ at its end",
        )
    if keyword in _FLAGS_UNREAD or (
        keyword == "HEALTHCHECK" and instruction.args[:1] and instruction.args[0].upper() == "NONE"
    ):
        flags = Flags(values={})
    else:
        flags = read_flags(keyword, instruction.flags, engine)
    _CHECKS[keyword](instruction, flags)


def _nothing(_instruction: Instruction, _flags: Flags) -> None:
    """CMD and ENTRYPOINT may be empty."""


def _at_least_one(instruction: Instruction, _flags: Flags) -> None:
    if not instruction.args:
        raise RefusalError(f"{instruction.keyword} has no argument", "Docker needs at least one")


def _exactly_one(instruction: Instruction, _flags: Flags) -> None:
    if len(instruction.args) != 1:
        raise RefusalError(
            f"{instruction.keyword} has {len(instruction.args) or 'no'} arguments", "Docker needs exactly one"
        )


def _pairs(instruction: Instruction, flags: Flags) -> None:
    _at_least_one(instruction, flags)
    if "" in instruction.args[::2]:
        raise RefusalError(f"{instruction.keyword} has a blank name", f"Write {instruction.keyword} name=value")


def _arg(instruction: Instruction, flags: Flags) -> None:
    _at_least_one(instruction, flags)
    if any(word.startswith("=") for word in instruction.args):
        raise RefusalError("ARG has a blank name", "Write ARG name or ARG name=value")


def _copy(instruction: Instruction, _flags: Flags) -> None:
    if len(instruction.args) < 2:  # noqa: PLR2004 - a source and a destination
        raise RefusalError(
            f"{instruction.keyword} has {'one argument' if instruction.args else 'no arguments'}",
            "It needs at least two: Docker takes the last one as the destination",
        )
    if heredoc_name(instruction.args[-1]) is not None:
        raise RefusalError(f"{instruction.keyword} has a here-document as its destination", "Put the destination last")


def _from(instruction: Instruction, _flags: Flags) -> None:
    args = instruction.args
    if len(args) == 3 and args[1].casefold() == "as":  # noqa: PLR2004 - FROM base AS name
        if not re.fullmatch(_STAGE_NAME, lower(args[2])):
            raise RefusalError(
                f"`{args[2]}` is not a name for a stage",
                "A name begins with a letter and has letters, digits, - _ and .",
            )
    elif len(args) != 1:
        raise RefusalError(f"FROM has {len(args) or 'no'} arguments", "Write FROM image or FROM image AS name")


def _onbuild(instruction: Instruction, flags: Flags) -> None:
    _at_least_one(instruction, flags)
    trigger = instruction.args[0].strip(SPACE).upper()
    if trigger in {"ONBUILD", "MAINTAINER", "FROM"}:
        raise RefusalError(f"ONBUILD has {trigger}", "Docker does not take it as a trigger")


def _run(_instruction: Instruction, flags: Flags) -> None:
    devices, mounts = flags.all("device"), flags.all("mount")
    if devices or mounts:
        from ctxsize.dockerfile.parser.mounts import check_device, mount_origin  # noqa: PLC0415 (most commands have none)

        for device in devices:
            check_device(device)
        for mount in mounts:
            mount_origin(mount)
    for name, options in (("network", _NETWORKS), ("security", _SECURITY)):
        if name in flags.values and flags.text(name) not in options:
            raise RefusalError(f"--{name} is `{flags.text(name)}`", f"Docker knows {', '.join(options)}")


def _health(instruction: Instruction, flags: Flags) -> None:
    _at_least_one(instruction, flags)
    kind, rest = instruction.args[0].upper(), instruction.args[1:]
    if kind == "NONE":
        if rest:
            raise RefusalError("HEALTHCHECK NONE has arguments", "Take them out")
        return
    if kind != "CMD":
        raise RefusalError(
            f"HEALTHCHECK has `{instruction.args[0]}`", "Write HEALTHCHECK CMD command, or HEALTHCHECK NONE"
        )
    if not rest:
        raise RefusalError("HEALTHCHECK CMD has no command", "Write HEALTHCHECK CMD command")
    for name in ("interval", "timeout", "start-period", "start-interval"):
        check_duration(name, flags.text(name))
    check_retries(flags.text("retries"))


def _volume(instruction: Instruction, flags: Flags) -> None:
    _at_least_one(instruction, flags)
    if any(not word.strip(SPACE) for word in instruction.args):
        raise RefusalError("VOLUME has an empty path", "Take it out")


def _shell(instruction: Instruction, flags: Flags) -> None:
    _at_least_one(instruction, flags)
    if not instruction.json:
        raise RefusalError("SHELL is not in JSON form", 'Write SHELL ["program", "argument"]')


_CHECKS: dict[str, Callable[[Instruction, Flags], None]] = {
    "ADD": _copy,
    "ARG": _arg,
    "CMD": _nothing,
    "COPY": _copy,
    "ENTRYPOINT": _nothing,
    "ENV": _pairs,
    "EXPOSE": _at_least_one,
    "FROM": _from,
    "HEALTHCHECK": _health,
    "LABEL": _pairs,
    "MAINTAINER": _exactly_one,
    "ONBUILD": _onbuild,
    "RUN": _run,
    "SHELL": _shell,
    "STOPSIGNAL": _exactly_one,
    "USER": _exactly_one,
    "VOLUME": _volume,
    "WORKDIR": _exactly_one,
}
