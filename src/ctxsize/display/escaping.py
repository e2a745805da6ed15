"""Names from strangers, written so that a terminal shows them and obeys none of them."""

from __future__ import annotations


def printable(text: str) -> str:
    """Return ``text`` fit for a terminal: control characters and stray bytes as escapes, the rest as it is."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escape(char) for char in text)


def quoted(text: str) -> str:
    """Return :func:`printable` text between typographic-free quotes, for use inside of a sentence."""
    return f"'{printable(text)}'"


_LAST_BYTE = "\xff"
_LAST_SHORT = "\uffff"


def _escape(char: str) -> str:
    code = ord(char)
    if "\udc80" <= char <= "\udcff":
        return f"\\x{code - 0xDC00:02x}"
    known = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(char)
    if known:
        return known
    return f"\\x{code:02x}" if char <= _LAST_BYTE else f"\\u{code:04x}" if char <= _LAST_SHORT else f"\\U{code:08x}"
