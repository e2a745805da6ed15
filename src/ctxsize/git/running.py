"""The git program, run so that a repository of strangers can neither make it do anything nor keep it going.

Nothing that a repository's configuration names is run: monitors and hooks are switched off, no transport is allowed, and
nothing is fetched. A repository of another owner is looked at all the same for that reason. What git would wait for or
read for ever is refused before it starts, its answers have a limit, and so has its time.
"""

from __future__ import annotations

import os
import stat

from ctxsize.display.escaping import printable
from ctxsize.errors import CtxsizeError
from ctxsize.files.read import MOST_BYTES, MOST_SETTINGS_BYTES, read_named

TYPE_CHECKING = False
if TYPE_CHECKING:
    import subprocess
    from collections.abc import Sequence

GIT_DIRECTORY = ".git"
SECONDS = 60
"""How long git may take for one answer."""
PATIENCE_SECONDS = 0.5
"""Where git takes longer, it is looked for what keeps it."""
_MOST_ANSWER_BYTES = 512 * 1024 * 1024
_MOST_WORDS_BYTES = 64 * 1024
"""Of what git says besides its answer."""
_HARMLESS = (
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.untrackedCache=false"),
    *("-c", "core.pager=cat"),
    # Git refuses a repository of another owner because it might run something; here it may not.
    *("-c", "safe.directory=*"),
    # Larger objects are streamed; git would hold them whole otherwise.
    *("-c", "core.bigFileThreshold=1m"),
)
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
# Of the caller's own variables only these are about the user. Others name the repository that a hook is started in, or
# change what git does, or make it write.
_KEPT = frozenset(
    {"GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_SYSTEM", "GIT_CEILING_DIRECTORIES", "GIT_EXEC_PATH"}
)
_PATTERN_FILES = (".gitignore", ".gitattributes")
"""What git reads in each directory."""
# What git reads of a repository before anything else.
_OWN_FILES = (
    "HEAD",
    "config",
    "config.worktree",
    "index",
    "packed-refs",
    "commondir",
    "info/exclude",
    "info/attributes",
)


class GitError(CtxsizeError):
    """Git can't be asked, or does not answer."""


class NoGitError(GitError):
    """There is no git program."""


class Answer:
    """What git printed, what it said besides, and how it ended."""

    __slots__ = ("printed", "said", "status")

    def __init__(self, printed: bytes, said: bytes, status: int) -> None:
        """Keep the three."""
        self.printed = printed
        self.said = said
        self.status = status


def run(directory: str, arguments: Sequence[str], *, given: bytes = b"", fine: Sequence[int] = (0,)) -> bytes:
    """Return what git prints.

    Args:
        directory: the top of a work tree, or of a bare repository.
        arguments: the command and its own.
        given: what it reads from standard input.
        fine: the exit codes that are no failure.

    Raises:
        GitError: if there is no git program, if it refuses, or takes too long, or prints too much.

    """
    answer = ask(directory, arguments, given=given)
    if answer.status in fine:
        return answer.printed
    raise GitError(f"{printable(directory)}: {refusal(answer.said) or f'git ends with {answer.status}'}.")


def ask(directory: str, arguments: Sequence[str], *, given: bytes = b"") -> Answer:
    """Return git's answer, whatever it is; raises :class:`GitError` where there is none."""
    require_readable(directory)
    with start(directory, arguments) as process:
        try:
            return _exchange(process, directory, arguments[0], given)
        finally:
            process.kill()


_KNOWS = "and git alone knows what it ignores. Install git, or leave it out with --source rules."


def git_program(why: str = _KNOWS) -> str:
    """Return where git is; raises :class:`NoGitError`, which says ``why`` it is needed and what to do."""
    import shutil  # noqa: PLC0415 (many a context lies in no repository)

    program = shutil.which("git")
    if program is None:
        raise NoGitError(f"There is no git program on PATH, {why}")
    return program


