"""What goes wrong around a run: files that are none, limits of the system, others at work in the same place; and what a write loses."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

PLAIN = "FROM scratch\nCOPY . /\n"
SECRET = "hunter2hunter2"  # noqa: S105 (made up)
CLEAN = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


@pytest.fixture
def context(tmp_path: Path) -> Path:
    root = tmp_path / "context"
    root.mkdir()
    (root / "Dockerfile").write_text(PLAIN)
    for name in "abc":
        (root / name).write_text("x")
    return root


def ctxsize(
    root: Path, *words: str, limit: Callable[[], None] | None = None, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "ctxsize", *words, str(root)],
        cwd=root,
        check=False,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        preexec_fn=limit,
        env=CLEAN if env is None else env,
    )


def git(root: Path, *words: str) -> None:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words]
    subprocess.run(command, cwd=root, check=True, capture_output=True, env=CLEAN)


def one_sentence(done: subprocess.CompletedProcess[bytes]) -> None:
    assert done.returncode in {2, 3}, done.stderr
    assert done.stderr.startswith(b"ctxsize: ")
    assert done.stderr.count(b"\n") == 1
    assert b"This is a bug" not in done.stderr


@pytest.mark.parametrize("kind", ["FIFO", "sparse", "/dev/zero", "directory"])
@pytest.mark.parametrize("how", ["configuration", "option", "written"])
def test_a_baseline_that_is_no_file_is_one_sentence(context: Path, kind: str, how: str) -> None:
    file = context / (".ctxsize-baseline.json" if how == "written" else "known.json")
    if kind == "FIFO":
        os.mkfifo(file)
    elif kind == "sparse":
        file.touch()
        os.truncate(file, 3 << 30)
    elif kind == "directory":
        file.mkdir()
    else:
        file.symlink_to(kind)
    if how == "configuration":
        (context / ".ctxsize.toml").write_text('baseline = "known.json"\n')
    words = {"option": ["--baseline", str(file)], "written": ["--write-baseline"], "configuration": []}[how]
    one_sentence(ctxsize(context, *words))


def test_no_dangling_link_makes_a_baseline_outside(context: Path) -> None:
    (context / ".git").mkdir()
    (context / ".ctxsize-baseline.json").symlink_to("../new.json")
    one_sentence(ctxsize(context, "--write-baseline"))
    assert not (context.parent / "new.json").exists()


@pytest.mark.parametrize("words", [["--diff"], ["--fix"], []])
def test_lines_of_a_file_outside_are_no_proposals(context: Path, words: list[str]) -> None:
    (context.parent / "outside").write_text(f"a\n{SECRET}\n")
    git(context, "init", "-q")
    git(context, "config", "core.excludesFile", str(context.parent / "outside"))
    done = ctxsize(context, *words)
    written = (context / ".dockerignore").read_bytes() if "--fix" in words else b""
    assert SECRET.encode() not in done.stdout + done.stderr + written


def on_a_full_disk() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, 16))


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["--write-baseline"], ".ctxsize-baseline.json"),
        (["--format", "json", "-o", "report.json"], "report.json"),
        (["--fix"], ".dockerignore"),
    ],
)
def test_a_full_disk_leaves_what_was_there(context: Path, words: list[str], name: str) -> None:
    (context / "node_modules").mkdir()
    (context / "node_modules/x").write_text("x" * 1000)
    (context / "package.json").write_text("{}")
    (context / "Dockerfile").write_text("FROM node\nCOPY . /\nRUN npm ci\n")
    (context / "package-lock.json").write_text("{}")
    if name != ".dockerignore":
        assert ctxsize(context, *words).returncode in {0, 1}
    else:
        (context / name).write_text("c\n")
    before = (context / name).read_bytes()
    names = sorted(os.listdir(context))
    (context / "node_modules/y").write_text("y" * 5000)
    one_sentence(ctxsize(context, *words, limit=on_a_full_disk))
    assert (context / name).read_bytes() == before
    assert sorted(os.listdir(context)) == names


LONG = "n" * 255


def test_names_may_have_255_bytes_wherever_something_is_written(context: Path) -> None:
    name = "d" * (255 - len(".dockerignore"))
    (context / name).write_text("FROM scratch\nCOPY a /\n")
    (context / f"{name}.dockerignore").write_text("b\n")
    (context / ".env").write_text(f"PASSWORD={SECRET}\n")
    done = ctxsize(context, "-f", str(context / name), "--fix", "--style", "allow")
    assert done.returncode in {0, 1}, done.stderr
    assert b"too long" not in done.stdout + done.stderr
    assert (context / f"{name}.dockerignore").read_text() != "b\n"
    assert ctxsize(context, "--write-baseline", "--baseline", str(context / LONG)).returncode == 0
    assert json.loads((context / LONG).read_bytes())["schema_version"]
    done = ctxsize(context, "--format", "json", "-o", str(context.parent / LONG), "--baseline", str(context / LONG))
    assert done.returncode in {0, 1}, done.stderr
    assert json.loads((context.parent / LONG).read_bytes())["schema_version"]


def fixable(context: Path) -> Path:
    git(context, "init", "-q")
    (context / ".gitignore").write_text("*.log\n")
    (context / "x.log").write_text("x" * 1000)
    (context / ".dockerignore").write_text("c\n")
    return context / ".dockerignore"


def test_what_a_fix_loses_is_said(context: Path) -> None:
    file = fixable(context)
    (context.parent / "other").hardlink_to(file)
    done = ctxsize(context, "--fix")
    assert done.returncode == 0, done.stderr
    assert b".dockerignore has another name (a hard link), which keeps the old text" in done.stdout + done.stderr
    assert (context.parent / "other").read_text() == "c\n"
    assert file.read_text() != "c\n"


def test_fixes_at_one_time_leave_one_whole_file(context: Path) -> None:
    file = fixable(context)
    command = [sys.executable, "-m", "ctxsize", "--fix", str(context)]
    at_work = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=CLEAN) for _ in range(4)]
    for process in at_work:
        said = process.communicate(timeout=120)[1]
        assert process.returncode in {0, 2, 3}, said
        assert b"Traceback" not in said
    text = file.read_text()
    assert text.startswith("c\n")
    assert text.count(">>> ctxsize") == 1
    assert text.count("<<< ctxsize") == 1
    assert not [name for name in os.listdir(context) if name.endswith(".tmp")]
    assert b"nothing" in ctxsize(context, "--fix").stdout.lower() or file.read_text() == text


@pytest.mark.parametrize("number", [8, 20])
def test_few_descriptors_are_enough_or_it_is_said(context: Path, number: int) -> None:
    for name in range(50):
        (context / f"d{name}").mkdir()
        (context / f"d{name}/.env").write_text("A=1\n")
    done = ctxsize(context, limit=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (number, number)))
    assert b"Traceback" not in done.stderr
    assert b"This is a bug" not in done.stderr
    assert done.returncode in {0, 1, 3}, done.stderr


def test_no_environment_is_needed(context: Path) -> None:
    done = ctxsize(context, "--diff", env={})
    assert done.returncode == 0, done.stderr


def test_a_reader_that_leaves_is_no_error(context: Path) -> None:
    for number in range(3000):
        (context / f"{number:0200}").touch()
    command = f"{sys.executable} -m ctxsize --list {context} | head -c 1 >/dev/null; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], check=False, capture_output=True)
    assert done.stdout.strip() in {b"141", b"0"}
    assert done.stderr == b""


def test_a_context_that_changes_meanwhile_is_not_followed_out(context: Path) -> None:
    (context.parent / "outside").mkdir()
    (context.parent / "outside/.env").write_text(f"PASSWORD={SECRET}\n")
    for name in range(20):
        (context / f"d{name}").mkdir()
        (context / f"d{name}/.env").write_text("A=1\n")
    ended = threading.Event()

    def churn() -> None:
        while not ended.is_set():
            for name in range(20):
                (context / f"d{name}").rename(context / f"e{name}")
                (context / f"d{name}").symlink_to("../outside")
                (context / f"d{name}").unlink()
                (context / f"e{name}").rename(context / f"d{name}")

    other = threading.Thread(target=churn)
    other.start()
    try:
        for words in ([], ["--format", "json"], ["--list"]):
            done = ctxsize(context, *words)
            assert b"Traceback" not in done.stderr
            assert b"This is a bug" not in done.stderr
            assert b"CTX2" not in done.stdout
    finally:
        ended.set()
        other.join()


NAMES = (
    *("-rf", "--fix", " a", "a ", "#a", "!a", "a*b", "[a]", "a\\b", "a\nb", "a\rb", "a\tb", "\x1b[31m", "\u202eabc", "%0A", "${X}", "$(x)"),
    *("`x`", "a'b", 'a"b', "<script>", "a&b", "é", "e\u0301", "::error::x", "##[error]x", "a|b", "a;b", "{a,b}", "?", "~", "a//b".replace("/", "_")),
)  # fmt: skip


def test_hostile_names_are_excluded_once_and_for_all(context: Path) -> None:
    """What git ignores under such names is written so that Docker understands it, and a second run has nothing to do."""
    git(context, "init", "-q")
    (context / ".gitignore").write_text("kept-out/\n")
    for name in NAMES:
        (context / name / "kept-out").mkdir(parents=True)
        (context / name / "kept-out/x").write_text("x")
        (context / name / "y").write_text("y")
    git(context, "add", "-A")
    assert ctxsize(context, "--fix").returncode == 0
    text = (context / ".dockerignore").read_bytes()
    listed = ctxsize(context, "--list", "-0").stdout
    assert b"kept-out" not in listed
    assert {os.fsencode(f"{name}/y") for name in NAMES} <= set(listed.split(b"\0"))
    assert ctxsize(context, "--fix").returncode == 0
    assert (context / ".dockerignore").read_bytes() == text
