"""What an interrupt does before the command runs: Python itself would print where it was."""

from __future__ import annotations

import os
import signal

_INTERRUPTED = 130
"""As :class:`ctxsize.errors.ExitCode` has it, which is not loaded yet."""


def leave(*_: object) -> None:
    """End at once: nothing has been begun, so that there is nothing to clean up."""
    os._exit(_INTERRUPTED)


if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, leave)
