"""Whether a tar, perhaps compressed with gzip, is an image that ``docker save`` has written.

Archives come from strangers: a few kilobytes may unpack to terabytes, and a header may announce anything. So only
headers are read, so many of them and so many bytes at most; what a header announces is skipped, never stored.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    ReadAt = Callable[[int, int], bytes]
    """Takes an offset and a number of bytes; returns fewer bytes only at the end."""

_BLOCK = 512
_HEADERS = 300
_PACKED_BYTES = 4 * 1024 * 1024
_UNPACKED_BYTES = 16 * 1024 * 1024
_PIECE_BYTES = 64 * 1024
_GZIP = b"\x1f\x8b"
_GZIP_WINDOW = 31
"""zlib's number for the largest window and gzip's header."""
_WITHOUT_DATA = frozenset(b"123456")
"""Types of members that have no data, whatever size they announce: links, devices, directories, FIFOs."""
_DIGEST_LETTERS = 64
_HEX = frozenset("0123456789abcdef")
_IN_A_LAYER = frozenset({"", "VERSION", "json", "layer.tar"})


def holds_image(read_at: ReadAt) -> bool:
    """Return whether the first members of an archive are those of a saved image."""
    if read_at(0, 2) == _GZIP:
        unpacked = _unpacked(read_at)
        return _has_image(lambda at, size: unpacked[at : at + size])
    return _has_image(read_at)


def _has_image(read_at: ReadAt) -> bool:
    at = 0
    for _ in range(_HEADERS):
        header = read_at(at, _BLOCK)
        if len(header) < _BLOCK or not _is_sound(header):
            return False
        if _is_of_an_image(_name(header)):
            return True
        size = _number(header[124:136])
        if size is None:
            return False
        at += _BLOCK + (0 if header[156] in _WITHOUT_DATA else -(-size // _BLOCK) * _BLOCK)
    return False


def _is_of_an_image(name: str) -> bool:
    if name in {"manifest.json", "oci-layout"} or name.startswith("blobs/sha256"):
        return True
    layer, slash, rest = name.partition("/")
    return bool(slash) and rest in _IN_A_LAYER and len(layer) == _DIGEST_LETTERS and _HEX.issuperset(layer)


def _is_sound(header: bytes) -> bool:
    """Whether the sum is right that a header holds of its own bytes, its own place counted as blanks."""
    told = _number(header[148:156])
    return told == sum(header[:148]) + sum(b"        ") + sum(header[156:])


def _name(header: bytes) -> str:
    name = header[:100].split(b"\0", 1)[0]
    above = header[345:500].split(b"\0", 1)[0] if header[257:263] == b"ustar\0" else b""
    return (above + b"/" + name if above else name).decode("latin-1")


def _number(field: bytes) -> int | None:
    """Return the number in a header's field, in octal digits or in GNU's binary form; ``None`` if there is none."""
    if field[0] == 0x80:  # noqa: PLR2004 (GNU's mark)
        return int.from_bytes(field[1:])
    text = field.split(b"\0", 1)[0].strip()
    try:
        number = int(text or b"0", 8)
    except ValueError:
        return None
    return number if number >= 0 else None


def _unpacked(read_at: ReadAt) -> bytes:
    """Return the beginning of what a compressed file holds, up to the first fault in it."""
    import zlib  # noqa: PLC0415 (only where there is a compressed archive)

    unpacker = zlib.decompressobj(_GZIP_WINDOW)
    pieces: list[bytes] = []
    at, left = 0, _UNPACKED_BYTES
    while left and at < _PACKED_BYTES and not unpacker.eof and (packed := read_at(at, _PIECE_BYTES)):
        at += len(packed)
        try:
            piece = unpacker.decompress(packed, left)
        except zlib.error:
            break
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)
