"""Text as Go sees it: Docker is written in Go, and white space, case and invalid bytes are others there."""

from __future__ import annotations

SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029"
    "\u202f\u205f\u3000"
)
"""White space of Go's `unicode.IsSpace`. Python's `str.isspace` also holds the separators 0x1c to 0x1f."""

_REPLACEMENT = "\ufffd"


def decode(data: bytes) -> str:
    """Return bytes as text in which bytes that are not UTF-8 stand as surrogates."""
    return data.decode("utf-8", "surrogateescape")


def encode(text: str) -> bytes:
    """Return the bytes of text from `decode`; its order is Go's order of strings."""
    return text.encode("utf-8", "surrogateescape")


def runes(text: str) -> str:
    """Return text as Go reads it rune by rune: each byte that is not UTF-8 becomes U+FFFD."""
    if text.isascii():
        return text
    return "".join(_REPLACEMENT if "\ud800" <= char <= "\udfff" else char for char in text)


def as_bytes(text: str) -> str:
    """Return text in which each character is one byte (Latin-1), for what BuildKit does byte by byte."""
    return text if text.isascii() else encode(text).decode("latin-1")


def from_bytes(text: str) -> str:
    """Undo `as_bytes`."""
    return text if text.isascii() else decode(text.encode("latin-1"))


def lower(text: str) -> str:
    """Return text in lower case by Go's rule: one character for one character."""
    return text.lower() if text.isascii() else "".join(char.lower()[0] for char in text)


def split_space(text: str, limit: int = 0) -> list[str]:
    """Split at runs of the white space that separates words in a Dockerfile.

    `limit` is the number of splits, 0 for all. Only ASCII white space counts here, without the line feed: a no-break
    space is part of a word.
    """
    parts: list[str] = []
    start = position = 0
    while position < len(text):
        if text[position] not in "\t\v\f\r " or (limit and len(parts) == limit):
            position += 1
            continue
        parts.append(text[start:position])
        while position < len(text) and text[position] in "\t\v\f\r ":
            position += 1
        start = position
    parts.append(text[start:])
    return parts


def join_root(path: str) -> str:
    """Return `path` joined to `/` and cleaned, as Go's `path.Join("/", path)` does; `..` stops at the root."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if parts:
                parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/" + "/".join(parts)


def parse_bool(text: str) -> bool | None:
    """Return the truth value of a word that Go's `strconv.ParseBool` takes, else None."""
    if text in {"1", "t", "T", "true", "TRUE", "True"}:
        return True
    if text in {"0", "f", "F", "false", "FALSE", "False"}:
        return False
    return None


def parse_uint(text: str, base: int, bits: int) -> int | None:
    """Return the number that Go's `strconv.ParseUint` reads (ASCII digits only, no sign), else None."""
    if not text or text.strip("0123456789"[:base]):
        return None
    digits = text.lstrip("0") or "0"
    # A digit is worth a bit or more, so that many of them are too many.
    if len(digits) > bits:
        return None
    number = int(digits, base)
    return number if number < 1 << bits else None
