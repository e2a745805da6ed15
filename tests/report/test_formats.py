"""Each format keeps to its schema, and a hostile name stays a name in all of them."""

from __future__ import annotations

import html.parser
import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import jsonschema
import pytest
import xmlschema

from ctxsize.analysis.analysis import LineShare, Share
from ctxsize.analysis.comparison import Change, Comparison
from ctxsize.context.entry import Entry, Totals, Type
from ctxsize.errors import ExitCode
from ctxsize.report import Report, badge, github, gitlab, junit, markdown, sarif, terminal
from ctxsize.report import html as page
from ctxsize.report import json as as_json
from ctxsize.report.rendering import Rendering
from ctxsize.rules import COPY_MISSING_SOURCE, RULES
from ctxsize.rules.finding import Severity
from tests.report.made_up import EMPTY, HOSTILE, RENDERING, REPORT, finding
from tools.golden_reports import RENDERERS, REPORTS, Write, told

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "testdata/schemas"
MANY = REPORT.replace(
    findings=tuple(finding(COPY_MISSING_SOURCE, f"{number:05}/{HOSTILE}", HOSTILE, number) for number in range(10_000)),
)


def written(write: Write, report: Report, rendering: Rendering = RENDERING) -> str:
    stream = io.StringIO()
    write(report, stream, rendering)
    return stream.getvalue()


def sarif_schema() -> Any:  # noqa: ANN401 (a schema is whatever it is)
    return json.loads((SCHEMAS / "sarif-2.1.0.json").read_text("utf-8"))


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_sarif_keeps_to_its_schema(report: Report) -> None:
    jsonschema.Draft7Validator(sarif_schema()).validate(json.loads(written(sarif.write, report)))


