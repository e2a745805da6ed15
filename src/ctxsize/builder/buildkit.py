"""BuildKit: which entries its client sends of a context, and the exact length of the transfer.

Mirrors ``FilterFS`` and ``Send`` of tonistiigi/fsutil; :mod:`ctxsize.builder.buildkit_wire` knows its messages. The length is that
of Docker's ``transferring context``: it counts messages, not the protocol around them.
"""

from __future__ import annotations

from ctxsize.builder import Builder
from ctxsize.builder.buildkit_wire import (
    CLOSING_BYTES,
    content_bytes,
    content_messages,
    link_field,
    number_bytes,
    stat_fields,
    text_bytes,
)
from ctxsize.builder.bulk import Outlook
from ctxsize.builder.ordered import OrderedRecord
from ctxsize.context.entry import TotalsCounter, Type, type_of
from ctxsize.display.escaping import printable, quoted
from ctxsize.errors import EntryRefusedError
from ctxsize.golang import paths
from ctxsize.ignore.matcher import NO_PATTERN, CarefulState, Matcher

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxsize.builder.bulk import Bulk
    from ctxsize.builder.ordered import OrderedPiece
    from ctxsize.context.entry import Found, Receive
    from ctxsize.ignore.matcher import State
    from ctxsize.ignore.pattern import Pattern

    Link = tuple[str, str, int, int, int, str, int, int]
    """Of an entry whose inode has several names: path, type, inode, volume, the bytes of its announcement without a link,
    where it points, the bytes that arrive, and the bytes that it holds."""
    Piece = tuple[OrderedPiece, list[tuple[int, Link]]]

_PATTERN_CHARACTERS = frozenset("*[]?^\\")
_WITH_CONTENT = (Type.FILE.value, Type.SOCKET.value)
_STEPS = (0, 1, *(1 << 7 * bytes_of for bytes_of in range(1, 9)))
"""The numbers from which on :func:`number_bytes` is another."""


class BuildKitDirectory:
    """What the sender knows of a directory while it walks inside: the verdicts, and whether it has been sent."""

    __slots__ = ("excludes", "found", "includes", "parent", "sent", "skipped")

    def __init__(
        self,
        parent: BuildKitDirectory | None,
        found: Found | None,
        excludes: State | CarefulState,
        includes: State | CarefulState | None,
    ) -> None:
        """Remember a directory; ``parent`` and ``found`` are ``None`` for the root, which is never sent."""
        self.parent = parent
        self.found = found
        self.excludes = excludes
        self.includes = includes
        self.skipped = excludes.matched or (includes is not None and not includes.matched)
        self.sent = found is None


