"""SOURCE_DATE_EPOCH: a number, or from front end 1.24 on what it is to be taken from (`dockerfile2llb/epoch.go`).

Where it resolves to nothing, which is so for every local directory, the argument is taken away. What is to be had from the
network only is not known here, and treated in the same way.
"""

from __future__ import annotations

from ctxsize.dockerfile.parser.syntax import Instruction
from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.dockerfile.stages.images import SCRATCH, context_name
from ctxsize.dockerfile.stages.remotes import git_of, is_http
from ctxsize.dockerfile.traits import EPOCH, EPOCH_OF_ARG, EPOCH_OF_SOURCE
from ctxsize.dockerfile.words.expand import expand
from ctxsize.golang.text import lower

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ctxsize.dockerfile.engine import Engine
    from ctxsize.dockerfile.parser.syntax import Dockerfile

_MAIN = "context"
_NAMED = 3
_LIMIT = 1 << 63


def check_given(text: str, engine: Engine) -> None:
    """Raise RefusalError for a build argument that this engine takes for no number of seconds, and looks at first."""
    if not engine.has(EPOCH_OF_SOURCE):
        _check_number(text)


def _check_number(text: str) -> None:
    if text and _seconds(text) is None:
        raise _refused(text)


def resolve_epoch(
    dockerfile: Dockerfile, build_args: dict[str, str], global_args: dict[str, str], named: Collection[str]
) -> None:
    """Put the argument's value into its normal form, or take the argument away; raises RefusalError.

    `build_args` and `global_args` are changed; `named` are the named contexts in their normal form.
    """
    engine = dockerfile.engine
    if not engine.has(EPOCH_OF_ARG):
        return
    given = build_args.get(EPOCH)
    text = global_args.get(EPOCH, "") if given is None else given
    if not engine.has(EPOCH_OF_SOURCE):
        _check_number(text)
        return
    if given is None and not text:
        return
    seconds = _seconds(text)
    if text and seconds is None:
        stage = _stage_named(text, dockerfile, named)
        if stage:
            _check_stage(stage, dockerfile, build_args, global_args)
    for values in (build_args, global_args):
        if EPOCH in values and seconds is None:
            del values[EPOCH]
        elif EPOCH in values:
            values[EPOCH] = str(seconds)


def _seconds(text: str) -> int | None:
    """Return what Go's `strconv.ParseInt` reads."""
    digits = text[1:] if text[:1] in {"+", "-"} else text
    if not (digits.isascii() and digits.isdecimal()):
        return None
    digits = digits.lstrip("0") or "0"
    number = int(digits[:30]) * (-1 if text[0] == "-" else 1)
    return number if -_LIMIT <= number < _LIMIT else None


def _stage_named(name: str, dockerfile: Dockerfile, named_contexts: Collection[str]) -> list[Instruction]:
    """Return the stage of this name; nothing for the context or a named one; raises RefusalError for anything else."""
    if name == _MAIN:
        return []
    try:
        named = context_name(name)
    except RefusalError:
        raise _refused(name) from None
    if named in named_contexts:
        return []
    found: list[Instruction] = []
    for instruction in dockerfile.instructions:
        if instruction.keyword == "FROM":
            if found:
                break
            if len(instruction.args) == _NAMED and lower(instruction.args[2]) == lower(name):
                found = [instruction]
        elif found:
            found.append(instruction)
    if not found:
        raise _refused(name)
    return found


def _check_stage(
    stage: list[Instruction], dockerfile: Dockerfile, build_args: Mapping[str, str], global_args: Mapping[str, str]
) -> None:
    """Raise RefusalError unless a stage fetches one thing and does nothing else."""
    first, *body = stage
    escape = dockerfile.escape
    env = {key: value for key, value in global_args.items() if key != EPOCH}
    wrong = RefusalError(
        f"{EPOCH} names the stage {lower(first.args[2])}, which does more than fetch one thing",
        "It must be FROM scratch, and hold one ADD of a URL or a git repository and nothing else but ARG",
        line=first.line,
    )
    if expand(first.args[0], env, escape) != SCRATCH:
        raise wrong
    fetched = 0
    for instruction in body:
        if instruction.keyword == "ARG":
            for word in instruction.args:
                key, equals, default = word.partition("=")
                if key in build_args:
                    env[key] = build_args[key]
                elif equals:
                    env[key] = expand(default, env, escape)
            continue
        sources = instruction.args[:-1]
        if instruction.keyword != "ADD" or len(sources) != 1 or instruction.heredocs:
            raise wrong
        source = expand(sources[0], env, escape)
        if git_of(source, dockerfile.engine) is None and not is_http(source):
            raise wrong
        fetched += 1
    if fetched != 1:
        raise wrong


def _refused(text: str) -> RefusalError:
    return RefusalError(
        f"{EPOCH} is `{text}`",
        "It takes seconds since 1970 as a number; newer engines also take `context`, or the name of a named context or a stage",
    )
