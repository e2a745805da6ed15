"""A Dockerfile's copy in which commands run under strace, and what the logs of that say: which files of the context are opened.

A command is wrapped by a SHELL of its own, or in place where it is written in JSON form. Its log holds names of files and
neither contents nor arguments. What can't be wrapped is left as it is: the proof does not rest on the trace.
"""

from __future__ import annotations

import json
import re

from ctxsize.dockerfile.parser.parse import parse
from ctxsize.errors import CtxsizeError
from ctxsize.golang.text import decode, encode
from ctxsize.prove.rewrite import DockerfileCopy
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ctxsize.dockerfile.parser.syntax import Dockerfile, Instruction
    from ctxsize.dockerfile.sources import Usage

TRACER = "ctxsize-tracer"
"""The named context that holds strace."""
PLACE = "/.ctxsize-tracer"
"""Where a command sees it."""
STAGE = "ctxsize-trace"
LOGS = "/.ctxsize-logs"
_CALLS = "trace=open,openat,openat2,execve"
_PLAIN_SHELL = ("/bin/sh", "-c")
_LINE = re.compile(
    r'(?:\d+\s+)?(?P<call>\w+)\((?:AT_FDCWD|\d+)?(?:<(?P<at>[^>]*)>)?(?:, )?"(?P<name>(?:[^"\\]|\\.)*)"(?P<rest>.*)'
)
_RESULT = re.compile(r"= \d+<(?P<path>/[^>]*)>")
_ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|([0-7]{1,3})|(.))")


class Opened(Record):
    """A file of the context that a command opens: ``line`` is that of its RUN, ``step`` its text."""

    file: str
    line: int
    step: str


class Watched(Record):
    """A Dockerfile's copy whose commands are watched, ``None`` where none can be; ``left_out`` are the lines of those that can't."""

    copy: DockerfileCopy | None
    left_out: tuple[int, ...] = ()


def traced(dockerfile: Dockerfile, copy: DockerfileCopy, usage: Usage, tracer: Sequence[str]) -> Watched:
    """Return a copy whose commands behind the context run under strace, with their logs as its target.

    Args:
        dockerfile: the user's, as parsed.
        copy: of it, from :func:`ctxsize.prove.rewrite.renewed`.
        usage: what the target takes.
        tracer: how strace is started, without its options.

    Returns:
        What is to be built; no copy where there is nothing to wrap, or where the text can't be changed.

    """
    try:
        instructions = parse(copy.data, dockerfile.name, dockerfile.engine).instructions
        data, stages, left_out = _wrapped_text(dockerfile, instructions, copy.data, usage, tracer)
        if not stages:
            return Watched(copy=None, left_out=left_out)
        collected = "".join(f'COPY --from={number} ["{LOGS[:-1]}[s]", "/{number}/"]\n' for number in sorted(stages))
        data = data.rstrip(b"\n") + b"\n" + encode(f"FROM scratch AS {STAGE}\n{collected}")
        parse(data, dockerfile.name, dockerfile.engine)
    except CtxsizeError:
        return Watched(copy=None, left_out=tuple(run.instruction.line for run in usage.runs))
    return Watched(copy=copy.replace(data=data, target=STAGE), left_out=left_out)


