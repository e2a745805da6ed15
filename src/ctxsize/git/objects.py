"""Git's objects, read by the git program: which commit is meant, and what its tree holds. The work tree is not touched."""

from __future__ import annotations

import os
import stat
from itertools import islice

from ctxsize.display.escaping import printable, quoted
from ctxsize.errors import UsageError
from ctxsize.git.batch import Batch
from ctxsize.git.program import repository
from ctxsize.git.running import GitError, ask, git_program, refusal, run
from ctxsize.git.source import GitSource, GitStatus, Listing
from ctxsize.golang.text import encode

_MODES = {
    b"100644": stat.S_IFREG | 0o644,
    b"100755": stat.S_IFREG | 0o755,
    b"120000": stat.S_IFLNK | 0o777,
    b"040000": stat.S_IFDIR | 0o755,
    b"160000": stat.S_IFDIR | 0o755,
}
_SUBMODULE = b"160000"
_MOST_REFS = 10_000
_UNKNOWN = (
    b"unknown revision",
    b"Needed a single revision",
    b"bad revision",
    b"ambiguous",
    b"expected commit type",
    b"Log for",
)
"""Git's words where a name names no commit."""
_ODD = frozenset({"", ".", "..", ".git"})


def tree_at(root: str, ref: str, dockerfile: str | None) -> tuple[GitSource, str, str | None]:
    """Return what stands for the directory ``root`` at a commit, the commit for people, and the Dockerfile's place in it.

    Raises:
        UsageError: if there is no such commit, or nothing of the context in it.
        GitError: if git can't be asked, or does not answer.

    """
    repository = ObjectStore(root)
    commit = repository.commit(ref)
    tree = repository.tree(commit).at(repository.inside(root))
    if tree is None:
        raise UsageError(f"{printable(root)} is not a directory at {quoted(ref)}. Name another directory or commit.")
    short = commit[:7]
    return tree, short if commit.startswith(ref) else f"{ref} ({short})", repository.dockerfile(dockerfile)


