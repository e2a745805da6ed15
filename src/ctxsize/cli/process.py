"""The process around the command: its streams, its signals, and how each failure ends it."""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys

from ctxsize.cli import fast_parser, interrupt
from ctxsize.errors import CtxsizeError, ExitCode, UsageError
from ctxsize.files import streams

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


_OF_STREAMS = frozenset({errno.ENOSPC, errno.EIO, errno.EFBIG, errno.EPIPE, errno.EDQUOT})


def main() -> NoReturn:
    """Run the command line and end the process with its exit code."""
    _require_utf8()
    # What is made is nearly all needed to the end, which is near: looking for garbage takes a tenth of a small run.
    gc.disable()
    if hasattr(signal, "SIGPIPE"):
        # A reader that has seen enough, such as head, ends us without a word.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    streams.prepare()
    try:
        if signal.getsignal(signal.SIGINT) is interrupt.leave:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        _require_working_directory()
        code = _run()
    except CtxsizeError as error:
        _say(f"ctxsize: {error}")
        code = error.exit_code
    except KeyboardInterrupt:
        code = ExitCode.INTERRUPTED
    except Exception as error:  # noqa: BLE001 (the last resort: one sentence, not a traceback)
        code = _unexpected(error)
    why = streams.finish()
    if why:
        _say(f"ctxsize: standard output: {why}. The report is not complete.")
        code = ExitCode.NOT_ANALYZED
    gc.freeze()  # so that Python does not look for garbage at its end either
    sys.exit(int(code or 0))


def _require_utf8() -> None:
    """Begin again in Python's UTF-8 mode where the locale has another encoding: names are bytes, whatever it is."""
    if sys.getfilesystemencoding().lower() != "utf-8" and not sys.flags.utf8_mode:
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606 (this very program)


def _require_working_directory() -> None:
    try:
        os.getcwd()  # noqa: PTH109 (pathlib takes longer to load than a small run)
    except FileNotFoundError as error:
        raise UsageError("The working directory no longer exists. Change to another one.") from error


def _run() -> int:
    words = fast_parser.spelled_out(sys.argv[1:])
    printed = fast_parser.printed(words)
    if printed is not None:
        sys.stdout.write(printed)
        return ExitCode.CLEAN
    given = fast_parser.parse(words)
    if given is not None:
        from ctxsize.cli.run import run  # noqa: PLC0415 (what is wrong with the line is said without it)

        return run(given)
    from ctxsize.cli.command import app  # noqa: PLC0415 (loads Typer)

    code: int = app(words, standalone_mode=False, prog_name="ctxsize")
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
    if isinstance(error, OSError) and error.filename is None and error.errno in _OF_STREAMS:
        streams.finish()
        _say(f"ctxsize: standard output: {error.strerror}. The report is not complete.")
        return ExitCode.NOT_ANALYZED
    _say(f"ctxsize: unexpected {type(error).__name__}: {error}. This is a bug; CTXSIZE_DEBUG=1 shows where.")
    return ExitCode.NOT_ANALYZED


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
