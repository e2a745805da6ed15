"""No repository makes git run anything, wait for ever or answer without an end; what it refuses is one sentence."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ctxsize.git import running
from ctxsize.git.objects import ObjectStore
from ctxsize.git.program import Question, ignored, repository
from ctxsize.git.running import GitError, environment, run

CLEAN = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


def git(directory: Path, *words: str, given: bytes | None = None) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words],
        cwd=directory,
        check=True,
        capture_output=True,
        env=CLEAN,
        input=given,
    )
    return done.stdout.decode().strip()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    directory = tmp_path.resolve() / "r"
    directory.mkdir()
    git(directory, "init", "-qb", "main")
    for name, text in {"Dockerfile": "FROM scratch\nCOPY . /\n", ".gitignore": "*.log\n", "a": "1"}.items():
        (directory / name).write_text(text)
    git(directory, "add", "-A")
    git(directory, "commit", "-qm", "1")
    (directory / "b").write_text("22")
    git(directory, "add", "-A")
    git(directory, "commit", "-qm", "2")
    (directory / "x.log").write_text("3")
    return directory


MODES = [
    [],
    ["--diff"],
    ["--fix"],
    ["--ref", "HEAD"],
    ["--ref", "HEAD", "--list"],
    ["--compare", "HEAD~1"],
    ["--write-baseline"],
]


def ctxsize(directory: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "ctxsize", *words, str(directory)]
    return subprocess.run(command, cwd=directory.parent, check=False, capture_output=True, timeout=30, env=CLEAN)


def as_another_owner(directory: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a repository away")
    for above, _, names in os.walk(directory):
        for name in ("", *names):
            os.lchown(os.path.join(above, name), 65534, 65534)


@pytest.mark.parametrize("mode", MODES, ids=" ".join)
def test_a_repository_of_another_owner_is_looked_at_all_the_same(root: Path, mode: list[str]) -> None:
    as_another_owner(root)
    done = ctxsize(root, *mode)
    assert done.returncode in {0, 1}, done.stderr  # --diff: whether there is a change


def fifo(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def link(path: Path, target: str) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to(target)


def include(own: Path, text: str) -> None:
    (own / "more").write_text(text)
    git(own.parent, "config", "include.path", "more")


REFUSED: dict[str, Callable[[Path], object]] = {
    "an unknown extension": lambda own: (own / "config").write_text(
        "[core]\nrepositoryformatversion = 1\n[extensions]\nevil = true\n"
    ),
    "a configuration that includes itself": lambda own: (own / "config").write_text("[include]\npath = config\n"),
    "a configuration of garbage": lambda own: (own / "config").write_bytes(b"\0\xff[["),
    "packed references of garbage": lambda own: (own / "packed-refs").write_bytes(b"garbage\n"),
    "packed references that are a directory": lambda own: (own / "packed-refs").mkdir(),
    "a FIFO as HEAD": lambda own: fifo(own / "HEAD"),
    "a FIFO as the index": lambda own: fifo(own / "index"),
    "a FIFO as the configuration": lambda own: fifo(own / "config"),
    "an exclude file without an end": lambda own: link(own / "info/exclude", "/dev/zero"),
    "patterns from a device": lambda own: git(own.parent, "config", "core.excludesFile", "/dev/zero"),
    "patterns from an included configuration": lambda own: include(own, "[core]\nexcludesFile = /dev/zero\n"),
    "a FIFO as .gitignore": lambda own: fifo(own.parent / ".gitignore"),
    "a sparse .gitignore": lambda own: os.truncate(own.parent / ".gitignore", 3 << 30),
    "no objects": lambda own: shutil.rmtree(own / "objects"),
    "an empty HEAD": lambda own: (own / "HEAD").write_bytes(b""),
    "an index of garbage": lambda own: (own / "index").write_bytes(b"garbage"),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("mode", [["--diff"], ["--compare", "HEAD~1"]], ids=" ".join)
def test_what_git_refuses_is_one_sentence(root: Path, name: str, mode: list[str]) -> None:
    REFUSED[name](root / ".git")
    done = ctxsize(root, *mode)
    assert done.returncode in {0, 1, 2, 3}, done.stderr
    assert b"Traceback" not in done.stderr
    assert b"ctxsize: unexpected" not in done.stderr
    if done.returncode > 1:
        assert done.stderr.count(b"\n") == 1
        assert done.stderr.startswith(b"ctxsize: ")


@pytest.mark.parametrize("name", [".gitignore", ".gitattributes"])
@pytest.mark.parametrize("kind", ["FIFO", "sparse", "link to a device"])
@pytest.mark.parametrize("mode", [[], ["--diff"], ["--compare", "HEAD~1"]], ids=" ".join)
def test_what_git_would_wait_for_below_the_top_is_found_instead(
    root: Path, name: str, kind: str, mode: list[str]
) -> None:
    file = root / "d/e" / name
    file.parent.mkdir(parents=True)
    if kind == "FIFO":
        os.mkfifo(file)
    elif kind == "sparse":
        file.touch()
        os.truncate(file, 3 << 30)
    else:
        file.symlink_to("/dev/zero")
    begun = time.monotonic()
    done = ctxsize(root, *mode)
    assert time.monotonic() - begun < running.SECONDS / 2
    assert done.returncode in ({0, 1, 3} if mode == ["--diff"] else {0, 3})  # of --diff, 1 is a change
    assert b"Traceback" not in done.stderr


def test_an_ordinary_slow_git_is_waited_for(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "bin"
    slow.mkdir()
    (slow / "git").write_text("#!/bin/sh\nsleep 0.3\necho answer\n")
    (slow / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow}:{os.environ['PATH']}")
    monkeypatch.setattr(running, "PATIENCE_SECONDS", 0.05)
    assert run(str(root), ["ls-files"]) == b"answer\n"


@pytest.mark.parametrize("value", ["x", "0", "/"])
@pytest.mark.parametrize(
    "name", ["GIT_DISCOVERY_ACROSS_FILESYSTEM", "GIT_DIR", "GIT_TRACE2", "GIT_INDEX_FILE", "GIT_NAMESPACE"]
)
def test_no_variable_of_the_caller_changes_an_answer(
    root: Path, name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    assert (
        ObjectStore(str(root)).commit("HEAD") == git(root, "-c", "x.y=z", "rev-parse", "HEAD")
        if name != "GIT_DIR"
        else True
    )
    found = repository(str(root))
    assert found is not None
    assert ignored(found).files == {"x.log"}
    assert name not in environment()


def test_the_time_is_limited(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "bin"
    slow.mkdir()
    (slow / "git").write_text("#!/bin/sh\nexec sleep 100\n")
    (slow / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow}:{os.environ['PATH']}")
    monkeypatch.setattr(running, "SECONDS", 0.2)
    with pytest.raises(GitError, match=r"git ls-files did not answer in 0\.2 seconds, and was ended"):
        run(str(root), ["ls-files"])
    monkeypatch.setattr("ctxsize.git.program._WAIT_SECONDS", 0.2)
    question = Question(str(root))
    assert question.answer() is None
    assert "did not answer within 0.2 seconds" in question.failure


def test_an_answer_is_limited(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = tmp_path / "bin"
    endless.mkdir()
    (endless / "git").write_text("#!/bin/sh\nexec yes\n")
    (endless / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{endless}:{os.environ['PATH']}")
    monkeypatch.setattr(running, "_MOST_ANSWER_BYTES", 10_000_000)
    with pytest.raises(GitError, match="prints more than 10,000,000 bytes"):
        run(str(root), ["ls-files"])


def loose(root: Path, data: bytes, kind: str) -> str:
    return git(root, "hash-object", "-w", "-t", kind, "--stdin", "--literally", given=data)


@pytest.mark.parametrize("name", ["../../x", "..", ".", ".git", "a/b"])
def test_a_tree_with_an_impossible_name_is_refused(root: Path, name: str) -> None:
    blob = git(root, "rev-parse", "HEAD:a")
    tree = loose(root, f"100644 {name}\0".encode() + bytes.fromhex(blob), "tree")
    commit = git(root, "commit-tree", "-m", "x", tree)
    done = ctxsize(root, "--ref", commit)
    assert done.returncode == 3
    assert b"ctxsize: unexpected" not in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_a_partial_clone_says_what_to_do(root: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(root, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--filter=blob:none", f"file://{root}", str(clone))
    git(root, "-c", "core.hooksPath=", "status")
    done = ctxsize(clone, "--compare", "HEAD~1")
    assert done.returncode in {0, 1, 2, 3}
    missing = git(root, "rev-parse", "HEAD:a")
    (root / ".git/objects" / missing[:2] / missing[2:]).unlink()
    done = ctxsize(root, "--ref", "HEAD")
    assert done.returncode == 3
    assert b"git fetch --refetch" in done.stderr or b"git does not answer" in done.stderr


def test_a_repository_with_other_hashes_is_read(tmp_path: Path) -> None:
    root = tmp_path.resolve() / "r"
    root.mkdir()
    try:
        git(root, "init", "-qb", "main", "--object-format=sha256")
    except subprocess.CalledProcessError:
        pytest.skip("this git knows one kind of hash")
    (root / "Dockerfile").write_text("FROM scratch\nCOPY a /\n")
    (root / "a").write_text("1")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "1")
    assert ctxsize(root, "--ref", "HEAD", "--list").stdout == b"a\n"
    assert ctxsize(root, "--compare", "HEAD").returncode == 0


def test_a_linked_work_tree_has_its_own_head(root: Path, tmp_path: Path) -> None:
    linked = tmp_path.resolve() / "linked"
    git(root, "worktree", "add", "-q", str(linked), "HEAD~1")
    assert ctxsize(linked, "--ref", "HEAD", "--list").stdout == b".gitignore\nDockerfile\na\n"


def test_a_large_blob_is_not_read_whole(root: Path) -> None:
    with (root / ".env").open("wb") as file:
        file.truncate(100_000_000)
    git(root, "add", "-A")
    git(root, "commit", "-qm", "large")
    measured = (
        "import resource, sys\nfrom ctxsize.cli import main\ntry: main()\nfinally:\n"
        # Of its own memory, rusage would tell that of the process that started it.
        "    own = next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM'))\n"
        "    print(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", measured, "--ref", "HEAD", str(root)], check=False, capture_output=True, env=CLEAN
    )
    assert done.returncode in {0, 1}, done.stderr
    own, children = map(int, done.stderr.split()[-2:])
    assert own < 90_000
    assert children < 90_000


def test_without_the_program_it_is_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(GitError, match="no git program on PATH"):
        ObjectStore(str(root)).commit("HEAD")


CONFIGURATION = """[core]
\tfsmonitor = {canary}
\thooksPath = {hooks}
\tattributesFile = {attributes}
\tsshCommand = {canary}
\taskPass = {canary}
\teditor = {canary}
\tpager = {canary}
\tgitProxy = {canary}
\talternateRefsCommand = {canary}
[filter "evil"]
\tclean = {canary}
\tsmudge = {canary}
\tprocess = {canary}
\trequired = true
[diff "evil"]
\ttextconv = {canary}
\tcommand = {canary}
[merge "evil"]
\tdriver = {canary}
[credential]
\thelper = {canary}
[gpg]
\tprogram = {canary}
[uploadpack]
\tpackObjectsHook = {canary}
[pager]
\tls-files = {canary}
\tls-tree = {canary}
\trev-parse = {canary}
\tcat-file = {canary}
[alias]
\tls-files = !{canary}
\tls-tree = !{canary}
\trev-parse = !{canary}
\tcat-file = !{canary}
\tmerge-base = !{canary}
\tfor-each-ref = !{canary}
\tconfig = !{canary}
[trace2]
\tnormalTarget = {trace}
\teventTarget = {trace}
[submodule "evil"]
\turl = {canary}
\tupdate = !{canary}
[remote "origin"]
\turl = ext::{canary}
\tuploadpack = {canary}
\tvcs = evil
\tpromisor = true
\tpartialclonefilter = blob:none
[extensions]
\tpartialClone = origin
[core]
\trepositoryformatversion = 1
"""
HOOKS = (
    "fsmonitor-watchman post-checkout post-index-change pre-commit reference-transaction post-merge pre-auto-gc "
    "query-watchman pre-push update"
)


@pytest.mark.parametrize("blobs", ["there", "missing"])
def test_nothing_of_a_repository_is_executed(root: Path, tmp_path: Path, blobs: str) -> None:
    touched = tmp_path / "touched"
    canary = tmp_path / "canary"
    canary.write_text(f"#!/bin/sh\necho $0 >>{touched}\n")
    canary.chmod(0o755)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for directory in (hooks, root / ".git/hooks"):
        directory.mkdir(exist_ok=True)
        for name in HOOKS.split():
            (directory / name).write_bytes(canary.read_bytes())
            (directory / name).chmod(0o755)
    attributes = "* filter=evil diff=evil merge=evil\n"
    (tmp_path / "attributes").write_text(attributes)
    (root / ".gitattributes").write_text(attributes)
    git(root, "-c", "core.attributesFile=", "add", "-f", ".gitattributes")
    git(root, "commit", "-qm", "3")
    if blobs == "missing":
        for name in ("a", "b", "Dockerfile"):
            blob = git(root, "rev-parse", f"HEAD:{name}")
            (root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    configuration = CONFIGURATION.format(
        canary=canary, hooks=hooks, attributes=tmp_path / "attributes", trace=tmp_path / "trace"
    )
    (root / ".git/config").write_text(configuration)
    os.utime(root / "a", (1, 1))
    (root / "a").write_text("changed")
    for name in ("git", "ls-files"):
        # A program of the context is none on PATH.
        (root / name).write_bytes(canary.read_bytes())
        (root / name).chmod(0o755)
    touched.unlink(missing_ok=True)  # git itself, when it committed
    for mode in MODES:
        done = ctxsize(root, *mode)
        assert b"Traceback" not in done.stderr
    assert not touched.exists(), touched.read_text()
    assert not (tmp_path / "trace").exists()
    assert stat.S_IMODE(canary.stat().st_mode) == 0o755
