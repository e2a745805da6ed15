"""What may stay away from a build: paths, and lines that speak for paths that are not there yet."""

from __future__ import annotations

import pytest

from ctxsize.needs.exclusion import may_exclude, may_exclude_pattern
from ctxsize.needs.statement import Certainty
from ctxsize.needs.waste import catalogue, kind_of
from tests.needs.contexts import needs

ALL = "FROM node:22\nWORKDIR /app\nCOPY . .\n"
PACKAGES = {
    "package.json": "{}",
    "web/package.json": "{}",
    "web/node_modules/a/i.js": "",
    "api/package.json": "{}",
    "api/node_modules/b/i.js": "",
    "node_modules/c/i.js": "",
}


@pytest.mark.parametrize(
    ("run", "path", "may"),
    [
        ("npm ci", "node_modules", True),
        ("cd web && npm ci", "web/node_modules", True),
        ("npm --prefix web ci", "web/node_modules", True),
        # One that no command installs, and that the image may run from.
        ("cd web && npm ci", "api/node_modules", False),
        ("cd web && npm ci", "node_modules", False),
        ("npm ci", "web/node_modules", False),
    ],
)
def test_packages_go_where_a_command_installs_them(run: str, path: str, may: bool) -> None:
    build = needs(f"{ALL}RUN {run}\nCMD node api\n", PACKAGES)
    assert may_exclude(build, path, kind_of(path, build.lookup)).may is may


def test_packages_of_a_workspace_are_installed_from_its_root() -> None:
    build = needs(f"{ALL}RUN npm ci\n", {**PACKAGES, "package.json": '{"workspaces": ["web"]}'})
    assert may_exclude(build, "web/node_modules", kind_of("web/node_modules", build.lookup)).is_certain


def test_what_git_ignores_and_no_command_installs_there_goes_for_that_reason() -> None:
    build = needs(f"{ALL}RUN npm ci\n", PACKAGES)
    judgement = may_exclude(build, "web/node_modules", kind_of("web/node_modules", build.lookup), ignored=True)
    assert (judgement.is_certain, judgement.words) == (True, "git ignores it, so a fresh clone builds without it")


def test_a_manifest_that_was_copied_alone_tells_where_the_packages_belong() -> None:
    text = "FROM node:22\nWORKDIR /w\nCOPY web/package.json .\nRUN npm ci\nCOPY . /src\n"
    build = needs(text, PACKAGES)
    assert may_exclude(build, "web/node_modules", kind_of("web/node_modules", build.lookup)).may
    assert not may_exclude(build, "api/node_modules", kind_of("api/node_modules", build.lookup)).may


LINES = [
    # A directory that an instruction names needs whatever will lie in it.
    ("COPY models /m", "models/*.pt", False, Certainty.LIKELY),
    ("ADD models /m", "**/*.pt", False, Certainty.LIKELY),
    ("RUN --mount=type=bind,source=models,target=/m ls /m", "models/v2.pt", False, Certainty.LIKELY),
    ("COPY models /m", "models", False, Certainty.CERTAIN),
    ("COPY models/v1.pt /m", "models/*.pt", False, Certainty.CERTAIN),
    ("COPY models/*.pt /m", "models/v*.pt", False, Certainty.CERTAIN),
    ("COPY models /m", "weights/*.pt", True, Certainty.UNKNOWN),
    ("COPY . /m", "models/*.pt", True, Certainty.UNKNOWN),
    # What a command looks for, there or not.
    ("COPY . .\nRUN npm ci", "package-lock.json", False, Certainty.CERTAIN),
    ("COPY . .\nRUN npm ci", "**/package-lock.json", False, Certainty.CERTAIN),
    ("COPY . .\nRUN npm ci", "web/package-lock.json", True, Certainty.UNKNOWN),
    ("COPY . /m\nWORKDIR /m\nRUN cat VERSION", "VERSION", False, Certainty.LIKELY),
    ("COPY . /m\nWORKDIR /m\nRUN go build && cat VERSION", "VERSION", True, Certainty.UNKNOWN),
    ("COPY . .\nRUN git describe", ".git", False, Certainty.CERTAIN),
]


@pytest.mark.parametrize(("text", "line", "may", "certainty"), LINES, ids=[f"{one[0]!r} {one[1]}" for one in LINES])
def test_lines_are_judged_by_what_they_may_match(text: str, line: str, may: bool, certainty: Certainty) -> None:
    judgement = may_exclude_pattern(needs(f"FROM node:22\n{text}\n", {"package.json": "{}"}), line)
    assert (judgement.may, judgement.certainty) == (may, certainty)


@pytest.mark.parametrize(
    ("text", "line", "name", "may"),
    [
        ("COPY sub /a", "**/.mypy_cache", ".mypy_cache", True),
        ("COPY sub /a", "**/*.log", "x.log", False),
        ("COPY . /a", "**/*.log", "x.log", True),
        ("COPY . .\nRUN npm ci", "**/node_modules", "node_modules", True),
        ("COPY . .", "**/target", "target", False),
        ("COPY . .\nRUN cargo build", "**/target", "target", True),
        ("COPY target/app /", "**/target", "target", False),
    ],
)
def test_lines_for_a_known_kind(text: str, line: str, name: str, may: bool) -> None:
    kind = catalogue().called(name)[0]
    assert may_exclude_pattern(needs(f"FROM node:22\n{text}\n"), line, kind).may is may


def test_what_git_ignores_is_certain_as_a_line_too() -> None:
    assert may_exclude_pattern(needs("FROM a\nCOPY . .\n"), "out.bin", ignored=True).is_certain
