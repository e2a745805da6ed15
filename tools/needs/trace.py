"""What a traced command looked for below one directory: strace's record as paths."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_LINE = re.compile(r"(\d+) +(.*)")
_UNFINISHED = " <unfinished ...>"
_RESUMED = re.compile(r"<\.\.\. \w+ resumed>(.*)")
_CALL = re.compile(r"(\w+)\((.*)\) += (-?\d+|\?)(.*)", re.DOTALL)
_CWD = re.compile(r"AT_FDCWD<([^>]*)>")
_TEXT = re.compile(r'(?:(\w+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"')
_FORKS = frozenset({"clone", "clone3", "fork", "vfork"})
_CHANGES = frozenset(
    {"mkdir", "mkdirat", "unlink", "unlinkat", "rmdir", "rename", "renameat", "renameat2", "symlink", "symlinkat"}
)


@dataclass(slots=True)
class Seen:
    """Paths relative to the project: ``opened`` and ``listed`` there, ``found`` by a look alone, ``missing``.

    ``above`` holds names that were looked for in the directories above the project; ``programs`` the names of the
    programs that were started.
    """

    opened: set[str] = field(default_factory=set)
    listed: set[str] = field(default_factory=set)
    found: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)
    above: set[str] = field(default_factory=set)
    programs: set[str] = field(default_factory=set)


def seen(record: str, project: str) -> Seen:
    """Read strace's record (``-f -y``) and return what was looked for below (and above) the project."""
    result = Seen()
    where: dict[str, str] = {}
    for process, call, arguments, code, rest in _calls(record):
        if cwd := _CWD.search(arguments):
            where[process] = cwd.group(1)
        if call in _FORKS and code.isdigit():
            where.setdefault(code, where.get(process, project))
            continue
        text = _TEXT.search(arguments)
        if call == "getdents64":
            directory = re.match(r"\d+<([^>]*)>", arguments)
            if directory:
                _note(result.listed, directory.group(1), project, result)
            continue
        if text is None or call in _CHANGES:
            continue
        path = text.group(3)
        base = text.group(2) or where.get(process, project)
        path = posixpath.normpath(posixpath.join(base, path)) if path else base
        if call == "chdir":
            if code == "0":
                where[process] = path
            continue
        if call == "execve" and code == "0":
            result.programs.add(posixpath.basename(path))
        _note(_kind(call, arguments, code, rest, result), path, project, result)
    result.opened -= result.listed
    result.found -= result.opened | result.listed
    result.missing -= result.opened | result.found | result.listed
    return result


def _kind(call: str, arguments: str, code: str, rest: str, result: Seen) -> set[str]:
    if code == "-1":
        return result.missing if re.search("ENOENT|ENOTDIR", rest) else result.found
    if call == "execve" or (
        call in {"open", "openat", "openat2"} and not re.search("O_PATH|O_DIRECTORY|O_WRONLY", arguments)
    ):
        return result.opened
    return result.found


def _note(kind: set[str], path: str, project: str, result: Seen) -> None:
    if path == project:
        kind.add(".")
    elif path.startswith(project + "/"):
        kind.add(path[len(project) + 1 :])
    elif posixpath.dirname(path) in {posixpath.dirname(project), posixpath.dirname(posixpath.dirname(project))}:
        result.above.add(posixpath.basename(path))


def _calls(record: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield each finished call: process, name, arguments, result, what follows the result."""
    waiting: dict[str, str] = {}
    for line in record.splitlines():
        if not (match := _LINE.match(line)):
            continue
        process, text = match.groups()
        if text.endswith(_UNFINISHED):
            waiting[process] = text.removesuffix(_UNFINISHED)
            continue
        if resumed := _RESUMED.match(text):
            text = waiting.pop(process, "") + resumed.group(1)
        if call := _CALL.match(text):
            yield process, *call.groups()
