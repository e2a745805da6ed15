"""The HTML page in a real browser: it says nothing on its console, asks for nothing, and works without a mouse."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from testdata.projects import make
from tests.browser.chromium import axe
from tests.browser.conftest import PICTURES, page_of
from tests.functional.installed import run

pytestmark = pytest.mark.browser
NAMES = make.names()
SIZES = {
    "desktop": (1280, 900, "light"),
    "phone": (360, 740, "light"),
    "dark": (1280, 900, "dark"),
    "4k": (3840, 2160, "light"),
}
HOSTILE = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"quotes\" and 'more' & `ticks` ${x} {{ 7*7 }}",
    "bidi \u202egnp.exe \u2066x\u2069",
    "line\nbreak\tand tab",
    "__proto__",
    "constructor",
    "nicht-ASCII-äöü-日本語",
    "\x1b[31mred",
    "]]>-->",
]


@contextmanager
def opened(
    browser: Any, file: Path, width: int = 1280, height: int = 900, scheme: str = "light", **more: Any
) -> Iterator[Any]:
    """Open a page; it must not say anything on its console, fail, or ask for anything."""
    said: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, **more)
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url) if request.url != file.as_uri() else None)
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready=true]")
    yield page
    assert said == []
    context.close()


def seen(page: Any, name: str) -> Any:
    """Return what the map's element says of itself."""
    return page.evaluate(f"document.querySelector('#map').dataset.{name}")


