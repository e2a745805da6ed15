"""Whole runs on contexts of strangers: a report or one sentence, in bounded time and memory, and nothing of what is outside."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SECRET = "hunter2hunter2"  # noqa: S105 (made up)
PLAIN = "FROM scratch\nCOPY . /\n"
MEMORY = 400_000_000
"""Bytes of address space; of those a bare Python takes some ten million."""
FORMATS = ("text", "json", "sarif", "gitlab", "junit", "html", "markdown", "github", "ci")


@pytest.fixture
def context(tmp_path: Path) -> Path:
    root = tmp_path / "context"
    root.mkdir()
    (tmp_path / "netrc").write_text(f"machine x password {SECRET} # old\n[{SECRET}\n")
    (root / "Dockerfile").write_text(PLAIN)
    for name in "abc":
        (root / name).write_text("x")
    return root


def ctxsize(root: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (10, 10))

    return subprocess.run(
        [sys.executable, "-m", "ctxsize", *words, str(root)],
        cwd=root.parent,
        check=False,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        preexec_fn=bounded,
    )


def write(name: str, text: str) -> Callable[[Path], object]:
    return lambda root: (root / name).write_text(text)


def put(name: str, kind: str) -> Callable[[Path], object]:
    def make(root: Path) -> None:
        (root / name).unlink(missing_ok=True)
        if kind == "FIFO":
            os.mkfifo(root / name)
        elif kind == "sparse":
            (root / name).touch()
            os.truncate(root / name, 3 << 30)
        else:
            (root / name).symlink_to(kind)

    return make


READ_FIRST = (".dockerignore", "Dockerfile", "Dockerfile.dockerignore", "pyproject.toml", ".ctxsize.toml")
CASES: dict[str, Callable[[Path], object]] = {
    **{f"{name} is {kind}": put(name, kind) for name in READ_FIRST for kind in ("/dev/zero", "FIFO", "sparse")},
    "a baseline without an end": write(".ctxsize.toml", 'baseline = "/dev/zero"\n'),
    "a pattern that backtracks": write(
        "Dockerfile", f"FROM scratch\nARG x={'a' * 3000}\nCOPY ${{x##{'*a' * 12}*b}} /\n"
    ),
    "values that double": write(
        "Dockerfile",
        "FROM scratch\nARG a0=aaaa\n" + "".join(f"ARG a{n + 1}=$a{n}$a{n}\n" for n in range(40)) + "COPY . /\n",
    ),
    "a thousand globs": write(".dockerignore", "".join(f"**/*a{n}*b\n" for n in range(1000))),
    "a thousand exceptions": write(".dockerignore", "*\n" + "".join(f"!**/x{n}*y\n" for n in range(1000))),
    "globs and exceptions by turns": write(".dockerignore", "".join(f"**/*a{n}*b\n!**/*c{n}*d\n" for n in range(500))),
    "more patterns than a request holds": write(".dockerignore", "".join(f"path{n:06}/x\n" for n in range(19_000))),
    "a thousand budgets": write(".ctxsize.toml", "[[budget]]\nmax-files = 9\n" * 1000),
    "a key of twenty thousand parts": write(".ctxsize.toml", ".".join(["a"] * 20_000) + " = 1\n"),
    "brackets without an end": write(".ctxsize.toml", "select = " + "[" * 20_000),
    "tables without an end": write(".ctxsize.toml", "x = " + "{a=" * 5000),
    "a number of twenty thousand digits": write(".ctxsize.toml", "max-files = " + "9" * 20_000),
    "a size of five thousand digits": write(".ctxsize.toml", f'[[budget]]\nmax-size = "{"9" * 5000}TB"\n'),
    "a NUL in a path": write(".ctxsize.toml", 'baseline = "a\\u0000b"\n'),
    "a stage of five thousand digits": write("Dockerfile", f"FROM scratch\nCOPY --from={'0' * 5000}1 a /\n"),
}


@pytest.mark.parametrize("builder", ["buildkit", "legacy"])
@pytest.mark.parametrize("name", CASES)
def test_a_run_ends_with_a_report_or_a_sentence(context: Path, name: str, builder: str) -> None:
    CASES[name](context)
    done = ctxsize(context, "--builder", builder)
    assert done.returncode in {0, 1, 2, 3}, done.stderr
    assert b"Traceback" not in done.stderr
    assert b"This is a bug" not in done.stderr
    if done.returncode > 1:
        assert done.stderr.startswith(b"ctxsize: ")
        assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    "text",
    [
        "[" * 50_000,
        '{"schema_version": 1, "builds": {"a": {"files": Infinity, "transfer_bytes": 1, "findings": [], "checks": {}}}}',
        '{"schema_version": 1, "builds": {"a": {"files": 1e400, "transfer_bytes": 1, "findings": [], "checks": {}}}}',
        '{"schema_version": ' + "9" * 10_000 + "}",
        "\ufeff",
    ],
)
def test_a_baseline_that_is_none_is_one_sentence(context: Path, text: str) -> None:
    (context.parent / "known.json").write_text(text)
    done = ctxsize(context, "--baseline", "known.json")
    assert done.returncode == 2
    assert b"This is a bug" not in done.stderr


@pytest.mark.parametrize("words", [["--format", form] for form in FORMATS] + [["--list", "--excluded"], ["--diff"]])
def test_nothing_of_a_file_outside_is_shown(context: Path, words: list[str]) -> None:
    (context / ".dockerignore").symlink_to("../netrc")
    for text in (f"machine x password {SECRET} # old\n", f"[{SECRET}\n", f"{SECRET}\\\n"):
        (context.parent / "netrc").write_text(text)
        done = ctxsize(context, "--builder", "legacy", *words)
        assert SECRET.encode() not in done.stdout + done.stderr


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "line", ["COPY missing$TOKEN /", "COPY b$TOKEN* /x/", "EXPOSE $TOKEN", "FROM :$TOKEN", "STOPSIGNAL $TOKEN"]
)
def test_what_a_build_argument_stands_for_is_not_shown(context: Path, form: str, line: str) -> None:
    (context / "Dockerfile").write_text(f"ARG TOKEN\nFROM scratch\nARG TOKEN\n{line}\n")
    done = ctxsize(context, "--format", form, "--build-arg", f"TOKEN={SECRET}")
    assert SECRET.encode() not in done.stdout + done.stderr


@pytest.mark.parametrize("form", FORMATS)
def test_no_name_is_a_command_in_a_log(context: Path, form: str) -> None:
    for name in ("##[error]pwned", "##vso[task.setvariable variable=X]y", "::error::pwned", "a\n::error::pwned"):
        (context / name).write_text("x" * 1000)
        (context / f"{name}.pem").write_text("-----BEGIN PRIVATE KEY-----\n")
    for words in (["--format", form], ["--list"], ["--list", "--excluded"], ["--diff"]):
        done = ctxsize(context, *words)
        for line in (done.stdout + done.stderr).splitlines():
            assert b"##[" not in line
            assert b"##vso[" not in line
            assert not line.lstrip().startswith(b"::error::pwned")


def test_raw_names_are_there_for_who_asks(context: Path) -> None:
    (context / "##[x").touch()
    assert b"##[x\0" in ctxsize(context, "--list", "-0").stdout


def test_no_link_leads_what_is_written_out_of_the_repository(context: Path) -> None:
    outside = context.parent / "keys"
    outside.write_text("theirs\n")
    (context / ".gitignore").write_text("/ssh-rsa AAAA\n")
    (context / "ssh-rsa AAAA").touch()
    (context / ".dockerignore").symlink_to(outside)
    for words in (["--fix", "--builder", "legacy"], ["--fix"]):
        assert ctxsize(context, *words).returncode == 2
    (context / ".ctxsize.toml").write_text(f'baseline = "{outside}.json"\n')
    assert ctxsize(context, "--write-baseline").returncode == 2
    (context / ".ctxsize.toml").write_text('baseline = "../new.json"\n')
    assert ctxsize(context, "--write-baseline").returncode == 2
    assert outside.read_text() == "theirs\n"
    assert not (context.parent / "new.json").exists()
