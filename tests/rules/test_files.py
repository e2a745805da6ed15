"""What a build seldom needs: it is reported, a near miss is not, and neither is what something speaks for."""

from __future__ import annotations

import gzip
import io
import tarfile
from pathlib import Path

import pytest

import ctxsize
from ctxsize.needs.waste import catalogue
from ctxsize.rules import FILE_RULES
from ctxsize.rules.finding import Finding

ALL = "FROM scratch\nCOPY . /\n"
NODE = "FROM node:22\nCOPY . .\nRUN npm ci && npm run build\n"
SQLITE = b"SQLite format 3\0" + b"x" * 84
ELF = b"\x7fELF" + b"x" * 96


def found(
    root: Path, files: dict[str, str | bytes | int], dockerfile: str = ALL, builder: str = "buildkit"
) -> list[Finding]:
    """Make a context and return its findings of this family; a number stands for so many bytes."""
    for path, content in {"Dockerfile": dockerfile, "app.txt": "x", **files}.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, int):
            with file.open("wb") as stream:
                stream.truncate(content)
        else:
            file.write_bytes(content.encode() if isinstance(content, str) else content)
    findings = ctxsize.analyze(str(root), builder=builder).findings
    # CTX113 says that git does not answer where what stands for a repository is none.
    return [one for one in findings if one.rule.code.startswith("CTX1") and one.rule.code != "CTX113"]


def summary(findings: list[Finding]) -> list[tuple[str, str, str | None]]:
    return [(finding.rule.name, finding.path, finding.suggestion) for finding in findings]


