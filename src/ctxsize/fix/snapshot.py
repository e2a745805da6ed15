"""A walk that is remembered: the entries of a context, to be shown again to whoever asks, without touching the disk."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeVar

    from ctxsize.context.entry import Directory, Found, Item
    from ctxsize.scan.remembered import EntryVisitor

    Token = TypeVar("Token")


_NEW_FILE = 0o100644
_SOME_TIME = 1_700_000_000_000_000_000
"""A time in nanoseconds; those of all files of our days take as many bytes to write down."""


class Branch:
    """A directory as the walk met it: itself (``None`` for the context root), what is in it, and why it does not open."""

    __slots__ = ("children", "error", "found")
    measured = False

    def __init__(self, found: Found | None) -> None:
        """Start with an empty directory."""
        self.found = found
        self.children: list[Branch | Found] = []
        self.error: OSError | None = None

    @property
    def path(self) -> str:
        """Relative to the context root, which is empty itself."""
        return self.found.path if self.found is not None else ""


class Rewritten:
    """A file as it will be once it is written: what its directory's entry ``before`` says but for the size."""

    links = 1
    device = 0
    inode = 0
    volume = 0

    def __init__(self, path: str, size: int, before: Found | None) -> None:
        """Take over what stays; a new file has the mode of most."""
        self.path = path
        self.name = path.rpartition("/")[2]
        self.size = size
        self.mode = before.mode if before is not None else _NEW_FILE
        self.mtime_ns = before.mtime_ns if before is not None else _SOME_TIME

    def target(self) -> str:
        """Return nothing: it is no link."""
        return ""

    def attributes(self) -> dict[str, bytes]:
        """Return none: a new file has none of its own."""
        return {}

    def is_readable(self) -> bool:
        """Return that whoever writes it can read it."""
        return True


class Snapshot:
    """All entries below a context root. It is a visitor of the walk that fills it, and then shows the same walk again."""

    def __init__(self) -> None:
        """Start with an empty context root."""
        self.top = Branch(None)
        self._index: dict[str, Branch | Found] | None = None

    def root(self) -> Branch:
        """Return the context root."""
        return self.top

    def directory(self, branch: Branch, found: Found) -> Branch:
        """Remember a directory; the walk looks into all of them."""
        inner = Branch(found)
        branch.children.append(inner)
        return inner

    def leaves(self, branch: Branch, directory: Directory, run: Sequence[Item]) -> None:
        """Remember anything else."""
        branch.children += [directory.found(*item) for item in run]

    def measure(self, branch: Branch, measured: object) -> None:
        """Nothing is only measured."""

    def unreadable(self, branch: Branch, _: Found, error: OSError) -> None:
        """Remember that a directory does not open."""
        branch.error = error

    def replay(self, visitor: EntryVisitor[Token]) -> None:
        """Show all entries to a visitor one by one, in the order of the walk."""
        stack: list[tuple[Iterator[Branch | Found], Token]] = [(iter(self.top.children), visitor.root())]
        while stack:
            children, token = stack[-1]
            for child in children:
                if not isinstance(child, Branch):
                    visitor.leaf(token, child)
                    continue
                found = child.found
                inner = visitor.directory(token, found) if found is not None else None
                if inner is None or found is None:
                    continue
                if child.error is not None:
                    visitor.unreadable(inner, found, child.error)
                    continue
                stack.append((iter(child.children), inner))
                break
            else:
                stack.pop()

    def with_file(self, path: str, size: int) -> Snapshot:
        """Return the same entries but for one file, which is new or has another size now. The walk must be over."""
        names = path.split("/")
        fresh = Snapshot()
        branch, old = fresh.top, self.top
        for depth in range(1, len(names)):
            place = "/".join(names[:depth])
            inner = next((one for one in old.children if one.path == place), None)
            if not isinstance(inner, Branch):
                return self
            copy = Branch(inner.found)
            branch.children = [copy if one is inner else one for one in old.children]
            branch, old = copy, inner
        before = next((one for one in old.children if one.path == path and not isinstance(one, Branch)), None)
        found = Rewritten(path, size, before)
        branch.children = sorted([*(one for one in old.children if one is not before), found], key=_by_name)
        return fresh

    def find(self, path: str) -> Branch | Found | None:
        """Return what stands at ``path``; ``None`` if nothing does. The walk must be over."""
        return self._by_path().get(path)

    def paths(self) -> list[str]:
        """Return all paths, directories and else, but for the context root. The walk must be over."""
        return [path for path in self._by_path() if path]

    def _by_path(self) -> dict[str, Branch | Found]:
        if self._index is None:
            self._index = {"": self.top}
            pending = [self.top]
            while pending:
                for child in pending.pop().children:
                    self._index[child.path] = child
                    if isinstance(child, Branch):
                        pending.append(child)
        return self._index


def _by_name(entry: Branch | Found) -> bytes:
    return entry.path.rpartition("/")[2].encode("utf-8", "surrogateescape")


def leaves(branch: Branch | Found) -> Iterator[Found]:
    """Yield everything but directories at and below an entry, in walk order."""
    if not isinstance(branch, Branch):
        yield branch
        return
    stack = [iter(branch.children)]
    while stack:
        for child in stack[-1]:
            if isinstance(child, Branch):
                stack.append(iter(child.children))
                break
            yield child
        else:
            stack.pop()
