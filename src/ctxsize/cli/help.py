"""``--help`` and ``--help-all`` as text: what one types every day on two screens at most, and every option with its panel."""

from __future__ import annotations

import os
import textwrap

from ctxsize.cli.option import PANELS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ctxsize.cli.option import Option

USAGE = "Usage: ctxsize [OPTIONS] [PATH]..."
SUMMARY = (
    "Show exactly which files docker build receives, how large they are, and which line of the ignore file decided. PATH is "
    "the build context (default .)."
)
EXAMPLES = (
    ("ctxsize", "the build context in this directory"),
    ("ctxsize apps/api -f Dockerfile.prod", "another context, another Dockerfile"),
    ("ctxsize --why dist", "is it received, and why"),
    ("ctxsize --diff", "the lines that --fix would write"),
    ("ctxsize --budget 50MB", "fail if more is sent"),
    ("ctxsize --compare main --max-growth 1MB", "fail if this branch adds more"),
)
EXIT_CODES = (
    (0, "clean"),
    (1, "the gate failed: a budget, or a finding at --fail-on; with --diff: there is a change"),
    (2, "wrong usage or configuration"),
    (3, "could not analyze: the builder would refuse the build, or something is unreadable"),
    (130, "interrupted"),
)
_COLUMN = 30
_LEAST, _MOST = 60, 100


def short_help(options: Iterable[Option]) -> str:
    """Return what ``--help`` prints: the options of every day, and how to see the others."""
    each = list(options)
    others = sum(not option.everyday for option in each)
    lines = [*_head(), *_panels([option for option in each if option.everyday])]
    codes = ", ".join(f"{code} {words.partition(':')[0]}" for code, words in EXIT_CODES)
    lines += ["", *_wrapped(f"Exit codes: {codes}.", 0), f"ctxsize --help-all shows {others} more options."]
    return "\n".join(lines) + "\n"


def long_help(options: Iterable[Option]) -> str:
    """Return what ``--help-all`` prints: every option."""
    lines = [*_head(), *_panels(options), "", "Exit codes:"]
    lines += [f"  {code:<3}  {words}" for code, words in EXIT_CODES]
    return "\n".join(lines) + "\n"


def spelling(option: Option) -> str:
    """Return an option as it is typed: ``-f, --file FILE``."""
    names = ", ".join(sorted(option.names, key=len)) + (f", {option.off}" if option.off else "")
    value = "" if option.is_switch else option.metavar or "|".join(option.choices or ())
    return f"{names} {value}".rstrip()


def _head() -> Iterator[str]:
    yield USAGE
    yield ""
    yield from _wrapped(SUMMARY, 0)
    yield ""
    width = max(len(command) for command, _ in EXAMPLES)
    for command, words in EXAMPLES:
        yield f"  {command:<{width}}  {words}"


def _panels(options: Iterable[Option]) -> Iterator[str]:
    by_panel: dict[str, list[Option]] = {panel: [] for panel in PANELS}
    for option in options:
        by_panel[option.panel].append(option)
    for panel, found in by_panel.items():
        if found:
            yield ""
            yield f"{panel}:"
        for option in found:
            first, *more = _wrapped(option.help, _COLUMN)
            typed = f"  {spelling(option)}"
            if len(typed) + 2 > _COLUMN:
                yield typed
                yield " " * _COLUMN + first
            else:
                yield f"{typed:<{_COLUMN}}{first}"
            yield from (" " * _COLUMN + line for line in more)


def _wrapped(text: str, indent: int) -> list[str]:
    return textwrap.wrap(text, _columns() - indent, break_on_hyphens=False)


def _columns() -> int:
    """Return the width to write to: the terminal's within reason, 80 without one."""
    try:
        columns = int(os.environ.get("COLUMNS") or os.get_terminal_size().columns)
    except (OSError, ValueError):
        columns = 80
    return min(max(columns, _LEAST), _MOST)
