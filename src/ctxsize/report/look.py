"""What a text report may use of the place that it is written to: room, colour, and characters beyond ASCII."""

from __future__ import annotations

import os

from ctxsize.display.cells import cut, shorten
from ctxsize.display.escaping import printable
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Self, TextIO

    Part = str | tuple[str, str]
    """A text, or a text with the name of its style."""
    Line = tuple[Part, ...]

_STYLES = {
    "bold": "1",
    "dim": "2",
    "error": "1;31",
    "warning": "1;33",
    "info": "1;36",
    "good": "32",
    "fixable": "33",
    "yours": "35",
}
"""The sixteen colours of every terminal, which its owner has chosen to be readable, light or dark."""
_MANY_COLORS = {"fixable": "38;5;208"}
"""Orange, where the terminal has it."""
_ASCII = {"\u2026": "...", "\u00d7": "x", "\u2588": "#", "\u2192": "->"}
_EIGHTHS = " \u258f\u258e\u258d\u258c\u258b\u258a\u2589"
_FULL = "\u2588"
_LEAST_WIDTH = 20


class Look(Record):
    """How a text report may look.

    ``width`` are the columns of a terminal; ``None`` stands for a pipe or a file, where nothing is shortened and no bar is
    drawn. ``many_colors`` is whether there are more than sixteen. Without ``is_unicode`` all that is written is ASCII.
    """

    width: int | None = None
    is_colored: bool = False
    is_unicode: bool = True
    many_colors: bool = False

    @classmethod
    def of(cls, stream: TextIO, environ: Mapping[str, str], *, colored: bool | None) -> Self:
        """Return what a stream can show; ``colored`` is what was asked for, ``None`` for as the terminal can.

        As other programs do: ``NO_COLOR`` and ``TERM=dumb`` turn colour off, ``FORCE_COLOR`` turns it on, and the first of
        ``LC_ALL``, ``LC_CTYPE`` and ``LANG`` that is set says whether there is more than ASCII.
        """
        is_terminal = stream.isatty()
        if colored is None:
            colored = bool(environ.get("FORCE_COLOR")) or is_terminal
            colored = colored and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
        return cls(
            width=_columns(stream, environ) if is_terminal else None,
            is_colored=colored,
            is_unicode=_is_unicode(_locale(environ), is_terminal=is_terminal),
            many_colors="256" in environ.get("TERM", "") or bool(environ.get("COLORTERM")),
        )

    def text(self, text: str) -> str:
        """Return a text of our own without the characters that can't be shown."""
        if not self.is_unicode and not text.isascii():
            for char, ascii_text in _ASCII.items():
                text = text.replace(char, ascii_text)
        return text

    def name(self, path: str, room: int | None = None) -> str:
        """Return a name from strangers; on a terminal its middle goes where it takes more than ``room`` cells."""
        shown = printable(path)
        if not self.is_unicode and not shown.isascii():
            shown = shown.encode("ascii", "backslashreplace").decode()
        return shown if room is None or self.width is None else shorten(shown, room, self.text("\u2026"))

    def sentence(self, text: str, room: int | None = None) -> str:
        """Return a printable sentence; on a terminal its end goes where it takes more than ``room`` cells, or a line."""
        return text if self.width is None else cut(text, self.width if room is None else room, self.text("\u2026"))

    def bar(self, share: float, cells: int) -> str:
        """Return a bar of at most so many cells for a share of 1, with blanks up to there."""
        eighths = round(share * cells * 8)
        if not self.is_unicode:
            return ("#" * ((eighths + 4) // 8)).ljust(cells)
        full, rest = divmod(eighths, 8)
        return (_FULL * full + (_EIGHTHS[rest] if rest else "")).ljust(cells)

    def lines(self, lines: Iterable[Line]) -> str:
        """Return lines as one text; nothing but their styles becomes an escape sequence."""
        return "".join(f"{self._painted(line)}\n" for line in lines)

    def _painted(self, line: Line) -> str:
        if not self.is_colored:
            text = "".join(part if isinstance(part, str) else part[0] for part in line).rstrip()
        else:
            text = "".join(part if isinstance(part, str) else self._paint(*part) for part in line)
        return text if self.is_unicode or text.isascii() else text.encode("ascii", "backslashreplace").decode()

    def _paint(self, text: str, style: str) -> str:
        if not style:
            return text
        code = (_MANY_COLORS if self.many_colors else {}).get(style) or _STYLES[style]
        return f"\x1b[{code}m{text}\x1b[0m"


def _columns(stream: TextIO, environ: Mapping[str, str]) -> int:
    said = environ.get("COLUMNS", "")
    if said.isdecimal() and int(said):
        return max(_LEAST_WIDTH, int(said))
    try:
        return max(_LEAST_WIDTH, os.get_terminal_size(stream.fileno()).columns or 80)
    except (OSError, ValueError):
        return 80


def _locale(environ: Mapping[str, str]) -> str:
    """Return the locale that the user chose. Python itself sets ``LC_CTYPE`` where nothing but C was chosen."""
    own = environ.get("LC_CTYPE", "")
    return environ.get("LC_ALL") or (own if own != "C.UTF-8" else "") or environ.get("LANG", "")


def _is_unicode(locale: str, *, is_terminal: bool) -> bool:
    """Whether there is more than ASCII; a terminal of which nothing is known may have no more."""
    return "utf8" in locale.lower().replace("-", "") if locale else not is_terminal
