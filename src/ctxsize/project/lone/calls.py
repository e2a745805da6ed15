"""Calls of ``docker build`` and of build actions in Makefiles, scripts and CI files, and the contexts that they name."""

from __future__ import annotations

import posixpath
import re
from itertools import chain, islice

from ctxsize.golang import paths
from ctxsize.golang.text import decode
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_LONGEST = 1 << 20
"""How many bytes of a caller are looked at."""
_LONGEST_LINE = 4000
_MOST_CALLS = 200

_CALL = re.compile(
    r"(?:\b(?:docker|podman|nerdctl)|\$[({](?=\w*?(?:DOCKER|docker|CONTAINER|ENGINE))\w++[)}])"
    r"(?:[ \t]++-[\w-]++(?:=\S++)?+)*+[ \t]++(?:(?:buildx|image|builder)[ \t]+)?build\b"
    r"|\bbuildah[ \t]+(?:bud|build)\b|\bkaniko/executor\b"
)
_WORD = re.compile(r"""(?:\$\{\{[^{}]*\}\}|\$\([^()]*\)|'[^']*'|"(?:[^"\\]|\\.)*"|[^\s'"`;|&<>()])+|[;|&<>()`]+""")
_END = re.compile(r"[;|&<>()`]+")
_CONTINUED = re.compile(r"\\\r?\n|`\r?\n")
_VARIABLE = re.compile(r"\$\{\{(?P<a>[^{}]*)\}\}|\$\{(?P<b>[^{}]*)\}|\$\((?P<c>[^()]*)\)|\$\$?(?P<d>\w+)")
_HERE = frozenset(
    ("PWD", "CURDIR", "pwd", "shell pwd", "GITHUB_WORKSPACE", "github.workspace", "CI_PROJECT_DIR", "WORKSPACE", "BITBUCKET_CLONE_DIR",
     "git rev-parse --show-toplevel", "shell git rev-parse --show-toplevel", "TRAVIS_BUILD_DIR", "Build.SourcesDirectory", "PROJECT_ROOT",
     "ROOT", "ROOT_DIR", "REPO_ROOT", "ROOTDIR", "PROJECT_DIR")
)  # fmt: skip
"""Variables that stand for where the call is made, or for the repository's root."""
# Options that take a word of their own; all others are switches, or have their value behind a ``=``.
_WITH_VALUE = frozenset(
    ("-f", "--file", "-t", "--tag", "--target", "--build-arg", "--build-context", "--platform", "--label", "--cache-from", "--cache-to",
     "--secret", "--ssh", "-o", "--output", "--progress", "--network", "--add-host", "--builder", "--iidfile", "--metadata-file",
     "--annotation", "--attest", "--allow", "--shm-size", "--ulimit", "--no-cache-filter", "-m", "--memory", "--isolation", "--cpuset-cpus",
     "--context", "--dockerfile", "--destination", "-c", "--cpu-shares", "--cgroup-parent", "--build-arg-file", "--ignorefile", "--format")
)  # fmt: skip
_NAMES = ("Dockerfile", "dockerfile", "Containerfile")
_FILE = ("-f", "--file", "--dockerfile")


class Call(Record):
    """A call: where it stands (relative path, line), its file and context as written, and where it may be made.

    ``file`` is ``None`` where the default counts. ``bases`` are directories relative to the root, the likeliest first.
    """

    caller: str
    line: int
    file: str | None
    context: str
    bases: tuple[str, ...]


def calls(caller: str, data: bytes) -> list[Call]:
    """Return the calls in a file, named by its path relative to the repository's root."""
    data = data[:_LONGEST]
    return list(islice(chain(_commands(caller, data), _actions(caller, data)), _MOST_CALLS))


def _commands(caller: str, data: bytes) -> Iterator[Call]:
    if b"build" not in data and b"kaniko" not in data:
        return
    text = decode(data)
    if caller.endswith(".json"):
        text = text.replace('\\"', "'")
    # A continued line is one line; the line feeds are counted in what was written.
    joined = _CONTINUED.sub(lambda found: " " * len(found[0]), text)
    number, counted = 1, 0
    for found in islice(_CALL.finditer(joined), _MOST_CALLS):
        line = joined[found.end() : found.end() + _LONGEST_LINE].partition("\n")[0]
        start = max(joined.rfind("\n", 0, found.start()) + 1, found.start() - _LONGEST_LINE)
        number += text.count("\n", counted, found.start())
        counted = found.start()
        if joined[start : found.start()].lstrip().startswith(("#", "//")):
            continue
        if caller.endswith(".json"):
            line = line.partition('"')[0]
        file, context = _arguments(line)
        if context is not None:
            yield Call(caller, number, file, context, _bases(caller, joined[start : found.start()]))


def _arguments(line: str) -> tuple[str | None, str | None]:
    """Return the file and the context of a call, given what follows the word ``build``."""
    file: str | None = None
    context: str | None = None
    words = (found[0] for found in _WORD.finditer(line))
    for word in words:
        if _END.fullmatch(word):
            break
        name, given, value = word.partition("=")
        if name in _WITH_VALUE:
            value = value if given else next(words, "")
            if name in _FILE:
                file = _unquoted(value)
            elif name == "--context":
                context = _unquoted(value).removeprefix("dir://")
        elif word.startswith("-f") and not word.startswith("--") and len(word) > len("-f"):
            file = _unquoted(word[2:])
        elif not word.startswith("-"):
            if word.startswith("#"):
                break
            context = _unquoted(word)
    return file, context


