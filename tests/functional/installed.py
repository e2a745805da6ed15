"""The installed program, run as a person runs it, and a sample project to run it on."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
BIN = Path(sys.executable).parent


def environment() -> dict[str, str]:
    """An environment in which the program of this virtual environment is found and nothing changes its output."""
    # PYTHONPATH lets one installation serve several checkouts.
    names = ("HOME", "LANG", "LC_ALL", "PYTHONPATH", "SYSTEMROOT", "TMPDIR")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return kept | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "PYTHONUTF8": "1"}


def program() -> str:
    """The path of the installed `ctxsize`."""
    found = shutil.which("ctxsize", path=environment()["PATH"])
    assert found, "ctxsize is not installed: pip install -e '.[dev]'"
    return found


def run(*arguments: str | Path, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the installed `ctxsize`; its output is text, with stray bytes as lone surrogates."""
    return subprocess.run(
        [program(), *arguments],
        cwd=cwd,
        env=environment() | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="surrogateescape",
        check=False,
    )
