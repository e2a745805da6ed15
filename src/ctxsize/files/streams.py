"""The three standard streams, which may be closed, full, or of any encoding when a program starts."""

from __future__ import annotations

import errno
import os
import sys


def prepare() -> None:
    """Make sure that there are three streams, and that names, which are bytes from strangers, break none of them.

    A closed stream becomes one that leads nowhere: otherwise the next file that is opened would take its number, and
    whatever is printed would end in that file.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sys.stdin = sys.stdin or open(0, encoding="utf-8")  # noqa: SIM115 (it stays open to the end)
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8")  # noqa: SIM115
    for stream, errors in ((sys.stdout, "surrogateescape"), (sys.stderr, "backslashreplace")):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors=errors)


def finish() -> str:
    """Send off what is still to be written; return why that fails, empty if it does not."""
    try:
        sys.stdout.flush()
    except OSError as error:
        # What is left is thrown away, or it would fail once more when Python ends.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.close(nowhere)
        return error.strerror or errno.errorcode.get(error.errno or 0, "it fails")
    return ""
