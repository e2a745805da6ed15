"""README.md says what the program does now."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from testdata.projects import make
from tests.functional.installed import BIN, README, ROOT, environment, run
from tools.readme import block, fresh

TEXT = README.read_text("utf-8")
EXAMPLES = re.findall(r"(?s)<!-- examples -->\n```sh\n(.*?)```\n", TEXT)
# What stands at the top of the repository; `pytest -m site` checks the links of docs/.
PAGES = sorted(page.name for page in ROOT.glob("*.md"))
_SPELLED = dict(zip("3456789", ("three", "four", "five", "six", "seven", "eight", "nine"), strict=True)) | {"10": "ten"}


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


@pytest.mark.parametrize("line", [line for part in EXAMPLES for line in part.splitlines()])
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
    # A diff says beside itself what it left out.
    assert done.stderr == "" or "--diff" in line


def test_its_first_lines_are_those_of_the_sample() -> None:
    output = block(TEXT, "sample-output")
    before, words, after = TEXT[TEXT.index("```text\n") + 8 :].splitlines()[:3]
    assert before.endswith(re.findall(r"Received +(\S+)", output)[0])
    assert after.endswith(re.findall(r"After --fix +(\S+)", output)[0])
    (lines,) = re.findall(r"see the (\d+) lines", output)
    assert f"writes {_SPELLED.get(lines, lines)} lines" in words


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_links_to_is_there(page: str) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", (ROOT / page).read_text("utf-8")):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = ROOT / (path or page)
        assert target.exists(), link
        if anchor:
            headings = re.findall(r"(?m)^#+ (.*)$", target.read_text("utf-8"))
            assert anchor in {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}, link


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
