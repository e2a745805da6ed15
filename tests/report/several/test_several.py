"""Several builds in every format: each keeps to its schema, says what they share once, and a hostile name stays a name."""

from __future__ import annotations

import io
import json
import re
import xml.etree.ElementTree as ET
from importlib import import_module
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ctxsize.analysis.repository import AnalyzedBuild
from ctxsize.errors import ExitCode
from ctxsize.gate.repository import BuildVerdict, RepositoryVerdict
from ctxsize.project.definition import BuildDefinition, Origin
from ctxsize.report import Report
from ctxsize.report.look import Look
from ctxsize.report.several import text
from ctxsize.report.several.rendering import SeveralRendering, names_of
from tests.report.made_up import EMPTY, HOSTILE, RENDERING, REPORT

ROOT = Path(__file__).parents[3]
FORMS = ("json", "sarif", "junit", "markdown", "github", "gitlab", "concise", "badge", "html")


def defined(name: str, guess: str | None = None) -> BuildDefinition:
    return BuildDefinition(name=name, origin=Origin("/r/compose.yaml", 3), context="/r", guess=guess)


def build(*names: str, report: Report | None = REPORT, guess: str | None = None, why_not: str = "") -> BuildVerdict:
    return BuildVerdict(
        definitions=tuple(defined(name, guess) for name in names),
        report=report,
        why_not=why_not,
        elsewhere=bool(why_not),
    )


ALL = RepositoryVerdict(
    builds=(
        build("web", "worker", "w3", "w4"),
        build("twin"),
        build(HOSTILE, report=EMPTY, guess="it lies there"),
        build("far", report=None, why_not="The context is remote: https://example.com/o/r.git"),
    ),
    inactive=(defined("dev").replace(profiles=("dev",), default=False), defined("extra").replace(default=False)),
)
HOW = SeveralRendering(
    whole=RENDERING, builds=(RENDERING,) * 4, sources=("compose.yaml",), tool="`docker compose build`"
)


def written(form: str, verdict: RepositoryVerdict = ALL) -> str:
    stream = io.StringIO()
    import_module(f"ctxsize.report.several.{form}").write(verdict, stream, HOW)
    return stream.getvalue()


def screen(verdict: RepositoryVerdict = ALL, how: SeveralRendering = HOW, width: int | None = 80) -> list[str]:
    stream = io.StringIO()
    text.write(verdict, stream, how, Look(width=width))
    return stream.getvalue().splitlines()


def schema(name: str) -> Any:  # noqa: ANN401 (a schema is whatever it is)
    return json.loads((ROOT / name).read_text("utf-8"))


def test_json_keeps_to_its_schema_and_has_each_build() -> None:
    document = json.loads(written("json"))
    jsonschema.validate(document, schema("src/ctxsize/data/report.schema.json"))
    assert [one["names"] for one in document["builds"]] == [["web", "worker", "w3", "w4"], ["twin"], [HOSTILE], ["far"]]
    assert document["builds"][3]["report"] is None
    assert document["transfer_bytes"] == sum(one["transfer_bytes"] for one in document["builds"])


def test_sarif_is_one_run_and_says_once_what_builds_share() -> None:
    document = json.loads(written("sarif"))
    jsonschema.Draft7Validator(schema("testdata/schemas/sarif-2.1.0.json")).validate(document)
    (run,) = document["runs"]
    shared = [one for one in run["results"] if one["ruleId"] != "budget"]
    assert all(one["properties"]["builds"] == ["web", "worker", "w3", "w4", "twin"] for one in shared)
    budgets = [one for one in run["results"] if one["ruleId"] == "budget"]
    assert len(budgets) == 2 * sum(check.passed is False for check in REPORT.gate)


def test_junit_counts_its_cases() -> None:
    root = ET.fromstring(written("junit"))  # noqa: S314 (our own)
    cases = root.findall(".//testcase")
    assert int(root.attrib["tests"]) == len(cases)
    assert int(root.attrib["failures"]) == len(root.findall(".//failure"))
    assert {"web, worker +2: rules", "twin: rules", "builds"} <= {suite.attrib["name"] for suite in root}


def test_gitlab_has_each_fingerprint_once() -> None:
    rows = json.loads(written("gitlab"))
    marks = [row["fingerprint"] for row in rows]
    assert len(set(marks)) == len(marks) > 0
    assert sum(row["check_name"] == "budget" for row in rows) == 2 * sum(check.passed is False for check in REPORT.gate)