def _unquoted(word: str) -> str:
    return re.sub(r"""['"]""", "", word)


def _bases(caller: str, before: str) -> tuple[str, ...]:
    """Return where a call may be made from: a Makefile and a package.json from beside them, a CI file from the root."""
    beside = posixpath.dirname(caller)
    name = posixpath.basename(caller).lower()
    near = name.endswith(("makefile", ".mk", "justfile", "package.json")) or name.startswith("taskfile")
    bases: tuple[str, ...] = (beside, "") if near else ("", beside)
    moved = re.findall(r"\bcd[ \t]+([^\s;&|]+)[ \t]*(?:&&|;)", before)
    if moved:
        bases = tuple(paths.join(base or ".", _unquoted(moved[-1])) for base in bases)
    return tuple(dict.fromkeys("" if base == "." else base for base in bases))


def _actions(caller: str, data: bytes) -> Iterator[Call]:
    """Yield the build actions of a workflow of GitHub."""
    if b"build-push-action" not in data and b"buildah-build" not in data:
        return
    from ctxsize.project.compose.nodes import MalformedError, Node, documents  # noqa: PLC0415 (YAML is loaded for these alone)

    try:
        waiting: list[Node] = list(documents(data))
    except MalformedError:
        return
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        pairs = getattr(node, "pairs", [])
        waiting.extend([*getattr(node, "items", []), *(value for _, value in pairs)])
        keys = {key.text: value for key, value in pairs if hasattr(key, "text")}
        uses, inputs = getattr(keys.get("uses"), "text", ""), keys.get("with")
        if not re.match(r"(docker/build-push-action|redhat-actions/buildah-build)@", uses):
            continue
        given = {
            key.text: (value.text, key.line)
            for key, value in getattr(inputs, "pairs", [])
            if hasattr(key, "text") and hasattr(value, "text")
        }
        line = min((place for name, (_, place) in given.items() if name in {"context", "file"}), default=node.line)
        file = given.get("file") or given.get("containerfiles") or given.get("dockerfiles")
        context = given["context"][0] if "context" in given else "."
        yield Call(caller, line, file[0].strip() if file else None, context or ".", ("",))


def contexts(call: Call, dockerfiles: Collection[str]) -> dict[str, str]:
    """Return the contexts that a call gives to Dockerfiles: those of the first base from which it is about any.

    All paths are relative to the root, which is ``""``. Other variables than those of the root can stand for any name.
    """
    if "://" in call.context or call.context == "-" or call.context.startswith("git@"):
        return {}
    for base in call.bases:
        context = _path(call.context, base)
        file = _path(call.file, base) if call.file is not None else None
        if context is None or (call.file is not None and file is None):
            continue
        wanted = [file] if file is not None else [paths.join(context, name) for name in _NAMES]
        variable = any("$" in each for each in wanted)
        likely = dockerfiles if variable else [each for each in wanted if each in dockerfiles]
        found = {each: _context(each, context, file) for each in likely}
        if any(each is not None for each in found.values()):
            return {dockerfile: each for dockerfile, each in found.items() if each is not None}
    return {}


def _context(dockerfile: str, context: str, file: str | None) -> str | None:
    names = _default(context, dockerfile) if file is None else _matched(file, dockerfile)
    if names is None:
        return None
    filled = _VARIABLE.sub(lambda found: names.get(_name(found), "$"), context)
    cleaned = paths.clean(filled or ".")
    if "$" in filled or cleaned.startswith(".."):
        return None
    return "" if cleaned == "." else cleaned


def _default(context: str, dockerfile: str) -> dict[str, str] | None:
    # A context that is nothing but variables says nothing.
    if "$" in context and not re.search(r"\w", _VARIABLE.sub("", context)):
        return None
    for name in _NAMES:
        names = _matched(f"{context}/{name}" if context else name, dockerfile)
        if names is not None:
            return names
    return None


def _path(written: str, base: str) -> str | None:
    """Return a path relative to the root, with the variables that stand for it taken out; ``None`` for one elsewhere."""

    def here(found: re.Match[str]) -> str:
        return "\0" if _name(found) in _HERE else found[0]

    path = _VARIABLE.sub(here, written)
    if path.startswith("\0"):
        # The root, or where the call is made: the two are mostly one.
        path = path[1:].lstrip("/") or "."
    if "\0" in path or path.startswith(("/", "~")):
        return None
    joined = paths.join(base, path)
    return "" if joined == "." else joined


def _name(found: re.Match[str]) -> str:
    return next(group for group in found.groups() if group is not None).strip()


def _matched(template: str, path: str) -> dict[str, str] | None:
    """Return what the variables of a path stand for when it is ``path``, ``None`` where it can't be."""
    if "$" not in template:
        return {} if template == path else None
    pieces: list[str] = []
    names: dict[str, str] = {}
    at = 0
    for found in _VARIABLE.finditer(template):
        pieces.append(re.escape(template[at : found.start()]))
        name = _name(found)
        if name in names:
            pieces.append(f"(?P={names[name]})")
        else:
            names[name] = f"v{len(names)}"
            pieces.append(f"(?P<{names[name]}>[^/]+)")
        at = found.end()
    pieces.append(re.escape(template[at:]))
    # A path that is nothing but variables says nothing.
    if len(names) > 3 or not re.search(r"\w", _VARIABLE.sub("", template)):  # noqa: PLR2004 (more would take long to match)
        return None
    match = re.fullmatch("".join(pieces), path)
    return None if match is None else {name: match[group] for name, group in names.items()}
