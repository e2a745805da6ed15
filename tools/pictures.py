"""Pictures of the terminal for the README and the documentation: real runs, in a terminal of 80 columns, as SVG.

python -m tools.pictures      writes docs/images/*.svg again
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
from html import escape
from pathlib import Path

from ctxsize.display.cells import width
from testdata.projects import make

DIRECTORY = Path(__file__).parents[1] / "docs/images"
PROJECT = "node-service"
PICTURES = {
    "screen": ("ctxsize",),
    "why": ("ctxsize", "--why", "admin/node_modules"),
}
"""The name of each picture, and the command that it shows."""
_COLUMNS, _ROWS = 80, 50
_CELL, _LINE, _EDGE, _TOP = 8.4, 18, 16, 30
_FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, Liberation Mono, monospace"
_SEQUENCE = re.compile(r"\x1b\[([0-9;]*)m")
_CLASSES = {
    "1": "bold",
    "2": "dim",
    "31": "red",
    "33": "yellow",
    "32": "green",
    "35": "magenta",
    "36": "cyan",
    "208": "orange",
}
_STYLE = """
.back { fill: #ffffff; stroke: #d0d7de } .text { fill: #1f2328 } .bold { font-weight: bold } .dim { fill: #6e7781 }
.red { fill: #b3261e } .yellow { fill: #7d5600 } .green { fill: #1a7f37 } .magenta { fill: #8250df } .cyan { fill: #0a6c86 }
.orange { fill: #bc4c00 } .block { font-weight: normal } .button { fill: #d0d7de }
@media (prefers-color-scheme: dark) {
.back { fill: #161b22; stroke: #30363d } .text { fill: #e6edf3 } .dim { fill: #8b949e }
.red { fill: #ff7b72 } .yellow { fill: #e3b341 } .green { fill: #56d364 } .magenta { fill: #d2a8ff } .cyan { fill: #76e3ea }
.orange { fill: #ffa657 } .button { fill: #484f58 }
}"""


def printed(words: tuple[str, ...], directory: Path) -> str:
    """Return what a command writes to a terminal."""
    main, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, _COLUMNS, 0, 0))
    environment = {"PATH": os.environ["PATH"], "HOME": str(directory), "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    with subprocess.Popen(
        [sys.executable, "-m", *words, "--no-progress"],
        cwd=directory,
        env=environment,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
    ) as process:
        os.close(terminal)
        parts = []
        try:
            while part := os.read(main, 1 << 16):
                parts.append(part)
        except OSError:  # what a terminal says once nobody writes to it any more
            pass
        process.wait()
    os.close(main)
    return b"".join(parts).decode().replace("\r\n", "\n")


def picture(command: str, text: str) -> str:
    """Return a terminal with a command and what it printed, as SVG that follows the reader's colours."""
    lines = [f"\x1b[2m$\x1b[0m \x1b[1m{command}\x1b[0m", *text.rstrip("\n").split("\n")]
    wide = round(_COLUMNS * _CELL + 2 * _EDGE)
    tall = len(lines) * _LINE + _TOP + _EDGE
    size = f'viewBox="0 0 {wide} {tall}" width="{wide}" height="{tall}"'
    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{escape(command)} in a terminal">',
        f"<style>{_STYLE}</style>",
        f'<rect class="back" x="0.5" y="0.5" width="{wide - 1}" height="{tall - 1}" rx="8"/>',
        *(f'<circle class="button" cx="{_EDGE + 4 + 16 * number}" cy="16" r="5"/>' for number in range(3)),
        f'<g class="text" font-family="{_FONTS}" font-size="14" xml:space="preserve">',
    ]
    for number, line in enumerate(lines):
        rows += _spans(line, _TOP + _LINE * (number + 1) - 5)
    return "\n".join([*rows, "</g>", "</svg>"]) + "\n"


def _spans(line: str, y: int) -> list[str]:
    """Return the parts of a line that look alike, each at its column, however wide the reader's font is."""
    spans, style, column = [], "", 0
    for number, part in enumerate(_SEQUENCE.split(line)):
        if number % 2:
            codes = [code for code in part.split(";") if code not in {"", "0", "38", "5"}]
            style = " ".join(_CLASSES[code] for code in codes)
            continue
        # Blanks at the ends are no part of the text: a reader's font must not stretch them.
        for found in re.finditer(r"\S+(?: \S+)*", part):
            cells = width(found[0])
            x = _EDGE + (column + width(part[: found.start()])) * _CELL
            kind = f' class="{style}"' if style else ""
            spans.append(
                f'<text x="{x:.1f}" y="{y}" textLength="{cells * _CELL:.1f}" lengthAdjust="spacingAndGlyphs"{kind}>{escape(found[0])}</text>'
            )
        column += width(part)
    return spans


def fresh() -> dict[str, str]:
    """Return each picture by its name."""
    with tempfile.TemporaryDirectory() as directory:
        root = make.make_project(PROJECT, Path(directory) / PROJECT)
        return {name: picture(" ".join(words), printed(words, root)) for name, words in PICTURES.items()}


def main() -> None:
    """Write them all."""
    DIRECTORY.mkdir(exist_ok=True)
    for name, text in fresh().items():
        (DIRECTORY / f"{name}.svg").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
