"""The HTML page: it says the same as the JSON report, number by number, and nothing of the machine that made it."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from ctxsize.cli.page import _date
from ctxsize.report import html
from testdata.projects import make
from tests.functional.installed import ROOT, run
from tests.report.made_up import EMPTY, REPORT
from tests.report.test_formats import written

BITS = {"build": 1, "other": 4, "whole": 2 | 8}


def page(place: Path, *arguments: str, cwd: Path | None = None, **variables: str) -> str:
    done = run(place, "--format", "html", *arguments, cwd=cwd or place.parent, **variables)
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout


def data(text: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    parsed: dict[str, Any] = json.loads(found[1])["builds"][0]
    return parsed


def total(build: dict[str, Any], bits: int) -> tuple[int, int]:
    """Return the files and bytes of those who have one of the bits, as the page's script counts them."""
    classes = build["classes"]

    def count(directory: list[Any]) -> tuple[int, int]:
        _, sums, files, inside = directory
        rows = [(sums[at], sums[at + 1], sums[at + 2]) for at in range(0, len(sums), 3)]
        rows += [(files[at + 2], 1, files[at + 1]) for at in range(0, len(files), 3)]
        found = [count(one) for one in inside]
        return (
            sum(number for kind, number, _ in rows if classes[kind][0] & bits) + sum(one[0] for one in found),
            sum(size for kind, _, size in rows if classes[kind][0] & bits and classes[kind][1] & bits)
            + sum(one[1] for one in found),
        )

    return count(build["tree"])


@pytest.mark.parametrize("name", ["node-service", "python-ml", "go-service", "rust-workspace"])
def test_the_map_agrees_with_the_json_report(name: str, tmp_path: Path) -> None:
    place = tmp_path / name
    make.make_project(name, place)
    said = json.loads(run(place, "--format", "json", cwd=tmp_path).stdout)
    build = data(page(place))
    assert total(build, BITS["build"]) == (said["received"]["files"], said["received"]["bytes"])
    other = said["builders"]["legacy"]
    assert total(build, BITS["other"]) == (other["files"], other["bytes"])
    whole = {key: said["included"][key] + said["excluded"][key] for key in ("files", "bytes")}
    assert total(build, BITS["whole"]) == (whole["files"], whole["bytes"])
    views = {view["key"]: (view["files"], view["bytes"]) for view in build["views"]}
    assert views["whole"] == (whole["files"], whole["bytes"])
    assert [row[:1] + row[2:] for row in build["byLine"]] == [
        [row["line"], row["files"], row["bytes"]] for row in said["excluded_by_line"]
    ]
    assert [(row[0], row[6], row[7]) for row in build["instructions"]] == [
        (row["line"], row["files"], row["bytes"]) for row in said["instructions"]
    ]


def test_the_page_names_the_commit_and_no_place_of_this_machine(tmp_path: Path) -> None:
    place = tmp_path / "shop"
    make.make_project("node-service", place)
    text = page(place, "-f", str(place / "Dockerfile"), SOURCE_DATE_EPOCH="1700000000")
    commit = subprocess.run(
        ["git", "-C", place, "rev-parse", "--short=10", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    assert str(tmp_path) not in text
    assert "2023-11-14 22:13 UTC" in text
    assert "shop" in text
    assert not commit or commit in text
    assert text == page(place, "-f", str(place / "Dockerfile"), SOURCE_DATE_EPOCH="1700000000")


@pytest.mark.parametrize("epoch", ["", "soon", "-1", "9" * 40])
def test_a_date_that_is_none_is_left_out(epoch: str) -> None:
    assert re.fullmatch(r"(\d{4}-\d\d-\d\d \d\d:\d\d UTC)?", _date({"SOURCE_DATE_EPOCH": epoch}))


@pytest.mark.parametrize("report", [REPORT, EMPTY], ids=["full", "empty"])
def test_the_policy_allows_the_own_script_and_style_alone(report: Any) -> None:  # noqa: ANN401 (either of them)
    text = written(html.write, report)
    for element in ("script", "style"):
        found = re.search(rf"<{element}>(.*?)</{element}>", text, re.DOTALL)
        assert found is not None
        digest = base64.b64encode(hashlib.sha256(found[1].encode()).digest()).decode()
        assert f"{element}-src 'sha256-{digest}'" in text
    assert "unsafe" not in text.partition("<style>")[0]


def test_a_build_without_a_budget_says_so() -> None:
    assert "No budget set" in written(html.write, EMPTY)
    assert "Gate passed" not in written(html.write, EMPTY)


def test_several_builds_are_one_page_with_a_table() -> None:
    stream = io.StringIO()
    builds = [
        html.BuildOfPage(name="api", report=REPORT),
        html.BuildOfPage(name="web", report=EMPTY, guess="it lies here"),
        html.BuildOfPage(name="db", report=None, why_not="not here"),
    ]
    html.write_several(builds, stream, REPORT.gate[:1], "shop")
    text = stream.getvalue()
    links = [f'data-build="{number}">{name}</button>' in text for number, name in enumerate(["api", "web", "db"])]
    assert links == [True, True, False]
    assert all(words in text for words in ("not here", "it lies here", "over by 2.10MB"))


@pytest.mark.network
def test_a_wheel_carries_what_the_page_is_made_of(tmp_path: Path) -> None:
    subprocess.run(["pip", "wheel", "-q", "--no-deps", "-w", tmp_path, ROOT], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    wanted = {file.name for file in (ROOT / "src/ctxsize/report/page").iterdir() if file.is_file()}
    assert wanted <= {name.removeprefix("ctxsize/report/page/") for name in names}
