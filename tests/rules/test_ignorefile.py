"""Whether an ignore file is read at all, and a context that has none."""

from __future__ import annotations

from pathlib import Path

import pytest

import ctxsize
from ctxsize.rules.finding import Finding, Severity
from tests.rules.made_up import letters

WHOLE = "FROM scratch\nCOPY . /\n"


def found(
    root: Path, code: str, files: dict[str, str], dockerfile: str = "Dockerfile", builder: str = "buildkit"
) -> list[Finding]:
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    report = ctxsize.analyze(str(root), builder=builder, dockerfile=str(root / dockerfile))
    return [finding for finding in report.findings if finding.rule.code == code]


@pytest.mark.parametrize(
    ("files", "dockerfile", "path"),
    [
        ({"api.Dockerfile": WHOLE, "Dockerfile.dockerignore": "x"}, "api.Dockerfile", "Dockerfile.dockerignore"),
        ({"d/Dockerfile": WHOLE, "d/api.dockerignore": "x"}, "d/Dockerfile", "d/api.dockerignore"),
        ({"d/Dockerfile": "FROM scratch\nCOPY src /\n", "src/a": "", "d/.dockerignore": "x"}, "d/Dockerfile", "d/.dockerignore"),
        ({"Dockerfile": WHOLE, ".containerignore": "x"}, "Dockerfile", ".containerignore"),
        ({"Dockerfile": WHOLE, "dockerignore": "x"}, "Dockerfile", "dockerignore"),
        ({"Dockerfile": WHOLE, ".dockerignore.txt": "x"}, "Dockerfile", ".dockerignore.txt"),
        ({"Dockerfile": WHOLE, ".DockerIgnore": "x"}, "Dockerfile", ".DockerIgnore"),
        ({"Dockerfile": WHOLE, ".dockerignore": "x", "Dockerfile.dockerignore": "# none"}, "Dockerfile", ".dockerignore"),
    ],
)  # fmt: skip
def test_an_ignore_file_that_is_not_read(tmp_path: Path, files: dict[str, str], dockerfile: str, path: str) -> None:
    (finding,) = found(tmp_path, "CTX305", files, dockerfile)
    assert (finding.path, finding.severity) == (path, Severity.WARNING)


@pytest.mark.parametrize(
    ("files", "dockerfile"),
    [
        ({"Dockerfile": WHOLE, ".dockerignore": "x"}, "Dockerfile"),
        ({"Dockerfile": WHOLE, "dockerignore/parse.go": "x", ".dockerignore.txt/a": "x"}, "Dockerfile"),
        ({"Dockerfile": WHOLE, ".dockerignore": "x", "Dockerfile.dockerignore": "x"}, "Dockerfile"),
        ({"api.Dockerfile": WHOLE, "api.Dockerfile.dockerignore": "x"}, "api.Dockerfile"),
        ({"a.Dockerfile": WHOLE, "b.Dockerfile": WHOLE, "b.Dockerfile.dockerignore": "x"}, "a.Dockerfile"),
        ({"d/Dockerfile": WHOLE, ".dockerignore": "x"}, "d/Dockerfile"),
        ({"Dockerfile": WHOLE, "d/.dockerignore": "x", "d/Dockerfile": WHOLE}, "Dockerfile"),
        ({"Dockerfile": WHOLE, "docs.dockerignore.md": "x"}, "Dockerfile"),
    ],
)
def test_one_that_is_read_or_belongs_to_another_build(tmp_path: Path, files: dict[str, str], dockerfile: str) -> None:
    assert found(tmp_path, "CTX305", files, dockerfile) == []


def test_one_of_another_program_beside_the_one_that_is_read_is_information(tmp_path: Path) -> None:
    files = {"Dockerfile": WHOLE, ".dockerignore": "x", ".containerignore": "x"}
    (finding,) = found(tmp_path, "CTX305", files, "Dockerfile")
    assert (finding.path, finding.severity) == (".containerignore", Severity.INFO)


def test_a_directory_that_is_its_own_context_elsewhere_is_information(tmp_path: Path) -> None:
    text = "FROM scratch\nCOPY a b* c/d* /\nCOPY . /\n"
    files = dict.fromkeys(["a", "b1", "c/d1", "d/a", "d/b2", "d/c/d2"], "x")
    files |= {"d/Dockerfile": text, "d/.dockerignore": "x"}
    (finding,) = found(tmp_path, "CTX305", files, "d/Dockerfile")
    assert finding.severity is Severity.INFO


def test_the_legacy_builder_reads_one_place_only(tmp_path: Path) -> None:
    files = {"api.Dockerfile": WHOLE, "api.Dockerfile.dockerignore": "x", ".dockerignore": "x"}
    (finding,) = found(tmp_path, "CTX305", files, "api.Dockerfile", "legacy")
    assert finding.path == "api.Dockerfile.dockerignore"


@pytest.mark.parametrize(
    ("dockerfile", "line"),
    [
        ("FROM scratch\nCOPY . /\n", 2),
        ("FROM scratch\nCOPY a /\nADD ./ /x/\n", 3),
        ("FROM scratch\nCOPY a /\n", None),
        ("FROM scratch AS x\nCOPY . /\nFROM scratch\nCOPY a /\n", None),
        ("FROM a\nRUN --mount=type=bind,target=/m true\n", None),
        ("# syntax=docker/dockerfile:1\nFROM a\nCOPY --exclude=.git . /\n", None),
    ],
)
def test_a_whole_context_without_an_ignore_file(tmp_path: Path, dockerfile: str, line: int | None) -> None:
    findings = found(tmp_path, "CTX405", {"Dockerfile": dockerfile, "a": "x"})
    assert [finding.line for finding in findings] == ([] if line is None else [line])


def test_the_legacy_builder_is_told_so_too(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, "CTX405", {"Dockerfile": WHOLE, "a": "x"}, builder="legacy")
    assert finding.line == 2


@pytest.mark.parametrize(("more", "severity"), [({}, Severity.INFO), ({".git/HEAD": "x"}, Severity.WARNING)])
def test_a_small_context_without_one_is_information(tmp_path: Path, more: dict[str, str], severity: Severity) -> None:
    (finding,) = found(tmp_path, "CTX405", {"Dockerfile": WHOLE, "a": "x", **more})
    assert finding.severity is severity


def test_a_whole_context_with_one(tmp_path: Path) -> None:
    assert found(tmp_path, "CTX405", {"Dockerfile": WHOLE, ".dockerignore": "", "a": "x"}) == []


def test_a_secret_that_the_other_builder_receives(tmp_path: Path) -> None:
    files = {
        "Dockerfile": WHOLE,
        "Dockerfile.dockerignore": "**/.env",
        ".env": f"TOKEN={letters('x', 24)}",
        "d/.env": "A=1",
    }
    (finding,) = found(tmp_path, "CTX306", files)
    assert (finding.path, finding.line) == (".env", 1)
    assert "the legacy builder receives it. That builder reads no .dockerignore" in finding.message


def test_a_secret_that_both_exclude(tmp_path: Path) -> None:
    files = {"Dockerfile": WHOLE, ".dockerignore": ".env", ".env": f"TOKEN={letters('x', 24)}"}
    assert found(tmp_path, "CTX306", files) == []