class BuildKitReceiver:
    """One transfer of a context; see :class:`ctxsize.builder.receiver.Receiver` for what it is told and asked."""

    builder = Builder.BUILDKIT

    def __init__(
        self,
        excludes: Matcher,
        includes: Matcher | None = None,
        receive: Receive | None = None,
        *,
        listing: bool = False,
        any_bytes: bool = False,
    ) -> None:
        """Prepare a transfer.

        Args:
            excludes: the patterns of the ignore file.
            includes: the paths asked for; ``None`` for the whole context.
            receive: told of entries that arrive, all but those that :meth:`bulk` counts.
            listing: whether the entries are to be listed.
            any_bytes: whether names may be no UTF-8.

        """
        self._any_bytes = any_bytes
        self.totals = TotalsCounter()
        self.ordered = OrderedRecord(listing=listing)
        self._links: list[tuple[int, Link]] = []
        self._listing = listing
        self._excludes = excludes
        self._includes = includes
        self._receive = receive
        self._careful = isinstance(excludes.root, CarefulState)
        self.careful = self._careful or (includes is not None and isinstance(includes.root, CarefulState))
        """Whether a pattern may turn out to be malformed, so that each question counts, and their order."""
        self._late: list[BuildKitDirectory] = []
        self._outlooks: dict[tuple[object, object], Outlook] = {}
        self._kept = None if includes is None else _kept_directories(includes.patterns, exceptions=False)
        self._rescued = _kept_directories(excludes.patterns, exceptions=True)

    def root(self) -> BuildKitDirectory:
        """Return what is known of the context root."""
        return BuildKitDirectory(
            None, None, self._excludes.root, None if self._includes is None else self._includes.root
        )

    def directory(self, node: BuildKitDirectory, found: Found) -> BuildKitDirectory | None:
        """Send a directory if it is received; ``None`` if nothing in it can be, so that no one has to look into it.

        The sender itself looks into some of those. That can't be told from outside.
        """
        includes = None if node.includes is None else node.includes.child(found.name, found.path)
        if (
            includes is not None
            and not includes.matched
            and (not _is_kept(self._kept, found.path) or (includes.final and not self._careful))
        ):
            return None
        excludes = node.excludes.child(found.name, found.path)
        if excludes.matched and (excludes.final or not _is_kept(self._rescued, found.path)):
            return None
        inner = BuildKitDirectory(node, found, excludes, includes)
        if not inner.skipped:
            self._send_directories(inner)
        return inner

    def receives_directory(self, node: BuildKitDirectory) -> bool:
        """Whether the directory itself is received, whatever is in it."""
        return not node.skipped

    def outlook(self, node: BuildKitDirectory) -> Outlook | None:
        """Return what becomes of most files of the directory; ``None`` if each must be asked about."""
        excludes, includes = node.excludes, node.includes
        if isinstance(excludes, CarefulState) or isinstance(includes, CarefulState):
            return None
        known = self._outlooks.get((excludes, includes))
        if known is None:
            received = not excludes.file_matched
            opens = excludes.opens_all(excludes.file_rule)
            states = [excludes]
            if includes is not None:
                received = received and includes.file_matched
                opens = opens and includes.opens_all(includes.file_rule)
                states.append(includes)
            known = self._outlooks[excludes, includes] = Outlook(
                *states, received=received, simple=opens or not received
            )
        return known

    def receives(self, node: BuildKitDirectory, name: str, path: str) -> bool | None:
        """Whether a file of the directory arrives; ``None`` if it does, and it takes the file's whole path to tell with what."""
        rules = self._rules(node, name, path)
        if rules is None:
            return False
        excluding, including = rules
        excludes, includes = node.excludes, node.includes
        sure = excludes.opens_all(excluding) and (includes is None or includes.opens_all(including))
        return True if sure else None

    def leaf(self, node: BuildKitDirectory, found: Found) -> bool:
        """Send anything but a directory if it is received; tell whether it was."""
        rules = self._rules(node, found.name, found.path)
        if rules is None:
            return False
        self._send_directories(node)
        self._send_leaf(found, opens=_opens(node, rules, found.path))
        return True

    def opens(self, node: BuildKitDirectory, name: str, path: str) -> bool:
        """Whether a file of the directory, if it arrives, does so with its content, as far as patterns tell."""
        rules = self._rules(node, name, path)
        return rules is not None and _opens(node, rules, path)

    def _rules(self, node: BuildKitDirectory, name: str, path: str) -> tuple[int, int] | None:
        """Return the deciding patterns of the ignore file and of what is asked for; ``None`` if a file does not arrive."""
        including = NO_PATTERN
        if node.includes is not None:
            included, including = node.includes.file(name, path)
            if not included:
                if self._careful:
                    # It is matched against the ignore file all the same, and a malformed pattern fails.
                    node.excludes.file(name, path)
                return None
        excluded, excluding = node.excludes.file(name, path)
        return None if excluded else (excluding, including)

    def bulk(self, node: BuildKitDirectory, bulk: Bulk) -> None:
        """Send files that are received and have nothing special about them."""
        self._send_directories(node)
        self.totals.files += bulk.files
        self.totals.bytes += bulk.bytes
        self.totals.transfer_bytes += bulk.announced + bulk.content
        self.ordered.messages += bulk.messages
        self.ordered.large += bulk.large
        if self.ordered.entries is not None:
            self.ordered.entries += bulk.entries

    @property
    def looks_everywhere(self) -> bool:
        """Whether the sender looks into directories of which nothing can be received."""
        return (self._includes is not None and self._kept is None) or self._rescued is None

    def looks_into(self, path: str) -> bool:
        """Whether the sender looks into a directory, of which nothing need be received."""
        includes = None if self._includes is None else self._includes.root
        excludes, above = self._excludes.root, ""
        for name in path.split("/"):
            above = f"{above}/{name}" if above else name
            excludes = excludes.child(name, above)
            includes = None if includes is None else includes.child(name, above)
            if excludes.matched and not _is_kept(self._rescued, above):
                return False
            if includes is not None and not includes.matched and not _is_kept(self._kept, above):
                return False
        return True

    def unreadable(self, node: BuildKitDirectory | None, found: Found, error: OSError) -> None:
        """Give up: the sender fails at a directory that does not open, whether it would send anything of it or not.

        It was written to pass by those that are excluded, but two filters stand one upon the other, and the lower one
        knows nothing of what the upper excludes.

        Raises:
            EntryRefusedError: always.

        """
        reason = error.strerror or "it can't be read"
        if node is None or node.skipped:
            message = (
                f"{printable(found.path)}: {reason}; BuildKit sends nothing of it, yet looks into it because an "
                "exception or a source has a wildcard or leads there, and fails. Make the directory readable, move it out of "
                "the context, or do without that wildcard."
            )
        else:
            message = (
                f"{printable(found.path)}: {reason}; BuildKit fails to send the context. Make the directory readable, "
                "or exclude it in the ignore file."
            )
        raise EntryRefusedError(message, found.path, "unreadable")

    def take_ordered(self) -> Piece | None:
        """Return what depends on the order and came since it was last taken; what was sent late is sent again behind it."""
        for node in self._late:
            node.sent = False
        self._late.clear()
        ordered, links = self.ordered, self._links
        self.ordered, self._links = OrderedRecord(listing=self._listing), []
        return (ordered.piece(), links) if ordered or links else None

    def append_ordered(self, piece: Piece) -> None:
        """Append the next piece in walk order."""
        moved = self.ordered.append(piece[0])
        self._links += [(moved(at), link) for at, link in piece[1]]

    def reset(self) -> None:
        """Forget all that has been sent."""
        self.take_ordered()
        self.totals = TotalsCounter()

    def finish(self) -> None:
        """End the transfer: work out what depends on the order."""
        ordered = self.ordered
        for _, path, announced in ordered.late:
            self.totals.transfer_bytes += announced
            self._count(path, Type.DIRECTORY, 0)
        self._finish_links(ordered)
        count = len(ordered.messages)
        for first, behind in zip(_STEPS, (*_STEPS[1:], count), strict=True):
            if first < count:
                self.totals.transfer_bytes += number_bytes(first) * ordered.numbers(first, min(behind, count))
        self.totals.transfer_bytes += CLOSING_BYTES

    def _finish_links(self, ordered: OrderedRecord) -> None:
        """Tell the first name of each file from the further ones, which are sent as links to it.

        Go's sender tells inodes apart by their number alone, whatever their device.
        """
        first_names: dict[int, str] = {}
        known: set[tuple[int, int]] = set()
        for at, (path, kind, inode, volume, fields, link, arrives, size) in self._links:
            first = first_names.setdefault(inode, path)
            own = first == path or kind == Type.SYMLINK
            self.totals.transfer_bytes += text_bytes(fields + link_field(link if own else first))
            if own:
                self._carry(kind, arrives, number=at)
                self._count(path, Type(kind), arrives)
            else:
                self._count(path, Type.HARDLINK, 0)
                if ordered.entries is not None:
                    ordered.entries[at] = (path, Type.HARDLINK.value, 0)
            if kind == Type.FILE and size and not (own and arrives) and (inode, volume) not in known:
                ordered.empty.append((path, size))
            known.add((inode, volume))

    def _carry(self, kind: str, size: int, number: int | None = None) -> int:
        """Count the content of an entry, with its number if that is known; return in how many messages it comes."""
        if kind not in _WITH_CONTENT:
            return 0
        messages = content_messages(size)
        self.totals.transfer_bytes += content_bytes(size)
        if number is not None:
            self.totals.transfer_bytes += messages * number_bytes(number)
        return messages

    def _send_directories(self, node: BuildKitDirectory) -> None:
        """Send the directory and those above it, the outermost first, as far as they have not been sent."""
        if node.sent:
            return
        unsent: list[BuildKitDirectory] = []
        above: BuildKitDirectory | None = node
        while above is not None and not above.sent:
            above.sent = True
            unsent.append(above)
            above = above.parent
        for unsent_node in reversed(unsent):
            found = unsent_node.found
            if found is None:
                continue
            announced = self._announce(found, "")
            if self.ordered.entries is not None:
                self.ordered.entries.append((found.path, Type.DIRECTORY.value, 0))
            if unsent_node.skipped:
                self.ordered.add_late(found.path, text_bytes(announced))
                self._late.append(unsent_node)
            else:
                self.totals.transfer_bytes += text_bytes(announced)
                self.ordered.add(0)
                self._count(found.path, Type.DIRECTORY, 0)

    def _send_leaf(self, found: Found, *, opens: bool) -> None:
        kind = type_of(found.mode)
        link = found.target() if kind is Type.SYMLINK else ""
        fields = self._announce(found, link)
        # The receiver asks for the content of files and sockets, and gets nothing of what the sender can't open.
        size = found.size if kind is Type.FILE and opens and found.is_readable() else 0
        if self.ordered.entries is not None:
            self.ordered.entries.append((found.path, kind.value, size))
        if found.links > 1:
            about = (found.path, kind.value, found.inode, found.volume, fields, link, size, found.size)
            self._links.append((len(self.ordered.messages), about))
            self.ordered.add(0)
            return
        self.totals.transfer_bytes += text_bytes(fields + link_field(link))
        self.ordered.add(self._carry(kind, size))
        self._count(found.path, kind, size)
        if kind is Type.FILE and found.size and not size:
            self.ordered.empty.append((found.path, found.size))

    def _announce(self, found: Found, link: str) -> int:
        if not self._any_bytes and not (paths.is_utf8(found.path) and paths.is_utf8(link)):
            message = (
                f"{printable(found.path)}: the name is not valid UTF-8 and BuildKit can't send it; docker build stops "
                "here. Rename it, or exclude it in the ignore file."
            )
            raise EntryRefusedError(message, found.path, "name")
        attributes = found.attributes()
        for name in attributes:
            if not paths.is_utf8(name):
                message = (
                    f"{printable(found.path)}: the name of its attribute {quoted(name)} is not valid UTF-8 and BuildKit "
                    "can't send it; docker build stops here. Remove the attribute, or exclude the file."
                )
                raise EntryRefusedError(message, found.path, "name")
        return stat_fields(found, attributes)

    def _count(self, path: str, kind: Type, size: int) -> None:
        self.totals.add(kind, size)
        if self._receive is not None:
            self._receive(path, kind, size)


def _opens(node: BuildKitDirectory, rules: tuple[int, int], path: str) -> bool:
    """Whether the sender can open a file that these patterns let pass."""
    excluding, including = rules
    included = node.includes is None or node.includes.opens(including, path)
    return included and node.excludes.opens(excluding, path)


def _kept_directories(patterns: Sequence[Pattern], *, exceptions: bool) -> frozenset[str] | None:
    """Return the directories that must be looked into though nothing speaks for them; ``None`` for all of them.

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
        kept.update(paths.with_directories(literal))
    return frozenset(kept)


def _is_kept(directories: frozenset[str] | None, path: str) -> bool:
    return directories is None or path in directories
