"""Names from strangers, written so that a terminal or a CI system shows them and obeys none of them."""

from __future__ import annotations


def printable(text: str) -> str:
    """Return ``text`` fit for a terminal and for a log of a CI system.

    Control characters and stray bytes become escapes, and so does a character of what would be a command: ``##[…]`` of
    GitHub and ``##name[…]`` of Azure and TeamCity anywhere in a line, ``::name::`` of GitHub at its beginning.
    """
    if not (text.isascii() and text.isprintable()):
        text = "".join(char if char.isprintable() else _escape(char) for char in text)
    if "##" in text:
        text = broken(text, "\\x23")
    if "::" in text and text.lstrip().startswith("::"):
        blanks = len(text) - len(text.lstrip())
        text = f"{text[:blanks]}\\x3a{text[blanks + 1 :]}"
    return text


def broken(text: str, mark: str) -> str:
    """Return ``text`` with ``mark`` for the second of two number signs that begin what a CI system takes for a command."""
    import re  # noqa: PLC0415 (such names are rare)

    return re.sub(r"(?<=#)#(?=[\w.-]*\[)", lambda _: mark, text)


def quoted(text: str) -> str:
    """Return :func:`printable` text between typographic-free quotes, for use inside of a sentence."""
    return f"'{printable(text)}'"


def capital(words: str) -> str:
    """Return a sentence with a capital letter, unless it begins with something that is written as it is."""
    first = words.split(" ", 1)[0]
    return words[:1].upper() + words[1:] if first.rstrip(",;:").isalpha() else words


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
