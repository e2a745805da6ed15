"""How much room a text takes on a terminal, and how to make it shorter; in cells, of which a wide character takes two."""

from __future__ import annotations


def width(text: str) -> int:
    """Return the cells that a printable text takes."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width  # noqa: PLC0415 (few names are not ASCII)

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def shorten(path: str, room: int, ellipsis: str = "\u2026") -> str:
    """Return a path that takes at most ``room`` cells: the middle goes, its beginning and its end stay."""
    if width(path) <= room:
        return path
    room -= width(ellipsis)
    if room <= 0:
        return ellipsis[: max(0, room + width(ellipsis))]
    # The end says what it is, so it gets two thirds.
    tail = _fitting(path[::-1], room * 2 // 3 + 1)[::-1]
    cut = tail.find("/")
    if 0 < cut <= len(tail) // 3:
        tail = tail[cut:]
    return _fitting(path, room - width(tail)) + ellipsis + tail


def cut(text: str, room: int, ellipsis: str = "\u2026") -> str:
    """Return a sentence that takes at most ``room`` cells: its end goes."""
    if width(text) <= room:
        return text
    return _fitting(text, max(0, room - width(ellipsis))).rstrip() + ellipsis[:room]


def pad(text: str, cells: int) -> str:
    """Return a text with blanks behind it, so that it takes so many cells."""
    return text + " " * (cells - width(text))


def _fitting(text: str, room: int) -> str:
    """Return the longest beginning of a text that takes no more than ``room`` cells."""
    if text.isascii():
        return text[:room]
    taken = 0
    for number, char in enumerate(text):
        taken += width(char)
        if taken > room:
            return text[:number]
    return text
