"""Bytes of a Dockerfile to instructions (BuildKit's `parser` and the checks of its `instructions`)."""

from __future__ import annotations

from functools import lru_cache

from ctxsize.dockerfile.engine import Engine, newest
from ctxsize.dockerfile.parser.arguments import split_arguments, split_keyword, upper_keyword
from ctxsize.dockerfile.parser.check import check
from ctxsize.dockerfile.parser.directives import requested_check, requested_syntax
from ctxsize.dockerfile.parser.heredoc import read_heredocs
from ctxsize.dockerfile.parser.lines import LIMIT, LineReader, LogicalLine
from ctxsize.dockerfile.parser.syntax import Directive, Dockerfile, Heredoc, Instruction
from ctxsize.dockerfile.refusal import RefusalError

__all__ = ["Directive", "Dockerfile", "Heredoc", "Instruction", "parse", "parse_trigger", "read_instructions"]

_WITH_HEREDOCS = frozenset({"ADD", "COPY", "RUN"})


@lru_cache(maxsize=16)  # both builders read the same file, and so does who looks for comments in it
def parse(data: bytes, name: str = "Dockerfile", engine: Engine | None = None, syntax: str | None = None) -> Dockerfile:
    """Return the instructions of a Dockerfile; raises DockerfileError where Docker refuses to read it.

    `name` is the file's name in messages. Refused is what BuildKit refuses before it looks at stages and variables:
    bad directives, unknown instructions and flags, missing arguments, here-documents without an end, lines that are
    too long, a file without stages. `engine` is the one to answer for, the newest by default; `syntax` is the build
    argument BUILDKIT_SYNTAX, which goes before the directive.
    """
    if not data:
        raise RefusalError("the Dockerfile is empty", "Docker needs at least a FROM instruction", name=name)
    engine = engine or newest()
    directive = requested_syntax(data, engine)  # the daemon's own front end looks for another
    engine = engine.reading(directive, syntax)
    reader = LineReader(data, engine)
    instructions = read_instructions(reader, name)
    _check(instructions, name, engine)
    return Dockerfile(
        name=name,
        directives=tuple(reader.directives),
        escape=reader.escape,
        syntax=directive,
        check=requested_check(data, engine),
        engine=engine,
        instructions=instructions,
    )


def parse_trigger(instruction: Instruction, name: str, engine: Engine) -> Instruction:
    """Return the instruction that an ONBUILD holds, with the line numbers of the ONBUILD; raises DockerfileError.

    BuildKit reads it again when it fires, as a Dockerfile of its own: with a backslash as escape character.
    """
    text = instruction.text.lstrip("\t\n\f\r ")[len("ONBUILD") :].lstrip("\t\n\f\r ")
    for heredoc in instruction.heredocs:
        text += "\n" + heredoc.content + heredoc.name
    reader = LineReader(text.encode("utf-8", "surrogateescape"), engine)
    found = read_instructions(reader, name, first=instruction.line)
    if len(found) != 1:
        raise RefusalError(
            "this ONBUILD does not hold one instruction", "Give it exactly one", name=name, line=instruction.line
        )
    try:
        check(found[0], engine)
    except RefusalError as refusal:
        raise refusal.at(name, instruction.line) from None
    return found[0]


def read_instructions(reader: LineReader, name: str, *, first: int | None = None) -> tuple[Instruction, ...]:
    """Return all instructions, cut into words and not yet checked; raises DockerfileError for what cannot be cut.

    `first` replaces the line numbers when the text is not a file of its own.
    """
    found: list[Instruction] = []
    start = 0
    try:
        while (line := reader.logical()) is not None:
            start = line.line
            found.append(_instruction(line, reader))
            start = 0
    except RefusalError as refusal:
        raise refusal.at(name, first or start or reader.number) from None
    if not found:
        raise RefusalError("the Dockerfile has no instructions", "Docker needs at least a FROM instruction", name=name)
    if reader.too_long:
        raise RefusalError(
            f"the line has more than {LIMIT} bytes",
            "Docker reads no longer lines; break it up",
            name=name,
            line=reader.number + 1,
        )
    if first is not None:
        return tuple(instruction.replace(line=first, last_line=first) for instruction in found)
    return tuple(found)


def _instruction(line: LogicalLine, reader: LineReader) -> Instruction:
    word, flags, rest = split_keyword(line.text, reader.escape)
    keyword = upper_keyword(word)
    holder, json = keyword, False
    args: tuple[str, ...] = ()
    if keyword == "ONBUILD":
        if rest:
            inner, _, inner_rest = split_keyword(rest, reader.escape)
            holder = upper_keyword(inner)
            args, json = split_arguments(holder, inner_rest, reader.escape)
            args = (inner, *args)
    else:
        args, json = split_arguments(keyword, rest, reader.escape)
    heredocs: tuple[Heredoc, ...] = ()
    if holder in _WITH_HEREDOCS and not json and "<<" in line.text:
        heredocs = tuple(read_heredocs(line.text, reader))
    return Instruction(
        keyword=keyword,
        line=line.line,
        last_line=reader.number,
        flags=flags,
        args=args,
        json=json,
        heredocs=heredocs,
        text=line.text,
        comments=line.comments,
        gap=line.gap,
    )


def _check(instructions: tuple[Instruction, ...], name: str, engine: Engine) -> None:
    """Raise RefusalError for the first instruction that BuildKit refuses, by itself or for the lack of a stage."""
    in_stage = False
    for instruction in instructions:
        try:
            check(instruction, engine)
            in_stage = in_stage or instruction.keyword == "FROM"
            if not in_stage and instruction.keyword != "ARG":
                raise RefusalError(  # noqa: TRY301 - it gets its place as the others do
                    f"{instruction.keyword} stands before the first FROM",
                    "Only ARG may stand there; begin the stage with FROM",
                )
        except RefusalError as refusal:
            raise refusal.at(name, instruction.line) from None
    if not in_stage:
        raise RefusalError("the Dockerfile has no stages", "Docker needs at least a FROM instruction", name=name)