def saved_image(*, packed: bool = False) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, size in (("blobs/sha256/aa", 200_000), ("manifest.json", 10)):
            member = tarfile.TarInfo(name)
            member.size = size
            archive.addfile(member, io.BytesIO(bytes(range(256)) * (size // 256 + 1)))
    return gzip.compress(out.getvalue(), 0) if packed else out.getvalue()


WORKTREE = "gitdir: /src/app/.git/worktrees/w1\n"
REPORTED: list[tuple[str, str, str | None, dict[str, str | bytes | int], str]] = [
    ("other-checkout", "wt/w1", "wt/w1", {"wt/w1/.git": WORKTREE, "wt/w1/a": "x"}, ALL),
    ("other-checkout", "sub/clone", "sub/clone", {"sub/clone/.git/HEAD": "ref", "sub/clone/a": "x"}, ALL),
    ("other-checkout", "wt", "wt", {"wt/1/.git": WORKTREE, "wt/1/a": "x", "wt/2/.git": WORKTREE}, ALL),
    (
        "cache",
        "shared",
        "shared",
        {"shared/CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n", "shared/x": "x"},
        ALL,
    ),
    ("build-output", "native", "native", {"native/CMakeCache.txt": "x", "native/a.o": "x"}, "FROM gcc\nCOPY . .\n"),
    (
        "dependency-directory",
        "node_modules",
        "node_modules",
        {"node_modules/a": "x"},
        "FROM golang\nCOPY . .\nRUN go test\n",
    ),
    ("version-control", ".git", ".git", {".git/HEAD": "ref"}, ALL),
    (
        "version-control",
        ".git",
        ".git",
        {".git/HEAD": "ref", "go.mod": ""},
        "FROM golang:1.24\nCOPY . .\nRUN go build -buildvcs=false ./...\n",
    ),
    ("dependency-directory", "node_modules", "node_modules", {"node_modules/a/index.js": "x"}, NODE),
    ("dependency-directory", "env gpu", "env gpu", {"env gpu/pyvenv.cfg": "home = /usr", "env gpu/lib/a.py": "x"}, ALL),
    (
        "dependency-directory",
        "vendor/bundle",
        "vendor/bundle",
        {"vendor/bundle/ruby/a.rb": "x"},
        "FROM ruby\nCOPY . .\nRUN bundle install\n",
    ),
    (
        "dependency-directory",
        "vendor",
        "vendor",
        {"vendor/a/a.php": "x", "composer.json": "{}"},
        "FROM composer\nCOPY . .\nRUN composer install --no-dev\n",
    ),
    ("build-output", "target", "target", {"target/a": "x", "Cargo.toml": ""}, "FROM rust\nCOPY . .\nRUN cargo build\n"),
    (
        "build-output",
        "a/target",
        "a/target",
        {"a/target/a": "x", "a/pom.xml": ""},
        "FROM maven\nCOPY . .\nRUN mvn package\n",
    ),
    ("build-output", "dist", "dist", {"dist/a.js": "x", "package.json": '{"scripts": {"build": "tsc"}}'}, NODE),
    (
        "build-output",
        "bin",
        "bin",
        {"bin/app": ELF, "go.mod": ""},
        "FROM golang:alpine\nCOPY . .\nRUN go build ./...\n",
    ),
    ("cache", "a/__pycache__", "**/__pycache__", {"a/__pycache__/a.pyc": "x"}, ALL),
    ("cache", ".terraform", ".terraform", {".terraform/a": "x"}, ALL),
    (
        "cache",
        "storage/framework",
        "storage/framework/*/*",
        {"storage/framework/views/a.php": "x", "artisan": "x"},
        ALL,
    ),
    ("editor-file", ".idea", ".idea", {".idea/workspace.xml": "x"}, ALL),
    ("system-file", "a/.DS_Store", "**/.DS_Store", {"a/.DS_Store": "x"}, ALL),
    ("ci-file", ".github", ".github", {".github/a.gif": 2_000_000}, ALL),
    ("test-report", "coverage", "coverage", {"coverage/lcov.info": "x"}, ALL),
    ("log", "log/[a].log", "**/*.log", {"log/[a].log": "x"}, ALL),
    ("dump", "log/[a].hprof", "log/\\[a\\].hprof", {"log/[a].hprof": "x"}, ALL),
    ("dump", "a.hprof", "a.hprof", {"a.hprof": "x"}, ALL),
    ("dump", "hs_err_pid1.log", "hs_err_pid1.log", {"hs_err_pid1.log": "x"}, ALL),
    ("dump", "fixtures/a.sql", "fixtures/a.sql", {"fixtures/a.sql": 10_000_000}, ALL),
    ("database", "app.db", "app.db", {"app.db": SQLITE}, ALL),
    ("database", "a.db", "a.db", {"a.db": SQLITE + b"x" * 5_000_000}, ALL),
    ("data-directory", "data", "data", {"data/PG_VERSION": "17"}, ALL),
    ("image-archive", "a.tar", "a.tar", {"a.tar": saved_image()}, ALL),
    ("image-archive", "a.tar.gz", "a.tar.gz", {"a.tar.gz": saved_image(packed=True)}, ALL),
    ("disk-image", "a.qcow2", "a.qcow2", {"a.qcow2": 1_000_000}, ALL),
    ("archive", "a.zip", "a.zip", {"a.zip": 20_000_000}, ALL),
    ("media", "a.psd", "a.psd", {"a.psd": 20_000_000}, ALL),
    ("model-or-dataset", "a.onnx", "a.onnx", {"a.onnx": 50_000_000}, ALL),
    ("model-or-dataset", "checkpoints", "checkpoints", {"checkpoints/a.ckpt": 10_000_000}, ALL),
    ("tool-output", "mlruns", "mlruns", {"mlruns/0/meta.yaml": "x"}, ALL),
]


@pytest.mark.parametrize(("rule", "path", "line", "files", "dockerfile"), REPORTED)
def test_it_is_reported(
    tmp_path: Path, rule: str, path: str, line: str | None, files: dict[str, str | bytes | int], dockerfile: str
) -> None:
    assert summary(found(tmp_path, files, dockerfile)) == [(rule, path, line)]


@pytest.mark.parametrize(("rule", "path", "line", "files", "dockerfile"), REPORTED)
def test_the_suggested_line_takes_it_away_and_nothing_else(
    tmp_path: Path, rule: str, path: str, line: str | None, files: dict[str, str | bytes | int], dockerfile: str
) -> None:
    before = found(tmp_path, files, dockerfile)
    received = ctxsize.simulate(str(tmp_path)).totals
    (tmp_path / ".dockerignore").write_text(f"{line}\n")
    after = ctxsize.simulate(str(tmp_path))
    assert found(tmp_path, {}, dockerfile) == []
    files_now = after.totals.files - 1  # the ignore file itself
    assert (before[0].rule.name, received.files - files_now) == (rule, before[0].files), path


def test_every_rule_of_the_data_is_one_of_the_rules_and_has_a_case() -> None:
    kinds = {kind.rule for kind in catalogue().kinds}
    assert kinds | {"other-checkout"} == set(FILE_RULES)  # which is found by its mark, not by its name
    assert kinds | {"other-checkout"} == {rule for rule, *_ in REPORTED}


def test_forty_tools_caches_are_known() -> None:
    assert len({glob for kind in catalogue().kinds if kind.rule == "cache" for glob in kind.globs}) >= 40


NEAR_MISSES: list[tuple[str, dict[str, str | bytes | int], str]] = [
    ("a file called .git, as in a worktree", {".git": "gitdir: /x"}, ALL),
    ("nothing in it is received", {".git/HEAD": "x", ".dockerignore": ".git/HEAD\n"}, ALL),
    ("packages that the image does not install", {"node_modules/a/index.js": "x"}, ALL),
    (
        "target without a manifest beside it",
        {"docs/target/a.md": "x", "Cargo.toml": ""},
        "FROM rust\nCOPY . .\nRUN cargo build\n",
    ),
    ("output that nothing builds", {"dist/a.js": "x", "package.json": '{"scripts": {"build": "tsc"}}'}, ALL),
    ("output without a script that builds it", {"dist/a.js": "x", "package.json": '{"main": "dist/a.js"}'}, NODE),
    ("scripts in bin", {"bin/run": "#!/bin/sh\n", "go.mod": ""}, "FROM golang:alpine\nCOPY . .\nRUN go build ./...\n"),
    (
        "vendored sources of Go",
        {"vendor/a/a.go": "x", "go.mod": ""},
        "FROM golang:alpine\nCOPY . .\nRUN go build -mod=vendor ./...\n",
    ),
    ("a small database that may be part of the program", {"search.db": SQLITE}, ALL),
    (
        "a directory that git keeps with nothing in it",
        {"storage/framework/views/.gitignore": "*", "storage/framework/.gitignore": "x", "artisan": "x"},
        ALL,
    ),
    (
        "much vendored Go that an image of Go builds from with a script",
        {"vendor/a/a.go": 30_000_000, "vendor/b/a.go": 31_000_000, "vendor/modules.txt": "x", "go.mod": ""},
        "FROM golang:1.24\nCOPY . .\nRUN ./hack/build\n",
    ),
    ("a database of another kind", {"app.db": "not SQLite"}, ALL),
    ("a log among the tests", {"tests/data/a.log": "x"}, ALL),
    ("a small SQL file", {"schema.sql": "create table t();"}, ALL),
    ("a directory that is only called coverage", {"coverage/main.go": "x"}, ALL),
    ("a module that is called coverage-report", {"coverage-report/pom.xml": "<project/>"}, ALL),
    ("a package that is called coverage", {"coverage/package.json": "{}", "coverage/tsconfig.json": "{}"}, ALL),
    ("a Dockerfile for coverage", {"Dockerfile.coverage": ALL}, ALL),
    ("small settings of a CI service", {".github/workflows/ci.yml": "x"}, ALL),
    ("an archive that is no image and not large", {"a.tar": b"\0" * 200_000}, ALL),
    (
        "a submodule",
        {"lib/.git": "gitdir: ../.git/modules/lib\n", "lib/a": "x", ".gitmodules": "[submodule]\n\tpath = lib\n"},
        ALL,
    ),
    ("a file called .git that leads nowhere", {"lib/.git": "text", "lib/a": "x"}, ALL),
    ("a checkout that an instruction names", {"lib/.git": WORKTREE, "lib/a": "x"}, "FROM scratch\nCOPY lib /l\n"),
    ("a tag for caches of another kind", {"c/CACHEDIR.TAG": "x", "c/a": "x"}, ALL),
    ("a model in a directory that is named", {"m/a.pt": 60_000_000}, "FROM scratch\nCOPY m/ /m/\n"),
    ("a recording that a wildcard names", {"m/a.mov": 60_000_000}, "FROM scratch\nADD m/* /m/\n"),
    ("a dataset that is mounted", {"d/a.csv": 60_000_000}, "FROM x\nRUN --mount=target=/d,source=d wc /d/a.csv\n"),
    ("a large file that a command reads", {"a.bin": 200_000_000}, "FROM x\nCOPY . /a\nRUN cat /a/a.bin\n"),
    (
        "output that another target takes",
        {"target/a": "x", "Cargo.toml": ""},
        "FROM x AS a\nCOPY target /t\nFROM rust\nCOPY . .\nRUN cargo build\n",
    ),
    ("packages that a server may serve", {"node_modules/a": "x"}, "FROM nginx\nCOPY . /srv\nRUN true\n"),
    ("what lies in somebody else's package", {"node_modules/a/dist/a.log": "x"}, ALL),
    ("a link by that name", {}, ALL),
    ("a context root that is a virtual environment", {"pyvenv.cfg": "x"}, ALL),
    ("an empty file", {"a.log": ""}, ALL),
]


@pytest.mark.parametrize(
    ("files", "dockerfile"), [case[1:] for case in NEAR_MISSES], ids=[case[0] for case in NEAR_MISSES]
)
def test_a_near_miss_is_not(tmp_path: Path, files: dict[str, str | bytes | int], dockerfile: str) -> None:
    (tmp_path / "mlruns").symlink_to("nowhere")
    assert found(tmp_path, files, dockerfile) == []


NEEDED: list[tuple[str, dict[str, str | bytes | int], str]] = [
    ("a command asks git", {".git/HEAD": "x"}, "FROM alpine\nCOPY . .\nRUN git -C /src describe --tags > version\n"),
    ("a here-document asks git", {".git/HEAD": "x"}, "FROM alpine\nCOPY . .\nRUN <<E\ngit rev-parse HEAD\nE\n"),
    (
        "setuptools-scm reads it",
        {".git/HEAD": "x", "pyproject.toml": 'requires = ["setuptools-scm"]'},
        ALL + "RUN pip install .\n",
    ),
    ("a Makefile asks git", {".git/HEAD": "x", "Makefile": "V := $(shell git describe)\n"}, ALL + "RUN make\n"),
    ("Go records the commit", {".git/HEAD": "x"}, "FROM golang:1.24\nCOPY . .\nRUN go build ./...\n"),
    (
        "Go records the commit, git being installed",
        {".git/HEAD": "x"},
        "FROM golang:alpine\nRUN apk add git\nCOPY . .\nRUN go build .\n",
    ),
    (
        "a bind mount of it",
        {".git/HEAD": "x"},
        "FROM alpine\nCOPY . .\nRUN --mount=type=bind,source=.git,target=/g true\n",
    ),
    ("COPY names it", {"dist/a.js": "x", "package.json": '{"scripts": {"build": "x"}}'}, NODE + "COPY dist /d\n"),
    (
        "COPY names something in it",
        {"target/release/a": "x", "Cargo.toml": ""},
        "FROM rust\nCOPY . .\nCOPY target/release/a /\nRUN cargo test\n",
    ),
    ("a wildcard names it", {"a.onnx": 50_000_000}, "FROM alpine\nCOPY . .\nCOPY *.onnx /m/\n"),
]


@pytest.mark.parametrize(("files", "dockerfile"), [case[1:] for case in NEEDED], ids=[case[0] for case in NEEDED])
def test_what_is_needed_is_not(tmp_path: Path, files: dict[str, str | bytes | int], dockerfile: str) -> None:
    assert found(tmp_path, files, dockerfile) == []


def test_many_of_a_kind_are_one_finding_with_one_line(tmp_path: Path) -> None:
    files: dict[str, str | bytes | int] = {
        f"{name}/__pycache__/a.pyc": "x" * number for number, name in enumerate("abc", 1)
    }
    (finding,) = found(tmp_path, files)
    assert (finding.path, finding.suggestion, finding.files, finding.bytes) == ("c/__pycache__", "**/__pycache__", 3, 6)


def test_the_line_for_many_spares_one_that_is_needed(tmp_path: Path) -> None:
    files: dict[str, str | bytes | int] = {f"{name}/__pycache__/a.pyc": "x" for name in "abc"}
    (finding,) = found(tmp_path, files, "FROM scratch\nCOPY . /\nCOPY a/__pycache__ /\n")
    assert (finding.files, finding.suggestion) == (2, None)


def test_large_files_are_reported_unless_named(tmp_path: Path) -> None:
    files: dict[str, str | bytes | int] = {"a.bin": 100_000_000, "b.bin": 99_999_999, "c.bin": 100_000_000}
    findings = found(tmp_path, files, "FROM scratch\nCOPY . /\nCOPY c.bin /\n")
    assert ("large-file", "a.bin", None) in summary(findings)
    assert {finding.path for finding in findings if finding.rule.name == "large-file"} == {"a.bin"}


def test_a_large_file_that_another_finding_speaks_of_is_not_reported_twice(tmp_path: Path) -> None:
    files: dict[str, str | bytes | int] = {"a.sql": 600_000_000, "b.log": 600_000_000, "c.hprof": 600_000_000}
    assert {(rule, path) for rule, path, _ in summary(found(tmp_path, files))} == {
        ("dump", "a.sql"),
        ("log", "b.log"),
        ("dump", "c.hprof"),
    }


def test_many_of_a_kind_with_several_names_are_one_finding_for_each_name(tmp_path: Path) -> None:
    files: dict[str, str | bytes | int] = {"a/x.log": "1", "b/y.log": "1", "nohup.out": "1", "c/nohup.out": "1"}
    assert {(finding.suggestion, finding.files) for finding in found(tmp_path, files)} == {
        ("**/*.log", 2),
        ("**/nohup.out", 2),
    }


def test_large_directories_are_reported_unless_another_finding_speaks_of_them(tmp_path: Path) -> None:
    files: dict[str, str | bytes | int] = {
        f"{directory}/in/{n}": 20_000_000 + n + len(directory) for directory in ("art", ".terraform") for n in range(3)
    }
    assert [(rule, path) for rule, path, _ in summary(found(tmp_path, files))] == [
        ("cache", ".terraform"),
        ("large-directory", "art/in"),
    ]


def test_the_same_content_twice(tmp_path: Path) -> None:
    files: dict[str, str | bytes | int] = {
        "a.bin": b"a" * 1_000_000,
        "copy of a.bin": b"a" * 1_000_000,
        "b.bin": b"b" * 1_000_000,
    }
    assert summary(found(tmp_path, files)) == [("duplicate-content", "copy of a.bin", None)]


def test_two_names_of_one_file_are_no_duplicates(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"a" * 1_000_000)
    (tmp_path / "b.bin").hardlink_to(tmp_path / "a.bin")
    assert found(tmp_path, {}) == []


def test_what_the_classic_builder_is_sent_for_nothing(tmp_path: Path) -> None:
    files: dict[str, str | bytes | int] = {"src/a": "x", "docs/a": 600_000, "docs/in/b": 600_000, "more/a": 5}
    dockerfile = "FROM scratch\nCOPY s*c /\n"
    (finding,) = found(tmp_path, files, dockerfile, builder="legacy")
    assert (finding.rule.name, finding.path, finding.files, finding.bytes) == (
        "copied-by-nothing",
        "docs",
        3,
        1_200_005,
    )
    assert found(tmp_path, {}, dockerfile) == []
    assert found(tmp_path, {}, ALL, builder="legacy") == []


@pytest.mark.parametrize(
    "text",
    ["git" + " -a" * 20_000 + "!", "git -c " * 9_000, 'git "-a", ' * 6_000, "composer " * 7_000, "npm " * 16_000],
)
def test_no_command_or_manifest_takes_long(tmp_path: Path, text: str) -> None:
    files: dict[str, str | bytes | int] = {
        "Makefile": text,
        ".git/HEAD": "x",
        "vendor/a": "x",
        "composer.json": "{}",
        "dist/a": "x",
        "package.json": '{"scripts": {"build": "x"}}',
    }
    (finding,) = found(tmp_path, files, f"FROM scratch\nCOPY . /\nRUN {text}\n")
    assert finding.path == ".git"
