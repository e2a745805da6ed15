"""What the commands of a build read of its context: arguments, redirections, what a tool looks for, what a manifest names."""

from __future__ import annotations

import re

from ctxsize.display.escaping import printable
from ctxsize.golang import paths
from ctxsize.needs import tools
from ctxsize.needs.mapping import resolve
from ctxsize.needs.statement import Certainty, Evidence, Statement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxsize.needs.commands import Command
    from ctxsize.needs.lookup import Lookup
    from ctxsize.needs.mapping import Layout

_DEAF = frozenset({
    "echo", "printf", "export", "unset", "set", "mkdir", "rmdir", "rm", "touch", "useradd", "adduser", "groupadd", "addgroup",
    "usermod", "apt", "apt-get", "apk", "yum", "dnf", "microdnf", "zypper", "pacman", "brew", "gem", "sleep", "true", "false",
    "exit", "return", "which", "command", "type", "id", "whoami", "date", "uname", "wget", "curl", "kill", "trap", "shift", "read",
    "cd", "pushd", "popd", "update-ca-certificates", "ldconfig", "git", "docker", "systemctl", "service", "su", "passwd", "npm",
    "yarn", "pnpm", "make", "cargo", "nvm", "rustup", "corepack", "locale-gen", "a2enmod", "alias", "ulimit", "umask", "mktemp",
    "find", "du", "df", "ps", "test", "[", "[[", "tee", "basename", "dirname", "pwd", "uv", "poetry", "conda", "mix", "bundle",
})  # fmt: skip
"""Programs whose arguments are no files of the context, or files that need not be there."""
_READERS = {
    "cat": 0, "head": 0, "tail": 0, "less": 0, "more": 0, "wc": 0, "sort": 0, "uniq": 0, "sha256sum": 0, "md5sum": 0, "base64": 0,
    "sh": 0, "bash": 0, "dash": 0, "ash": 0, "zsh": 0, "ksh": 0, "source": 0, ".": 0, "node": 0, "python": 0, "php": 0, "ruby": 0,
    "perl": 0, "Rscript": 0, "lua": 0, "deno": 0, "bun": 0, "ts-node": 0, "tsx": 0, "unzip": 0, "gunzip": 0, "dos2unix": 0, "file": 0,
    "dpkg": 0, "rpm": 0, "patch": 0, "xz": 0, "gzip": 0, "nginx": 0, "envsubst": 0, "java": 0, "javac": 0, "gcc": 0, "g++": 0,
    "clang": 0, "cc": 0, "protoc": 0, "sed": 1, "awk": 1, "gawk": 1, "grep": 1, "egrep": 1, "fgrep": 1, "jq": 1, "yq": 1, "tar": 0,
    "chmod": 1, "chown": 1, "chgrp": 1, "cut": 0, "diff": 0, "cmp": 0, "stat": 0, "ls": 0, "pytest": 0, "sphinx-build": 0, "gofmt": 0,
    "cmake": 0, "flake8": 0, "black": 0, "mypy": 0, "ruff": 0, "psql": 0, "sqlite3": 1, "openssl": 0, "gpg": 0, "locust": 0,
}  # fmt: skip
"""Programs whose arguments are files, with how many others stand in front of them."""
_COPIERS = frozenset({"cp", "mv", "ln", "install", "rsync"})
_INTERPRETERS = frozenset(
    {"sh", "bash", "dash", "ash", "zsh", "ksh", "source", ".", "node", "python", "php", "ruby", "perl", "bun", "deno"}
)
_LINKED = (
    "-f",
    "-c",
    "-r",
    "--requirement",
    "--constraint",
    "--file",
    "--config",
    "-p",
    "--project",
    "--manifest-path",
    "-S",
)
_MADE_BY_OTHERS = frozenset({
    "dist", "build", "out", "target", "bin", "obj", "node_modules", "vendor", ".next", ".output", ".venv", "venv", "lib", "_build",
    "public", "static", "release", "tmp",
})  # fmt: skip
"""Names of directories that a command may well have filled."""
_AT_DIRECTORIES = frozenset({"chown", "chmod", "chgrp", "ls", "stat", "ln", "touch"})
"""Programs to which a directory matters, and not what is in it."""
_IDLE = _DEAF - {"npm", "yarn", "pnpm", "make", "cargo", "uv", "poetry", "mix", "bundle"} | _COPIERS | {
    "cat", "sed", "chmod", "chown", "ls", "head", "tail", "grep", "sh", "bash", "pip",
}  # fmt: skip
"""Programs that fill no directory with what they have built."""
_WITHOUT_FILES = (_DEAF - {"npm", "yarn", "pnpm", "make", "cargo", "uv", "poetry", "conda", "mix", "bundle", "docker"}) | _COPIERS | {
    "chmod", "chown", "chgrp", "cat", "head", "tail", "sort", "uniq", "wc", "grep", "egrep", "fgrep", "ls", "stat", "cut", "unzip",
    "sh", "bash", "dash", "ash", "zsh", "ksh", "tar", "xz", "gzip", "gunzip", "sed", "perl", "ruby", "node", "python", "du",
}  # fmt: skip
"""Programs whose options ``-f``, ``-c``, ``-r`` and ``-p`` name no file."""


