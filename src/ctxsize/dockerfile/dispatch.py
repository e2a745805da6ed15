"""Going through the instructions of a stage as BuildKit does: variables, checks, and the paths that are used.

Mirrors `dispatch` and its kin in BuildKit's `dockerfile2llb/convert.go`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from ctxsize.dockerfile.expand import Expansion, expand_text, expansion, words
from ctxsize.dockerfile.heredoc import heredoc_name, heredoc_of
from ctxsize.dockerfile.images import SCRATCH, is_digest
from ctxsize.dockerfile.mounts import Mount, read_mount
from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.dockerfile.remotes import git_of, is_http
from ctxsize.dockerfile.sources import Copy, Source
from ctxsize.dockerfile.stages import Command, State
from ctxsize.dockerfile.values import check_mode, check_port, check_signal
from ctxsize.gotext import encode, join_root

_DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# These may be declared and are never set.
_NO_ENV = frozenset({"BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"})
_WITHOUT_PATHS = frozenset({"EXPOSE", "LABEL", "STOPSIGNAL", "USER", "VOLUME"})


@dataclass(slots=True, kw_only=True)
class Dispatcher:
    """Goes through stages in order; `sources` grows with each, and a state's `uses` are indexes into it.

    `newer` says that a front end of the file's choice reads it, not the engine's own.
    """

    escape: str
    global_args: Mapping[str, str]
    build_args: Mapping[str, str]
    newer: bool
    system: str = "linux"
    sources: list[Source] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)

    def stage(self, state: State, *, system: str) -> None:
        """Go through one stage, whose base and whose sources have been gone through.

        Raises RefusalError with the instruction's line. `system` is the operating system that the stage is for.
        """
        self.system = system
        state.inherit()
        state.dispatched = True
        if system != "windows" and not any(pair.partition("=")[0] == "PATH" for pair in state.image_env):
            state.image_env.append(f"PATH={_DEFAULT_PATH}")
        for pair in state.image_env:
            name, _, value = pair.partition("=")
            state.env[name] = value
        for command in state.commands:
            handle = _HANDLERS.get(command.instruction.keyword)
            if handle is not None:
                try:
                    handle(self, state, command)
                except RefusalError as refusal:
                    if not self._image_may_mend(state, command):
                        raise RefusalError(refusal.what, refusal.advice, line=command.instruction.line) from None

    def _image_may_mend(self, state: State, command: Command) -> bool:
        """Whether an instruction that takes no path would pass if the stage's image set the variables in it.

        What an image sets is not known here; where Docker might well go on, nobody must be stopped.
        """
        keyword, text = command.instruction.keyword, command.instruction.text
        if not state.external or keyword not in _WITHOUT_PATHS:
            return False
        guessed = dict.fromkeys(re.findall(r"\$\{?(\w+)", text), "1")
        try:
            _HANDLERS[keyword](self, replace(state, env=guessed | state.env), command)
        except RefusalError:
            return False
        return True

    def expanded(self, word: str, state: State) -> Expansion:
        """Return a word with this stage's variables put in."""
        return expansion(word, state.env, self.escape)

    def use(self, state: State, source: Source) -> None:
        """Note that the stage takes a path from a context, and depends on it."""
        state.uses |= {len(self.sources)}
        self.sources.append(source)

    def env(self, state: State, command: Command) -> None:
        """All values of one ENV are expanded with the variables from before it."""
        texts = [self.expanded(word, state).text for word in command.instruction.args]
        for name, value in zip(texts[::2], texts[1::2], strict=True):
            state.env[name] = value
            for index, pair in enumerate(state.image_env):
                if pair.partition("=")[0] == name:
                    state.image_env[index] = f"{name}={value}"
                    break
            else:
                state.image_env.append(f"{name}={value}")

    def arg(self, state: State, command: Command) -> None:
        """An ARG's value is visible from here on, also in stages that start from this one, and also over an ENV."""
        for word in command.instruction.args:
            name, equals, default = word.partition("=")
            value: str | None
            if name in self.build_args:
                value = self.build_args[name]
            elif equals:
                value = self.expanded(default, state).text
            else:
                value = self.global_args.get(name)
            if value is not None and name not in _NO_ENV:
                state.env[name] = value

    def workdir(self, state: State, command: Command) -> None:
        """A relative folder is joined to the one before; after an image's unknown one it stays unknown."""
        path = self.expanded(command.instruction.args[0], state).text
        if path.startswith("/"):
            state.workdir = path
        elif path and state.workdir is not None:
            state.workdir = join_root(f"{state.workdir}/{path}")

    def expand_all(self, state: State, command: Command) -> None:
        """LABEL, USER and VOLUME matter only when their words cannot be expanded."""
        for word in command.instruction.args:
            if not self.expanded(word, state).text and command.instruction.keyword == "VOLUME":
                raise RefusalError(f"VOLUME {word} expands to an empty path", "Give the variable a value")

    def expose(self, state: State, command: Command) -> None:
        """A word may expand to several ports."""
        for word in sorted(command.instruction.args, key=encode):
            for port in words(word, state.env, self.escape):
                check_port(port)

    def stop_signal(self, state: State, command: Command) -> None:
        """The signal is looked up after expansion."""
        check_signal(self.expanded(command.instruction.args[0], state).text)

    def copy(self, state: State, command: Command) -> None:
        """COPY and ADD: each source that is a path is asked for from the main context, or from what `--from` names."""
        keyword, flags = command.instruction.keyword, command.flags
        self.expanded(flags.text("chown"), state)
        mode = self.expanded(flags.text("chmod"), state).text
        checksum = self.expanded(flags.text("checksum"), state).text if keyword == "ADD" else ""
        *written, destination = command.instruction.args
        paths = [word for word in written if heredoc_name(word) is None]
        expansions = [self.expanded(word, state) for word in paths]
        target = self.expanded(destination, state).text
        self._check_drive(target)
        _check_heredocs(state, command, written)
        origin = command.sources[0] if command.sources else None
        if origin is not None and not origin.dispatched:
            raise _too_early(f"--from={flags.text('from')}")
        if mode:
            check_mode(mode)
        if checksum:
            _check_checksum(checksum, [found.text for found in expansions])
        for word, found in zip(paths, expansions, strict=True):
            if not _check_remote(command, found.text, checksum):
                self._check_drive(found.text)
                self._copy_path(state, command, word, found)
        asked = [found.text for found in expansions if keyword == "COPY" or not is_http(found.text)]
        used = state.context_paths if origin is None else origin.paths
        used |= {join_root(path) for path in asked}
        if origin is None or origin.index is not None:
            self._note_copy(state, command, asked, target)

    def _note_copy(self, state: State, command: Command, asked: list[str], target: str) -> None:
        origin = command.sources[0] if command.sources else None
        if not target.startswith("/") and state.workdir is not None:
            place = join_root(f"{state.workdir}/{target}")
        else:
            place = join_root(target) if target.startswith("/") else join_root(target)[1:]
        self.copies.append(
            Copy(
                line=command.instruction.line,
                stage=state.index or 0,
                origin=None if origin is None else origin.index,
                sources=tuple(join_root(path) for path in asked),
                exclude=command.flags.all("exclude"),
                target=place,
                folder=target.endswith(("/", "/.")) or target in {"", "."},
            )
        )

    def _copy_path(self, state: State, command: Command, word: str, found: Expansion) -> None:
        origin = command.sources[0] if command.sources else None
        if origin is not None:
            state.uses |= origin.uses
            if origin.named is None or origin.index is not None:
                return
        parents = command.flags.on("parents")
        pivot, slash, below = found.text.partition("/./") if parents else ("", "", "")
        if parents and not slash:
            pivot, below = "", found.text
        source = Source(
            keyword=command.instruction.keyword,
            line=command.instruction.line,
            last_line=command.instruction.last_line,
            fired_line=command.fired_line,
            stage=state.label,
            text=word,
            path=join_root(found.text)[1:],
            context=None if origin is None else origin.named,
            wildcard=has_wildcard(join_root(found.text)),
            exclude=command.flags.all("exclude"),
            parents=parents,
            pivot=join_root(pivot)[1:],
            below=join_root(below)[1:],
            link=command.flags.on("link"),
            empty=not found.text and bool(word),
            unset=found.unset,
        )
        self.use(state, source)

    def _check_drive(self, path: str) -> None:
        """On Windows, a path may name the drive C and no other."""
        drive, colon, rest = path.partition(":")
        if self.system == "windows" and (
            path[:2].replace("\\", "/") == "//" or (colon and (drive.casefold() != "c" or not rest))
        ):
            raise RefusalError(
                f"`{path}` is not on the drive C", "Windows images have that one alone; leave the drive out"
            )

    def run(self, state: State, command: Command) -> None:
        """RUN: its mounts. The command may look at everything in the stage, so the stage's own base is needed whole."""
        if command.flags.all("device") and not self.newer:
            raise RefusalError(
                "RUN has --device",
                "The engine's own front end refuses it: begin the file with `# syntax=docker/dockerfile:1-labs`",
            )
        unset: dict[str, None] = {}

        def expand_value(text: str) -> str:
            found = self.expanded(text, state)
            unset.update(dict.fromkeys(found.unset))
            return found.text

        mounts: list[tuple[Mount, tuple[str, ...]]] = []
        for value in command.flags.all("mount"):
            unset.clear()
            mounts.append((read_mount(value, expand_value), tuple(unset)))
        state.paths.add("/")
        for (mount, missing), origin in zip(mounts, command.sources, strict=True):
            self._mount(state, command, mount, origin, missing)

    def _mount(self, state: State, command: Command, mount: Mount, origin: State, unset: tuple[str, ...]) -> None:
        name = mount.origin or (SCRATCH if mount.type == "cache" else "")
        if name and not origin.dispatched:
            raise _too_early(f"the mount's from={name}")
        if mount.type == "ssh" and mount.source:
            raise RefusalError("an ssh mount has source=", "Take it out")
        if mount.type in {"secret", "ssh"}:
            return
        _check_target(state, mount)
        if name:
            origin.paths.add(join_root(mount.source))
        else:
            # Also for tmpfs, which takes nothing from the context: upstream's slip. Having no source, it means the
            # root, and so it makes BuildKit ask for the whole context wherever anything else asks for a part of it.
            state.context_paths.add(join_root(mount.source))
        if mount.type == "tmpfs":
            return
        if name:
            state.uses |= origin.uses
            if origin.named is None or origin.index is not None:
                return
        source = Source(
            keyword="RUN --mount",
            line=command.instruction.line,
            last_line=command.instruction.last_line,
            fired_line=command.fired_line,
            stage=state.label,
            text=mount.written,
            path=join_root(mount.source)[1:],
            context=origin.named if name else None,
            bind=True,
            empty=not mount.source and bool(mount.written),
            unset=unset,
        )
        self.use(state, source)


