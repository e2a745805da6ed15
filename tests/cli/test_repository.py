"""All builds of a repository on the command line: what asks for them, the table, the gate, the exit code."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from ctxsize.cli import several
from ctxsize.cli.chosen import read_repository
from ctxsize.cli.detect import may_define_several
from ctxsize.cli.options import Options
from ctxsize.config.read import load
from ctxsize.record import Record
from tests.cli import test_run

COMPOSE = "services:\n  web: {build: web}\n  api: {build: api}\n"


class Told(Record):
    """What a run said."""

    code: int
    out: str
    err: str


def run(*words: str) -> Told:
    done = test_run.run(*words, cwd=Path.cwd())
    return Told(code=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, size in (("web", 5000), ("api", 1000)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Dockerfile").write_text("FROM a\nCOPY f.txt .\n")
        (tmp_path / name / "f.txt").write_text("x" * size)
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("words", [["--all"], ["compose.yaml"], []])
def test_all_builds_are_shown_where_there_is_none_for_the_path_itself(words: list[str]) -> None:
    told = run(*words)
    assert told.code == 0
    assert told.out.splitlines()[0] == "2 builds of compose.yaml"
    assert "web in web" in told.out


@pytest.mark.parametrize("form", ["json", "sarif", "junit", "markdown", "github", "gitlab", "concise", "badge", "html"])
@pytest.mark.usefixtures("repository")
def test_every_format_carries_them(form: str) -> None:
    told = run("--all", "--format", form)
    assert told.code == 0, told.err
    if form == "json":
        assert [build["names"] for build in json.loads(told.out)["builds"]] == [["web"], ["api"]]


def test_a_dockerfile_for_the_path_is_one_build_unless_all_are_asked_for(repository: Path) -> None:
    (repository / "Dockerfile").write_text("FROM a\nCOPY . .\n")
    assert json.loads(run("--format", "json").out)["context"]["dockerfile"] == "Dockerfile"
    assert len(json.loads(run("--format", "json", "--all").out)["builds"]) == 3
    assert run().out.splitlines()[0] == "3 builds of compose.yaml, 1 Dockerfile"


def test_the_text_form_holds_the_build_of_the_path_alone(repository: Path) -> None:
    (repository / "Dockerfile").write_text("FROM a\nCOPY compose.yaml .\n")
    assert run("--budget", "2kB").code == 0
    assert run("--budget", "2kB", "--all").code == 1


@pytest.mark.usefixtures("repository")
def test_each_build_is_held_and_their_sum() -> None:
    told = run("--all", "--budget", "2kB", "--budget-total", "7MB")
    assert told.code == 1
    assert [line.split()[-1] for line in told.out.splitlines()[2:4]] == ["FAIL", "PASS"]
    assert "PASS  max-total" in told.out
    assert run("--all", "--budget-total", "1kB").code == 1


@pytest.mark.usefixtures("repository")
def test_one_service_is_a_report_as_ever() -> None:
    told = run("--service", "api")
    assert told.out.startswith("api in api   Dockerfile")
    assert "builds of" not in told.out


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize(
    "words", [["-f", "web/Dockerfile"], ["--target", "x"], ["--ref", "HEAD"], ["--build-arg", "a=b"]]
)
def test_what_describes_a_single_build_is_refused(words: list[str]) -> None:
    for asked in (["--all"], ["compose.yaml"]):
        told = run(*asked, *words)
        assert told.code == 2
        assert "describes a single build" in told.err


@pytest.mark.usefixtures("repository")
def test_a_total_without_several_builds_is_refused() -> None:
    told = run("web", "--budget-total", "1MB")
    assert told.code == 2
    assert "--budget-total goes with --all" in told.err


def test_a_limit_that_only_a_guess_could_meet_says_what_to_write(repository: Path) -> None:
    (repository / "compose.yaml").unlink()
    told = run("--all", "--budget", "1B")
    assert told.code == 2
    assert '[[build]]\ncontext = "web"\ndockerfile = "web/Dockerfile"\n' in told.err
    (repository / ".ctxsize.toml").write_text(told.err.partition("# .ctxsize.toml\n")[2])
    told = run("--all", "--budget", "1B")
    assert told.code == 1, told.err
    (repository / ".ctxsize.toml").unlink()
    (repository / "pyproject.toml").write_text("")
    lines = run("--all", "--budget", "1B").err.partition("# pyproject.toml\n")[2]
    assert lines.startswith("[[tool.ctxsize.build]]\n")
    (repository / "pyproject.toml").write_text(lines)
    assert run("--all", "--budget", "1MB").code == 0


def test_budgets_of_the_configuration_say_for_which_build(repository: Path) -> None:
    (repository / ".ctxsize.toml").write_text(
        '[[budget]]\nservice = "web"\nmax-size = "1kB"\n[[budget]]\ncontext = "api"\nmax-size = "9kB"\n'
    )
    document = json.loads(run("--all", "--format", "json").out)
    rows = {one["names"][0]: [row["passed"] for row in one["report"]["gate"]] for one in document["builds"]}
    assert rows == {"web": [False], "api": [True]}
    assert document["exit_code"] == 1


def test_a_build_of_the_configuration_has_the_defaults_of_the_single_one(repository: Path) -> None:
    (repository / "ci.Dockerfile").write_text("FROM a AS one\nFROM a AS two\nARG X\nCOPY $X .\n")
    (repository / ".ctxsize.toml").write_text(
        'target = "two"\n[build-args]\nX = "compose.yaml"\n[[build]]\nname = "ci"\ndockerfile = "ci.Dockerfile"\n'
    )
    config = load(str(repository))
    (build,) = config.builds
    assert (build.name, build.target, build.args) == ("ci", "two", (("X", "compose.yaml"),))
    assert build.origin.line == 4
    names = [one.name for one in read_repository(Options(all_builds=True)).definitions]
    assert sorted(names) == ["api", "ci", "web"]


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ('[[build]]\ncontext = "nope"\n', "no such directory"),
        ('[[build]]\ncontext = ".."\n', "leads out of the repository"),
        ('[[build]]\nbuilder = "legacy"\n', "unknown key 'builder'"),
        ("build = 1\n", "build is a list of tables"),
        ("build = [1]\n", "build must be a table"),
    ],
)
def test_a_wrong_build_is_refused_with_its_place(repository: Path, toml: str, says: str) -> None:
    (repository / ".ctxsize.toml").write_text(toml)
    told = run("--all")
    assert told.code == 2
    assert ".ctxsize.toml:" in told.err
    assert says in told.err


def test_the_baseline_knows_each_build(repository: Path) -> None:
    assert run("--all", "--budget", "2kB", "--write-baseline").code == 0
    known = json.loads((repository / ".ctxsize-baseline.json").read_text())["builds"]
    assert len(known) == 2
    assert run("--all", "--budget", "2kB", "--baseline", ".ctxsize-baseline.json").code == 0
    assert run("--all", "--budget", "1B", "--baseline", ".ctxsize-baseline.json").code == 1


def test_what_commits_add_is_told_of_each_build(repository: Path) -> None:
    (repository / ".git").rmdir()
    for words in (["init", "-q"], ["add", "-A"], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"]):
        subprocess.run(["git", *words], check=True, cwd=repository)
    (repository / "web" / "f.txt").write_text("x" * 9000)
    subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qam", "y"], check=True, cwd=repository
    )
    document = json.loads(run("--all", "--compare", "HEAD~1", "--max-growth", "1kB", "--format", "json").out)
    grown = {one["names"][0]: one["report"]["gate"][0]["measured"] for one in document["builds"]}
    assert grown["web"] >= 4000
    assert grown["api"] == 0
    assert document["exit_code"] == 1


@pytest.mark.usefixtures("repository")
def test_lists_name_the_build() -> None:
    assert "api\tf.txt\n" in run("--all", "--list").out
    document = json.loads(run("--all", "--list", "--format", "json").out)
    assert {build["name"] for build in document["builds"]} == {"web", "api"}


@pytest.mark.usefixtures("repository")
def test_why_is_answered_by_build() -> None:
    told = run("--all", "--why", "web/f.txt")
    assert told.code == 0
    assert told.out.startswith("web:\n")
    assert "api:" not in told.out
    assert {line for line in run("--all", "--why", "f.txt").out.splitlines() if line.endswith(":")} == {"web:", "api:"}


def test_a_broken_compose_file_does_not_hide_the_build_of_the_path(repository: Path) -> None:
    (repository / "compose.yaml").write_text("services: [\n")
    (repository / "Dockerfile").write_text("FROM a\nCOPY web .\n")
    told = run()
    assert told.code == 0
    assert "compose.yaml" in told.err
    assert run("--all").code == 3


def test_a_remote_context_counts_only_when_named(repository: Path) -> None:
    (repository / "compose.yaml").write_text(COMPOSE + "  far: {build: 'https://example.com/o/r.git'}\n")
    assert run("--all").code == 0
    assert "far: The context is remote" in run("--all").out
    assert run("--service", "far").code == 3


def test_detection_looks_at_few_listings(repository: Path) -> None:
    assert may_define_several(str(repository))
    (repository / "compose.yaml").unlink()
    assert may_define_several(str(repository))
    assert not may_define_several(str(repository / "web"))


@pytest.mark.usefixtures("repository")
def test_the_command_for_each_build_can_be_typed() -> None:
    repository = read_repository(Options(paths=("compose.yaml",)))
    commands = {one.name: several.command_for(repository, one) for one in repository.definitions}
    assert commands["web"] == "ctxsize compose.yaml --service web"
    assert run(*commands["web"].split()[1:]).code == 0


def fixable(root: Path) -> None:
    for name in ("web", "api"):
        (root / name / "Dockerfile").write_text("FROM a\nCOPY . .\n")
        (root / name / ".DS_Store").write_text("x" * 100)


def test_the_change_of_all_is_one_patch_that_git_takes(repository: Path) -> None:
    fixable(repository)
    (repository / "api" / ".dockerignore").write_text("*.log\n")
    told = run("--all", "--diff")
    assert told.code == 1
    assert {line for line in told.out.splitlines() if line.startswith("+++")} == {
        "+++ b/api/.dockerignore",
        "+++ b/web/.dockerignore",
    }
    assert not (repository / "web/.dockerignore").exists()
    subprocess.run(["git", "apply", "-"], input=told.out.encode(), cwd=repository, check=True)
    assert ".DS_Store" in (repository / "web/.dockerignore").read_text()
    assert (repository / "api/.dockerignore").read_text().startswith("*.log\n")


def test_fix_writes_each_file_and_the_command_of_the_screen_works(repository: Path) -> None:
    fixable(repository)
    assert run("--service", "web", "--fix").code == 0
    assert ".DS_Store" in (repository / "web/.dockerignore").read_text()
    assert not (repository / "api/.dockerignore").exists()
    told = run("--all", "--fix")
    assert told.code == 0
    assert ".DS_Store" in (repository / "api/.dockerignore").read_text()
    assert run("--all", "--diff").out == ""


def test_a_file_that_several_builds_read_suits_all_of_them(repository: Path) -> None:
    fixable(repository)
    (repository / "web/keep.log").write_text("x")
    (repository / "web/old.log").write_text("x")
    (repository / "web/b.Dockerfile").write_text("FROM a\nCOPY keep.log .\n")
    (repository / "compose.yaml").write_text(COMPOSE + "  b: {build: {context: web, dockerfile: b.Dockerfile}}\n")
    told = run("--all", "--fix")
    assert told.code == 0
    lines = (repository / "web/.dockerignore").read_text().splitlines()
    assert ".DS_Store" in lines
    assert "keep.log" in run("web", "-f", "web/b.Dockerfile", "--list").out.splitlines()
    assert "web, b:" in told.out or "b, web:" in told.out


def test_nothing_is_written_for_a_guess(repository: Path) -> None:
    fixable(repository)
    (repository / "compose.yaml").unlink()
    told = run("--all", "--fix")
    assert "no file states its context" in told.err
    assert not (repository / "web/.dockerignore").exists()
