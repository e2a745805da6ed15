"""The lengths of what BuildKit's client sends: the ``Packet`` and ``Stat`` messages of tonistiigi/fsutil, field by field."""

from __future__ import annotations

import stat
from functools import cache

from ctxsize.golang import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctxsize.context.entry import Found

CHUNK = 32 * 1024
"""Bytes of file data in one message."""
CLOSING_BYTES = 2
"""The message that ends a transfer; an empty context is no more than that."""


def varint(value: int) -> int:
    """Return how many bytes a number takes on the wire; negative ones take ten."""
    return 10 if value < 0 else max(1, (value.bit_length() + 6) // 7)


def _wrapped(value: int) -> int:
    """Return a time in nanoseconds as Go computes it, in 64 bits: those before 1678 and after 2262 come out elsewhere."""
    return (value + (1 << 63)) % (1 << 64) - (1 << 63)


def _number(value: int) -> int:
    """Return the length of a field with a small tag; zero is left out."""
    return 1 + varint(value) if value else 0


def text_bytes(length: int) -> int:
    """Return the length of a field that holds so many bytes."""
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
    return text_bytes(stat_fields(found, attributes) + link_field(link))


def stat_fields(found: Found, attributes: dict[str, bytes]) -> int:
    """Return the length of what an announcement says of an entry, a link left aside."""
    length = text_bytes(paths.utf8_length(found.path)) + _mode_bytes(found.mode) + _number(_wrapped(found.mtime_ns))
    if not stat.S_ISDIR(found.mode):
        length += _number(found.size)
    if found.device and stat.S_IFMT(found.mode) in {stat.S_IFBLK, stat.S_IFCHR}:
        device = found.device
        length += _number(device >> 8 & 0xFFF) + _number(device & 0xFF | device >> 12 & 0xFFF00)
    for name, value in attributes.items():
        if not name.startswith("com.apple."):
            length += text_bytes(text_bytes(paths.utf8_length(name)) + text_bytes(len(value)))
    return length


@cache
def _mode_bytes(mode: int) -> int:
    """Return the length of a mode's field; there are few modes."""
    return _number(go_mode(mode))


def link_field(link: str) -> int:
    """Return the length of where a link leads, as an announcement says it."""
    return text_bytes(paths.utf8_length(link)) if link else 0


def content_messages(size: int) -> int:
    """Return how many messages carry ``size`` bytes of content: one for each chunk, and a closing one."""
    return -(-size // CHUNK) + 1


def content_bytes(size: int) -> int:
    """Return the length of those messages without the entry's number, which :func:`number_bytes` adds to each."""
    whole, rest = divmod(size, CHUNK)
    return whole * (2 + text_bytes(CHUNK)) + (2 + text_bytes(rest) if rest else 0) + 2


def number_bytes(number: int) -> int:
    """Return how many bytes the ``number`` of an entry, counted from 0, takes in each message of its content."""
    return _number(number)


MOST_REQUEST_BYTES = 1_048_896
"""Of the headers of one request, as the engine's gRPC server counts them: HTTP/2's rule, 32 bytes for each besides its text."""
_OTHER_HEADERS_BYTES = 470 - len("context")
"""As measured on Engine 28.5.2, but for the name of the context."""
_EXCLUDE = len("exclude-patterns") + 32
_FOLLOW = len("followpaths") + 32
_ENCODED = len("-encoded") + 1
"""What a header more says that the others of its kind are encoded."""


def request_bytes(patterns: Sequence[str], asked: Sequence[str], name: str) -> int:
    """Return how large the headers of a request for a context are.

    Args:
        patterns: those of the ignore file, cleaned, exclamation marks included.
        asked: the paths that are asked for.
        name: the context's.

    """
    excludes = sum(map(_header_bytes(patterns), patterns)) + _EXCLUDE * len(patterns)
    follows = sum(map(_header_bytes(asked), asked)) + _FOLLOW * len(asked)
    told = sum(_ENCODED + key for key, values in ((_EXCLUDE, patterns), (_FOLLOW, asked)) if not _is_ascii(values))
    return _OTHER_HEADERS_BYTES + len(name) + excludes + follows + told


def _header_bytes(values: Sequence[str]) -> Callable[[str], int]:
    """Return how long a value is as a header: if one of them is not ASCII, all are encoded as in the query of an address."""
    return len if _is_ascii(values) else _encoded_bytes


def _is_ascii(values: Sequence[str]) -> bool:
    return all(map(str.isascii, values))


def _encoded_bytes(value: str) -> int:
    return sum(
        1 if char.isascii() and (char.isalnum() or char in "-_.~ ") else 3 * paths.utf8_length(char) for char in value
    )


def wire_flaw(values: Sequence[str]) -> int | None:
    """Return the index of the value that BuildKit's request for a context can't carry, if there is one.

    Patterns and paths travel as headers: a control character in one fails the build, unless some other value is not
    ASCII, in which case all are encoded.
    """
    if not all(value.isascii() for value in values):
        return None
    return next((at for at, value in enumerate(values) if not value.isprintable()), None)
