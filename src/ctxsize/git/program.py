"""What git says of a context: asked of the git program, which alone knows all of its rules."""

from __future__ import annotations

import os

from ctxsize.display.escaping import printable
from ctxsize.files.read import MOST_SETTINGS_BYTES, read_below, read_named, read_within
from ctxsize.git.running import (
    GIT_DIRECTORY,
    PATIENCE_SECONDS,
    GitError,
    NoGitError,
    command,
    environment,
    names_patterns,
    refusal,
    require_pattern_files,
    require_patterns,
    require_readable,
    run,
)
from ctxsize.golang import paths
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from ctxsize.git.gitignore import Layer

_STUMBLES = "not superset of prefix"
"""Git's words where it trips over a directory of which everything is ignored, asked about that directory alone."""
_WAIT_SECONDS = 10
"""How long the answer is waited for at least, once everything else is done."""
_NAMES_AT_ONCE = 20
"""Each may have 4,096 bytes, and the system takes 128 KiB in one word list on its smallest setting."""
_NO_REPOSITORY = b"not a git repository (or any"
"""Git's words where something is called .git and is none; of a work tree that has lost its repository it says more."""


class WorkTree(Record):
    """The work tree that a context lies in.

    ``top`` is its directory, absolute; ``prefix`` the way from there to the context root, empty where they are the same.
    """

    top: str
    prefix: str


class Ignored(Record):
    """What git ignores and does not track: relative to the context root, without final slashes.

    Of a directory in ``directories`` everything is ignored, and nothing in it is tracked. ``whole`` is whether that is so of
    the context root itself.
    """

    files: frozenset[str]
    directories: frozenset[str]
    whole: bool = False


def repository(root: str) -> WorkTree | None:
    """Return the work tree that the directory ``root`` lies in, links resolved; ``None`` outside of any."""
    top = root
    while not os.path.lexists(f"{top}/{GIT_DIRECTORY}"):
        above = os.path.dirname(top)
        if above == top:
            return None
        top = above
    return WorkTree(top=top, prefix=os.path.relpath(root, top) if root != top else "")


def ignored(found: WorkTree) -> Ignored:
    """Return what git ignores in the context, and does not track.

    Repositories inside it, submodules too, are others to git: they must be asked themselves.

    Raises:
        GitError: if there is no git program, or it refuses.

    """
    return _sorted(_inside(found, _listed(found)))


def _sorted(names: list[str]) -> Ignored:
    # A directory of which git lists the content too is one that just happens to hold nothing else.
    above = {directory + "/" for name in names for directory in paths.with_directories(name.rstrip("/"))[:-1]}
    return Ignored(
        files=frozenset(name for name in names if name and not name.endswith("/")),
        directories=frozenset(
            name[:-1] for name in names if name.endswith("/") and name not in above and name.strip("./")
        ),
        whole=names == [""],
    )


_PLACE_KEEPERS = frozenset({".gitkeep", ".keep", ".gitignore", ".gitattributes"})
"""Files that are there so that git keeps a directory."""


def tracks(root: str, path: str) -> bool | None:
    """Return whether git tracks anything at ``path`` or below, place holders left aside; ``None`` outside of repositories.

    ``root`` is the context root, links resolved. A path in another repository inside of this one is not tracked by this.
    """
    found = repository(root)
    if found is None:
        return None
    inside = f"{found.prefix}/{path}" if found.prefix else path
    try:
        names = os.fsdecode(run(found.top, ("ls-files", "-z", "--", inside))).split("\0")
    except GitError:
        return None
    return any(name and name.rpartition("/")[2] not in _PLACE_KEEPERS for name in names)


def tracked_files(root: str, names: Collection[str]) -> frozenset[str] | None:
    """Return those of the paths below the context root that git tracks as files; ``None`` where it can't be asked."""
    found = repository(root)
    if found is None:
        return None
    prefix = f"{found.prefix}/" if found.prefix else ""
    files = [f"{prefix}{path}" for path in sorted(set(names)) if not os.path.isdir(f"{root}/{path}")]
    tracked: set[str] = set()
    try:
        for start in range(0, len(files), _NAMES_AT_ONCE):
            tracked.update(
                os.fsdecode(run(found.top, ("ls-files", "-z", "--", *files[start:][:_NAMES_AT_ONCE]))).split("\0")
            )
    except GitError:
        return None
    return frozenset(name.removeprefix(prefix) for name in tracked & set(files))