def _wrapped_text(
    dockerfile: Dockerfile, instructions: Sequence[Instruction], data: bytes, usage: Usage, tracer: Sequence[str]
) -> tuple[bytes, set[int], tuple[int, ...]]:
    """Return a text whose commands behind the context are wrapped, the stages that hold one, and the lines of those that are not."""
    rows = data.split(b"\n")
    watched = _watched(usage)
    stages: set[int] = set()
    originals = iter([each for each in dockerfile.instructions if each.keyword == "RUN"])
    inserted: dict[int, str] = {}
    left_out: list[int] = []
    for number, shell, instruction in _with_stages(instructions, usage):
        if instruction.keyword != "RUN":
            continue
        line = next(originals).line
        log = f"{LOGS}/{line}"
        command = [*tracer, "-f", "-qq", "-y", "-z", "-s", "0", "-e", _CALLS, "-A", "-o", log]
        wrapped = _wrapped(instruction, decode(rows[instruction.line - 1]), command)
        if line < watched.get(number, line + 1):
            continue
        if wrapped is None:
            left_out.append(line)
            continue
        rows[instruction.line - 1] = encode(wrapped)
        inserted[instruction.line] = f"COPY --chmod=666 <<CTXSIZE_LOG {log}\nCTXSIZE_LOG\n"
        if not instruction.json:
            inserted[instruction.line] += f"SHELL {json.dumps([*command, *shell])}\n"
        stages.add(number)
    return b"\n".join(encode(inserted.get(at, "")) + row for at, row in enumerate(rows, 1)), stages, tuple(left_out)


def _watched(usage: Usage) -> dict[int, int]:
    """Return the stages that see files of the context where they were copied to, each with the line from which on."""
    numbers = {stage.name or str(stage.number): stage.number for stage in usage.stages}
    begins: dict[int, int] = {}
    for source in usage.sources:
        if source.context is None and source.fired_line is None and source.stage in numbers:
            number = numbers[source.stage]
            begins[number] = min(source.line, begins.get(number, source.line))
    # Stages stand behind those that they start or take from.
    for stage in usage.stages:
        if stage.needed and stage.base_stage in begins:
            begins[stage.number] = stage.line
        taking = [copy.line for copy in usage.copies if copy.stage == stage.number and copy.origin in begins]
        taking += [
            run.instruction.line
            for run in usage.runs
            if run.stage == stage.number and any(origin in begins for _, origin, _ in run.mounts)
        ]
        if taking:
            begins[stage.number] = min(*taking, begins.get(stage.number, taking[0]))
    return begins


def _with_stages(
    instructions: Iterable[Instruction], usage: Usage
) -> Iterator[tuple[int, tuple[str, ...], Instruction]]:
    """Yield each instruction behind a FROM with the number of its stage, and the shell that it runs with."""
    bases = {stage.number: stage.base_stage for stage in usage.stages}
    shells: dict[int, tuple[str, ...]] = {}
    number = -1
    for instruction in instructions:
        if instruction.keyword == "FROM":
            number += 1
            base = bases.get(number)
            shells[number] = shells.get(base, _PLAIN_SHELL) if base is not None else _PLAIN_SHELL
        elif instruction.keyword == "SHELL":
            shells[number] = instruction.args
        if number >= 0:
            yield number, shells[number], instruction


def _wrapped(instruction: Instruction, row: str, command: Sequence[str]) -> str | None:
    """Return the first row of a RUN with a mount of the tracer; in JSON form also with the tracer in front."""
    head = re.match(r"\s*[Rr][Uu][Nn](?=\s)", row)
    if head is None or any(heredoc.content.startswith("#!") for heredoc in instruction.heredocs):
        return None
    rest = row[head.end() :]
    if instruction.json:
        at = rest.find("[")
        if at < 0:
            return None
        items = json.dumps(list(command))[1:-1]
        rest = f"{rest[: at + 1]}{items}, {rest[at + 1 :]}"
    return f"{row[: head.end()]} --mount=type=bind,from={TRACER},target={PLACE}{rest}"


def opened_paths(log: bytes) -> set[str]:
    """Return the paths that a log of strace has as opened or executed; directories that were only opened to be listed are not."""
    found: set[str] = set()
    for row in decode(log).splitlines():
        match = _LINE.match(row)
        if match is None or "O_DIRECTORY" in match["rest"]:
            continue
        result = _RESULT.search(match["rest"])
        if match["call"].startswith("open"):
            path = result["path"] if result is not None else None
        else:
            path = _unescaped(match["name"])
        if path is not None:
            found.add(_unescaped(path))
    return found


