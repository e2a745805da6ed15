"""The commands of a build: what starts them is taken off, and each knows where it works."""

from __future__ import annotations

import pytest

from tests.needs.contexts import needs


def commands(run: str) -> list[tuple[str, str | None]]:
    return [(one.text, one.cwd) for one in needs(f"FROM a\nWORKDIR /w\nCOPY . .\nRUN {run}\n").commands]


@pytest.mark.parametrize(
    ("run", "found"),
    [
        ("make all", [("make all", "/w")]),
        ('["make", "all"]', [("make all", "/w")]),
        ("cd sub && make", [("make", "/w/sub")]),
        ("(cd sub && make) && npm ci", [("make", "/w/sub"), ("npm ci", "/w")]),
        ("make; npm ci | tee log", [("make", "/w"), ("npm ci", "/w"), ("tee log", "/w")]),
        ("env A=1 make", [("make", "/w")]),
        ("A=1 sudo -E make", [("make", "/w")]),
        ("sh -c 'make && npm ci'", [("make", "/w"), ("npm ci", "/w")]),
        ("/usr/bin/python3.12 -m pip install .", [("pip install .", "/w")]),
        ("npx tsc", [("tsc", "/w")]),
        ("poetry run pytest", [("pytest", "/w")]),
        ("cd $D && make", [("make", None)]),
        ("if true; then make; fi", [("make", "/w")]),
        ("./build.sh --x", [("./build.sh --x", "/w")]),
    ],
)
def test_a_run_is_its_commands(run: str, found: list[tuple[str, str | None]]) -> None:
    assert [one for one in commands(run) if one[0] != "true" and not one[0].startswith("cd ")] == found


def test_a_here_document_is_read_as_the_script_that_it_is() -> None:
    found = needs("FROM a\nCOPY . .\nRUN <<EOF\nmake\nnpm ci\nEOF\n").commands
    assert [one.text for one in found] == ["make", "npm ci"]
    assert [one.evidence.line for one in found] == [4, 5]


def test_a_long_command_is_shown_short_with_its_place() -> None:
    shown = needs(f"FROM a\nCOPY . .\nRUN make {'x ' * 500}\n").commands[0].shown
    assert shown.startswith("`make x x")
    assert shown.endswith("` at Dockerfile:3")
    assert len(shown) < 120