_HANDLERS: dict[str, Callable[[Dispatcher, State, Command], None]] = {
    "ADD": Dispatcher.copy,
    "ARG": Dispatcher.arg,
    "COPY": Dispatcher.copy,
    "ENV": Dispatcher.env,
    "EXPOSE": Dispatcher.expose,
    "LABEL": Dispatcher.expand_all,
    "RUN": Dispatcher.run,
    "STOPSIGNAL": Dispatcher.stop_signal,
    "USER": Dispatcher.expand_all,
    "VOLUME": Dispatcher.expand_all,
    "WORKDIR": Dispatcher.workdir,
}


def has_wildcard(path: str) -> bool:
    """Return whether BuildKit takes a path as a pattern: it has a `*`, `?` or `[` without a backslash in front."""
    return re.search(r"[*?\[]", re.sub(r"\\.", "", path, flags=re.DOTALL)) is not None


def _too_early(what: str) -> RefusalError:
    return RefusalError(f"{what} names a stage that comes later", "Docker needs it before this one: move it up")


def _check_heredocs(state: State, command: Command, written: list[str]) -> None:
    """Expand the here-documents, which may be impossible; whether to, the words of the instruction say."""
    contents = {heredoc.name: heredoc.content for heredoc in command.instruction.heredocs}
    for word in written:
        opened = None if heredoc_name(word) is None else heredoc_of(word)
        if opened is not None and opened.expand:
            content = contents.get(opened.name, "")
            expand_text(re.sub(r"(?m)^\t+", "", content) if opened.chomp else content, state.env)


