"""An interrupt before the command runs ends ctxsize at once, and leaves other programs that import it alone."""

from __future__ import annotations

import subprocess
import sys

PRINT = "import signal, sys; sys.argv[0] = {!r}; import ctxsize.cli; print(signal.getsignal(signal.SIGINT).__name__)"


def handler(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", PRINT.format(program)], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_program_leaves_at_once() -> None:
    assert handler("/usr/bin/ctxsize") == "leave"
    assert handler("/lib/ctxsize/__main__.py") == "leave"


def test_another_program_keeps_its_own_way() -> None:
    assert handler("/usr/bin/pytest") == "default_int_handler"
    assert handler("/x/tests/__main__.py") == "default_int_handler"
    assert handler("") == "default_int_handler"