def path_of(page: Any) -> str:
    return "".join(page.locator("#crumbs button, #crumbs span:not(:last-child)").all_text_contents())


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of a context whose names try to be markup."""
    place = tmp_path_factory.mktemp("hostile") / "context"
    place.mkdir()
    (place / "Dockerfile").write_text("FROM scratch AS a\nCOPY . /x\nFROM scratch\nCOPY --from=a /x /y\n")
    for number, name in enumerate(HOSTILE):
        directory = place / f"{number}{name.replace('/', '|')}"
        directory.mkdir()
        (directory / name.replace("/", "|")).write_bytes(b"x" * (1000 + number))
    (place / "out").mkdir()
    (place / "out" / os.fsdecode(b"stray \xff byte")).write_text("x")
    (place / ".env").write_text("API_KEY=sk_live_0123456789abcdefghijklmn\n")
    (place / ".dockerignore").write_text("# <b>bold</b>\n*</script>*x\nout\n")
    return page_of(place)


@pytest.mark.parametrize("kind", SIZES)
@pytest.mark.parametrize("name", [*NAMES, "hostile"])
def test_the_page_opens_in_silence_and_is_kept_as_a_picture(
    browser: Any,
    pages: dict[str, Path],
    hostile: Path,
    name: str,
    kind: str,
) -> None:
    width, height, scheme = SIZES[kind]
    with opened(browser, hostile if name == "hostile" else pages[name], width, height, scheme) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width, "nothing is cut off or scrolls sideways"
        PICTURES.mkdir(exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}-{kind}.png")


def test_the_page_fills_a_large_screen(browser: Any, pages: dict[str, Path]) -> None:
    with opened(browser, pages["python-ml"], 3840, 2160) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 3840
        assert page.locator("#map").bounding_box()["width"] > 2400
        page.screenshot(path=PICTURES / "python-ml-4k.png")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", [*NAMES, "hostile"])
def test_axe_finds_nothing_serious(browser: Any, pages: dict[str, Path], hostile: Path, name: str, scheme: str) -> None:
    with opened(browser, hostile if name == "hostile" else pages[name], scheme=scheme, bypass_csp=True) as page:
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        page.evaluate(axe())
        found = page.evaluate("axe.run().then((result) => result.violations)")
        serious = [
            (one["id"], [node["html"][:200] for node in one["nodes"][:3]])
            for one in found
            if one["impact"] in {"serious", "critical"}
        ]
        assert serious == []


def test_the_map_zooms_by_click_and_by_keys_and_the_trail_leads_back(browser: Any, pages: dict[str, Path]) -> None:
    with opened(browser, pages["node-service"]) as page:
        page.click("#tabs button[data-value=directories]")
        page.fill("#filter", "admin/node_modules/")
        page.wait_for_selector("#table-note:has-text(' of ')")
        page.click("#table tbody tr:first-child button")
        assert path_of(page).startswith("node-service/admin/node_modules")
        page.click("#crumbs button:first-child")
        assert path_of(page) == "node-service"
        page.focus("#map")
        for key in ("ArrowRight", "ArrowRight", "ArrowRight"):
            page.keyboard.press(key)
        assert page.is_visible("#card")
        assert "MB" in page.inner_text("#card")
        page.keyboard.press("Enter")
        assert path_of(page) in {"node-service/fixtures", "node-service"}
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Home")
        assert path_of(page) == "node-service"
        box = page.locator("#map canvas").bounding_box()
        page.mouse.move(box["x"] + box["width"] - 20, box["y"] + 20)
        page.wait_for_selector("#card:not([hidden])")
        assert "fixtures" in page.inner_text("#card")
        page.mouse.click(box["x"] + box["width"] - 20, box["y"] + 8)
        assert path_of(page) == "node-service/fixtures"
        page.keyboard.press("Escape")


def test_the_map_says_the_same_as_the_json_report_in_each_view(browser: Any, pages: dict[str, Path]) -> None:
    place = pages["node-service"].with_suffix("")
    said = json.loads(run(place, "--format", "json", cwd=place.parent).stdout)
    wanted = {
        "build": said["received"]["bytes"],
        "other": said["builders"]["legacy"]["bytes"],
        "whole": said["included"]["bytes"] + said["excluded"]["bytes"],
    }
    with opened(browser, pages["node-service"]) as page:
        for view, size in wanted.items():
            page.click(f"#views button[data-value={view}]")
            assert int(seen(page, "bytes")) == size
        page.click("#views button[data-value=after]")
        assert int(seen(page, "bytes")) < 5000
        for colouring in ("type", "takers", "happens"):
            page.select_option("#colour", colouring)
            assert page.locator("#legend button").count() >= 1


def test_search_dims_and_counts_and_a_slash_begins_it(browser: Any, pages: dict[str, Path]) -> None:
    with opened(browser, pages["node-service"]) as page:
        page.keyboard.press("/")
        page.keyboard.type("heapsnap")
        page.wait_for_selector("#view-note:has-text('match')")
        assert page.inner_text("#view-note") == "212.00MB in 1 file match"


def test_tables_sort_and_filter(browser: Any, pages: dict[str, Path]) -> None:
    with opened(browser, pages["node-service"]) as page:
        page.click("#tabs button[data-value=files]")
        first = page.inner_text("#table tbody tr:first-child th")
        assert "heapsnapshot" in first
        page.click("#table thead th:nth-child(2) button")
        assert page.get_attribute("#table thead th:nth-child(2)", "aria-sort") == "ascending"
        assert page.inner_text("#table tbody tr:first-child th") != first
        page.fill("#filter", "package")
        page.wait_for_selector("#table-note:has-text(' of ')")
        rows = page.locator("#table tbody th").all_inner_texts()
        assert rows
        assert all("package" in row for row in rows)
        for table in ("directories", "extensions", "lines", "instructions"):
            page.fill("#filter", "")
            page.click(f"#tabs button[data-value={table}]")
            page.wait_for_selector("#table tbody tr")


def test_the_lines_are_copied(browser: Any, pages: dict[str, Path]) -> None:
    with opened(browser, pages["node-service"], permissions=["clipboard-read", "clipboard-write"]) as page:
        page.click(".copy")
        page.wait_for_selector(".copied:has-text('Copied.')")
        assert "**/.DS_Store" in page.evaluate("navigator.clipboard.readText()").split("\n")


def test_a_rule_is_explained_where_it_is_found(browser: Any, pages: dict[str, Path]) -> None:
    with opened(browser, pages["node-service"]) as page:
        page.click(".rule[open] .doc summary >> nth=0")
        page.wait_for_selector(".markdown.done h3")
        assert "What it does" in page.inner_text(".markdown.done")


def test_the_theme_follows_the_system_and_the_switch(browser: Any, pages: dict[str, Path]) -> None:
    shade = "getComputedStyle(document.body).backgroundColor"
    with opened(browser, pages["node-service"], scheme="dark") as page:
        dark = page.evaluate(shade)
        page.click("#theme")
        page.click("#theme")
        assert page.inner_text("#theme") == "Theme: light"
        assert page.evaluate(shade) != dark


def test_the_table_leads_into_each_build(browser: Any, pages: dict[str, Path]) -> None:
    with opened(browser, pages["monorepo"]) as page:
        buttons = page.locator("#builds button.link")
        sizes = set()
        for number in range(buttons.count()):
            buttons.nth(number).click()
            sizes.add(seen(page, "bytes"))
            assert page.locator(".build:visible .figure.main").count() == 1
        assert len(sizes) > 1


def test_the_page_prints_to_two_sheets(browser: Any, pages: dict[str, Path], tmp_path: Path) -> None:
    with opened(browser, pages["node-service"]) as page:
        page.pdf(path=tmp_path / "page.pdf", format="A4", prefer_css_page_size=True)
    assert (tmp_path / "page.pdf").read_bytes().count(b"/Type /Page\n") <= 2


def test_a_screen_reader_has_a_table_instead_of_the_picture(browser: Any, pages: dict[str, Path]) -> None:
    with opened(browser, pages["node-service"]) as page:
        page.click("#shown summary")
        page.wait_for_selector("#shown-table tbody tr")
        assert "orders-image.tar" in page.inner_text("#shown-table")
        assert page.get_attribute("#map canvas", "aria-hidden") == "true"