def test_sarif_names_places_as_seen_from_the_top_of_the_repository() -> None:
    (run,) = sarif.document(REPORT, RENDERING)["runs"]
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    uris = [place["artifactLocation"]["uri"] for place in places]
    assert (uris[0], places[0]["region"]) == ("services/api/Dockerfile", {"startLine": 3})
    related = run["results"][2]["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote_to_bytes(related) == b"services/api/" + HOSTILE.encode("utf-8", "surrogateescape")
    assert uris[2] == "services/api/.dockerignore"
    assert (uris[-1], places[-1]["region"]) == ("pyproject.toml", {"startLine": 12})
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [*(rule.code for rule in RULES), "budget"]
    assert all(rule["help"]["text"] for rule in run["tool"]["driver"]["rules"])
    assert [len(result.get("suppressions", [])) for result in run["results"]] == [0, 0, 0, 0, 1, 0]


def test_sarif_knows_a_finding_again_when_its_line_moves() -> None:
    def marks(report: Report) -> list[str]:
        return [result["partialFingerprints"]["ctxsize/v1"] for result in sarif.document(report)["runs"][0]["results"]]

    moved = REPORT.replace(
        findings=tuple(each.replace(line=each.line and each.line + 1) for each in REPORT.findings),
        texts=(("Dockerfile", ("# new", *dict(REPORT.texts)["Dockerfile"])),),
    )
    assert marks(moved) == marks(REPORT)
    assert len(set(marks(REPORT))) == len(marks(REPORT))


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_json_keeps_to_the_schema_that_is_shipped(report: Report) -> None:
    schema = json.loads((ROOT / "src/ctxsize/data/report.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(json.loads(written(as_json.write, report)))
    entries = io.StringIO()
    as_json.write_entries([Entry(HOSTILE, Type.FILE, 3)], 7, entries)
    validator.validate(json.loads(entries.getvalue()))
    validator.validate(json.loads(told("json")))
    assert not validator.is_valid({"schema_version": 1})


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_junit_keeps_to_its_schema(report: Report) -> None:
    xmlschema.XMLSchema(str(SCHEMAS / "junit-10.xsd")).validate(written(junit.write, report))


def test_junit_counts_what_it_has() -> None:
    document = ET.fromstring(written(junit.write, REPORT))  # noqa: S314 (we wrote it)
    for suite in document:
        assert int(suite.attrib["tests"]) == len(suite.findall("testcase"))
        assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure"))
        assert int(suite.attrib["skipped"]) == len(suite.findall("testcase/skipped"))
    assert int(document.attrib["tests"]) == len(document.findall("testsuite/testcase"))
    assert int(document.attrib["failures"]) == len(document.findall("testsuite/testcase/failure"))


def test_gitlab_has_what_a_merge_request_needs() -> None:
    rows = json.loads(written(gitlab.write, REPORT))
    assert len({row["fingerprint"] for row in rows}) == len(rows) == 5
    assert {row["severity"] for row in rows} <= {"info", "minor", "major", "critical", "blocker"}
    assert all(row["description"] and row["check_name"] and row["location"]["lines"]["begin"] >= 1 for row in rows)
    assert rows[0]["location"] == {"path": "pyproject.toml", "lines": {"begin": 12}}


@pytest.mark.parametrize(
    ("code", "category"),
    [("CTX102", "Performance"), ("CTX112", "Duplication"), ("CTX201", "Security"), ("CTX302", "Bug Risk")],
)
def test_gitlab_sorts_findings_into_categories(code: str, category: str) -> None:
    (rule,) = [rule for rule in RULES if rule.code == code]
    (row,) = gitlab.document(REPORT.replace(findings=(finding(rule, "a", "b"),), gate=()), RENDERING)
    assert row["categories"] == [category]


def test_github_gets_one_command_a_line_whatever_the_name() -> None:
    lines = written(github.write, REPORT).splitlines()
    assert len(lines) == 5
    command = re.compile(r"::(error|warning|notice) file=[^,:]*,(line=\d+,)?title=[^,:]*::.+")
    assert all(command.fullmatch(line) for line in lines)
    assert "%250A" in lines[3]


class Text(html.parser.HTMLParser):
    """Collects the elements of a page and the text between them."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_html_loads_nothing_and_a_name_stays_text() -> None:
    parsed = Text()
    parsed.feed(written(page.write, REPORT))
    assert parsed.elements.count("script") == 2, "the data and the page's own"
    assert not {"img", "link", "iframe", "object", "base", "form"} & set(parsed.elements)
    assert not [
        name for name, _ in parsed.attributes if name in {"src", "srcset", "action", "style"} or name[:2] == "on"
    ]
    assert all((value or "").startswith("#") for name, value in parsed.attributes if name == "href")
    assert any("<script>alert(1)</script>" in text for text in parsed.text)
    assert "url(" not in written(page.write, REPORT)
    assert "default-src 'none'" in written(page.write, REPORT)


def test_html_has_all_of_ten_thousand_rows() -> None:
    text = written(page.write, MANY)
    assert text.count("      <li><code>") == 10_000
    assert "<script>alert" not in text


@pytest.mark.parametrize("report", [REPORT, EMPTY, MANY], ids=["full", "empty", "many"])
def test_markdown_fits_a_comment(report: Report) -> None:
    text = written(markdown.write, report)
    assert re.match(r"<!-- ctxsize [0-9a-f]{12} -->\n", text)
    assert len(text) <= 65_536


def test_markdown_says_what_it_left_out() -> None:
    assert "9,950 more" in written(markdown.write, MANY)
    short = markdown.render(MANY, 2_000)
    assert len(short) <= 2_000
    assert "Left out, as it would not fit: findings" in short


def test_a_name_in_markdown_is_no_markup_and_calls_nobody() -> None:
    shown = markdown.code(HOSTILE)
    assert re.fullmatch(r"<code>[\w \-./,;]*(?:&#\d+;[\w \-./,;]*)*</code>", shown)
    assert "octocat" in shown
    assert re.search(r"(&#64;|@)octocat", markdown.words("by @octocat, see #1")) is None
    assert markdown.code("x" * 500) == f"<code>{'x' * 80}&#8230;{'x' * 80}</code>"


@pytest.mark.parametrize("ending", RENDERERS)
def test_no_control_character_and_no_stray_byte_gets_out(ending: str) -> None:
    text = written(RENDERERS[ending], REPORT)
    assert not [
        char for char in text if (ord(char) < 32 and char != "\n") or "\ud800" <= char <= "\udfff" or char == "\x7f"
    ]
    assert text.encode("utf-8")


def test_severities_have_a_word_in_every_format() -> None:
    each = REPORT.replace(findings=tuple(REPORT.findings[0].replace(severity=severity) for severity in Severity))
    assert [result["level"] for result in sarif.document(each)["runs"][0]["results"][:3]] == [
        "error",
        "warning",
        "note",
    ]
    assert [row["severity"] for row in gitlab.document(each)[1:]] == ["critical", "major", "info"]
    assert re.findall(r"(?m)^::(\w+)", written(github.write, each)) == ["error", "error", "warning", "notice"]


@pytest.mark.parametrize("write", [terminal.write, markdown.write])
@pytest.mark.parametrize("top", [0, 1, 2])
def test_every_table_has_as_many_rows_as_asked_for(write: Write, top: int) -> None:
    changes = tuple(Change(path=f"change-{number}", before=None, now=5) for number in range(4))
    report = EMPTY.replace(
        extensions=tuple(Share(f"ending-{number}", Type.FILE, 5, 1) for number in range(4)),
        excluded_by_line=tuple(LineShare(number, f"line-{number}", 1, 5) for number in range(4)),
        comparison=Comparison(ref="main", base="a", head="b", before=Totals(), now=Totals(), changes=changes),
    )
    text = written(write, report, Rendering(top=top, full=True))
    assert (text.count("ending-"), text.count("line-")) == (top, top)
    if write is terminal.write:
        assert text.count("change-") == top
        assert f"and {4 - top} more" in text


def test_a_badge_promises_only_what_was_checked() -> None:
    def color(report: Report) -> str:
        shown = json.loads(written(badge.write, report))
        assert (shown["schemaVersion"], shown["label"]) == (1, "build context")
        return str(shown["color"])

    passed = tuple(row for row in REPORT.gate if row.passed)
    assert color(REPORT) == "red"
    assert color(REPORT.replace(exit_code=ExitCode.CLEAN, gate=passed)) == "brightgreen"
    assert color(REPORT.replace(exit_code=ExitCode.CLEAN, gate=())) == "blue"
