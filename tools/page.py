"""What the HTML page is made of besides our own files.

python -m tools.page [VERSION]     takes d3-hierarchy from the npm registry: its minified file, and its licence
python -m tools.page --picture     makes docs/images/page.png from a sample project, with the system's Chromium
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from testdata.projects import make
from tests.browser.chromium import executable
from tests.functional.installed import ROOT, run

PAGE = ROOT / "src/ctxsize/report/page"
TAKEN = {"package/dist/d3-hierarchy.min.js": "d3-hierarchy.min.js", "package/LICENSE": "d3-hierarchy.LICENSE"}
PICTURE = ROOT / "docs/images/page.png"
SAMPLE = "python-ml"
WIDTH, HEIGHT = 1280, 860


def take(version: str) -> None:
    """Put the files of a version where the page has them."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        subprocess.run(
            ["npm", "pack", "--silent", "--pack-destination", place, f"d3-hierarchy@{version}"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        (packed,) = place.glob("*.tgz")
        with tarfile.open(packed) as archive:
            for inside, own in TAKEN.items():
                source = archive.extractfile(inside)
                assert source is not None
                (PAGE / own).write_bytes(source.read())


def draw() -> None:
    """Draw the page of a sample project."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (a picture alone needs it)

    with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
        place = Path(name) / SAMPLE
        make.make_project(SAMPLE, place)
        file = place.with_suffix(".html")
        run(place, "--format", "html", "-o", file, cwd=place.parent)
        browser = play.chromium.launch(executable_path=executable(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready=true]")
        page.click("#views button[data-value=whole]")
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    if "--picture" in sys.argv[1:]:
        draw()
    else:
        take(sys.argv[1] if len(sys.argv) > 1 else "latest")
