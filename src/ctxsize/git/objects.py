"""Git's objects, read through GitPython: which commit is meant, and what its tree holds. The work tree is not touched."""

from __future__ import annotations

import os
import stat

from ctxsize.display.escaping import printable, quoted
from ctxsize.errors import UsageError
from ctxsize.git.program import GitError
from ctxsize.git.source import GitSource, GitStatus, Listing
from ctxsize.golang.text import encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from git import Repo
    from git.objects import Commit

_MODES = {
    b"100644": stat.S_IFREG | 0o644,
    b"100755": stat.S_IFREG | 0o755,
    b"120000": stat.S_IFLNK | 0o777,
    b"040000": stat.S_IFDIR | 0o755,
    b"160000": stat.S_IFDIR | 0o755,
}
_SUBMODULE = b"160000"


def tree_at(root: str, ref: str, dockerfile: str | None) -> tuple[GitSource, str, str | None]:
    """Return what stands for the folder ``root`` at a commit, the commit for people, and the Dockerfile's place in it.

    Raises:
        UsageError: if there is no such commit, or nothing of the context in it.
        GitError: if there is no git program.

    """
    repository = Repository(root)
    commit = repository.commit(ref)
    tree = repository.tree(commit).at(repository.inside(root))
    if tree is None:
        raise UsageError(f"{printable(root)} is no folder at {quoted(ref)}. Name another folder or commit.")
    short = commit[:7]
    return tree, short if commit.startswith(ref) else f"{ref} ({short})", repository.dockerfile(dockerfile)


class Repository:
    """A repository that is asked for commits and trees."""

    def __init__(self, root: str) -> None:
        """Open the repository that the folder ``root`` lies in.

        Raises:
            UsageError: if it lies in none, or git does not open it.
            GitError: if there is no git program.

        """
        import shutil  # noqa: PLC0415 (only with a commit)

        if shutil.which("git") is None:
            # GitPython reads objects through the program, and fails in its own words as soon as it is imported.
            raise GitError("There is no git program on PATH, and --ref and --compare need it. Install git.")
        import git  # noqa: PLC0415 (takes longer to load than a small context to analyze)

        try:
            self._repo: Repo = git.Repo(root, search_parent_directories=True)
        except (git.InvalidGitRepositoryError, git.NoSuchPathError) as error:
            raise UsageError(
                f"{printable(root)} lies in no git repository, so there is no commit to look at."
            ) from error
        except git.GitError as error:
            raise UsageError(f"{printable(root)}: git does not open the repository: {_told(error)}.") from error
        if self._repo.working_tree_dir is None:
            raise UsageError(f"{printable(root)} lies in a bare repository. Name a folder of a work tree.")
        self._rows: dict[bytes, tuple[str, str, str, GitStatus]] = {}
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
            shown = quoted(ref)
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
            raise UsageError(f"{printable(full)} lies outside of the repository {printable(self.top)}.")
        return full[len(above) :]

    def dockerfile(self, given: str | None) -> str | None:
        """Return what the user gave with ``-f``, which is relative to the working folder, as seen from the top."""
        if given is None:
            return None
        folder, name = os.path.split(os.path.abspath(given))
        return self.inside(os.path.join(os.path.realpath(folder), name))

    def tree(self, commit: str) -> GitSource:
        """Return the whole tree of a commit."""
        return GitSource(self._listing(commit), self.read, self.top)

    def read(self, blob: str) -> bytes:
        """Return the content of an object."""
        content: bytes = self._repo.odb.stream(bytes.fromhex(blob)).read()
        return content

    def _commit(self, ref: str) -> Commit:
        import git  # noqa: PLC0415 (loaded already)

        try:
            return self._repo.commit(ref)
        except (git.GitError, git.BadName, ValueError, IndexError, OSError) as error:
            raise UsageError(f"{quoted(ref)} is no commit of this repository. {self._nearest(ref)}") from error

    def _nearest(self, ref: str) -> str:
        import difflib  # noqa: PLC0415 (only for a mistake)

        if not self._repo.head.is_valid():
            return "The repository has no commit yet."
        names = [each.name for each in self._repo.refs]
        same = [name for name in names if name.rpartition("/")[2] == ref.rpartition("/")[2]]
        close = [*same, *difflib.get_close_matches(ref, names, 1)]
        return (
            f"Did you mean {printable(close[0])}?" if close else f"Fetch it first: git fetch origin {printable(ref)}."
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

    def _listing(self, commit: str) -> Listing:
        raw = self._ask("ls-tree", "-r", "-t", "-l", "-z", "--full-tree", commit)
        folders: dict[str, list[tuple[str, GitStatus]]] = {"": []}
        by_path: dict[str, GitStatus] = {}
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
        return Listing(folders=folders, by_path=by_path, submodules=submodules)


def _read(row: bytes, number: int) -> tuple[str, str, str, GitStatus]:
    """Return what a row of ``git ls-tree`` says: path, folder, name, status; a folder and a submodule have no blob."""
    head, _, raw = row.partition(b"\t")
    mode, _, blob, size = head.split()
    path = raw.decode("utf-8", "surrogateescape")
    above, _, name = path.rpartition("/")
    kind = _MODES.get(mode, stat.S_IFREG | 0o644)
    folder = stat.S_ISDIR(kind)
    return path, above, name, GitStatus(kind, 0 if folder else int(size), "" if folder else blob.decode(), number)


def _name_bytes(entry: tuple[str, GitStatus]) -> bytes:
    return encode(entry[0])


def _told(error: Exception) -> str:
    """Return the last line of what git said."""
    text = str(getattr(error, "stderr", "") or error).strip().strip("'").strip()
    return printable(text.splitlines()[-1].removeprefix("fatal: ").rstrip(".")) if text else type(error).__name__