def test_github_says_a_shared_finding_once_and_each_limit() -> None:
    lines = written("github").splitlines()
    assert len(set(lines)) == len(lines)
    assert any("(twin)" in line for line in lines)
    assert all(line.startswith("::") for line in lines)


def test_concise_has_no_line_twice() -> None:
    lines = written("concise").splitlines()
    assert len(set(lines)) == len(lines) > 0


def test_markdown_begins_with_one_mark_and_keeps_to_the_limit() -> None:
    found = written("markdown")
    assert re.match(r"<!-- ctxsize [0-9a-f]{12} -->\n### ", found)
    assert found.count("<!-- ctxsize") == 1
    many = ALL.replace(builds=tuple(build(f"b{number}") for number in range(60)))
    stream = io.StringIO()
    import_module("ctxsize.report.several.markdown").write(many, stream, HOW.replace(builds=(RENDERING,) * 60))
    assert len(stream.getvalue()) <= 60_000
    assert "b59" in stream.getvalue()


def test_the_badge_is_of_the_sum() -> None:
    assert json.loads(written("badge"))["message"].endswith("in 3 builds")


@pytest.mark.parametrize("form", FORMS)
def test_a_name_stays_a_name(form: str) -> None:
    found = written(form)
    assert "\x1b" not in found
    assert form not in {"html", "markdown", "junit"} or "<script>alert" not in found
    assert not any(line.startswith("::error::") for line in found.splitlines())


def test_the_table_has_a_row_for_each_build_and_the_report_of_the_one_that_fails() -> None:
    lines = screen()
    assert lines[0] == "4 builds of compose.yaml"
    assert lines[1].split()[0] == "received"
    assert "web, worker +2" in lines[2]
    assert any("in one `docker compose build`" in line for line in lines)
    assert any("not here" in line and "far" in line for line in lines)
    assert "  1 more behind profile dev (--profile)" in lines
    assert any("not in the default group: extra" in line for line in lines)
    assert any(line.startswith("  ? no file states the context") for line in lines)


@pytest.mark.parametrize("number", [1, 2, 5, 6, 60])
def test_table_and_report_fit_on_one_screen(number: int) -> None:
    verdict = ALL.replace(builds=tuple(build(f"build-{one}", report=EMPTY) for one in range(number)), inactive=())
    lines = screen(verdict, HOW.replace(builds=(RENDERING,) * number))
    assert len(lines) <= 24
    assert all(len(line) <= 80 for line in lines)


def test_what_is_not_shown_is_counted_and_full_shows_it() -> None:
    verdict = ALL.replace(builds=tuple(build(f"build-{one}", report=EMPTY) for one in range(60)), inactive=())
    how = HOW.replace(builds=(RENDERING,) * 60)
    assert any(re.search(r"and 56 more: --full", line) for line in screen(verdict, how))
    full = screen(verdict, how.replace(whole=RENDERING.replace(full=True)), width=None)
    assert sum(bool(re.search(r"\bbuild-\d+\b", line)) for line in full) >= 60


def test_a_build_that_fails_has_a_row_however_small_it_is() -> None:
    small = [build(f"build-{one}", report=EMPTY) for one in range(9)]
    verdict = ALL.replace(builds=(*small, build("failing")), inactive=())
    lines = screen(verdict, HOW.replace(builds=(RENDERING,) * 10))
    assert any("failing" in line and line.rstrip().endswith("FAIL") for line in lines[:6])


def test_one_build_alone_has_no_table() -> None:
    assert not any("received  build" in line for line in screen(ALL.replace(builds=ALL.builds[:1], inactive=())))


def test_quiet_says_what_fails_and_of_which_build() -> None:
    lines = screen(how=HOW.replace(whole=RENDERING.replace(quiet=True)))
    assert [line for line in lines if line.endswith(":") and not line.startswith(" ")][:1] == ["web, worker +2:"]
    assert not any("far" in line for line in lines)


def test_names_are_counted() -> None:
    assert names_of(build("a", "b", "c")) == "a, b +1"
    assert names_of(build("a")) == "a"


def test_waste_counts_each_place_once() -> None:
    assert 0 <= text.wasted(REPORT) <= sum(finding.bytes for finding in REPORT.findings)
    assert text.wasted(EMPTY) == 0


def test_the_exit_code_is_the_worst() -> None:
    assert ALL.exit_code is ExitCode.GATE_FAILED
    assert AnalyzedBuild(definitions=(defined("x"),)).bytes == 0
