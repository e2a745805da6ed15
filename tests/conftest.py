"""What all tests share."""

from pathlib import Path

import pytest
from hypothesis import settings

from ctxsize.scan import frame
from tools.repositories import Repository

# How long an example takes says more of the machine's other work than of the code.
settings.register_profile("no-clock", deadline=None)
settings.load_profile("no-clock")

# Contexts of tests are small, and would be left to Python's loops where the compiled ones are to be tried, too.
frame._COMPILED_FROM = 0


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of git without files."""
    made = Repository(tmp_path)
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, made.environment[name])
    return tmp_path
