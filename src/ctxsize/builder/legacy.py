"""The legacy builder: which members its client puts into the tar of a context, and the exact length of that.

Mirrors ``docker build`` of docker/cli with ``DOCKER_BUILDKIT=0``: ``ValidateContextDirectory``, then
``TrimBuildFilesFromExcludes`` and ``TarWithOptions`` of moby/go-archive, which writes with Go's ``archive/tar``. The
length is what Docker prints as ``Sending build context to Docker daemon``.
"""

from __future__ import annotations

from ctxsize.builder import Builder
from ctxsize.builder.bulk import Outlook
from ctxsize.builder.ordered import OrderedRecord
from ctxsize.builder.tar_sizes import CAPABILITY, END_BYTES, member_bytes, padded
from ctxsize.context.entry import TotalsCounter, Type, type_of
from ctxsize.display.escaping import printable
from ctxsize.errors import EntryRefusedError
from ctxsize.golang import paths
from ctxsize.ignore.matcher import CarefulState, Matcher, plain_verdict
from ctxsize.ignore.parse import IGNORE_FILE, pattern_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxsize.builder.bulk import Bulk
    from ctxsize.builder.ordered import OrderedPiece
    from ctxsize.context.entry import Directory, Found, Receive
    from ctxsize.ignore.matcher import State
    from ctxsize.ignore.pattern import Pattern

    Link = tuple[str, str, int, str, int, int, bytes | None]
    """Of a member whose inode has several names: name, type, inode, where it points, size, time, capability."""
    Piece = tuple[OrderedPiece, list[tuple[int, Link]]]

RANDOM_NAME = ".dockerfile.00000000000000000000"
"""Stands for the random name of a Dockerfile from elsewhere, whose digits are hexadecimal."""

_RANDOM_LINE_BYTES = len(RANDOM_NAME) + 2
_CAPABILITY_BYTES = 20
_IGNORE_LINK = (
    f"{IGNORE_FILE} is a link: the legacy builder can't write the name of a Dockerfile from elsewhere into it, and stops "
    "here. Make it a file, or keep the Dockerfile in the build context."
)


def with_build_files(patterns: Sequence[Pattern], dockerfile: str | None) -> tuple[Pattern, ...]:
    """Return the patterns with the exceptions that the client adds, so that it can send its own files.

    Args:
        patterns: those of the ignore file.
        dockerfile: relative to the context root, its links resolved; ``None`` if it comes from elsewhere.

    Raises:
        paths.BadPatternError: if the Dockerfile's name is malformed as a pattern, which it has to serve as.

    """
    added: list[Pattern] = []
    for name in (IGNORE_FILE, dockerfile):
        # The Dockerfile is tried with the exception for the ignore file in place already.
        if name is not None and _seems_excluded([*patterns, *added], name):
            pattern = pattern_of("!" + name)
            if pattern is not None:
                added.append(pattern)
    return (*patterns, *added)


def _seems_excluded(patterns: Sequence[Pattern], path: str) -> bool:
    """Ask as the client does here, by moby's oldest function: of the directories above it tries just one."""
    above = path.split("/")[:-1]
    excluded = False
    try:
        for pattern in patterns:
            if pattern.exception != excluded:
                continue
            depth = pattern.text.count("/") + 1
            if pattern.matches(path) or (depth <= len(above) and pattern.matches("/".join(above[:depth]))):
                excluded = not excluded
    except paths.BadPatternError:
        return False
    return excluded


class ContextCheck:
    """The client's look at the context before it makes the tar, as far as it can fail over a malformed pattern."""

    measured = False

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        """Ask these patterns in the client's order."""
        self._patterns = patterns

    def root(self) -> ContextCheck:
        """Return a token; nothing is remembered."""
        return self

    def directory(self, token: ContextCheck, found: Found) -> ContextCheck | None:
        """Look into every directory that is not excluded."""
        return None if plain_verdict(self._patterns, found.path) else token

    def leaves(self, _: ContextCheck, directory: Directory, run: Sequence[tuple[str, object]]) -> None:
        """Ask whether the entries are excluded; a malformed pattern raises :class:`paths.BadPatternError`."""
        for name, _status in run:
            plain_verdict(self._patterns, directory.prefix + name)

    def unreadable(self, token: ContextCheck, found: Found, error: OSError) -> None:
        """Leave that to the tar."""

    def measure(self, token: ContextCheck, measured: object) -> None:
        """Nothing is measured."""