def start(directory: str, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start git; raises :class:`GitError`."""
    import subprocess  # noqa: PLC0415 (many a context lies in no repository)

    program = git_program()
    try:
        return subprocess.Popen(  # noqa: S603 (git, with arguments of ours)
            command(program, directory, arguments),
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except OSError as error:
        raise GitError(
            f"{printable(program)}: {error.strerror}. Without git nothing is known of what it ignores."
        ) from error


def _exchange(process: subprocess.Popen[bytes], directory: str, what: str, given: bytes) -> Answer:
    import selectors  # noqa: PLC0415 (subprocess has loaded it)
    import time  # noqa: PLC0415

    assert process.stdin is not None  # noqa: S101 (all three are pipes)
    assert process.stdout is not None  # noqa: S101
    assert process.stderr is not None  # noqa: S101
    end = time.monotonic() + SECONDS
    printed, said = bytearray(), bytearray()
    with selectors.DefaultSelector() as waiting:
        waiting.register(process.stdout, selectors.EVENT_READ)
        waiting.register(process.stderr, selectors.EVENT_READ)
        if given:
            waiting.register(process.stdin, selectors.EVENT_WRITE)
        else:
            process.stdin.close()
        patience: float = PATIENCE_SECONDS
        while waiting.get_map():
            ready = waiting.select(max(0, min(patience, end - time.monotonic())))
            if not ready:
                patience = _unready(directory, what, end)
            for key, _ in ready:
                if key.fileobj is process.stdin:
                    given = _give(key.fd, given)
                    if not given:
                        waiting.unregister(process.stdin)
                        process.stdin.close()
                    continue
                piece = os.read(key.fd, 1 << 20)
                if not piece:
                    waiting.unregister(key.fileobj)
                elif key.fileobj is process.stdout:
                    printed += piece
                else:
                    said += piece[: _MOST_WORDS_BYTES - len(said)]
            if len(printed) > _MOST_ANSWER_BYTES:
                raise GitError(
                    f"{printable(directory)}: git {what} prints more than {_MOST_ANSWER_BYTES:,} bytes, which is more than is read."
                )
    return Answer(bytes(printed), bytes(said), process.wait())


def _unready(directory: str, what: str, end: float) -> float:
    """Say why git does not answer, if that is known or its time is over; else return how long to wait for it."""
    import time  # noqa: PLC0415 (as above)

    if time.monotonic() >= end:
        raise GitError(f"{printable(directory)}: git {what} did not answer in {SECONDS} seconds, and was ended.")
    require_pattern_files(directory)
    return SECONDS


def _give(handle: int, given: bytes) -> bytes:
    """Write a piece, and return what is left; nothing if git does not want it."""
    import select  # noqa: PLC0415 (a pipe takes so many bytes without waiting)

    try:
        return given[os.write(handle, given[: select.PIPE_BUF]) :]
    except BrokenPipeError:
        return b""


def refusal(said: bytes) -> str:
    """Return what git says first, as a part of a sentence."""
    words = printable(os.fsdecode(said).strip().partition("\n")[0]).rstrip(".")
    return f"git does not answer: {words}" if words else ""


def command(program: str, directory: str, arguments: Sequence[str]) -> list[str]:
    """Return the words that start git."""
    # That one command refuses to be told how to read its paths, and takes no pattern among them.
    literal = [] if arguments[0] == "check-ignore" else ["--literal-pathspecs"]
    return [program, "-C", directory, *literal, *_HARMLESS, *arguments]


def environment() -> dict[str, str]:
    """Return the variables that git gets to see."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in _KEPT}
    return kept | _ENVIRONMENT


def require_readable(top: str) -> None:
    """Refuse a repository in which git would wait or read for ever.

    Raises:
        GitError: if a file that git reads first is none, or ``core.excludesFile`` names none, or one without an end.

    """
    own = f"{top}/{GIT_DIRECTORY}"
    for name in (*(f"{GIT_DIRECTORY}/{name}" for name in _OWN_FILES), *_PATTERN_FILES):
        _require_file(f"{top}/{name}", name)
    if os.path.lexists(own) and not os.path.isdir(own):
        _require_file(own, GIT_DIRECTORY)


def require_pattern_files(top: str) -> None:
    """Refuse a work tree in which git waits or reads for ever in some directory; this looks into each of them.

    Raises:
        GitError: if a ``.gitignore`` or ``.gitattributes`` is no file, or one without an end.

    """
    pending = [""]
    while pending:
        above = pending.pop()
        try:
            with os.scandir(f"{top}/{above}") as entries:
                for entry in entries:
                    if entry.name in _PATTERN_FILES:
                        _require_file(f"{top}/{above}{entry.name}", f"{above}{entry.name}")
                    elif entry.name != GIT_DIRECTORY and entry.is_dir(follow_symlinks=False):
                        pending.append(f"{above}{entry.name}/")
        except OSError:
            continue  # git can't look into it either


def _require_file(full: str, shown: str) -> None:
    try:
        status = os.stat(full)
    except OSError:
        return  # git says what there is to say
    if stat.S_ISDIR(status.st_mode):
        return
    if not stat.S_ISREG(status.st_mode):
        raise GitError(f"{printable(shown)} is not a regular file, and git would wait for it. Put a file in its place.")
    if not shown.endswith("index") and status.st_size > MOST_BYTES:
        raise GitError(f"{printable(shown)} has {status.st_size:,} bytes, and git would read all of it. Shorten it.")


def names_patterns(top: str) -> bool:
    """Whether the repository's own configuration may name a file of patterns, which may be any file of this machine."""
    if not os.path.isdir(f"{top}/{GIT_DIRECTORY}"):
        return True
    try:
        data = read_named(f"{top}/{GIT_DIRECTORY}/config", MOST_SETTINGS_BYTES).lower()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return b"excludesfile" in data or b"include" in data or b"worktreeconfig" in data


def require_patterns(top: str) -> None:
    """Refuse a repository whose ``core.excludesFile`` is no file, or one without an end.

    Raises:
        GitError: in this case, and as :func:`run`.

    """
    if names_patterns(top):
        told = run(top, ["config", "-z", "--type=path", "--get", "core.excludesFile"], fine=(0, 1))
        path = os.fsdecode(told.removesuffix(b"\0"))
        if path:
            _require_file(os.path.join(top, path), f"core.excludesFile, {path},")
