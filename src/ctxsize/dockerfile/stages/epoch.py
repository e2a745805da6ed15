"""SOURCE_DATE_EPOCH: a number, or from front end 1.24 on what it is to be taken from (`dockerfile2llb/epoch.go`).

Where it resolves to nothing, which is so for every local directory, the argument is taken away. What is to be had from the
network only is not known here, and treated in the same way.
"""

from __future__ import annotations

from ctxsize.dockerfile.parser.syntax import Instruction
from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.dockerfile.stages.images import SCRATCH, context_name
from ctxsize.dockerfile.stages.remotes import git_of, is_http
from ctxsize.dockerfile.traits import EPOCH_OF_ARG, EPOCH_OF_SOURCE
from ctxsize.dockerfile.words.expand import expand
from ctxsize.golang.text import lower

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.dockerfile.stages.convert import Conversion

EPOCH = "SOURCE_DATE_EPOCH"
_MAIN = "context"
_NAMED = 3
_LIMIT = 1 << 63


def check_epoch(text: str) -> None:
    """Raise RefusalError unless `text` is empty or a number of seconds."""
    if text and _seconds(text) is None:
        raise _refused(text)


def resolve_epoch(conversion: Conversion) -> None:
    """Put the argument's value into its normal form, or take the argument away; raises RefusalError."""
    engine = conversion.engine
    if not engine.has(EPOCH_OF_ARG):
        return
    given = conversion.build_args.get(EPOCH)
    text = conversion.global_args.get(EPOCH, "") if given is None else given
    if not engine.has(EPOCH_OF_SOURCE):
        check_epoch(text)
        return
    if given is None and not text:
        return
    seconds = _seconds(text)
    if text and seconds is None:
        _check_source(conversion, text)
    for values in (conversion.build_args, conversion.global_args):
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


def _check_source(conversion: Conversion, name: str) -> None:
    """Raise RefusalError unless the name is that of the context, a named context, or a stage that fetches one thing."""
    if name == _MAIN:
        return
    try:
        named = context_name(name)
    except RefusalError:
        raise _refused(name) from None
    if named in conversion.named:
        return
    found: list[Instruction] | None = None
    for instruction in conversion.dockerfile.instructions:
        if instruction.keyword == "FROM":
            if found is not None:
                break
            if len(instruction.args) == _NAMED and lower(instruction.args[2]) == lower(name):
                found = [instruction]
        elif found is not None:
            found.append(instruction)
    if found is None:
        raise _refused(name)
    _check_stage(conversion, found[0], found[1:])


def _check_stage(conversion: Conversion, first: Instruction, body: list[Instruction]) -> None:
    escape = conversion.dockerfile.escape
    env = {key: value for key, value in conversion.global_args.items() if key != EPOCH}
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
                if key in conversion.build_args:
                    env[key] = conversion.build_args[key]
                elif equals:
                    env[key] = expand(default, env, escape)
            continue
        sources = instruction.args[:-1]
        if instruction.keyword != "ADD" or len(sources) != 1 or instruction.heredocs:
            raise wrong
        source = expand(sources[0], env, escape)
        if git_of(source, conversion.engine) is None and not is_http(source):
            raise wrong
        fetched += 1
    if fetched != 1:
        raise wrong


def _refused(text: str) -> RefusalError:
    return RefusalError(
        f"{EPOCH} is `{text}`",
        "It takes seconds since 1970 as a number; newer engines also take `context`, or the name of a named context or a stage",
    )
