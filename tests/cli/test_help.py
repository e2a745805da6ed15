"""``--help``, ``--help-all``, the manual page and completion: all from the one table of options."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ctxsize.cli.help import long_help, short_help, spelling
from ctxsize.cli.options import OPTIONS, PRINTING
from tools import man

EVERY = [*OPTIONS.values(), *PRINTING.values()]


def ctxsize(*words: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "ctxsize", *words],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=True,
    )
    return done.stdout


def test_the_help_of_every_day_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = short_help(EVERY).splitlines()
    assert len(lines) <= 60
    assert max(map(len, lines)) <= 80
    assert lines[-1] == f"ctxsize --help-all shows {sum(not one.everyday for one in EVERY)} more options."


def test_the_long_help_has_every_option() -> None:
    shown = long_help(EVERY)
    assert all(f"  {spelling(option)}" in shown for option in EVERY)
    assert shown.index("\nBuild:") < shown.index("\nSee:") < shown.index("\nConfiguration:")
    assert "\n  130  interrupted\n" in shown


@pytest.mark.parametrize("words", [("--help",), ("-h",), (".", "--help"), ("no/such/path", "-f", "x", "-h")])
def test_help_is_shown_whatever_else_is_typed(words: tuple[str, ...]) -> None:
    assert ctxsize(*words).startswith("Usage: ctxsize [OPTIONS] [PATH]...\n")


def test_the_manual_page_is_fresh() -> None:
    assert man.PAGE.read_text("utf-8") == man.fresh(), "run `python -m tools.man`"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_each_shell_has_a_script(shell: str) -> None:
    assert "_CTXSIZE_COMPLETE" in ctxsize("--completion", shell)


def test_bash_completes_options_and_values() -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("bash is not installed")
    program = (
        'eval "$(ctxsize --completion bash)"; COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); '
        '_ctxsize_completion ctxsize; echo "${{COMPREPLY[@]}}"'
    )
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    for words, found in (("ctxsize --max", "--max-files --max-growth"), ("ctxsize --format j", "json junit")):
        done = subprocess.run(
            [bash, "-c", program.format(words=words)],
            capture_output=True,
            text=True,
            env={**os.environ, "PATH": path},
            check=True,
        )
        assert sorted(done.stdout.split()) == found.split(), done.stderr


def test_the_help_of_an_option_is_one_line_of_completion() -> None:
    fish = {"_TYPER_COMPLETE_ARGS": "ctxsize --con", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    (line,) = ctxsize(_CTXSIZE_COMPLETE="complete_fish", **fish).splitlines()
    assert line == f"--config\t{OPTIONS['config'].help}"
