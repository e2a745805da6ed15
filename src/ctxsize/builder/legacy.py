"""The legacy builder: which members its client puts into the tar of a context, and the exact length of that.

Mirrors ``docker build`` of docker/cli with ``DOCKER_BUILDKIT=0``: ``ValidateContextDirectory``, then
``TrimBuildFilesFromExcludes`` and ``TarWithOptions`` of moby/go-archive, which writes with Go's ``archive/tar``. The
length is what Docker prints as ``Sending build context to Docker daemon``.
"""

from __future__ import annotations

from ctxsize import paths
from ctxsize.context import Totals, Type, type_of
from ctxsize.errors import EntryRefusedError
from ctxsize.gotext import encode
from ctxsize.ignore.matcher import Matcher, plain_verdict
from ctxsize.ignore.parse import IGNORE_FILE, pattern_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxsize.context import Found, Receive
    from ctxsize.ignore.matcher import CarefulState, State
    from ctxsize.ignore.pattern import Pattern

BLOCK = 512
"""A tar is made of blocks of this many bytes: a header, then the content, padded."""
END_BYTES = 2 * BLOCK
"""Two empty blocks end a tar."""
RANDOM_NAME = ".dockerfile.00000000000000000000"
"""Stands for the random name of a Dockerfile from elsewhere, whose digits are hexadecimal."""

_RANDOM_LINE_BYTES = len(RANDOM_NAME) + 2
_NAME_BYTES = 100
_PREFIX_BYTES = 155
_OCTAL_LIMIT = 1 << 33
_CAPABILITY = "security.capability"
_CAPABILITY_BYTES = 20
_IGNORE_LINK = (
    f"{IGNORE_FILE} is a link: the legacy builder can't write the name of a Dockerfile from elsewhere into it, and stops "
    "here. Make it a file, or keep the Dockerfile in the build context."
)


