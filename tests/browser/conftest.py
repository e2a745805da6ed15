"""What the tests of the page share: one browser, and the pages of the sample projects."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from testdata.projects import make
from tests.browser.chromium import executable, missing
from tests.functional.installed import ROOT, run

PICTURES = Path(os.environ.get("CTXSIZE_PICTURES", ROOT / ".pictures"))
WHOLE = {"monorepo", "laravel-app", "dotnet-shop"}
"""Samples of which no Dockerfile stands in the context root: all their builds are shown."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Start Chromium, or skip and say why."""
    if missing():
        pytest.skip(missing())
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (it need not be installed)

    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=executable(), args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


def page_of(place: Path, *arguments: str) -> Path:
    """Write the page of a context beside it."""
    file = place.with_suffix(".html")
    done = run(place, *arguments, "--format", "html", "-o", file, cwd=place.parent)
    assert file.exists(), done.stderr
    return file


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the page of each sample project, by name."""
    home = tmp_path_factory.mktemp("pages")
    found = {}
    for name in make.names():
        make.make_project(name, home / name)
        found[name] = page_of(home / name, *(["--all"] if name in WHOLE else []))
    return found
