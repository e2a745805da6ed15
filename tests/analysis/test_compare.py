"""Two commits as one build receives them, and a commit as a context: real repositories, nothing stands in for git."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from ctxsize import analyze, simulate
from ctxsize.analysis.compare import compare
from ctxsize.analysis.comparison import Comparison
from ctxsize.build.request import Request
from ctxsize.errors import CtxsizeError, UsageError
from ctxsize.gate.growth import check_growth
from tests.cli.test_run import run


def git(directory: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false", *arguments],
        cwd=directory,
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull},
    )
    return done.stdout.strip()


def commit(directory: Path, **files: str | None) -> str:
    """Commit files; one without a text is taken away."""
    for name, text in files.items():
        path = directory / name.replace("__", "/")
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    git(directory, "add", "-A")
    git(directory, "commit", "-qm", "x", "--allow-empty")
    return git(directory, "rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    directory = tmp_path.resolve() / "shop"
    directory.mkdir()
    git(directory, "init", "-qb", "main")
    commit(directory, Dockerfile="FROM scratch\nCOPY . /\n", a="12345", went="1", same="1", d__grew="1")
    (directory / ".dockerignore").write_text("secret\n")
    return directory


def compared(directory: Path, ref: str, dockerfile: str | None = None, builder: str = "buildkit") -> Comparison:
    return compare(Request.of(str(directory), builder, dockerfile, None, None, None), ref)


def changed(comparison: Comparison) -> list[tuple[str, str, int | None, int | None]]:
    return [(row.path, row.kind, row.before, row.now) for row in comparison.changes]


@pytest.mark.parametrize("builder", ["buildkit", "legacy"])
def test_what_was_added_grew_shrank_and_went(repository: Path, builder: str) -> None:
    git(repository, "tag", "v1")
    commit(repository, new="123456", a="1", d__grew="1234", went=None, secret="x" * 99)
    comparison = compared(repository, "v1", builder=builder)
    assert changed(comparison) == [
        (".dockerignore", "added", None, 7),
        ("new", "added", None, 6),
        ("d/grew", "grew", 1, 4),
        ("went", "went", 1, None),
        ("a", "shrank", 5, 1),
    ]
    assert comparison.before is not None
    assert comparison.now is not None
    assert comparison.grown == comparison.now.transfer_bytes - comparison.before.transfer_bytes


def test_a_dirty_work_tree_is_no_growth_and_stays_as_it_is(repository: Path) -> None:
    commit(repository)
    (repository / "untracked").write_bytes(b"x" * 10_000)
    (repository / "a").write_bytes(b"x" * 10_000)
    (repository / "same").unlink()
    before = git(repository, "status", "--porcelain")
    assert changed(compared(repository, "HEAD")) == []
    assert git(repository, "status", "--porcelain") == before


def test_a_branch_is_compared_from_where_head_parted_from_it(repository: Path) -> None:
    git(repository, "checkout", "-qb", "work")
    commit(repository, mine="123")
    git(repository, "checkout", "-q", "main")
    tip = commit(repository, theirs="1234567")
    git(repository, "checkout", "-q", "work")
    paths = [row.path for row in compared(repository, "main").changes]
    assert paths == [".dockerignore", "mine"]
    assert "theirs" in [row.path for row in compared(repository, tip).changes]


def test_each_side_has_its_own_dockerfile_and_ignore_file(repository: Path) -> None:
    git(repository, "tag", "v1")
    commit(repository, **{"Dockerfile": "FROM scratch\nCOPY a d /\n", ".dockerignore": "d\n!d/grew\n"})
    comparison = compared(repository, "v1")
    assert [(path, kind) for path, kind, *_ in changed(comparison)] == [
        ("same", "went"),
        ("went", "went"),
        ("Dockerfile", "went"),
    ]


def test_a_context_below_the_top_and_a_dockerfile_beside_it(repository: Path) -> None:
    commit(
        repository, services__api__x="1", docker__api="FROM scratch\nCOPY . /\n", **{"docker__api.dockerignore": "y\n"}
    )
    git(repository, "tag", "v1")
    commit(repository, services__api__y="12", services__api__z="123", elsewhere="1")
    api = repository / "services/api"
    assert changed(compared(api, "v1", str(repository / "docker/api"))) == [("z", "added", None, 3)]


def test_submodules_and_pointers_are_told(repository: Path) -> None:
    inner = repository.parent / "inner"
    inner.mkdir()
    git(inner, "init", "-qb", "main")
    commit(inner, f="12345")
    git(repository, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "lib")
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 987654\n"
    commit(repository, **{".gitattributes": "*.bin filter=lfs\n", "model.bin": pointer, "other.bin": "x" * 130})
    comparison = compared(repository, "HEAD")
    assert comparison.submodules == ("lib",)
    assert comparison.pointers == (("model.bin", 987654),)
    shown = run("--full", "--compare", "HEAD", cwd=repository).stdout
    assert b"1 submodule not looked into; 1 file of Git LFS counted as a pointer, without 987.65kB of content" in shown


@pytest.mark.parametrize("builder", ["buildkit", "legacy"])
def test_a_commit_is_received_as_its_checkout_would_be(repository: Path, builder: str) -> None:
    for name, mode in (("run", 0o755), ("d.e", 0o644), ("d-e", 0o644)):
        (repository / name).write_text("1")
        (repository / name).chmod(mode)
    (repository / "link").symlink_to("d/grew")
    Path(os.fsdecode(os.fsencode(repository) + "/é".encode())).write_text("1")
    (repository / ("long" * 40)).mkdir()
    commit(
        repository, **{"long" * 40 + "__" + "n" * 90: "x" * 70_000, ".dockerignore": "**/n*\n!long*/n*\nsame\n.git\n"}
    )
    other = repository.parent / "fresh"
    git(repository.parent, "clone", "-q", str(repository), str(other))
    (repository / "a").write_text("dirty")
    from_objects = simulate(str(repository), builder, ref="HEAD")
    on_disk = simulate(str(other), builder)
    assert from_objects == on_disk
    there, here = analyze(str(repository), builder, ref="HEAD"), analyze(str(other), builder)
    assert (there.received, there.findings, there.sides) == (here.received, here.findings, here.sides)
    assert there.ref is not None


def test_secrets_of_a_commit_are_found_in_its_objects(repository: Path) -> None:
    key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA" + "q" * 200 + "\n-----END RSA PRIVATE KEY-----\n"
    commit(repository, id_rsa=key)
    (repository / "id_rsa").unlink()
    codes = [finding.rule.code for finding in analyze(str(repository), ref="HEAD").findings]
    assert "CTX202" in codes
    assert "CTX202" not in [finding.rule.code for finding in analyze(str(repository)).findings]


@pytest.mark.parametrize(
    ("ref", "words"),
    [
        ("mian", "No commit or branch named 'mian'. Did you mean main?"),
        ("--all", "No commit or branch"),
        ("", "No commit or branch"),
    ],
)
def test_an_unknown_commit_is_told_with_the_nearest(repository: Path, ref: str, words: str) -> None:
    with pytest.raises(UsageError) as refused:
        compared(repository, ref)
    assert words in str(refused.value)


def test_what_can_not_be_compared_is_told(repository: Path, tmp_path: Path) -> None:
    with pytest.raises(CtxsizeError, match="is not in a git repository"):
        compared(tmp_path, "main")
    git(repository, "tag", "v1")
    commit(repository, new__Dockerfile="FROM scratch\nCOPY . /\n")
    assert "there is no such directory at v1" in compared(repository / "new", "v1").skipped
    assert "no such Dockerfile at this commit" in compared(repository, "v1", str(repository / "new/Dockerfile")).skipped
    assert check_growth("1MB", compared(repository / "new", "v1")).passed is None
    with pytest.raises(UsageError, match="not standard input"):
        compared(repository, "v1", "-")


def test_growth_fails_the_gate(repository: Path) -> None:
    commit(repository)
    git(repository, "checkout", "-qb", "work")
    commit(repository, new="x" * 2_000)
    for limit, code in (("1kB", 1), ("9kB", 0), ("1%", 1), ("5000%", 0)):
        assert run("--compare", "main", "--max-growth", limit, cwd=repository).returncode == code
    failed = run("--compare", "main", "--max-growth", "1kB", "-q", cwd=repository)
    assert b"FAIL  max-growth since main (" in failed.stdout
    assert b"new  new" in failed.stdout
    alone = run("--max-growth", "1kB", cwd=repository)
    assert (alone.returncode, alone.stderr.split(b". ")[0]) == (
        2,
        b"ctxsize: --max-growth needs something to compare with",
    )
    typed = run("--max-growth", "1 kb/s", "--compare", "main", cwd=repository)
    assert (typed.returncode, typed.stdout) == (2, b"")


def test_growth_since_the_baseline_needs_no_history(repository: Path) -> None:
    run("--write-baseline", cwd=repository)
    (repository / "more").write_bytes(b"x" * 5_000)
    options = ("--baseline", ".ctxsize-baseline.json", "--max-growth", "4kB")
    assert run(*options, cwd=repository).returncode == 1
    (repository / "more").unlink()
    assert run(*options, cwd=repository).returncode == 0


def test_a_listing_of_a_commit(repository: Path) -> None:
    listed = run("--list", "--ref", "HEAD", cwd=repository).stdout.split()
    assert listed == [b"Dockerfile", b"a", b"d", b"d/grew", b"same", b"went"]
