"""The completion scripts are those of the Typer at hand, and bash can use its one."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.functional.installed import environment
from tools.completion import DIRECTORY, scripts


@pytest.mark.parametrize("name", sorted(scripts()))
def test_a_script_is_fresh(name: str) -> None:
    assert (DIRECTORY / name).read_text("utf-8") == scripts()[name], "run `python -m tools.completion`"


def test_bash_completes_an_option_with_it() -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("bash is not installed")
    line = (
        f". {DIRECTORY / 'ctxsize.bash'}; COMP_WORDS=(ctxsize --bud); COMP_CWORD=1; "
        '_ctxsize_completion ctxsize; echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run([bash, "-c", line], env=environment(), capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["--budget", "--budget-total"]