def padded(size: int) -> int:
    """Return ``size`` rounded up to whole blocks."""
    return -(-size // BLOCK) * BLOCK


def member_bytes(name: str, link: str, size: int, mtime: int, capability: bytes | None = None) -> int:
    """Return the length of one member: its header, an extended header where it needs one, and its padded content.

    ``name`` of a folder ends with a slash. ``mtime`` counts whole seconds since 1970. A member needs an extended (PAX)
    header for a name that is long or not ASCII, 8 GiB of content, a time outside of what eleven octal digits hold, or
    a file capability.
    """
    records: dict[str, bytes] = {}
    if not link.isascii() or len(link) > _NAME_BYTES:
        records["linkpath"] = encode(link)
    if size >= _OCTAL_LIMIT:
        records["size"] = b"%d" % size
    if not 0 <= mtime < _OCTAL_LIMIT:
        records["mtime"] = b"%d" % mtime
    if capability is not None:
        records[f"SCHILY.xattr.{_CAPABILITY}"] = capability
    if not _fits_name(name) or (records and len(name) > _NAME_BYTES):
        # Where there is an extended header at all, it also holds a name that a plain one has room for in two pieces.
        records["path"] = encode(name)
    extended = sum(_record_bytes(key, value) for key, value in records.items())
    return (BLOCK + padded(extended) if extended else 0) + BLOCK + padded(size)


def _fits_name(name: str) -> bool:
    """Whether a plain header has room for the name, perhaps cut in two at a slash."""
    if not name.isascii():
        return False
    if len(name) <= _NAME_BYTES:
        return True
    cut = name[: _PREFIX_BYTES + 1] if len(name) > _PREFIX_BYTES + 1 else name.removesuffix("/")
    at = cut.rfind("/")
    return at > 0 and 0 < len(name) - at - 1 <= _NAME_BYTES


def _record_bytes(key: str, value: bytes) -> int:
    """Return the length of ``LENGTH KEY=VALUE`` and a line feed, where the length counts itself."""
    length = len(key) + len(value) + 3
    total = length + len(str(length))
    return length + len(str(total))


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
    """Ask as the client does here, by moby's oldest function: of the folders above it tries just one."""
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


class Check:
    """The client's look at the context before it makes the tar, as far as it can fail over a malformed pattern."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        """Ask these patterns in the client's order."""
        self._patterns = patterns

    def root(self) -> Check:
        """Return a token; nothing is remembered."""
        return self

    def folder(self, token: object, found: Found) -> object | None:
        """Look into every folder that is not excluded."""
        return None if self.leaf(token, found) else token

    def leaf(self, _: object, found: Found) -> bool:
        """Ask whether the entry is excluded; a malformed pattern raises :class:`paths.BadPatternError`."""
        return plain_verdict(self._patterns, found.path)

    def unreadable(self, token: object, found: Found, error: OSError) -> None:
        """Leave that to the tar."""


class Tar:
    """One tar of a context: shown the entries in walk order, it keeps count of what is received."""

    def __init__(
        self,
        patterns: Sequence[Pattern],
        own_files: Sequence[Pattern],
        receive: Receive | None = None,
        foreign_dockerfile: bytes | None = None,
    ) -> None:
        """Prepare a tar.

        Args:
            patterns: those of the ignore file, by which the client checks the context.
            own_files: the same with what :func:`with_build_files` adds, by which it makes the tar.
            receive: told of every member, in order.
            foreign_dockerfile: a Dockerfile that does not lie in the context. The client puts it in under a random
                name, and adds that name to the ignore file so that the build itself does not see it.

        """
        self.totals = Totals(transfer_bytes=END_BYTES)
        self._foreign = foreign_dockerfile
        self._has_ignore_file = False
        self._receive = receive
        self._patterns = patterns
        self._root = Matcher(own_files).root
        self._rescued = frozenset(
            place for pattern in own_files if pattern.exception for place in paths.with_folders(pattern.text)
        )
        self._first_names: dict[int, str] = {}
        self._broken_off = False

    def root(self) -> State | CarefulState:
        """Return the state of the context root."""
        return self._root

    def folder(self, state: State | CarefulState, found: Found) -> State | CarefulState | None:
        """Add a folder if it is received; ``None`` if the client does not look into it."""
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

    def sends(self, state: State | CarefulState) -> bool:
        """Whether the folder itself is received, whatever is in it."""
        return not state.matched

    def leaf(self, state: State | CarefulState, found: Found) -> bool:
        """Add anything but a folder if it is received; tell whether it was."""
        if not found.is_readable() and type_of(found.mode) is Type.FILE and self._is_opened(found.path):
            message = (
                f"{paths.printable(found.path)}: it can't be read; the legacy builder stops here. Make the file readable, "
                "or exclude it in .dockerignore."
            )
            raise EntryRefusedError(message, found.path, "unreadable")
        try:
            excluded, _ = state.file(found.name, found.path)
        except paths.BadPatternError:
            self._broken_off = True
        return not self._broken_off and not excluded and self._add(found)

    def unreadable(self, _: object, found: Found, error: OSError) -> None:
        """Take note that a folder does not open: the legacy builder fails even where that folder is excluded.

        Raises:
            EntryRefusedError: unless the client's check stops at a folder above.

        """
        if any(plain_verdict(self._patterns, above) for above in paths.with_folders(found.path)[:-1]):
            return
        reason = error.strerror or "it can't be read"
        message = (
            f"{paths.printable(found.path)}: {reason}; the legacy builder stops here, even if the folder is excluded. Make "
            "it readable, or move it out of the context."
        )
        raise EntryRefusedError(message, found.path, "unreadable")

    def finish(self) -> None:
        """Add what the client appends once the context is in the tar.

        A tar that it has appended to is cut off behind the content of its last member: no padding, no end. Of the two
        members that come last where there is no ignore file, either may be the last; here it is the ignore file.
        """
        if self._foreign is None:
            return
        size = len(self._foreign)
        self._append(RANDOM_NAME, size)
        if not self._has_ignore_file:
            size = len(IGNORE_FILE) + _RANDOM_LINE_BYTES
            self._append(IGNORE_FILE, size)
        self.totals.transfer_bytes -= padded(size) - size + END_BYTES

    def _append(self, name: str, size: int) -> None:
        self.totals.transfer_bytes += member_bytes(name, "", size, 0)
        self.totals.add(Type.FILE, size)
        if self._receive is not None:
            self._receive(name, Type.FILE, size)

    def _is_opened(self, path: str) -> bool:
        """Whether the client's check before the tar opens the file, as it does with all that is not excluded."""
        return not any(plain_verdict(self._patterns, place) for place in paths.with_folders(path))

    def _add(self, found: Found) -> bool:
        kind = type_of(found.mode)
        if kind is Type.SOCKET:
            return False  # a tar can't hold one, and the client goes on without a word
        name = found.path + "/" * (kind is Type.FOLDER)
        link = found.target() if kind is Type.SYMLINK else ""
        size = found.size if kind is Type.FILE else 0
        if found.path == IGNORE_FILE and kind is Type.FILE:
            self._has_ignore_file = True
            size += _RANDOM_LINE_BYTES if self._foreign is not None else 0
        elif found.path == IGNORE_FILE and self._foreign is not None:
            raise EntryRefusedError(_IGNORE_LINK, found.path, "link")
        capability = _capability(found) if kind is Type.FILE else None
        if kind is not Type.FOLDER and found.links > 1:
            first = self._first_names.setdefault(found.inode, name)
            if first != name:
                kind, link, size = Type.HARDLINK, first, 0
        self.totals.transfer_bytes += member_bytes(name, link, size, found.mtime_ns // 10**9, capability)
        self.totals.add(kind, size)
        if self._receive is not None:
            self._receive(found.path, kind, size)
        return True


def _capability(found: Found) -> bytes | None:
    """Return the one extended attribute that the client puts into the tar, in the older of its two forms."""
    value = found.attributes().get(_CAPABILITY)
    if value is not None and len(value) > _CAPABILITY_BYTES:
        return value[:_CAPABILITY_BYTES]
    return value
