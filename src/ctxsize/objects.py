"""A commit's tree as a context, read from git's objects through GitPython: the work tree is not touched.

It is what a fresh checkout of the commit would be: the same walk, the same questions, without a file on disk.
Submodules are empty folders and files of Git LFS their pointers, as they are in a checkout that has neither.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass

from ctxsize import paths
from ctxsize.errors import UsageError
from ctxsize.gotext import decode, encode
from ctxsize.walk import Folder, Found, Measured, Tree, Walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from git import Repo
    from git.objects import Commit

# Whenever a checkout is made, its files' time takes the same number of bytes in a transfer: this is one such time.
_TIME_NS = 1_700_000_000 * 10**9
_MODES = {
    b"100644": stat.S_IFREG | 0o644,
    b"100755": stat.S_IFREG | 0o755,
    b"100664": stat.S_IFREG | 0o644,
    b"120000": stat.S_IFLNK | 0o777,
    b"040000": stat.S_IFDIR | 0o755,
    b"160000": stat.S_IFDIR | 0o755,
}
_SUBMODULE = b"160000"
_POINTER = b"version https://git-lfs.github.com/spec/v1\n"
_POINTER_BYTES = range(120, 200)
_LFS = b"filter=lfs"
_ATTRIBUTES = ".gitattributes"


class Status:
    """What ``lstat`` would say of an entry of a checkout, and the object that holds its content."""

    __slots__ = ("blob", "st_ino", "st_mode", "st_size")
    st_dev = 0
    st_rdev = 0
    st_nlink = 1
    st_mtime_ns = _TIME_NS

    def __init__(self, mode: int, size: int, blob: str, number: int) -> None:
        """Speak of the blob with this hash; of a folder it is empty."""
        self.st_mode = mode
        self.st_size = size
        self.blob = blob
        self.st_ino = number


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What a checkout of a tree would lack: paths of submodules; files of Git LFS, with the bytes that they stand for."""

    submodules: tuple[str, ...] = ()
    pointers: tuple[tuple[str, int], ...] = ()


def tree_at(root: str, ref: str, dockerfile: str | None) -> tuple[GitTree, str, str | None]:
    """Return what stands for the folder ``root`` at a commit, the commit for people, and the Dockerfile's place in it.

    Raises:
        UsageError: if there is no such commit, or nothing of the context in it.

    """
    repository = Repository(root)
    commit = repository.commit(ref)
    tree = repository.tree(commit).at(repository.inside(root))
    if tree is None:
        raise UsageError(f"{paths.printable(root)} is no folder at {paths.quoted(ref)}. Name another folder or commit.")
    short = commit[:7]
    return tree, short if commit.startswith(ref) else f"{ref} ({short})", repository.dockerfile(dockerfile)


