"""COPY and ADD: which paths they take from where (BuildKit's `dispatchCopy`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxsize.dockerfile.engine import Engine
from ctxsize.dockerfile.parser.heredoc import heredoc_name, heredoc_of
from ctxsize.dockerfile.parser.values import check_mode
from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.dockerfile.sources import Copy, Source
from ctxsize.dockerfile.stages.graph import DispatchState, StageCommand
from ctxsize.dockerfile.stages.images import is_digest
from ctxsize.dockerfile.stages.scope import StageScope, too_early
from ctxsize.dockerfile.traits import REQUIRED_PATHS, SENDS_REQUIRED_PATHS
from ctxsize.dockerfile.words.expand import Expansion, text_expansion
from ctxsize.golang.text import join_root

_WILDCARDS = frozenset("*?[")
_REMOTE = ("://", "@", "github.com/")
"""One of these is in every source that is no path."""


def copy(scope: StageScope, state: DispatchState, command: StageCommand) -> None:
    """COPY and ADD: each source that is a path is asked for from the main context, or from what `--from` names."""
    keyword, flags = command.instruction.keyword, command.flags
    scope.expanded(flags.text("chown"), state)
    mode = scope.expanded(flags.text("chmod"), state).text
    checksum = scope.expanded(flags.text("checksum"), state).text if keyword == "ADD" else ""
    *written, destination = command.instruction.args
    paths = [word for word in written if heredoc_name(word) is None]
    expansions = [scope.expanded(word, state) for word in paths]
    target = scope.expanded(destination, state).text
    _check_drive(state, target)
    _check_heredocs(scope, state, command, written)
    origin = command.sources[0] if command.sources else None
    if origin is not None and not origin.dispatched:
        raise too_early(f"--from={flags.text('from')}")
    if mode:
        check_mode(mode)
    if checksum:
        _check_checksum(checksum, [found.text for found in expansions], scope.engine)
    for word, found in zip(paths, expansions, strict=True):
        if not _check_remote(command, found.text, checksum, scope.engine):
            if scope.lint is not None and origin is None:
                scope.lint.copied(command.instruction, found.text)
            _check_drive(state, found.text)
            _copy_path(scope, state, command, word, found)
    asked = [found.text for found in expansions if not found.text.startswith(("http://", "https://"))]
    used = state.context_paths if origin is None else origin.paths
    used |= {join_root(path) for path in asked}
    if origin is None or origin.index is not None:
        _note_copy(scope, state, command, asked, target)
    plain = keyword == "COPY" and len(paths) == len(written) and not command.flags.on("parents")
    state.plain = state.plain and plain and (origin is None or (origin.index is not None and origin.plain))


def _note_copy(scope: StageScope, state: DispatchState, command: StageCommand, asked: list[str], target: str) -> None:
    origin = command.sources[0] if command.sources else None
    if not target.startswith("/") and state.workdir is not None:
        place = join_root(f"{state.workdir}/{target}")
    else:
        place = join_root(target) if target.startswith("/") else join_root(target)[1:]
    scope.copies.append(
        Copy(
            line=command.instruction.line,
            stage=state.index or 0,
            origin=None if origin is None else origin.index,
            sources=tuple(join_root(path) for path in asked),
            exclude=command.flags.all("exclude"),
            target=place,
            directory=target.endswith(("/", "/.")) or target in {"", "."},
            needs=tuple(_needed(scope, command, asked)),
        )
    )


def _needed(scope: StageScope, command: StageCommand, asked: list[str]) -> Iterator[str]:
    """Yield the sources that must be there: those without a wildcard, of `--parents` on newer engines alone."""
    parents = command.flags.on("parents")
    if not parents or (scope.engine.has(REQUIRED_PATHS) and scope.engine.has(SENDS_REQUIRED_PATHS)):
        for path in asked:
            if not has_wildcard(join_root(path)):
                yield join_root(path)


def _copy_path(scope: StageScope, state: DispatchState, command: StageCommand, word: str, found: Expansion) -> None:
    origin = command.sources[0] if command.sources else None
    if origin is not None:
        state.uses |= origin.uses
        if origin.named is None or (origin.index is not None and not origin.replaced):
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
        required=parents
        and scope.engine.has(REQUIRED_PATHS)
        and scope.engine.has(SENDS_REQUIRED_PATHS)
        and not has_wildcard(pivot)
        and not has_wildcard(join_root(below)),
        link=command.flags.on("link"),
        empty=not found.text and bool(word),
        unset=found.unset,
    )
    scope.use(state, source)


def _check_drive(state: DispatchState, path: str) -> None:
    """On Windows, a path may name the drive C and no other."""
    drive, colon, rest = path.partition(":")
    if state.system == "windows" and (
        path[:2].replace("\\", "/") == "//" or (colon and (drive.casefold() != "c" or not rest))
    ):
        raise RefusalError(f"`{path}` is not on the drive C", "Windows images have that one alone; leave the drive out")


def has_wildcard(path: str) -> bool:
    """Return whether BuildKit takes a path as a pattern: it has a `*`, `?` or `[` without a backslash in front."""
    plain = re.sub(r"\\.", "", path, flags=re.DOTALL) if "\\" in path else path
    return not _WILDCARDS.isdisjoint(plain)


def _check_heredocs(scope: StageScope, state: DispatchState, command: StageCommand, written: list[str]) -> None:
    """Expand the here-documents, which may be impossible; whether to, the words of the instruction say."""
    contents = {heredoc.name: heredoc.content for heredoc in command.instruction.heredocs}
    for word in written:
        opened = None if heredoc_name(word) is None else heredoc_of(word)
        if opened is not None and opened.expand:
            content = contents.get(opened.name, "")
            text = re.sub(r"(?m)^\t+", "", content) if opened.chomp else content
            scope.note_unset(text_expansion(text, state.env).unset, state)


def _check_checksum(checksum: str, sources: list[str], engine: Engine) -> None:
    from ctxsize.dockerfile.stages.remotes import git_of, is_http  # noqa: PLC0415 (few Dockerfiles fetch anything)

    if len(sources) != 1:
        raise RefusalError("ADD has --checksum and several sources", "Give each its own ADD")
    # `github.com/org/repo` is a path, yet passes as a repository here.
    if git_of(sources[0], engine) is None and not is_http(sources[0]) and not sources[0].startswith("github.com/"):
        raise RefusalError("ADD has --checksum and a source that is a path", "It is for URLs and git repositories")
    if is_http(sources[0]) and git_of(sources[0], engine) is None and not is_digest(checksum):
        raise RefusalError(f"--checksum is `{checksum}`", "Write sha256: and 64 hexadecimal digits in lower case")


def _check_remote(command: StageCommand, source: str, checksum: str, engine: Engine) -> bool:
    """Return whether a source is no path; raises RefusalError where it may not be."""
    if not any(sign in source for sign in _REMOTE):
        return False
    from ctxsize.dockerfile.stages.remotes import git_of, is_http  # noqa: PLC0415 (few Dockerfiles fetch anything)

    git = git_of(source, engine)
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
