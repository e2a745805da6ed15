"""The test engine's command, on machines that have less than this one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.engine.record import RECORDED

CLONE = RECORDED.parents[1]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    # Without site-packages the interpreter is that of a machine on which nothing is installed.
    command = [sys.executable, "-S", "-m", "tests.engine", *arguments]
    return subprocess.run(command, cwd=CLONE, env=environment, capture_output=True, text=True, check=False)


def test_an_engine_can_be_had_from_a_clone_where_nothing_is_installed() -> None:
    done = run("up", "--help")
    assert done.returncode == 0, done.stderr
    assert "--suite" in done.stdout


def test_where_no_engine_can_be_had_one_line_says_why(tmp_path: Path) -> None:
    done = run("up", PATH=str(tmp_path), XDG_CACHE_HOME=str(tmp_path), TMPDIR=str(tmp_path))
    assert done.returncode == 3
    assert done.stderr in {
        "No engine: This machine is not Debian, so there are no packages to take the engine from.\n",
        "No engine: Only root can start an engine.\n",
    }
