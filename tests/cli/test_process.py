"""Streams that are closed or full, interrupts, locales and a working directory that is gone: a sentence and the right exit code."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "ctxsize"]


@pytest.fixture
def context(tmp_path: Path) -> Path:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    (tmp_path / "é").write_text("x")
    return tmp_path


def shell(context: Path, redirected: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = f"{sys.executable} -m ctxsize {redirected}"
    return subprocess.run(
        ["bash", "-c", command], cwd=context, check=False, capture_output=True, env={**os.environ, **environment}
    )


@pytest.mark.parametrize(
    ("redirected", "code"),
    [(". >&-", 0), (". >&- 2>&-", 0), ("/nope 2>&-", 2), (". <&-", 0), ("-f - . <&-", 3), (". <&- >&- 2>&-", 0)],
)
def test_a_closed_stream_changes_no_exit_code(context: Path, redirected: str, code: int) -> None:
    done = shell(context, redirected)
    assert done.returncode == code, done.stderr
    assert b"unexpected" not in done.stderr


def test_a_report_does_not_end_in_a_file_that_took_the_number_of_a_closed_stream(context: Path) -> None:
    shell(context, "--format json -o report.json /nope 2>&- >&-")
    shell(context, "--format json -o report.json . 2>&- >&-")
    assert (context / "report.json").read_bytes().startswith(b"{")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device")
@pytest.mark.parametrize("words", [".", "--list .", "--format json .", "--diff .", "--help"])
def test_a_full_disk_behind_standard_output_is_said(context: Path, words: str) -> None:
    done = shell(context, f"{words} >/dev/full")
    assert done.returncode == 3
    assert done.stderr == b"ctxsize: standard output: No space left on device. The report is not complete.\n"


def test_a_working_directory_that_is_gone_is_said(context: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", f"mkdir gone; cd gone; rmdir ../gone; {sys.executable} -m ctxsize ."],
        cwd=context,
        check=False,
        capture_output=True,
    )
    assert done.returncode == 2
    assert done.stderr == b"ctxsize: The working directory no longer exists. Change to another one.\n"


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii:strict"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
)
def test_names_are_bytes_whatever_the_locale(context: Path, environment: dict[str, str]) -> None:
    assert shell(context, "--list .", **environment).stdout == "Dockerfile\né\n".encode()


@pytest.mark.parametrize("imported", ["ctxsize.cli.interrupt", "ctxsize.cli.process", "ctxsize.cli.run"])
def test_an_interrupt_before_the_command_runs_ends_it_without_a_word(context: Path, imported: str) -> None:
    program = (
        "import sys; sys.argv[0] = '/ctxsize'\n"
        f"import ctxsize.cli.interrupt, {imported}, os, signal; os.kill(os.getpid(), signal.SIGINT)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=context, check=False, capture_output=True)
    assert (done.returncode, done.stderr) == (130, b"")


def test_an_interrupt_of_the_command_ends_it_with_its_code(context: Path) -> None:
    program = (
        "import os, signal, sys\nimport ctxsize.cli\nfrom ctxsize.cli import process\n"
        "process._run = lambda: os.kill(os.getpid(), signal.SIGINT)\nctxsize.cli.main()"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=context, check=False, capture_output=True)
    assert (done.returncode, done.stderr) == (130, b"")


def test_a_job_that_ignores_interrupts_goes_on(context: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "."],
        cwd=context,
        check=False,
        capture_output=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    )
    assert done.returncode == 0
