"""Standard streams that are closed or full when the program starts or ends."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

BUFFERED = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
PREPARE = "from ctxsize.files.streams import prepare; prepare()\n"


def after(shell: str, program: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["sh", "-c", f'exec "$0" -c "$1" {shell}', sys.executable, program],
        capture_output=True,
        check=False,
        env=BUFFERED,
    )


@pytest.mark.parametrize("closed", ["0<&-", "1>&-", "2>&-", "0<&- 1>&- 2>&-"])
def test_a_closed_stream_leads_nowhere(closed: str) -> None:
    done = after(closed, PREPARE + "import os, sys\nprint('x'); sys.exit(os.open('/', os.O_RDONLY) < 3)")
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_name_that_is_not_utf_8_is_written_as_it_is() -> None:
    done = after("", PREPARE + "print('\\udcff')")
    assert done.stdout == b"\xff\n"


def test_a_full_disk_is_said() -> None:
    program = PREPARE + "from ctxsize.files.streams import finish\nimport sys\nprint('x'); sys.stderr.write(finish())"
    assert after(">/dev/full", program).stderr == b"No space left on device"
    assert after("", program).stderr == b""
