"""BuildKit: which entries its client sends of a context, and the exact length of the transfer.

Mirrors ``FilterFS`` and ``Send`` of tonistiigi/fsutil and the wire format of its ``Packet`` and ``Stat`` messages. The
length is that of Docker's ``transferring context``: it counts messages, not the protocol around them.
"""

from __future__ import annotations

import stat

from ctxsize import paths
from ctxsize.context import Totals, Type, type_of
from ctxsize.errors import EntryRefusedError
from ctxsize.ignore.matcher import CarefulState, Matcher

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxsize.context import Found, Receive
    from ctxsize.ignore.matcher import State
    from ctxsize.ignore.pattern import Pattern

CHUNK = 32 * 1024
"""Bytes of file data in one message."""
CLOSING_BYTES = 2
"""The message that ends a transfer; an empty context is no more than that."""

_PATTERN_CHARACTERS = frozenset("*[]?^\\")


def varint(value: int) -> int:
    """Return how many bytes a number takes on the wire; negative ones take ten."""
    return 10 if value < 0 else max(1, (value.bit_length() + 6) // 7)


def _number(value: int) -> int:
    """Return the length of a field with a small tag; zero is left out."""
    return 1 + varint(value) if value else 0


def _text(length: int) -> int:
    return 1 + varint(length) + length


_GO_TYPE_BITS = {
    stat.S_IFDIR: 1 << 31,
    stat.S_IFLNK: 1 << 27,
    stat.S_IFBLK: 1 << 26,
    stat.S_IFCHR: 1 << 26 | 1 << 21,
    stat.S_IFIFO: 1 << 25,
    # A socket's bit is cleared by the sender: it goes as an empty file.
}


def go_mode(mode: int) -> int:
    """Return Go's ``fs.FileMode`` for a ``st_mode``, as the sender writes it."""
    special = (mode & stat.S_ISUID and 1 << 23) | (mode & stat.S_ISGID and 1 << 22) | (mode & stat.S_ISVTX and 1 << 20)
    return mode & 0o777 | special | _GO_TYPE_BITS.get(stat.S_IFMT(mode), 0)


def stat_bytes(found: Found, link: str, attributes: dict[str, bytes]) -> int:
    """Return the length of the message that announces one entry.

    ``link`` is the target of a symbolic link or the first name of a hard link, else empty. User and group are sent as
    0, which takes no bytes.
    """
    size = 0 if stat.S_ISDIR(found.mode) else found.size
    length = (
        _text(paths.utf8_length(found.path)) + _number(go_mode(found.mode)) + _number(size) + _number(found.mtime_ns)
    )
    if link:
        length += _text(paths.utf8_length(link))
    if found.device and stat.S_IFMT(found.mode) in {stat.S_IFBLK, stat.S_IFCHR}:
        device = found.device
        length += _number(device >> 8 & 0xFFF) + _number(device & 0xFF | device >> 12 & 0xFFF00)
    for name, value in attributes.items():
        if not name.startswith("com.apple."):
            length += _text(_text(paths.utf8_length(name)) + _text(len(value)))
    return _text(length)


def data_bytes(size: int, number: int) -> int:
    """Return the length of the messages that carry ``size`` bytes of the entry with this ``number``, counted from 0."""
    head = 2 + _number(number)
    whole, rest = divmod(size, CHUNK)
    return whole * (head + _text(CHUNK)) + (head + _text(rest) if rest else 0) + head


def wire_flaw(values: Sequence[str]) -> int | None:
    """Return the index of the value that BuildKit's request for a context can't carry, if there is one.

    Patterns and paths travel as headers: a control character in one fails the build, unless some other value is not
    ASCII, in which case all are encoded.
    """
    if not all(value.isascii() for value in values):
        return None
    return next((at for at, value in enumerate(values) if not value.isprintable()), None)


class Node:
    """What the sender knows of a folder while it walks inside: the verdicts, and whether it has been sent."""

    __slots__ = ("excludes", "found", "includes", "parent", "sent", "skipped")

    def __init__(
        self,
        parent: Node | None,
        found: Found | None,
        excludes: State | CarefulState,
        includes: State | CarefulState | None,
    ) -> None:
        """Remember a folder; ``parent`` and ``found`` are ``None`` for the root, which is never sent."""
        self.parent = parent
        self.found = found
        self.excludes = excludes
        self.includes = includes
        self.skipped = excludes.matched or (includes is not None and not includes.matched)
        self.sent = found is None


class Transfer:
    """One transfer of a context: shown the entries in walk order, it keeps count of what is received."""

    def __init__(
        self,
        excludes: Matcher,
        includes: Matcher | None = None,
        receive: Receive | None = None,
    ) -> None:
        """Prepare a transfer.

        Args:
            excludes: the patterns of the ignore file.
            includes: the paths asked for; ``None`` for the whole context.
            receive: told of every entry that arrives, in order.

        """
        self.totals = Totals(transfer_bytes=CLOSING_BYTES)
        self._excludes = excludes
        self._includes = includes
        self._receive = receive
        self._careful = isinstance(excludes.root, CarefulState)
        self._number = 0
        self._first_names: dict[int, str] = {}
        self._kept = None if includes is None else _kept_folders(includes.patterns, exceptions=False)
        self._rescued = _kept_folders(excludes.patterns, exceptions=True)

    def root(self) -> Node:
        """Return the node of the context root."""
        return Node(None, None, self._excludes.root, None if self._includes is None else self._includes.root)

    def folder(self, node: Node, found: Found) -> Node | None:
        """Send a folder if it is received; ``None`` if the sender does not look into it."""
        includes = None if node.includes is None else node.includes.child(found.name, found.path)
        if includes is not None and not includes.matched and not _is_kept(self._kept, found.path):
            return None
        excludes = node.excludes.child(found.name, found.path)
        if excludes.matched and not _is_kept(self._rescued, found.path):
            return None
        inner = Node(node, found, excludes, includes)
        if not inner.skipped:
            self._send_folders(inner)
        return inner

    def sends(self, node: Node) -> bool:
        """Whether the folder itself is received, whatever is in it."""
        return not node.skipped

    def leaf(self, node: Node, found: Found) -> bool:
        """Send anything but a folder if it is received; tell whether it was."""
        opens = True
        if node.includes is not None:
            included, rule = node.includes.file(found.name, found.path)
            if not included:
                if self._careful:
                    # It is matched against the ignore file all the same, and a malformed pattern fails.
                    node.excludes.file(found.name, found.path)
                return False
            opens = node.includes.opens(rule, found.path)
        excluded, rule = node.excludes.file(found.name, found.path)
        if excluded:
            return False
        self._send_folders(node)
        self._send_leaf(found, opens=opens and node.excludes.opens(rule, found.path))
        return True

    def unreadable(self, node: Node, found: Found, error: OSError) -> None:
        """Take note that a folder does not open, which only excluded ones may.

        Raises:
            EntryRefusedError: if the sender would give up.

        """
        if not node.skipped or not isinstance(error, PermissionError):
            reason = error.strerror or "it can't be read"
            message = (
                f"{paths.printable(found.path)}: {reason}; BuildKit fails to send the context. Make the folder readable, "
                "or exclude it in the ignore file."
            )
            raise EntryRefusedError(message, found.path, "unreadable")

    def finish(self) -> None:
        """End the transfer; nothing comes after the last entry."""

    def _send_folders(self, node: Node) -> None:
        """Send the folder and those above it, the outermost first, as far as they have not been sent."""
        unsent: list[Found] = []
        while node.found is not None and not node.sent and node.parent is not None:
            node.sent = True
            unsent.append(node.found)
            node = node.parent
        for found in reversed(unsent):
            self._announce(found, "")
            self._count(found, Type.FOLDER, 0)

    def _send_leaf(self, found: Found, *, opens: bool) -> None:
        kind = type_of(found.mode)
        link = found.target() if kind is Type.SYMLINK else ""
        # Go's sender tells inodes apart by their number alone, whatever their device.
        if found.links > 1:
            first = self._first_names.setdefault(found.inode, found.path)
            if first != found.path and kind is not Type.SYMLINK:
                kind, link = Type.HARDLINK, first
        self._announce(found, link)
        size = 0
        if kind is Type.FILE or kind is Type.SOCKET:
            # The receiver asks for the content of both, and gets nothing of what the sender can't open.
            size = found.size if kind is Type.FILE and opens and found.is_readable() else 0
            self.totals.transfer_bytes += data_bytes(size, self._number)
        self._count(found, kind, size)

    def _announce(self, found: Found, link: str) -> None:
        if not paths.is_utf8(found.path) or not paths.is_utf8(link):
            message = (
                f"{paths.printable(found.path)}: the name is not valid UTF-8 and BuildKit can't send it; docker build stops "
                "here. Rename it, or exclude it in the ignore file."
            )
            raise EntryRefusedError(message, found.path, "name")
        self.totals.transfer_bytes += stat_bytes(found, link, found.attributes())

    def _count(self, found: Found, kind: Type, size: int) -> None:
        self._number += 1
        self.totals.add(kind, size)
        if self._receive is not None:
            self._receive(found.path, kind, size)


def _kept_folders(patterns: Sequence[Pattern], *, exceptions: bool) -> frozenset[str] | None:
    """Return the folders that must be looked into though nothing speaks for them; ``None`` for all of them.

    They are those above a pattern's literal text. As soon as one pattern has a wildcard, apart from a final ``/*`` or
    ``/**``, the sender looks everywhere.
    """
    kept: set[str] = set()
    for pattern in patterns:
        if pattern.exception != exceptions:
            continue
        literal = pattern.text.removesuffix("/**").removesuffix("/*")
        if not _PATTERN_CHARACTERS.isdisjoint(literal):
            return None
        kept.update(paths.with_folders(literal))
    return frozenset(kept)


def _is_kept(folders: frozenset[str] | None, path: str) -> bool:
    return folders is None or path in folders