def would_ignore(root: str, path: str) -> bool:
    """Return whether git ignores a path, there or not; no outside of repositories and where git can't be asked."""
    found = repository(root)
    if found is None:
        return False
    inside = f"{found.prefix}/{path}" if found.prefix else path
    try:
        return bool(run(found.top, ("check-ignore", "--", f"./{inside}", f"./{inside}/"), fine=(0, 1)).strip())
    except GitError:
        return False


def ignored_by(root: str, path: str) -> str:
    """Return the line of git's that ignores a path, as ``.gitignore:4 dist/``; empty if none does or git can't be asked."""
    found = repository(root)
    if found is None:
        return ""
    inside = f"{found.prefix}/{path}" if found.prefix else path
    try:
        printed = os.fsdecode(run(found.top, ("check-ignore", "-v", "--", f"./{inside}"), fine=(0, 1)))
    except GitError:
        return ""
    place, _, _ = printed.partition("\t")
    file, _, rest = place.partition(":")
    line, _, pattern = rest.partition(":")
    return f"{file}:{line} {pattern}" if file and not pattern.startswith("!") else ""


def tracked(root: str) -> list[str]:
    """Return all paths that git tracks in the context, relative to its root; none outside of repositories."""
    found = repository(root)
    if found is None:
        return []
    try:
        listed = run(found.top, ("ls-files", "-z", "--", found.prefix) if found.prefix else ("ls-files", "-z"))
    except GitError:
        return []
    inside = f"{found.prefix}/" if found.prefix else ""
    names = os.fsdecode(listed).split("\0")
    return [name[len(inside) :] for name in names if name.startswith(inside) and name != inside]


class Question:
    """The question what git ignores in a context, asked while something else is done."""

    def __init__(self, root: str) -> None:
        """Ask about the directory ``root``; outside of a repository no program is started."""
        self._found = repository(root)
        self._asked: _Running | None = None
        self.failure = ""
        """Why there is no answer, in a sentence without its full stop; set once it was asked for."""
        self.place = os.path.relpath(f"{self._found.top}/{GIT_DIRECTORY}", root) if self._found is not None else ""
        """The repository, relative to the context root; empty outside of any."""
        if self._found is not None and hasattr(os, "memfd_create") and _is_plain(self._found.top):
            self._asked = _begin(self._found.top, _question(self._found))

    def answer(self) -> Ignored | None:
        """Return the answer, once it is there; ``None`` outside of a repository, and where there is a :attr:`failure`."""
        if self._found is None:
            return None
        listed, said = self._asked.end() if self._asked is not None else (None, None)
        self._asked = None
        if listed is not None:
            return _sorted(_inside(self._found, listed))
        if said is not None and _STUMBLES.encode() not in said:
            if _NO_REPOSITORY not in said:
                self.failure = refusal(said) or "git does not answer"
            return None
        try:
            # What can be done about it is known to who asks again.
            return ignored(self._found)
        except NoGitError:
            self.failure = "there is no git program on PATH"
        except GitError as error:
            if _NO_REPOSITORY.decode() in str(error):
                return None
            self.failure = str(error).rstrip(".").removeprefix(f"{printable(self._found.top)}: ")
        return None


class _Running:
    """Git at work; a thread that waits for it would keep the walk from dividing itself among processes."""

    def __init__(self, top: str, process: int, printed: int, said: int) -> None:
        """Keep the process, and the files that it prints into and complains into."""
        import time  # noqa: PLC0415 (built in)

        self._top = top
        self._kept = ""
        self._process = process
        self._files = (printed, said)
        self._begun = time.monotonic()

    def end(self) -> tuple[bytes | None, bytes]:
        """Wait; return what git has printed, ``None`` if it was not content, and what it has said to that."""
        status = self._wait()
        printed, said = map(_content, self._files)
        if status is None:
            said = (self._kept or f"it did not answer within {_WAIT_SECONDS} seconds, and was ended").encode()
        return printed if status == 0 else None, said

    def _wait(self) -> int | None:
        """Return the exit status; ``None`` if git takes too long, and has been ended."""
        import signal  # noqa: PLC0415 (as all of this)
        import time  # noqa: PLC0415

        # The walk took as long as it took; git gets as long again.
        end = time.monotonic() + max(_WAIT_SECONDS, time.monotonic() - self._begun)
        pause = 0.001
        patient: float | None = self._begun + PATIENCE_SECONDS
        while True:
            process, status = os.waitpid(self._process, os.WNOHANG)
            if process:
                return status
            if patient is not None and time.monotonic() > patient:
                patient = None
                self._kept = _keeps_git(self._top)
            if self._kept or time.monotonic() > end:
                os.kill(self._process, signal.SIGKILL)
                os.waitpid(self._process, 0)
                return None
            time.sleep(pause)
            pause = min(0.05, pause * 1.5)