class ObjectStore:
    """A repository that is asked for commits and trees."""

    def __init__(self, root: str) -> None:
        """Open the repository that the directory ``root`` lies in.

        Raises:
            UsageError: if it lies in none.
            GitError: if git can't be asked, or does not answer.

        """
        git_program("and --ref and --compare need it. Install git.")
        found = repository(root)
        if found is None:
            if os.path.isdir(f"{root}/objects") and os.path.isfile(f"{root}/HEAD"):
                raise UsageError(f"{printable(root)} is in a bare repository. Name a directory of a work tree.")
            raise UsageError(f"{printable(root)} is not in a git repository, so it has no commits.")
        self.top = found.top
        self._batch = Batch(self.top)
        self._rows: dict[bytes, tuple[str, str, str, GitStatus]] = {}

    def commit(self, ref: str) -> str:
        """Return the hash of the commit that ``ref`` names.

        Raises:
            UsageError: if it names none.
            GitError: if git does not answer.

        """
        if ref and not ref.startswith("-"):
            answer = ask(self.top, ["rev-parse", "--quiet", "--verify", f"{ref}^{{commit}}"])
            if answer.status == 0:
                return answer.printed.decode().strip()
            said = answer.said
            if said and not any(words in said for words in _UNKNOWN):
                raise GitError(f"{printable(self.top)}: {refusal(said)}.")
        raise UsageError(f"No commit or branch named {quoted(ref)}. {self._nearest(ref)}")

    def base(self, ref: str) -> str:
        """Return the commit to compare ``HEAD`` with: where it parted from ``ref`` if that is a branch, else ``ref`` itself."""
        commit = self.commit(ref)
        full = run(self.top, ["rev-parse", "--symbolic-full-name", ref]).strip()
        if not full.startswith((b"refs/heads/", b"refs/remotes/")):
            return commit
        found = run(self.top, ["merge-base", commit, self.commit("HEAD")], fine=(0, 1)).split()
        if not found:
            shown = quoted(ref)
            raise UsageError(
                f"{shown} and HEAD have no common commit here. Fetch more history (git fetch --unshallow, or fetch-depth: 0)."
            )
        return found[0].decode()

    def inside(self, full: str) -> str:
        """Return an absolute path as seen from the top of the repository.

        Raises:
            UsageError: if it lies outside.

        """
        if full == self.top:
            return ""
        above = self.top.rstrip("/") + "/"
        if not full.startswith(above):
            raise UsageError(f"{printable(full)} is outside of the repository {printable(self.top)}.")
        return full[len(above) :]

    def dockerfile(self, given: str | None) -> str | None:
        """Return what the user gave with ``-f``, which is relative to the working directory, as seen from the top."""
        if given is None:
            return None
        directory, name = os.path.split(os.path.abspath(given))
        return self.inside(os.path.join(os.path.realpath(directory), name))

    def tree(self, commit: str) -> GitSource:
        """Return the whole tree of a commit."""
        return GitSource(self._listing(commit), self.read, self.top)

    def read(self, blob: str, most: int | None = None) -> bytes:
        """Return the content of an object, or its first ``most`` bytes."""
        return self._batch.read(blob) if most is None else self._batch.head(blob, most)

    def _nearest(self, ref: str) -> str:
        import difflib  # noqa: PLC0415 (only for a mistake)

        names = self._names()
        if ask(self.top, ["rev-parse", "--quiet", "--verify", "HEAD"]).status:
            return "The repository has no commit yet." if not names else "HEAD has no commit either."
        same = [name for name in names if name.rpartition("/")[2] == ref.rpartition("/")[2]]
        close = [*same, *difflib.get_close_matches(ref, names, 1)]
        return (
            f"Did you mean {printable(close[0])}?" if close else f"Fetch it first: git fetch origin {printable(ref)}."
        )

    def _names(self) -> list[str]:
        """Return the names of branches and tags, so many at most; none where they can't be read."""
        try:
            from git import Repo  # noqa: PLC0415 (it takes longer to load than an analysis, and only a mistake needs it)

            with Repo(self.top) as found:
                return [reference.name for reference in islice(found.references, _MOST_REFS)]
        except Exception:  # noqa: BLE001 (whatever a broken repository does to it, there is just no suggestion)
            return []

    def _listing(self, commit: str) -> Listing:
        raw = run(self.top, ["ls-tree", "-r", "-t", "-l", "-z", "--full-tree", commit])
        directories: dict[str, list[tuple[str, GitStatus]]] = {"": []}
        by_path: dict[str, GitStatus] = {}
        submodules = []
        mixed = set()
        for row in raw.split(b"\0")[:-1]:
            # Two commits have most of their rows in common.
            known = self._rows.get(row)
            if known is None:
                known = self._rows[row] = _read(row, len(self._rows) + 1)
            path, above, name, status = known
            if path in by_path or above not in directories:
                raise GitError(f"{printable(path)}: the tree of {commit[:7]} is malformed there. Run git fsck.")
            by_path[path] = status
            directories[above].append((name, status))
            if not status.blob:
                directories[path] = []
                mixed.add(above)
                if row.startswith(_SUBMODULE):
                    submodules.append(path)
        for above in mixed:
            # Git sorts directories as if their names ended with a slash.
            directories[above].sort(key=_name_bytes)
        return Listing(directories=directories, by_path=by_path, submodules=submodules)


def _read(row: bytes, number: int) -> tuple[str, str, str, GitStatus]:
    """Return what a row of ``git ls-tree`` says: path, directory, name, status; a directory and a submodule have no blob."""
    head, _, raw = row.partition(b"\t")
    mode, _, blob, size = head.split()
    path = raw.decode("utf-8", "surrogateescape")
    if not _ODD.isdisjoint(path.split("/")):
        raise GitError(f"{quoted(path)}: no checkout can have such a name, and git refuses it, too. Run git fsck.")
    above, _, name = path.rpartition("/")
    kind = _MODES.get(mode, stat.S_IFREG | 0o644)
    directory = stat.S_ISDIR(kind)
    return (
        path,
        above,
        name,
        GitStatus(kind, 0 if directory else _size(size, path), "" if directory else blob.decode(), number),
    )


def _size(written: bytes, path: str) -> int:
    if not written.isdigit():
        raise GitError(
            f"{quoted(path)}: its content is not in this clone, as in a partial one (git clone --filter). Fetch it: git "
            "fetch --refetch, or clone without --filter."
        )
    return int(written)


def _name_bytes(entry: tuple[str, GitStatus]) -> bytes:
    return encode(entry[0])
