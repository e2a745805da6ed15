"""``--init``: a commented configuration, with a budget a tenth above what is received today."""

from __future__ import annotations

import os
import sys

from ctxsize.config.read import OWN_FILE
from ctxsize.display.escaping import printable
from ctxsize.display.sizes import shown
from ctxsize.errors import UsageError
from ctxsize.files.bounds import bounds
from ctxsize.files.write import UnwritableError, write_whole
from ctxsize.report.figures import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ctxsize.api import Simulation
    from ctxsize.cli.options import Options
    from ctxsize.config.settings import Config

_UNITS = ("B", "kB", "MB", "GB", "TB")
_DIGITS = 3
_TEMPLATE = """\
# Configuration of ctxsize, which checks what docker build receives.
# Every key: `ctxsize --help-all` names the option of the same name. Options go before this file.

# The build, if it is not the last stage of ./Dockerfile. Paths are relative to this file.
{inputs}
# Fail on findings from this level on: error, warning, info or never.
fail-on = "error"

# Rules to turn off: codes, prefixes or names. `ctxsize --rule CTX405` explains one.
# ignore = ["CTX405"]

# Rules to turn off in some places. Patterns are those of .gitignore.
# [per-path-ignores]
# "fixtures/**" = ["CTX2"]

# A limit. Today the build receives {size} in {files}.
[[budget]]
max-size = "{limit}"
# max-files = {most_files}
# path = "assets/**"  # the limit holds for this part of the context
# message = "Ask the platform team before you raise this."
"""


def init(typed: Options, config: Config, measure: Callable[[], Simulation]) -> None:
    """Write a configuration into the build context, and say so.

    Args:
        typed: the command line, whose build the configuration describes.
        config: the one that counts today.
        measure: what the build receives right now.

    Raises:
        UsageError: if there is a configuration already, or the file can't be written.

    """
    if config.file is not None:
        raise UsageError(f"{printable(config.file)} is a configuration already. Edit it, or delete it first.")
    file = os.path.join(typed.path, OWN_FILE) if typed.paths else OWN_FILE
    before = measure()
    old = _write(file, b"", _text_for(typed, before), typed)
    today = measure()
    if today.transfer_bytes != before.transfer_bytes:
        # The build receives the configuration, too.
        _write(file, old, _text_for(typed, today), typed)
    sys.stdout.write(
        f"Wrote {printable(file)}: the budget is {budget(today.transfer_bytes)}, today's size is "
        f"{shown(today.transfer_bytes)}.\nRun ctxsize again: it holds the build to the budget now.\n"
    )


def _write(file: str, old: bytes, new: bytes, typed: Options) -> bytes:
    try:
        write_whole(file, new, old=old, within=bounds(os.path.realpath(typed.path), os.getcwd()))
    except UnwritableError as error:
        raise UsageError(str(error)) from error
    return new


def _text_for(typed: Options, today: Simulation) -> bytes:
    files = sum(1 for entry in today.entries if entry.type == "file")
    text = _TEMPLATE.format(
        inputs=_inputs(typed),
        size=shown(today.transfer_bytes),
        files=count(files, "file"),
        limit=budget(today.transfer_bytes),
        most_files=files + max(1, files // 10),
    )
    return text.encode()


def budget(size: int) -> str:
    """Return a size a tenth above another, rounded up to three digits, as a person writes it: ``4.65kB``."""
    limit = max(1, -(-size * 11 // 10))
    step = 10 ** max(0, len(str(limit)) - _DIGITS)
    limit = -(-limit // step) * step
    power = min((len(str(limit)) - 1) // 3, len(_UNITS) - 1)
    return f"{limit / 1000**power:g}{_UNITS[power]}"


def _inputs(typed: Options) -> str:
    """Return the keys of the build: those of the command line, the others as comments."""
    root = os.path.realpath(typed.path)
    file = typed.file if typed.file not in {None, "-"} else None
    arguments = dict(pair.partition("=")[::2] for pair in typed.build_arg if "=" in pair)
    contexts = dict(pair.partition("=")[::2] for pair in typed.build_context if "=" in pair)
    rows = (
        (
            "dockerfile",
            None if file is None else _text(os.path.relpath(os.path.abspath(file), root)),
            '"docker/Dockerfile"',
        ),
        ("target", None if typed.target is None else _text(typed.target), '"prod"'),
        ("builder", None if typed.builder is None else _text(typed.builder.value), '"legacy"'),
        ("platform", _list(typed.platform), '["linux/amd64", "linux/arm64"]'),
        ("build-args", _table(arguments), '{ VERSION = "1" }'),
        (
            "build-contexts",
            _table({name: _from(where, root) for name, where in contexts.items()}),
            '{ common = "../common" }',
        ),
    )
    return "".join(f"{key} = {value}\n" if value else f"# {key} = {example}\n" for key, value, example in rows)


def _from(where: str, root: str) -> str:
    """Return a named context as the configuration has it: directories relative to it."""
    return os.path.relpath(os.path.abspath(where), root) if os.path.isdir(where) else where


def _text(text: str) -> str:
    """Return a text as TOML has it."""
    escaped = "".join(
        f"\\u{ord(char):04x}" if char < " " or char == "\x7f" else f"\\{char}" if char in {'"', "\\"} else char
        for char in text
    )
    return f'"{escaped}"'


def _list(texts: tuple[str, ...]) -> str:
    return f"[{', '.join(map(_text, texts))}]" if texts else ""


def _table(rows: dict[str, str]) -> str:
    return f"{{ {', '.join(f'{_text(key)} = {_text(value)}' for key, value in rows.items())} }}" if rows else ""