class Reads:
    """The statements of all commands of one build about what they read."""

    def __init__(self, commands: Sequence[Command], layout: Layout, lookup: Lookup) -> None:
        """Take the commands in the order in which they run, stage by stage."""
        self._commands = commands
        self._layout = layout
        self._lookup = lookup
        self._made: set[tuple[int, str]] = set()
        self._worked = False
        self.wanted: list[Statement] = []
        """What is looked for and not there; complete once the statements are."""

    def statements(self) -> list[Statement]:
        """Return all of them, the surest of each path first come."""
        found: dict[tuple[str, str], Statement] = {}
        for command in self._commands:
            if command.cwd is not None:
                for one in self._of(command):
                    key = (one.path, one.evidence.place)
                    if key not in found or found[key].certainty.rank > one.certainty.rank:
                        found[key] = one
            self._note_made(command)
        return list(found.values())

    def _of(self, command: Command) -> Iterator[Statement]:
        for word, sure in _files_named(command):
            yield from self._named(command, word, sure=sure)
        yield from self._by_tool(command)

    def _named(self, command: Command, word: str, *, sure: bool) -> Iterator[Statement]:
        place = resolve(command.cwd or "", word)
        if self._is_made(command, place):
            return
        existing = self._existing(command, place)
        if not existing:
            self._want(command, place)
        for path in existing:
            if not path:
                continue
            doubt = not sure or command.optional
            # What a build command filled is read from there, whatever of that name lies in the context.
            made = self._worked and not _MADE_BY_OTHERS.isdisjoint(path.split("/"))
            if command.words[:1] and command.words[0] in _AT_DIRECTORIES and self._lookup.names(path):
                continue
            yield Statement(
                path=path,
                verb="reads",
                words=f"{command.shown} reads {'what the build makes there' if made else 'it'}",
                evidence=command.evidence,
                certainty=Certainty.UNKNOWN if made else Certainty.LIKELY if doubt else Certainty.CERTAIN,
                fails=not doubt and not made,
            )

    def _want(self, command: Command, place: str) -> None:
        """Take note of what a command names and what is not there: it may come, or an earlier command makes it."""
        for path in self._layout.origins(command.run, place) if not self._worked else ():
            if path and not paths.has_wildcard(path):
                words = f"{command.shown} reads it"
                self.wanted.append(Statement(path, "reads", words, command.evidence, Certainty.LIKELY))

    def _existing(self, command: Command, place: str) -> list[str]:
        found: dict[str, None] = {}
        for path in self._layout.origins(command.run, place):
            if paths.has_wildcard(path):
                found.update(dict.fromkeys(self._lookup.matches(path)))
            elif self._lookup.exists(path):
                found[path] = None
        return list(found)

    def _by_tool(self, command: Command) -> Iterator[Statement]:
        for directory in self._directories(command):
            for read in tools.reads(command.words, directory, self._lookup):
                yield from self._read(command, directory, read)

    def _read(self, command: Command, directory: str, read: tools.Read) -> Iterator[Statement]:
        wanted = paths.join(directory, read.path)
        place = resolve(command.cwd or "", read.path)
        if wanted.startswith("../") or self._is_made(command, place):
            return
        evidence = command.evidence
        words = f"{command.shown} reads it"
        if read.manifest:
            manifest = paths.join(directory, read.manifest)
            evidence = Evidence(manifest, _line_of(self._lookup.text(manifest) or "", read), read.key)
            words = f"{printable(manifest)}{f':{evidence.line}' if evidence.line else ''} names it, and {command.shown} reads that"
        # Another file may do as well: it must be there, and the build must take it.
        others = [paths.join(directory, other) for other in read.instead]
        optional = command.optional or any(map(self._lookup.exists, others))
        certainty = Certainty.LIKELY if optional and read.certainty is Certainty.CERTAIN else read.certainty
        existing = list(self._lookup.matches(wanted))
        if not existing and certainty is not Certainty.UNKNOWN:
            glob = paths.has_wildcard(wanted)
            self.wanted.append(Statement(wanted, "reads", words, evidence, certainty, glob=glob))
        for path in existing:
            yield Statement(
                path=path,
                verb="reads",
                words=words,
                evidence=evidence,
                certainty=certainty,
                fails=certainty is Certainty.CERTAIN,
            )

    def _directories(self, command: Command) -> list[str]:
        """Return the directories of the context that a command works in."""
        origins = self._layout.origins(command.run, directory_of(command))
        return [path for path in origins if not path or self._lookup.names(path)]

    def _note_made(self, command: Command) -> None:
        """Take note of what a command writes, so that who reads that later does not read the context."""
        words = command.words
        if words and words[0] not in _IDLE:
            self._worked = True
        if command.cwd is None:
            return
        made = list(command.outputs)
        options = ("-o", "--output", "-O", "--out")
        made += [words[words.index(option) + 1] for option in options if option in words[:-1]]
        plain = [word for word in words[1:] if not word.startswith("-")]
        if words[:1] in (("cp",), ("mv",), ("ln",), ("tee",), ("touch",)) and plain:
            target = plain[-1]
            made.append(target)
            if words[0] in {"cp", "mv"}:
                made += [f"{target.rstrip('/')}/{source.rpartition('/')[2]}" for source in plain[:-1]]
        stage = command.run.stage
        for path in made:
            if path and "$" not in path:
                self._made.add((stage, resolve(command.cwd, path)))

    def _is_made(self, command: Command, place: str) -> bool:
        return (command.run.stage, place) in self._made


