"""Why a build needs what looks like waste: instructions, commands and manifests in, a reason or nothing out."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.sources import Source
from ctxsize.rules.evidence import Command, Evidence, is_manifest


def needed(
    path: str,
    *sources: str,
    run: str = "",
    image: str = "",
    manifests: dict[str, str] | None = None,
) -> str | None:
    return Evidence(
        dockerfile="Dockerfile",
        sources=[
            Source(keyword="COPY", line=2, last_line=2, stage="0", text=text, path=text, wildcard="*" in text)
            for text in sources
        ],
        commands=[Command(line=3, text=run)] if run else [],
        images=[image] if image else [],
        manifests=manifests or {},
    ).needed(path)


@pytest.mark.parametrize(
    ("path", "source"),
    [("dist", "dist"), ("dist", "dist/app"), ("dist/app.jar", "dist/*.jar"), ("dist", "dist/*"), ("a.log", "*.log")],
)
def test_what_an_instruction_names_is_needed(path: str, source: str) -> None:
    assert needed(path, source) == f"Dockerfile:2 takes '{source}'"


@pytest.mark.parametrize(
    ("path", "source"), [("dist", ""), ("dist", "*"), ("dist/a", "dist"), ("dist", "distant"), ("dist", "*/app")]
)
def test_what_is_taken_with_all_around_it_is_not_named(path: str, source: str) -> None:
    assert needed(path, source) is None


@pytest.mark.parametrize(
    ("run", "image", "manifests", "reason"),
    [
        ("git describe --tags", "", {}, "the command at Dockerfile:3 asks git"),
        ("git -C /src rev-parse HEAD", "", {}, "the command at Dockerfile:3 asks git"),
        ("go build ./...", "golang:1.23", {}, "`go build` at Dockerfile:3 records the commit"),
        ("pip install .", "", {"pyproject.toml": "setuptools_scm"}, "pyproject.toml speaks of a program that reads it"),
        ("make", "", {"Makefile": "V=$(shell git describe)"}, "Makefile speaks of a program that reads it"),
        ("go build -buildvcs=false ./...", "golang:1.23", {}, None),
        ("go build ./...", "golang:1.23-alpine", {}, None),
        ("apt-get install git", "", {}, None),
        ("npm ci", "", {"Makefile": "V=$(shell git describe)"}, None),
    ],
)
def test_the_history_is_needed_where_a_command_reads_it(
    run: str, image: str, manifests: dict[str, str], reason: str | None
) -> None:
    assert needed(".git", run=run, image=image, manifests=manifests) == reason


def test_a_readme_is_needed_where_a_manifest_beside_it_names_it() -> None:
    manifests = {"pyproject.toml": 'readme = "README.md"'}
    assert needed("README.md", manifests=manifests) == "pyproject.toml names it"
    assert needed("docs/README.md", manifests=manifests) is None
    assert needed("NOTES.md", manifests={"pyproject.toml": "NOTES.md"}) is None


def test_go_takes_packages_from_vendor() -> None:
    assert needed("vendor", run="go build ./...") == "`go build` at Dockerfile:3 takes packages from it"
    assert needed("vendor", image="golang:1.23") == "an image of Go takes packages from it"
    assert needed("vendor", image="php:8") is None


def test_the_line_of_the_command_that_makes_something_is_told() -> None:
    evidence = Evidence("Dockerfile", [], [Command(3, "echo"), Command(4, "npm run build")], [], {})
    assert evidence.makes(r"\bnpm\b") == 4
    assert evidence.makes(r"\bcargo\b") is None


@pytest.mark.parametrize(
    ("name", "is_one"), [("Makefile", True), ("x.gemspec", True), ("a.sh", True), ("main.c", False)]
)
def test_a_manifest_is_known_by_its_name(name: str, is_one: bool) -> None:
    assert is_manifest(name) is is_one
