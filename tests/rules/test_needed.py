"""Lines that exclude what a command of the build reads: the line, the reader and the exception, or silence."""

from __future__ import annotations

from pathlib import Path

import pytest

import ctxsize
from ctxsize.rules.finding import Finding

NODE = "FROM node\nWORKDIR /app\nCOPY . .\nRUN npm ci\n"
LOCKED = {"package.json": "{}", "package-lock.json": "{}"}
PROJECT = "[project]\nreadme = 'DOC.md'\n[build-system]\nbuild-backend = 'hatchling.build'\n"


def found(root: Path, ignore: str, dockerfile: str, files: dict[str, str]) -> list[Finding]:
    for path, text in {"Dockerfile": dockerfile, ".dockerignore": ignore, **files}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return [one for one in ctxsize.analyze(str(root)).findings if one.rule.code.startswith("CTX6")]


@pytest.mark.parametrize(
    ("ignore", "dockerfile", "files", "expected"),
    [
        ("*-lock.json", NODE, LOCKED, ("CTX601", 1, "!package-lock.json", "error")),
        ("# x\n*.md", "FROM x\nCOPY . /a\nRUN pip install /a\n", {"pyproject.toml": PROJECT, "DOC.md": "x"}, ("CTX601", 2, "!DOC.md", "error")),
        ("conf", "FROM x\nCOPY . /a\nWORKDIR /a\nRUN cp conf/a.yml /etc\n", {"conf/a.yml": "x"}, ("CTX601", 1, "!conf/a.yml", "error")),
        ("tools", "FROM x\nWORKDIR /a\nCOPY . .\nRUN make\n", {"Makefile": "all:\n\tsh tools/b.sh\n", "tools/b.sh": "x"}, ("CTX601", 1, "!tools/b.sh", "error")),
        ("Cargo.lock", "FROM rust\nWORKDIR /a\nCOPY . .\nRUN cargo build\n", {"Cargo.toml": "[package]\n", "Cargo.lock": "x"}, ("CTX601", 1, "!Cargo.lock", "warning")),
        (".git", "FROM x\nCOPY . /a\nRUN cd /a && git describe\n", {".git/HEAD": "x"}, ("CTX602", 1, "!.git", "error")),
        ("**/.git", "FROM x\nWORKDIR /a\nCOPY . .\nRUN pip install .\n", {"pyproject.toml": "requires = ['setuptools-scm']\n", ".git/HEAD": "x"}, ("CTX602", 1, "!.git", "error")),
    ],
)  # fmt: skip
def test_it_is_reported(
    tmp_path: Path, ignore: str, dockerfile: str, files: dict[str, str], expected: tuple[str, int, str, str]
) -> None:
    (one,) = found(tmp_path, ignore, dockerfile, files)
    assert (one.rule.code, one.line, one.suggestion, one.severity.value) == expected
    assert one.path == ".dockerignore"


@pytest.mark.parametrize(
    ("ignore", "dockerfile", "files"),
    [
        ("*.md", NODE, {**LOCKED, "README.md": "x"}),
        ("*-lock.json\n!package-lock.json", NODE, LOCKED),
        ("*-lock.json", "FROM node\nCOPY . /app\nWORKDIR /elsewhere\nRUN npm ci\n", LOCKED),
        ("*-lock.json", "FROM node\nWORKDIR /app\nRUN npm ci\nCOPY . .\n", LOCKED),
        ("*-lock.json", "FROM node\nWORKDIR /app\nCOPY . .\nRUN echo npm ci\n", LOCKED),
        ("VERSION", "FROM x\nWORKDIR /a\nCOPY . .\nRUN echo 1 > VERSION && cat VERSION\n", {"VERSION": "x"}),
        ("dist", 'FROM x\nWORKDIR /a\nCOPY . .\nRUN tsc\nCMD ["node", "dist/a.js"]\n', {"dist/a.js": "x"}),
        (".git", "FROM x\nCOPY . /a\nRUN cd /a && git describe || echo none\n", {".git/HEAD": "x"}),
        (".git", "FROM golang:1.24\nWORKDIR /a\nCOPY . .\nRUN go build ./...\n", {".git/HEAD": "x", "go.mod": "module x"}),
        (".git", "FROM x\nRUN git clone https://example.org/x /x && cd /x && git describe\nCOPY . /a\n", {".git/HEAD": "x"}),
    ],
)  # fmt: skip
def test_a_near_miss_is_not(tmp_path: Path, ignore: str, dockerfile: str, files: dict[str, str]) -> None:
    assert found(tmp_path, ignore, dockerfile, files) == []