class LegacyReceiver:
    """One tar of a context; see :class:`ctxsize.builder.receiver.Receiver` for what it is told and asked."""

    builder = Builder.LEGACY
    looks_everywhere = False

    def __init__(
        self,
        patterns: Sequence[Pattern],
        own_files: Sequence[Pattern],
        receive: Receive | None = None,
        foreign_dockerfile: bytes | None = None,
        *,
        listing: bool = False,
    ) -> None:
        """Prepare a tar.

        Args:
            patterns: those of the ignore file, by which the client checks the context.
            own_files: the same with what :func:`with_build_files` adds, by which it makes the tar.
            receive: told of members, all but those that :meth:`bulk` counts.
            foreign_dockerfile: a Dockerfile that does not lie in the context. The client puts it in under a random
                name, and adds that name to the ignore file so that the build itself does not see it.
            listing: whether the members are to be listed.

        """
        self.totals = TotalsCounter()
        self.ordered = OrderedRecord(listing=listing)
        self._links: list[tuple[int, Link]] = []
        self._listing = listing
        self._foreign = foreign_dockerfile
        self._has_ignore_file = False
        self._receive = receive
        self._patterns = patterns
        self._root = Matcher(own_files).root
        self.careful = isinstance(self._root, CarefulState)
        """Whether a pattern may turn out to be malformed, so that each question counts, and their order."""
        self._rescued = frozenset(
            place for pattern in own_files if pattern.exception for place in paths.with_directories(pattern.text)
        )
        self._outlooks: dict[State, Outlook] = {}
        self._broken_off = False

    def root(self) -> State | CarefulState:
        """Return the state of the context root."""
        return self._root

    def directory(self, state: State | CarefulState, found: Found) -> State | CarefulState | None:
        """Add a directory if it is received; ``None`` if the client does not look into it."""
        try:
            inner = state.child(found.name, found.path)
        except paths.BadPatternError:
            # The client logs it, and ends the tar here as if all were well.
            self._broken_off = True
        if self._broken_off:
            return None
        if inner.matched and found.path not in self._rescued:
            if not found.is_readable():
                self.unreadable(None, found, PermissionError(0, "permission denied"))
            return None
        if inner.matched:
            return inner
        self._add(found)
        return inner

    def receives_directory(self, state: State | CarefulState) -> bool:
        """Whether the directory itself is received, whatever is in it."""
        return not state.matched

    def outlook(self, state: State | CarefulState) -> Outlook | None:
        """Return what becomes of most files of the directory; ``None`` if each must be asked about."""
        if isinstance(state, CarefulState):
            return None
        known = self._outlooks.get(state)
        if known is None:
            known = self._outlooks[state] = Outlook(state, received=not state.file_matched, simple=True)
        return known

    def receives(self, state: State | CarefulState, name: str, path: str) -> bool:
        """Whether a file of the directory arrives, if nothing about the file itself stands against it."""
        return not state.file(name, path)[0]

    def opens(self, _: State | CarefulState, name: str, path: str) -> bool:  # noqa: ARG002 (see the protocol)
        """Return that the client opens whatever it has decided to put in."""
        return True

    def bulk(self, _: State | CarefulState, bulk: Bulk) -> None:
        """Add files that are received and have nothing special about them."""
        self.totals.files += bulk.files
        self.totals.bytes += bulk.bytes
        self.totals.transfer_bytes += bulk.members
        if self.ordered.entries is not None:
            self.ordered.entries += bulk.entries

    def leaf(self, state: State | CarefulState, found: Found) -> bool:
        """Add anything but a directory if it is received; tell whether it was."""
        if not found.is_readable() and type_of(found.mode) is Type.FILE and self._is_opened(found.path):
            message = (
                f"{printable(found.path)}: it can't be read; the legacy builder stops here. Make the file readable, "
                "or exclude it in .dockerignore."
            )
            raise EntryRefusedError(message, found.path, "unreadable")
        try:
            excluded, _ = state.file(found.name, found.path)
        except paths.BadPatternError:
            self._broken_off = True
        return not self._broken_off and not excluded and self._add(found)

    def looks_into(self, _: str) -> bool:
        """The legacy builder is told of what it looks into while it walks."""
        return False

    def unreadable(self, _: State | CarefulState | None, found: Found, error: OSError) -> None:
        """Take note that a directory does not open: the legacy builder fails even where that directory is excluded.

        Raises:
            EntryRefusedError: unless the client's check stops at a directory above.

        """
        if any(plain_verdict(self._patterns, above) for above in paths.with_directories(found.path)[:-1]):
            return
        reason = error.strerror or "it can't be read"
        message = (
            f"{printable(found.path)}: {reason}; the legacy builder stops here, even if the directory is excluded. Make "
            "it readable, or move it out of the context."
        )
        raise EntryRefusedError(message, found.path, "unreadable")

    def take_ordered(self) -> Piece | None:
        """Return what depends on the order and came since it was last taken."""
        ordered, links = self.ordered, self._links
        self.ordered, self._links = OrderedRecord(listing=self._listing), []
        return (ordered.piece(), links) if ordered or links else None

    def append_ordered(self, piece: Piece) -> None:
        """Append the next piece in walk order."""
        moved = self.ordered.append(piece[0])
        self._links += [(moved(at), link) for at, link in piece[1]]

    def reset(self) -> None:
        """Forget all that has been added."""
        self.take_ordered()
        self.totals = TotalsCounter()

    def finish(self) -> None:
        """Tell first names from further ones, and add what the client appends once the context is in the tar.

        A tar that it has appended to is cut off behind the content of its last member: no padding, no end. Of the two
        members that come last where there is no ignore file, either may be the last; here it is the ignore file.
        """
        first_names: dict[int, str] = {}
        for at, (name, kind, inode, link, size, mtime, capability) in self._links:
            first = first_names.setdefault(inode, name)
            if first == name:
                self._count(name, Type(kind), link, size, mtime, capability)
                continue
            if self.ordered.entries is not None:
                self.ordered.entries[at] = (name, Type.HARDLINK.value, 0)
            self._count(name, Type.HARDLINK, first, 0, mtime, capability)
        self.totals.transfer_bytes += END_BYTES
        if self._foreign is None:
            return
        size = len(self._foreign)
        self._append(RANDOM_NAME, size)
        if not self._has_ignore_file:
            size = len(IGNORE_FILE) + _RANDOM_LINE_BYTES
            self._append(IGNORE_FILE, size)
        self.totals.transfer_bytes -= padded(size) - size + END_BYTES

    def _append(self, name: str, size: int) -> None:
        if self.ordered.entries is not None:
            self.ordered.entries.append((name, Type.FILE.value, size))
        self._count(name, Type.FILE, "", size, 0, None)

    def _is_opened(self, path: str) -> bool:
        """Whether the client's check before the tar opens the file, as it does with all that is not excluded."""
        return not any(plain_verdict(self._patterns, place) for place in paths.with_directories(path))

    def _add(self, found: Found) -> bool:
        kind = type_of(found.mode)
        if kind is Type.SOCKET:
            return False  # a tar can't hold one, and the client goes on without a word
        name = found.path + "/" * (kind is Type.DIRECTORY)
        link = found.target() if kind is Type.SYMLINK else ""
        size = found.size if kind is Type.FILE else 0
        if found.path == IGNORE_FILE and kind is Type.FILE:
            self._has_ignore_file = True
            size += _RANDOM_LINE_BYTES if self._foreign is not None else 0
        elif found.path == IGNORE_FILE and self._foreign is not None:
            raise EntryRefusedError(_IGNORE_LINK, found.path, "link")
        capability = _capability(found) if kind is Type.FILE else None
        mtime = found.mtime_ns // 10**9
        at = 0
        if self.ordered.entries is not None:
            at = len(self.ordered.entries)
            self.ordered.entries.append((found.path, kind.value, size))
        if kind is not Type.DIRECTORY and found.links > 1:
            self._links.append((at, (name, kind.value, found.inode, link, size, mtime, capability)))
        else:
            self._count(name, kind, link, size, mtime, capability)
        return True

    def _count(self, name: str, kind: Type, link: str, size: int, mtime: int, capability: bytes | None) -> None:
        self.totals.transfer_bytes += member_bytes(name, link, size, mtime, capability)
        self.totals.add(kind, size)
        if self._receive is not None:
            self._receive(name.removesuffix("/") if kind is Type.DIRECTORY else name, kind, size)


def _capability(found: Found) -> bytes | None:
    """Return the one extended attribute that the client puts into the tar, in the older of its two forms."""
    value = found.attributes().get(CAPABILITY)
    if value is not None and len(value) > _CAPABILITY_BYTES:
        return value[:_CAPABILITY_BYTES]
    return value
