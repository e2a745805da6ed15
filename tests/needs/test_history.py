"""Who reads the history of the project, and what it is read for."""

from __future__ import annotations

import pytest

from tests.needs.contexts import needs

SCM = "[build-system]\nrequires = ['setuptools-scm']\n[tool.setuptools_scm]\n"
READS = [
    ("RUN git describe --tags", {}, True),
    ("RUN git -C /app rev-parse HEAD", {}, True),
    ("RUN pip install .", {"pyproject.toml": SCM}, True),
    ("RUN pip install .", {"pyproject.toml": "[project]\nname = 'x'\n"}, False),
    ("RUN git clone https://example.org/x", {}, False),
    ("RUN git config --global user.name x", {}, False),
    ("RUN apt-get install -y git", {}, False),
    ("RUN npm ci", {"package.json": "{}"}, False),
    (
        "RUN npm run build",
        {"package.json": '{"scripts": {"build": "nuxt build"}, "dependencies": {"simple-git": "3"}}'},
        True,
    ),
    (
        "RUN npm run build",
        {"package.json": '{"scripts": {"build": "a"}, "devDependencies": {"simple-git-hooks": "2"}}'},
        False,
    ),
]


@pytest.mark.parametrize(("run", "files", "reads"), READS, ids=[f"{case[0]} {[*case[1]]}" for case in READS])
def test_a_command_reads_the_history_or_it_does_not(run: str, files: dict[str, str], reads: bool) -> None:
    build = needs(f"FROM python\nWORKDIR /app\nCOPY . .\n{run}\n", {**files, ".git/HEAD": ""})
    assert bool(build.history) is reads
    assert all(one.statement.path == ".git" for one in build.history)


def test_go_reads_it_for_its_stamp_where_the_image_has_git() -> None:
    files = {"go.mod": "module x\n", "main.go": "", ".git/HEAD": ""}
    build = "FROM golang:1.24\nWORKDIR /a\nCOPY . .\nRUN go build {}\n"
    assert needs(build.format("-o x ."), files).history
    assert not needs(build.format("-buildvcs=false -o x ."), files).history
    assert not needs(build.format("-o x .").replace("golang:1.24", "golang:1.24-alpine"), files).history