def _keeps_git(top: str) -> str:
    """Return a sentence on what git waits for, if there is such a thing."""
    try:
        require_pattern_files(top)
    except GitError as error:
        return str(error)
    return ""


def _content(handle: int) -> bytes:
    try:
        return os.pread(handle, os.fstat(handle).st_size, 0)
    finally:
        os.close(handle)


def _begin(directory: str, arguments: Sequence[str]) -> _Running | None:
    """Start git; ``None`` if that does not work."""
    printed, said = os.memfd_create("ctxsize", 0), os.memfd_create("ctxsize", 0)
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, printed, 1),
        (os.POSIX_SPAWN_DUP2, said, 2),
    ]
    try:
        process = os.posix_spawnp("git", command("git", directory, arguments), environment(), file_actions=actions)
    except OSError:
        os.close(printed)
        os.close(said)
        return None
    return _Running(directory, process, printed, said)


_ALL = ("ls-files", "-z", "-o", "-i", "--exclude-standard", "--directory")


def _question(found: WorkTree) -> tuple[str, ...]:
    return (*_ALL, "--", found.prefix) if found.prefix else _ALL


def _is_plain(top: str) -> bool:
    """Whether git can be asked without a look at anything first."""
    try:
        require_readable(top)
    except GitError:
        return False
    return not names_patterns(top)


def _listed(found: WorkTree) -> bytes:
    require_patterns(found.top)
    try:
        return run(found.top, _question(found))
    except GitError as error:
        if _STUMBLES not in str(error):
            raise
        return run(found.top, _ALL)


def _inside(found: WorkTree, listed: bytes) -> list[str]:
    """Return what git lists, relative to the context root: empty for itself, directories with a slash at the end."""
    inside = f"{found.prefix}/" if found.prefix else ""
    names = [name for name in os.fsdecode(listed).split("\0") if name]
    inner = [name.removeprefix(inside) for name in names if name.startswith(inside) and name != inside]
    if not inner and any(name.endswith("/") and inside.startswith(name) for name in names):
        return [""]
    return inner


def outer_layers(found: WorkTree) -> list[Layer]:
    """Return the layers that are not files of the context, the weakest first: personal ones, those of directories above.

    Raises:
        GitError: as :func:`ignored`.

    """
    from functools import partial  # noqa: PLC0415

    from ctxsize.git.gitignore import GITIGNORE, Layer  # noqa: PLC0415 (only --fix asks)

    names = tuple(found.prefix.split("/")) if found.prefix else ()
    exclude = ".git/info/exclude"
    if not os.path.isdir(f"{found.top}/{GIT_DIRECTORY}"):  # a linked work tree or a submodule
        exclude = os.fsdecode(run(found.top, ["rev-parse", "--git-path", "info/exclude"]).removesuffix(b"\n"))
    exclude = os.path.join(found.top, exclude)
    inside = (found.top, os.path.realpath(os.path.dirname(exclude)))
    files = [
        ("core.excludesFile", _personal(found), names),
        (".git/info/exclude", _data(partial(read_within, exclude, inside, MOST_SETTINGS_BYTES)), names),
    ]
    # Of these git follows no link either.
    for depth in range(len(names)):
        path = "/".join((*names[:depth], GITIGNORE))
        data = _data(partial(read_below, found.top, path, MOST_SETTINGS_BYTES))
        files.append(("../" * (len(names) - depth) + GITIGNORE, data, names[depth:]))
    return [Layer(path=shown, data=data, above=above) for shown, data, above in files if data is not None]


def _personal(found: WorkTree) -> bytes | None:
    """Return the user's own patterns for all repositories.

    A repository's configuration may name any file of the machine here. What is outside of the repository is not read
    for it: its lines would be shown.
    """
    from functools import partial  # noqa: PLC0415

    told = run(found.top, ["config", "-z", "--show-scope", "--type=path", "--get", "core.excludesFile"], fine=(0, 1))
    scope, _, path = os.fsdecode(told.removesuffix(b"\0")).partition("\0")
    if not path:
        home = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
        path = f"{home}/git/ignore"
    full = os.path.join(found.top, path)
    if scope in {"local", "worktree"}:
        return _data(partial(read_within, full, (found.top,), MOST_SETTINGS_BYTES))
    return _data(partial(read_named, full, MOST_SETTINGS_BYTES))


def _data(read: Callable[[], bytes]) -> bytes | None:
    try:
        return read()
    except OSError:
        return None
