"""What an interrupt does before the command runs: Python itself would print where it was."""

from __future__ import annotations

import os
import signal
import sys

_INTERRUPTED = 130
"""As :class:`ctxsize.errors.ExitCode` has it, which is not loaded yet."""


def leave(*_: object) -> None:
    """End at once: nothing has been begun, so that there is nothing to clean up."""
    os._exit(_INTERRUPTED)


def _is_the_program() -> bool:
    """Whether this process is ctxsize: another one that merely imports it has cleaning up of its own to do."""
    return sys.argv[:1] != [] and sys.argv[0].endswith(("/ctxsize", "/ctxsize/__main__.py"))


if _is_the_program() and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, leave)
