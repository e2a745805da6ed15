"""README.md says what the program does now."""

import subprocess
import sys
from pathlib import Path

import pytest

from testdata.projects import make
from tests.functional.installed import BIN, README, environment, run
from tools.readme import block, fresh

TEXT = README.read_text("utf-8")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory that holds the sample where the README puts it."""
    directory = tmp_path_factory.mktemp("readme")
    make.make_project("node-service", directory / "build/node-service")
    return directory


def test_its_made_parts_are_fresh() -> None:
    assert fresh(TEXT) == TEXT, "run `python -m tools.readme`"


def test_its_set_up_commands_stand_near_the_top_and_need_only_python() -> None:
    for name in ("sample-command", "test-command"):
        command = block(TEXT, name)
        assert command.count("\n") == 1
        assert command.startswith("python3 -m venv ")
        assert TEXT[: TEXT.index(command)].count("\n") < 110


@pytest.mark.parametrize("line", [line for line in block(TEXT, "examples").splitlines() if line])
def test_its_examples_run(line: str, sample: Path) -> None:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", line],
        cwd=sample / "build/node-service",
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr
    assert done.stdout
    assert done.stderr == ""


def test_its_python_example_runs(sample: Path) -> None:
    code = block(TEXT, "python-example")
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], cwd=sample, capture_output=True, text=True, check=True, env=environment()
    )
    total, *large = done.stdout.splitlines()
    assert int(total) > 400_000_000
    assert "orders-image.tar" in done.stdout
    assert len(large) == 3


def test_its_exit_codes_are_those_that_the_program_knows() -> None:
    section = TEXT[TEXT.index("### Exit codes") : TEXT.index("### From Python")]
    codes = [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("| ")][1:]
    assert codes == ["0", "1", "2", "3", "130"]


def test_the_installed_program_is_the_one_of_this_environment(sample: Path) -> None:
    assert (BIN / "ctxsize").exists()
    done = run("--version", cwd=sample)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("ctxsize 0.")
