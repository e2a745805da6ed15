"""The process around the command: its streams, its signals, and how each failure ends it."""

from __future__ import annotations

import gc
import os
import signal
import sys

from ctxsize.cli import fast_parser
from ctxsize.errors import CtxsizeError, ExitCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and end the process with its exit code."""
    # What is made is nearly all needed to the end, which is near: looking for garbage takes a tenth of a small run.
    gc.disable()
    if hasattr(signal, "SIGPIPE"):
        # A reader that has seen enough, such as head, ends us without a word.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    # Names of files are bytes from strangers: let none that is not UTF-8 break a stream.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="surrogateescape" if stream is sys.stdout else "backslashreplace")
    try:
        code = _run()
    except CtxsizeError as error:
        _say(f"ctxsize: {error}")
        code = error.exit_code
    except KeyboardInterrupt:
        code = ExitCode.INTERRUPTED
    except Exception as error:  # noqa: BLE001 (the last resort: one sentence, not a traceback)
        code = _unexpected(error)
    sys.exit(int(code or 0))


def _run() -> int:
    words = fast_parser.spelled_out(sys.argv[1:])
    given = fast_parser.parse(words)
    if given is not None:
        from ctxsize.cli.run import run  # noqa: PLC0415 (what is wrong with the line is said without it)

        return run(given)
    from ctxsize.cli.command import app  # noqa: PLC0415 (loads Typer)

    code: int = app(words, standalone_mode=False)
    return code


def _unexpected(error: Exception) -> int:
    # Typer carries a click of its own in some versions and uses the installed one in others.
    typer = sys.modules.get("typer")
    if typer is not None and isinstance(error, (typer.Exit, typer.Abort)):
        return getattr(error, "exit_code", ExitCode.INTERRUPTED)
    if hasattr(error, "format_message"):
        _say(f"ctxsize: {error.format_message().rstrip('.')}. See ctxsize --help.")
        return ExitCode.USAGE
    if os.environ.get("CTXSIZE_DEBUG"):
        raise error
    _say(f"ctxsize: unexpected {type(error).__name__}: {error}. This is a bug; CTXSIZE_DEBUG=1 shows where.")
    return ExitCode.NOT_ANALYZED


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
