"""The documentation site: its made parts, its build, its links, and the queries for fleets."""

from __future__ import annotations

import html.parser
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from ctxsize.config.budgets import BUDGET_KEYS
from ctxsize.config.builds import BUILD_KEYS
from ctxsize.config.keys import KEYS
from testdata.projects import make
from tests.functional.installed import ROOT, run
from tools import site

FLEETS = (ROOT / "docs/how-to/fleets.md").read_text("utf-8")
QUERIES = dict(re.findall(r"(?s)<!-- query: (\w+) -->\n```sql\n(.*?)```", FLEETS))


def test_the_made_parts_of_the_site_are_fresh() -> None:
    stale = [str(page) for page, text in site.fresh().items() if page.read_text("utf-8") != text]
    assert stale == [], "run `python -m tools.site` and read the difference"


def test_the_site_has_every_page() -> None:
    named = set(re.findall(r'"([\w/-]+\.md)"', (ROOT / "zensical.toml").read_text("utf-8")))
    pages = {str(page.relative_to(site.DOCS)) for page in site.DOCS.rglob("*.md")}
    assert named == {page for page in pages if not page.startswith("rules/CTX")}


def test_every_key_of_the_configuration_is_documented() -> None:
    text = (ROOT / "docs/reference/configuration.md").read_text("utf-8")
    cells = re.findall(r"(?m)^\| (`[^|]*) \|", text)
    documented = [re.findall(r"`([\w-]+)`", cell) for cell in cells]
    assert {key for keys in documented for key in keys} == {*KEYS, *BUDGET_KEYS, *BUILD_KEYS}


class Links(html.parser.HTMLParser):
    """Collects where a page leads, and the places on it that can be led to."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: set[str] = set()
        self.loaded: set[str] = set()
        self.places: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.places |= {found[name] or "" for name in ("id", "name") if name in found}
        if tag == "a" and found.get("href"):
            self.targets.add(str(found["href"]))
        elif tag in {"script", "link", "img"}:
            self.loaded |= {str(found[name]) for name in ("src", "href") if found.get(name)}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built without a warning."""
    copy = tmp_path_factory.mktemp("site")
    shutil.copytree(ROOT / "docs", copy / "docs")
    shutil.copy(ROOT / "zensical.toml", copy)
    done = subprocess.run(
        [Path(sys.executable).parent / "zensical", "build", "--strict"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return copy / "build" / "site"


@pytest.mark.site
def test_every_link_of_the_site_leads_somewhere(built: Path) -> None:
    pages = {}
    for page in built.rglob("*.html"):
        pages[page] = Links()
        pages[page].feed(page.read_text("utf-8"))
    broken = []
    for page, links in pages.items():
        for target in links.targets if page.name != "404.html" else ():
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            file = Path(os.path.normpath(page.parent / unquote(parts.path))) if parts.path else page
            file = file / "index.html" if file.is_dir() else file
            known = pages.get(file)
            if not file.exists() or (parts.fragment and known and unquote(parts.fragment) not in known.places):
                broken.append((str(page.relative_to(built)), target))
    assert broken == []


@pytest.mark.site
def test_the_site_loads_nothing_from_elsewhere(built: Path) -> None:
    for page in built.rglob("*.html"):
        links = Links()
        links.feed(page.read_text("utf-8"))
        assert [target for target in links.loaded if urlsplit(target).netloc] == [], page
    assert json.loads((built / "search.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports of two repositories on two days; one of them grows."""
    above = tmp_path_factory.mktemp("fleet")
    (above / "reports").mkdir()
    for name in ("go-service", "node-service"):
        project = make.make_project(name, above / name)
        for day in ("2026-01-01", "2026-02-01"):
            report = above / "reports" / f"{name}-{day}.json"
            done = run("--fail-on", "never", "--format", "json", "-o", report, cwd=project)
            assert done.returncode == 0, done.stderr
            (project / "more.txt").write_text("x" * (1000 if name == "node-service" else 0))
    return above


@pytest.mark.site
@pytest.mark.parametrize(
    ("query", "columns", "rows"),
    [
        ("growth", ["repository", "before", "now", "grown"], 2),
        ("rules", ["code", "findings", "reports", "bytes"], None),
        ("total", ["day", "builds", "bytes"], 2),
        ("secrets", ["filename", "code", "path"], None),
    ],
)
def test_a_query_for_fleets_answers(
    reports: Path, monkeypatch: pytest.MonkeyPatch, query: str, columns: list[str], rows: int | None
) -> None:
    duckdb = pytest.importorskip("duckdb")
    monkeypatch.chdir(reports)
    answer = duckdb.connect().execute(QUERIES[query])
    found = answer.fetchall()
    assert [column[0] for column in answer.description] == columns
    assert found
    assert rows is None or len(found) == rows
    if query == "growth":
        assert found[0][0] == "node-service"
        assert found[0][3] > 1000


def test_every_query_for_fleets_is_tried() -> None:
    assert set(QUERIES) == {"growth", "rules", "total", "secrets"}