class Repository:
    """A repository that is asked for commits and trees."""

    def __init__(self, root: str) -> None:
        """Open the repository that the folder ``root`` lies in.

        Raises:
            UsageError: if it lies in none, or git does not open it.

        """
        import git  # noqa: PLC0415 (takes longer to load than a small context to analyze)

        try:
            self._repo: Repo = git.Repo(root, search_parent_directories=True)
        except (git.InvalidGitRepositoryError, git.NoSuchPathError) as error:
            raise UsageError(
                f"{paths.printable(root)} lies in no git repository, so there is no commit to look at."
            ) from error
        except git.GitError as error:
            raise UsageError(f"{paths.printable(root)}: git does not open the repository: {_told(error)}.") from error
        if self._repo.working_tree_dir is None:
            raise UsageError(f"{paths.printable(root)} lies in a bare repository. Name a folder of a work tree.")
        self._rows: dict[bytes, tuple[str, str, str, Status]] = {}
        # Nothing is fetched, nothing is asked, nothing is written.
        self._repo.git.update_environment(
            GIT_NO_LAZY_FETCH="1",
            GIT_ALLOW_PROTOCOL="none",
            GIT_OPTIONAL_LOCKS="0",
            GIT_TERMINAL_PROMPT="0",
            LC_ALL="C",
        )
        self.top = os.path.realpath(os.fspath(self._repo.working_tree_dir))

    def commit(self, ref: str) -> str:
        """Return the hash of the commit that ``ref`` names.

        Raises:
            UsageError: if it names none.

        """
        return self._commit(ref).hexsha

    def base(self, ref: str) -> str:
        """Return the commit to compare ``HEAD`` with: where it parted from ``ref`` if that is a branch, else ``ref`` itself."""
        commit = self._commit(ref)
        full = self._ask("rev-parse", "--symbolic-full-name", ref).strip()
        if not full.startswith((b"refs/heads/", b"refs/remotes/")):
            return commit.hexsha
        found = self._repo.merge_base(commit, self._commit("HEAD"))
        if not found or found[0] is None:
            shown = paths.quoted(ref)
            raise UsageError(
                f"{shown} and HEAD have no common commit here. Fetch more history (git fetch --unshallow, or fetch-depth: 0)."
            )
        return str(found[0].hexsha)

    def inside(self, full: str) -> str:
        """Return an absolute path as seen from the top of the repository.

        Raises:
            UsageError: if it lies outside.

        """
        if full == self.top:
            return ""
        above = self.top.rstrip("/") + "/"
        if not full.startswith(above):
            raise UsageError(f"{paths.printable(full)} lies outside of the repository {paths.printable(self.top)}.")
        return full[len(above) :]

    def dockerfile(self, given: str | None) -> str | None:
        """Return what the user gave with ``-f``, which is relative to the working folder, as seen from the top."""
        if given is None:
            return None
        folder, name = os.path.split(os.path.abspath(given))
        return self.inside(os.path.join(os.path.realpath(folder), name))

    def tree(self, commit: str) -> GitTree:
        """Return the whole tree of a commit."""
        return GitTree(self, *self._listing(commit), self.top, "")

    def read(self, blob: str) -> bytes:
        """Return the content of an object."""
        content: bytes = self._repo.odb.stream(bytes.fromhex(blob)).read()
        return content

    def _commit(self, ref: str) -> Commit:
        import git  # noqa: PLC0415 (loaded already)

        try:
            return self._repo.commit(ref)
        except (git.GitError, git.BadName, ValueError, IndexError, OSError) as error:
            raise UsageError(f"{paths.quoted(ref)} is no commit of this repository. {self._nearest(ref)}") from error

    def _nearest(self, ref: str) -> str:
        import difflib  # noqa: PLC0415 (only for a mistake)

        names = [each.name for each in self._repo.refs]
        same = [name for name in names if name.rpartition("/")[2] == ref.rpartition("/")[2]]
        close = [*same, *difflib.get_close_matches(ref, names, 1)]
        return (
            f"Did you mean {paths.printable(close[0])}?"
            if close
            else f"Fetch it first: git fetch origin {paths.printable(ref)}."
        )

    def _ask(self, *arguments: str) -> bytes:
        import git  # noqa: PLC0415 (loaded already)

        try:
            answer: bytes = self._repo.git.execute(
                ["git", *arguments], stdout_as_string=False, strip_newline_in_stdout=False
            )
        except git.GitError as error:
            raise UsageError(f"git {arguments[0]} fails: {_told(error)}.") from error
        return answer

    def _listing(self, commit: str) -> tuple[dict[str, list[tuple[str, Status]]], dict[str, Status], list[str]]:
        """Return each folder's entries in byte order, all entries by path, and the submodules."""
        raw = self._ask("ls-tree", "-r", "-t", "-l", "-z", "--full-tree", commit)
        folders: dict[str, list[tuple[str, Status]]] = {"": []}
        by_path: dict[str, Status] = {}
        submodules = []
        mixed = set()
        for row in raw.split(b"\0")[:-1]:
            # Two commits have most of their rows in common.
            known = self._rows.get(row)
            if known is None:
                known = self._rows[row] = _read(row, len(self._rows) + 1)
            path, above, name, status = known
            by_path[path] = status
            folders[above].append((name, status))
            if not status.blob:
                folders[path] = []
                mixed.add(above)
                if row.startswith(_SUBMODULE):
                    submodules.append(path)
        for above in mixed:
            # Git sorts folders as if their names ended with a slash.
            folders[above].sort(key=_name_bytes)
        return folders, by_path, submodules


def _read(row: bytes, number: int) -> tuple[str, str, str, Status]:
    """Return what a row of ``git ls-tree`` says: path, folder, name, status; a folder and a submodule have no blob."""
    head, _, raw = row.partition(b"\t")
    mode, _, blob, size = head.split()
    path = raw.decode("utf-8", "surrogateescape")
    above, _, name = path.rpartition("/")
    kind = _MODES.get(mode, stat.S_IFREG | 0o644)
    folder = stat.S_ISDIR(kind)
    return path, above, name, Status(kind, 0 if folder else int(size), "" if folder else blob.decode(), number)


def _name_bytes(entry: tuple[str, Status]) -> bytes:
    return encode(entry[0])


def _told(error: Exception) -> str:
    """Return the last line of what git said."""
    text = str(getattr(error, "stderr", "") or error).strip().strip("'").strip()
    return paths.printable(text.splitlines()[-1].removeprefix("fatal: ").rstrip(".")) if text else type(error).__name__