def _unescaped(text: str) -> str:
    def char(match: re.Match[str]) -> str:
        if match[1] or match[2]:
            return chr(int(match[1], 16) if match[1] else int(match[2], 8) & 0xFF)
        return {"n": "\n", "t": "\t", "r": "\r"}.get(match[3], match[3])

    if "\\" not in text:
        return text
    return decode(_ESCAPE.sub(char, text).encode("latin-1", "replace"))


def opened_files(
    dockerfile: Dockerfile, usage: Usage, logs: Mapping[str, bytes], files: Iterable[str]
) -> tuple[Opened, ...]:
    """Return the files of the context that the commands open.

    Args:
        dockerfile: the user's.
        usage: what the target takes, and where that goes.
        logs: of the commands, by the lines of their RUN.
        files: what is received.

    """
    texts = {each.line: each.text for each in dockerfile.instructions}
    places = _places(usage, files)
    found: dict[tuple[str, int], Opened] = {}
    for name, log in logs.items():
        number = name.rpartition("/")[2]
        line = int(number) if number.isdigit() else 0
        for path in opened_paths(log):
            for file in places.get(path, ()) or _by_end(path, places):
                found.setdefault((file, line), Opened(file=file, line=line, step=texts.get(line, "RUN")))
    return tuple(found[key] for key in sorted(found))


def _places(usage: Usage, files: Iterable[str]) -> dict[str, list[str]]:
    """Return where files of the context come to stand, as far as that can be told; without a slash in front where only its end is known."""
    routes = _routes(usage)
    found: dict[str, list[str]] = {}
    for file in files:
        for source, target in routes:
            rest = _below(file, source)
            if rest is None:
                continue
            base = f"{target.rstrip('/')}/" if target else ""
            found.setdefault(base + (rest or file.rpartition("/")[2]), []).append(file)
            if not rest:
                found.setdefault(target, []).append(file)
    for source, target in _later_routes(usage):
        base = target.rstrip("/")
        for place, held in list(found.items()):
            rest = _below(place.lstrip("/"), source) if place.startswith("/") else None
            if rest is None:
                continue
            found.setdefault(f"{base}/{rest or place.rpartition('/')[2]}", []).extend(held)
            if not rest:
                found.setdefault(target, []).extend(held)
    return found


def _routes(usage: Usage) -> list[tuple[str, str]]:
    """Return what comes from the context: from where, and to where."""
    routes = [(source[1:], copy.target) for copy in usage.copies if copy.origin is None for source in copy.sources]
    for run in usage.runs:
        for target, origin, source in run.mounts:
            if origin is None:
                place = target if target.startswith("/") else f"{run.workdir or ''}/{target}".replace("//", "/")
                routes.append((source.strip("/"), place))
    return routes


def _later_routes(usage: Usage) -> Iterator[tuple[str, str]]:
    """Yield what goes from one stage to another: from where, without a slash in front, and to where."""
    for copy in usage.copies:
        if copy.origin is not None:
            for source in copy.sources:
                yield source[1:], copy.target
    for run in usage.runs:
        for target, origin, source in run.mounts:
            if origin is not None and target.startswith("/"):
                yield source.strip("/"), target


def _below(file: str, source: str) -> str | None:
    """Return a file's path from a source on; empty for the file itself, ``None`` for another."""
    if not source:
        return file
    if any(char in source for char in "*?[\\"):
        head = source[: min(source.find(char) for char in "*?[\\" if char in source)].rpartition("/")[0]
        inside = file.removeprefix(f"{head}/") if head else file
        return "" if "/" not in inside else inside.partition("/")[2]
    if file == source:
        return ""
    return file[len(source) + 1 :] if file.startswith(f"{source}/") else None


def _by_end(path: str, places: Mapping[str, list[str]]) -> list[str]:
    """Return the files whose place is known by its end alone."""
    parts = path.split("/")
    for start in range(1, len(parts)):
        end = "/".join(parts[start:])
        if end in places:
            return places[end]
    return []
