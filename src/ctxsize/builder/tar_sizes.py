"""The lengths of a tar's members, as Go's ``archive/tar`` writes them."""

from __future__ import annotations

from ctxsize.golang.text import encode

BLOCK = 512
"""A tar is made of blocks of this many bytes: a header, then the content, padded."""
END_BYTES = 2 * BLOCK
"""Two empty blocks end a tar."""
CAPABILITY = "security.capability"
"""The one extended attribute that is put into the tar of a context."""

_NAME_BYTES = 100
_PREFIX_BYTES = 155
_OCTAL_LIMIT = 1 << 33
_ZERO_TIME = -62_135_596_800
"""Go's zero time, the beginning of the year 1, which its tar writes as 1970."""


def padded(size: int) -> int:
    """Return ``size`` rounded up to whole blocks."""
    return -(-size // BLOCK) * BLOCK


def member_bytes(name: str, link: str, size: int, mtime: int, capability: bytes | None = None) -> int:
    """Return the length of one member: its header, an extended header where it needs one, and its padded content.

    ``name`` of a directory ends with a slash. ``mtime`` counts whole seconds since 1970. A member needs an extended (PAX)
    header for a name that is long or not ASCII, 8 GiB of content, a time outside of what eleven octal digits hold, or
    a file capability.
    """
    mtime = 0 if mtime == _ZERO_TIME else mtime
    is_short = len(name) <= _NAME_BYTES and name.isascii() and not link
    if is_short and capability is None and 0 <= mtime < _OCTAL_LIMIT and size < _OCTAL_LIMIT:
        return BLOCK + padded(size)  # as are nearly all
    records: dict[str, bytes] = {}
    if not link.isascii() or len(link) > _NAME_BYTES:
        records["linkpath"] = encode(link)
    if size >= _OCTAL_LIMIT:
        records["size"] = b"%d" % size
    if not 0 <= mtime < _OCTAL_LIMIT:
        records["mtime"] = b"%d" % mtime
    if capability is not None:
        records[f"SCHILY.xattr.{CAPABILITY}"] = capability
    if not _fits_name(name) or (records and len(name) > _NAME_BYTES):
        # Where there is an extended header at all, it also holds a name that a plain one has room for in two pieces.
        records["path"] = encode(name)
    extended = sum(_record_bytes(key, value) for key, value in records.items())
    return (BLOCK + padded(extended) if extended else 0) + BLOCK + padded(size)


def long_name_bytes(name: str) -> int:
    """Return what a member that needs an extended header for nothing but its name takes more than another."""
    return 0 if _fits_name(name) else BLOCK + padded(_record_bytes("path", encode(name)))


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
