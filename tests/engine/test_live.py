"""A live engine: what is recorded is still what it does, and it goes away with whoever started it.

`pytest -m engine` starts engines of its own, unless one answers at `DOCKER_HOST` or was left running by `up`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.engine.ask import ask
from tests.engine.cases import Case, read_cases
from tests.engine.engine import Engine
from tests.engine.fresh import fresh_case
from tests.engine.older import SIMULATED
from tests.engine.record import RECORDED, recordings
from tests.engine.verify import check

pytestmark = pytest.mark.engine
EVERY = 50  # so many recorded cases stand for all: asking about each takes ten minutes
FRESH = range(40)


def sample() -> list[Case]:
    return [case for case in read_cases(recordings()) if "reports" not in case["id"]][::EVERY]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in sample()])
def test_the_engine_still_does_what_is_recorded_and_simulated(docker: Engine, case: Case) -> None:
    assert [str(found) for found in check(docker, case) if found.known is None] == []


@pytest.mark.parametrize("seed", FRESH)
def test_the_simulation_knows_what_the_engine_does_with_a_random_build(docker: Engine, seed: int) -> None:
    assert [str(found) for found in check(docker, fresh_case(seed)) if found.known is None] == []


@pytest.mark.parametrize(
    "case", list(read_cases(sorted((RECORDED / "older").glob("*.jsonl")))), ids=lambda case: case["id"]
)
def test_an_older_engine_still_has_its_own_way(docker: Engine, case: Case) -> None:
    if int(docker.api.version().partition(".")[0]) >= SIMULATED:
        assert check(docker, case, ["buildkit"]) == []
    else:
        assert ask(docker, case, ["buildkit"])["buildkit"] == case["buildkit"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_an_interrupted_run_leaves_nothing_behind(tmp_path: Path, number: signal.Signals) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "DOCKER_HOST"} | {"TMPDIR": str(tmp_path)}
    command = [sys.executable, "-m", "tests.engine", "verify", "--count", "1000", "--seed", "0"]
    running = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not _answers(tmp_path):
        assert running.poll() is None
        time.sleep(0.1)
    assert _processes_on(tmp_path)
    running.send_signal(number)
    assert running.wait(60) in {130, 128 + number}
    assert _processes_on(tmp_path) == []
    assert list(tmp_path.glob("ctxsize-engine-*")) == []


def _answers(directory: Path) -> bool:
    return any(directory.glob("ctxsize-engine-*/docker.sock"))


def _processes_on(directory: Path) -> list[str]:
    """Return the command lines that name the directory, but for the one that was told to work there by its environment."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = file.read_bytes()
        except OSError:
            continue
        if os.fsencode(directory) in words:
            found.append(words.decode(errors="replace"))
    return found