def _check_checksum(checksum: str, sources: list[str]) -> None:
    if len(sources) != 1:
        raise RefusalError("ADD has --checksum and several sources", "Give each its own ADD")
    if git_of(sources[0]) is None and not is_http(sources[0]):
        raise RefusalError("ADD has --checksum and a source that is a path", "It is for URLs and git repositories")
    if git_of(sources[0]) is None and not is_digest(checksum):
        raise RefusalError(f"--checksum is `{checksum}`", "Write sha256: and 64 hexadecimal digits in lower case")


def _check_remote(command: Command, source: str, checksum: str) -> bool:
    """Return whether a source is no path; raises RefusalError where it may not be."""
    git = git_of(source)
    if git is None and not is_http(source):
        return False
    if command.instruction.keyword == "COPY":
        raise RefusalError(f"COPY has the remote source {source}", "Only ADD takes one")
    if git is not None:
        wanted = command.flags.values.get("keep-git-dir")
        if wanted and git.keep_git_dir is not None and git.keep_git_dir != (wanted[0] == "true"):
            raise RefusalError("--keep-git-dir and the source contradict each other", "Keep one of them")
        if checksum and git.checksum and checksum != git.checksum:
            raise RefusalError("--checksum and the source contradict each other", "Keep one of them")
    return True


def _check_target(state: State, mount: Mount) -> None:
    if mount.target.startswith("/"):
        root = mount.target == "/"
    else:
        root = state.workdir is not None and join_root(f"{state.workdir}/{mount.target}") == "/"
    if root:
        raise RefusalError("a mount has the root as its target", "Give it target=, a folder below the root")
