"""The sample projects are real enough, small on disk, and the same every time."""

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from testdata.projects import make

NAMES = make.names()
ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "testdata" / "projects" / "make.py"

each_project = pytest.mark.parametrize("name", NAMES)


def paths(root: Path) -> list[Path]:
    return [root, *sorted(root.rglob("*"))]


def portrait(root: Path) -> list[tuple[str, int, int, int, int, str | bytes]]:
    """All that a builder could tell about a tree, with the first 64 KiB of each file: what follows is a hole."""
    out = []
    for path in paths(root):
        status = path.lstat()
        told: str | bytes = ""
        if path.is_symlink():
            told = str(path.readlink())
        elif stat.S_ISREG(status.st_mode):
            with path.open("rb") as stream:
                told = stream.read(1 << 16)
        size = 0 if stat.S_ISDIR(status.st_mode) else status.st_size
        links = 0 if stat.S_ISDIR(status.st_mode) else status.st_nlink
        out.append((path.relative_to(root).as_posix(), status.st_mode, status.st_mtime_ns, size, links, told))
    return out


def run(*command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def test_there_are_at_least_eight() -> None:
    assert len(NAMES) >= 8


@each_project
def test_a_second_make_gives_the_same(name: str, made: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere" / "x"
    before = os.umask(0o077)
    try:
        done = run(sys.executable, SCRIPT, name, other, cwd=tmp_path, env={"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"})
    finally:
        os.umask(before)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert portrait(other) == portrait(made / name)


@each_project
def test_takes_less_than_a_megabyte_of_disk(name: str, made: Path) -> None:
    assert sum(path.lstat().st_blocks * 512 for path in paths(made / name)) < 10**6


@each_project
def test_git_accepts_the_repository_and_has_nothing_to_say(name: str, made: Path) -> None:
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    git = ("git", "-c", f"safe.directory={made / name}", "--no-optional-locks")
    env = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "HOME": str(made)}
    for command in (("fsck", "--strict"), ("status", "--porcelain")):
        done = run(*git, *command, cwd=made / name, env=env)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
    tracked_but_ignored = run(*git, "ls-files", "-c", "-i", "--exclude-standard", cwd=made / name, env=env).stdout
    assert set(tracked_but_ignored.split()) <= set(make.load(name)["git"].get("tracked", ()))


@each_project
def test_faults_speak_of_what_is_there(name: str, made: Path) -> None:
    spec = make.load(name)
    for fault in spec.get("fault", ()):
        assert re.fullmatch(r"CTX([1-5]xx|[1-5]\d\d)", fault["code"])
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", fault["rule"])
        assert fault.get("builder", "buildkit") in {"buildkit", "legacy"}
        assert fault["note"]
        assert os.path.lexists(made / name / fault["path"]), fault
        if "line" in fault:
            lines = (made / name / fault["path"]).read_text("utf-8").splitlines()
            assert lines[fault["line"] - 1].strip(), fault
    for row in spec.get("needed", ()):
        assert os.path.lexists(made / name / row["path"]), row


@each_project
def test_every_dockerfile_is_built(name: str, made: Path) -> None:
    root = made / name
    dockerfiles = {path.relative_to(root).as_posix() for path in root.rglob("*Dockerfile")}
    spec = make.load(name)
    assert {build["dockerfile"] for build in spec["build"]} == dockerfiles
    assert {fault["dockerfile"] for fault in spec.get("fault", ()) if "dockerfile" in fault} <= dockerfiles


def test_one_project_has_no_fault() -> None:
    assert [name for name in NAMES if not make.load(name).get("fault")] == ["dotnet-shop"]


def test_the_checkout_holds_nothing_that_looks_like_a_secret() -> None:
    shapes = re.compile(rb"gh[pousr]_\w{36}|sk_live_\w{20}|AKIA[A-Z0-9]{16}|BEGIN [A-Z ]*PRIVATE KEY")
    directory = SCRIPT.parent
    assert [path for path in paths(directory) if path.is_file() and shapes.search(path.read_bytes())] == []


def test_no_ignore_file_hides_a_source_file_from_the_checkout() -> None:
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    hidden = run("git", "ls-files", "--others", "--ignored", "--exclude-standard", "testdata/projects").stdout.split()
    assert [path for path in hidden if not path.endswith(".pyc")] == []


def test_without_arguments_it_lists_the_projects() -> None:
    done = run(sys.executable, SCRIPT)
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == NAMES


def test_an_unknown_name_is_wrong_usage(tmp_path: Path) -> None:
    done = run(sys.executable, SCRIPT, "nope", tmp_path / "x")
    assert done.returncode == 2
    assert "node-service" in done.stderr
    assert not (tmp_path / "x").exists()


def test_a_directory_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("keep me")
    done = run(sys.executable, SCRIPT, "node-service", tmp_path)
    assert done.returncode == 2
    assert done.stderr == f"make.py: {tmp_path} holds something else already\n"
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_project_is_made_anew_where_it_stands(tmp_path: Path) -> None:
    for _ in range(2):
        assert run(sys.executable, SCRIPT, "node-service", tmp_path / "x").returncode == 0
        assert (tmp_path / "x/src/server.ts").read_text().startswith("import Fastify")
        (tmp_path / "x/src/server.ts").write_text("changed")


def test_sizes_are_decimal() -> None:
    assert [make.byte_count(text) for text in ("0B", "1.5kB", "2MB", "1.42GB")] == [0, 1500, 2 * 10**6, 1_420_000_000]


def test_made_up_letters_hang_on_the_path_alone() -> None:
    text = "{{hex:8}} {{random:5}} {{pem:PRIVATE KEY}}"
    assert make.filled(text, "a") == make.filled(text, "a") != make.filled(text, "b")
    assert re.fullmatch(
        r"[0-9a-f]{8} \w{5} -----BEGIN PRIVATE KEY-----\n([\w+/=]{1,64}\n)+-----END PRIVATE KEY-----",
        make.filled(text, "a"),
    )
