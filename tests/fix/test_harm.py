"""What a line would take from a build, of what is there and of what comes later."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.fix.harm import Harm
from tests.fix.looked import baseline, pattern

NAMED = "FROM a\nCOPY dist/app.js models/ target/*.jar /srv/\nCOPY . /all\n"


@pytest.mark.parametrize(
    ("line", "exceptions"),
    [
        ("dist", ["dist/app.js"]),
        ("**/*.js", ["dist/app.js", "models/**/*.js", "target/*.jar/**/*.js"]),
        ("**/models", [None]),
        ("models/*.pt", [None]),
        ("target", ["target/*.jar"]),
        ("dist/app.css", []),
        ("docs", []),
        ("**/*.log", ["models/**/*.log", "target/*.jar/**/*.log"]),
    ],
)
def test_a_line_conflicts_with_what_instructions_name_there_or_not(
    root: Path, line: str, exceptions: list[str | None]
) -> None:
    harm = Harm(baseline(root, {"Dockerfile": NAMED, "docs/a": ""}))
    found = [one.exception for one in harm.conflicts(pattern(line), None, ignored=False)]
    assert found == exceptions or (exceptions == [None] and found)


def test_a_place_that_a_command_reads_is_lost_with_its_reason(root: Path) -> None:
    files = {"Dockerfile": "FROM node\nCOPY . .\nRUN npm ci\n", "package.json": "{}", "package-lock.json": "{}"}
    harm = Harm(baseline(root, files))
    lost = harm.loses(["notes", "package-lock.json"])
    assert lost is not None
    assert lost[0] in {"notes", "package-lock.json"}
    assert Harm(harm._baseline, unsafe=True).loses(["package-lock.json"]) is not None


def test_what_nothing_speaks_for_is_lost_unless_told_otherwise(root: Path) -> None:
    made = baseline(root, {"notes": ""})
    assert Harm(made).loses(["notes"]) is not None
    assert Harm(made, unsafe=True).loses(["notes"]) is None
