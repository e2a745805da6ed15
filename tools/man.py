"""The manual page, made from the same table of options as ``--help``.

python -m tools.man     writes docs/ctxsize.1 again
"""

from __future__ import annotations

from pathlib import Path

from ctxsize.cli.help import EXAMPLES, EXIT_CODES, SUMMARY, spelling
from ctxsize.cli.option import PANELS
from ctxsize.cli.options import OPTIONS, PRINTING

PAGE = Path(__file__).parents[1] / "docs/ctxsize.1"
_ENVIRONMENT = (
    ("DOCKER_BUILDKIT", "If it is false, the legacy builder is the default, as for docker build."),
    ("NO_COLOR", "Turns colour off."),
    ("FORCE_COLOR", "Turns colour on where standard output is not a terminal."),
    ("COLUMNS", "The width of the terminal."),
    ("CTXSIZE_DEBUG", "Shows where an unexpected error comes from."),
)
_FILES = (
    (".dockerignore, NAME.dockerignore", "What the build excludes. The second kind stands beside the Dockerfile NAME."),
    ("pyproject.toml, .ctxsize.toml", "The configuration: [tool.ctxsize] in the first, the top level of the second."),
    (".ctxsize-baseline.json", "Known findings and sizes; see --write-baseline."),
)


def fresh() -> str:
    """Return the page in roff."""
    lines = [
        '.TH CTXSIZE 1 "" "ctxsize" "User Commands"',
        *(".SH NAME", r"ctxsize \- show what docker build receives"),
        *(".SH SYNOPSIS", r".B ctxsize", r"[\fIOPTIONS\fR] [\fIPATH\fR]..."),
        *(".SH DESCRIPTION", _text(SUMMARY)),
        ".SH EXAMPLES",
    ]
    for command, words in EXAMPLES:
        lines += _entry(command, words)
    lines.append(".SH OPTIONS")
    for panel in PANELS:
        lines.append(f".SS {panel}")
        for option in (*OPTIONS.values(), *PRINTING.values()):
            if option.panel == panel:
                lines += _entry(spelling(option), option.help)
    for title, rows in (
        ("EXIT STATUS", [(str(code), f"{words[0].upper()}{words[1:]}.") for code, words in EXIT_CODES]),
        ("ENVIRONMENT", _ENVIRONMENT),
        ("FILES", _FILES),
    ):
        lines.append(f".SH {title}")
        for name, words in rows:
            lines += _entry(name, words)
    lines += [".SH SEE ALSO", r"\fBdocker\-build\fR(1), \fBdockerfile\fR(5)"]
    return "\n".join(lines) + "\n"


def _entry(term: str, words: str) -> list[str]:
    return [".TP", rf"\fB{_text(term)}\fR", _text(words)]


def _text(text: str) -> str:
    escaped = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{escaped}" if escaped[:1] in {".", "'"} else escaped


if __name__ == "__main__":
    PAGE.write_text(fresh(), "utf-8")
