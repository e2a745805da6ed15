"""Scripts, makefiles and package scripts: what a command runs in turn."""

from __future__ import annotations

import pytest

from tests.needs.contexts import needs

CASES = [
    ("make build", {"Makefile": "build: gen\n\tgo build ./...\ngen:\n\tcat api.yml\nother:\n\trm x\n"}, {"go build ./...", "cat api.yml"}),
    ("make", {"Makefile": "BIN = tool\nall:\n\t$(BIN) run\n"}, {"tool run"}),
    ("make -C sub", {"sub/Makefile": "all:\n\tcc a.c\n"}, {"cc a.c"}),
    ("npm run build", {"package.json": '{"scripts": {"build": "tsc -p ."}}'}, {"tsc -p ."}),
    ("yarn build", {"package.json": '{"scripts": {"build": "vite build"}}'}, {"vite build"}),
    ("./build.sh", {"build.sh": "#!/bin/sh\nset -e\ngo build\n"}, {"go build"}),
    ("sh scripts/a.sh", {"scripts/a.sh": "./b.sh\n", "scripts/b.sh": "make x\n", "b.sh": "cat VERSION\n"}, {"cat VERSION"}),
    ("just ci", {"justfile": "ci:\n    cargo test\n"}, {"cargo test"}),
]  # fmt: skip


@pytest.mark.parametrize(("run", "files", "found"), CASES, ids=[case[0] for case in CASES])
def test_a_command_is_followed_into_the_files_that_it_runs(run: str, files: dict[str, str], found: set[str]) -> None:
    commands = needs(f"FROM a\nWORKDIR /w\nCOPY . .\nRUN {run}\n", files).commands
    assert found <= {command.text for command in commands}


def test_each_command_of_a_script_says_where_it_stands() -> None:
    commands = needs("FROM a\nCOPY . .\nRUN make\n", {"Makefile": "all:\n\techo\n\tgo build\n"}).commands
    assert {command.text: command.evidence.place for command in commands}["go build"] == "Makefile:3"


def test_a_target_that_is_not_asked_for_is_not_run() -> None:
    commands = needs("FROM a\nCOPY . .\nRUN make one\n", {"Makefile": "one:\n\tcat a\ntwo:\n\tcat b\n"}).commands
    assert "cat b" not in {command.text for command in commands}


def test_scripts_that_call_each_other_come_to_an_end() -> None:
    files = {"package.json": '{"scripts": {"a": "npm run b", "b": "npm run a"}}'}
    assert len(needs("FROM a\nCOPY . .\nRUN npm run a\n", files).commands) < 20