def directory_of(command: Command) -> str:
    """Return the directory of the image that a command works in, as its options say."""
    cwd = command.cwd or ""
    words = command.words
    for option in (
        "-C",
        "--directory",
        "--project",
        "--prefix",
        "--cwd",
        "--working-dir",
        "-S",
        "--path",
        "--rootdir",
        "-d",
    ):
        if option in words[:-1]:
            cwd = resolve(cwd, words[words.index(option) + 1])
            break
        joined = next((word for word in words if word.startswith(f"{option}=") and option.startswith("--")), "")
        if joined:
            cwd = resolve(cwd, joined.partition("=")[2])
            break
    else:
        if words[:1] and words[0] in {"pip", "uv", "cmake", "python", "docker"}:
            given = [word.partition("[")[0].removeprefix("file://") for word in words[1:] if tools.is_project(word)]
            if given:
                cwd = resolve(cwd, given[-1])
        for option in ("-f", "--file", "--manifest-path", "-p"):
            if option in words[:-1] and words[0] in {
                "mvn",
                "./mvnw",
                "cargo",
                "gradle",
                "./gradlew",
                "tsc",
                "cmake",
            }:
                file = words[words.index(option) + 1]
                if "/" in file:
                    cwd = resolve(cwd, file.rpartition("/")[0])
    return cwd


def _files_named(command: Command) -> Iterator[tuple[str, bool]]:  # noqa: C901, PLR0912 (one branch for each program that names files its own way)
    """Yield the words of a command that name files which it reads, each with whether that is sure."""
    for path in command.inputs:
        if "$" not in path:
            yield path, True
    if not command.words:
        return
    program, *rest = command.words
    name = program.rpartition("/")[2]
    if "/" in program and "$" not in program:
        yield program, True
    elif command.run.instruction.keyword != "RUN" and "." in program:
        yield program, False
    if program not in _WITHOUT_FILES and name not in _WITHOUT_FILES:
        yield from _of_options(rest)
    if program in _DEAF or name in _DEAF:
        return
    plain = [word for word in _arguments(program, rest) if word and "$" not in word and "://" not in word]
    if program in _COPIERS:
        several = "-t" in rest or any(word.startswith("--target-directory") for word in rest)
        for word in plain if several else plain[:-1]:
            yield word, True
        return
    if program in _READERS:
        skipped = plain[_READERS[program] :]
        if program in _INTERPRETERS:
            skipped = skipped[:1] if not {"-c", "-m", "-e"} & set(rest) else []
        for word in skipped:
            yield word, True
        return
    for word in plain:
        # A name with an ending or a slash that is there is most likely the file of that name.
        if ("/" in word or "." in word.strip(".")) and not word.startswith("@"):
            yield word, False


def _of_options(rest: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Yield the files that options name: ``-r requirements.txt``, ``--config=x``."""
    for number, word in enumerate(rest):
        option, equals, value = word.partition("=")
        if not equals and option in _LINKED and number + 1 < len(rest):
            value = rest[number + 1]
        elif not equals and word[:2] in {"-r", "-c", "-f"} and re.match(r"[\w./]", word[2:]) and "." in word:
            value = word[2:]
        elif (equals and (not word.startswith("--") or option in {"--output", "--out-dir", "--outdir"})) or not equals:
            continue
        if value and "$" not in value and ("." in value or "/" in value) and not value.startswith("-"):
            yield value, option in {"-r", "--requirement", "-c", "--constraint"} or word.startswith("-r")


def _arguments(program: str, rest: Sequence[str]) -> Iterable[str]:
    """Return the words that are no options, nor the values of output options."""
    found: list[str] = []
    skip = False
    for word in rest:
        if skip:
            skip = False
        elif word in {"-o", "--output", "-O", "--out", "--outdir", "--out-dir", "-d", "--dest"} or (
            program in {"chown", "chmod"} and word.startswith("--reference")
        ):
            skip = True
        elif not word.startswith(("-", "+")) and not (
            program == "tar" and not found and re.fullmatch(r"[a-zA-Z]+", word)
        ):
            found.append(word)
    return found


def _line_of(text: str, read: tools.Read) -> int | None:
    """Return the line in which a manifest names a path."""
    for wanted in (read.path, read.path.rpartition("/")[0], read.key.rpartition(".")[2]):
        at = text.find(wanted) if wanted else -1
        if at >= 0:
            return text.count("\n", 0, at) + 1
    return None
