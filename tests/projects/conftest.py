"""What the tests of the sample projects share."""

from __future__ import annotations

from pathlib import Path

import pytest

from testdata.projects import make


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with every project, by name."""
    directory = tmp_path_factory.mktemp("projects")
    for name in make.names():
        make.make_project(name, directory / name)
    return directory