class GitTree(Tree):
    """A tree, or a folder of one, as a context root."""

    def __init__(
        self,
        repository: Repository,
        folders: dict[str, list[tuple[str, Status]]],
        by_path: dict[str, Status],
        submodules: Sequence[str],
        top: str,
        prefix: str,
    ) -> None:
        """Answer for the folder ``prefix`` of the tree."""
        self.root = f"{top}/{prefix}" if prefix else top
        super().__init__(self.root)
        self._repository = repository
        self._folders = folders
        self._by_path = by_path
        self._submodules = submodules
        self._top = top
        self.prefix = prefix

    def at(self, prefix: str) -> GitTree | None:
        """Return the same for a folder, named as seen from the top; ``None`` if there is no such folder."""
        if prefix not in self._folders:
            return None
        return GitTree(self._repository, self._folders, self._by_path, self._submodules, self._top, prefix)

    def walk(self, visitor: Any) -> None:  # noqa: ANN401 (see walk.Visitor)
        """Show everything below to ``visitor``, as :func:`ctxsize.walk.walk` shows a folder on disk."""
        _GitWalk(self, visitor).below("", visitor.root())

    def listing(self, path: str) -> list[tuple[str, Status]]:
        """Return the names in a folder with what would be their status, in byte order; none if it is no folder."""
        return self._folders.get(self._full(path), [])

    def status(self, path: str) -> Status | None:
        """Return what would be the status of ``path``."""
        return self._by_path.get(self._full(path))

    def content(self, status: Status) -> bytes:
        """Return the content of a file, or where a link points."""
        return self._repository.read(status.blob)

    def left(self) -> Left:
        """Return what a checkout would lack, without submodules and Git LFS."""
        below = self.prefix + "/" if self.prefix else ""
        submodules = tuple(path for path in self._submodules if path.startswith(below))
        return Left(submodules=submodules, pointers=tuple(self._pointers(below)))

    def heads(self, files: Iterable[str], limit: int) -> Iterator[tuple[str, bytes]]:
        """Yield each path with the beginning of its content, as :func:`ctxsize.contents.heads` does."""
        for path in files:
            status = self.status(path)
            if status is not None and stat.S_ISREG(status.st_mode):
                yield path, self.content(status)[:limit]

    def link_target(self, path: str) -> str | None:
        """Return where the link at ``path`` points; ``None`` if there is no link there."""
        status = self.status(path)
        return decode(self.content(status)) if status is not None and stat.S_ISLNK(status.st_mode) else None

    def names(self, path: str) -> list[str]:
        """Return the names in the folder at ``path``, in byte order; none if it is no folder."""
        return [name for name, _ in self.listing(path)]

    def read(self, path: str) -> bytes | None:
        """Return the bytes of the file at ``path``, links resolved; ``None`` if there is none, or something else."""
        resolved = self.resolve(path)
        status = self.status(resolved) if resolved is not None else None
        return self.content(status) if status is not None and stat.S_ISREG(status.st_mode) else None

    def exists(self, path: str) -> bool:
        """Whether there is anything at ``path``, a broken link included."""
        return self._full(path) in self._by_path or self._full(path) == self.prefix

    def _full(self, path: str) -> str:
        return paths.join(self.prefix, path)

    def _pointers(self, below: str) -> Iterator[tuple[str, int]]:
        attributes = [status for path, status in self._by_path.items() if path.rpartition("/")[2] == _ATTRIBUTES]
        if not any(_LFS in self.content(status) for status in attributes if stat.S_ISREG(status.st_mode)):
            return
        for path, status in self._by_path.items():
            if not (path.startswith(below) and stat.S_ISREG(status.st_mode) and status.st_size in _POINTER_BYTES):
                continue
            content = self.content(status)
            size = next((line[5:] for line in content.split(b"\n") if line.startswith(b"size ")), b"")
            if content.startswith(_POINTER) and size.isdigit():
                yield path.removeprefix(below), int(size)


class _GitFound(Found):
    """An entry of a tree."""

    __slots__ = ("_tree",)

    def __init__(self, tree: GitTree, path: str, name: str, status: Any) -> None:  # noqa: ANN401 (a Status, not os.stat_result)
        super().__init__("", path, name, status)
        self._tree = tree

    def target(self) -> str:
        """Return where a symbolic link points."""
        return self._tree.link_target(self.path) or ""

    def attributes(self) -> dict[str, bytes]:
        """Return no attributes: git keeps none."""
        return {}

    def is_readable(self) -> bool:
        """Return that it is."""
        return True


def _no_attributes(_: str, *, follow_symlinks: bool) -> list[str]:  # noqa: ARG001 (as os.listxattr)
    return []


class _GitFolder(Folder):
    """A folder of a tree."""

    __slots__ = ("_tree",)

    def __init__(self, tree: GitTree, path: str) -> None:
        super().__init__("", path)
        self._tree = tree
        self.list_attributes = _no_attributes

    def found(self, name: str, status: Any) -> Found:  # noqa: ANN401 (a Status, not os.stat_result)
        """Return an entry of the folder."""
        return _GitFound(self._tree, self.prefix + name, name, status)


class _GitWalk(Walk):
    """A walk through a tree."""

    def __init__(self, tree: GitTree, visitor: Any) -> None:  # noqa: ANN401 (see walk.Visitor)
        super().__init__("", visitor)
        self._tree = tree

    def listing(self, path: str) -> list[Any]:
        """Return what a folder holds, in byte order."""
        return self._tree.listing(path)

    def folder(self, path: str) -> Folder:
        """Return a folder, to speak of what is in it."""
        return _GitFolder(self._tree, path)

    def _measure(self, path: str, token: Any) -> list[str]:  # noqa: ANN401
        measured = Measured()
        folders = []
        for name, status in self._tree.listing(path):
            if stat.S_ISREG(status.st_mode):
                measured.files += 1
                measured.bytes += status.st_size
            elif stat.S_ISDIR(status.st_mode):
                folders.append(f"{path}/{name}")
        self.visitor.measure(token, measured)
        return folders
