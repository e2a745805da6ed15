"""Where CI systems show a finding: in a file that the repository has."""

from __future__ import annotations

import pytest

from ctxsize.report import github, sarif
from ctxsize.report.place import Place, finding_place
from ctxsize.rules import DEPENDENCY_DIRECTORY, SECRET_FILE
from ctxsize.rules.finding import Severity
from tests.report.made_up import RENDERING, REPORT, finding
from tests.report.test_formats import written

FOUND = finding(DEPENDENCY_DIRECTORY, "web/node_modules", "is received", size=5)


@pytest.mark.parametrize(
    ("path", "line", "taken_at", "tracked", "place"),
    [
        ("web/node_modules", None, 4, {}, Place("services/api/Dockerfile", 4, "services/api/web/node_modules")),
        (
            "web/node_modules",
            None,
            None,
            {},
            Place("services/api/.dockerignore", None, "services/api/web/node_modules"),
        ),
        (".npmrc", 2, 4, {".npmrc"}, Place("services/api/.npmrc", 2)),
        (".npmrc", 2, 4, {}, Place("services/api/Dockerfile", 4, "services/api/.npmrc")),
        (".npmrc", 2, 4, None, Place("services/api/.npmrc", 2)),
        ("dump.sql", None, 4, None, Place("services/api/Dockerfile", 4, "services/api/dump.sql")),
        ("dump.sql", None, 4, {"dump.sql"}, Place("services/api/dump.sql", None)),
        ("Dockerfile", 3, None, {}, Place("services/api/Dockerfile", 3)),
        (".dockerignore", 8, None, {}, Place("services/api/.dockerignore", 8)),
    ],
)
def test_a_finding_stands_at_a_line_that_the_repository_has(
    path: str, line: int | None, taken_at: int | None, tracked: set[str] | None, place: Place
) -> None:
    found = finding(SECRET_FILE, path, "is received", line).replace(taken_at=taken_at)
    rendering = RENDERING.replace(tracked=None if tracked is None else frozenset(tracked))
    assert finding_place(REPORT, rendering, found) == place


def test_without_an_ignore_file_it_stands_in_the_dockerfile() -> None:
    place = finding_place(REPORT.replace(ignore_file=None), RENDERING, FOUND)
    assert place == Place("services/api/Dockerfile", None, "services/api/web/node_modules")


def test_sarif_relates_the_path_itself() -> None:
    (run,) = sarif.document(REPORT.replace(findings=(FOUND,), gate=()), RENDERING)["runs"]
    (related,) = run["results"][0]["relatedLocations"]
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "services/api/web/node_modules"


@pytest.mark.parametrize(("findings", "lines"), [(10, 10), (11, 10), (400, 10)])
def test_annotations_beyond_ten_are_counted(findings: int, lines: int) -> None:
    many = tuple(FOUND.replace(path=f"{number}/node_modules", severity=Severity.ERROR) for number in range(findings))
    shown = written(github.write, REPORT.replace(findings=many, gate=())).splitlines()
    assert len(shown) == lines
    assert shown[-1].endswith("reports.") == (findings > lines)
    assert findings <= lines or f"::{findings - lines + 1:,} more of this level" in shown[-1]
