"""The installed program: its streams and its exit codes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from testdata.projects import make
from tests.functional.installed import run

Context = Callable[..., Path]


@pytest.fixture
def context(tmp_path: Path) -> Context:
    """Make a build context out of file names and texts."""

    def write(**files: str) -> Path:
        root = tmp_path / "context"
        root.mkdir()
        for name, text in {"Dockerfile": "FROM scratch\nCOPY . .\n", **files}.items():
            (root / name).write_text(text)
        return root

    return write


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Node.js sample."""
    return make.make_project("node-service", tmp_path_factory.mktemp("sample") / "node-service")


def test_a_report_goes_to_standard_output_alone(sample: Path) -> None:
    done = run(sample, cwd=sample.parent)
    assert (done.returncode, done.stderr) == (0, "")
    assert "450.23MB" in done.stdout
    assert "\x1b" not in done.stdout


def test_the_builder_comes_from_the_environment_as_with_docker(sample: Path) -> None:
    by_option = run("--builder", "legacy", "--list", "--format", "json", cwd=sample)
    by_environment = run("--list", "--format", "json", cwd=sample, DOCKER_BUILDKIT="0")
    assert by_option.stdout == by_environment.stdout != run("--list", "--format", "json", cwd=sample).stdout


def test_a_list_ends_each_entry_as_asked(sample: Path) -> None:
    lines = run("--list", cwd=sample).stdout.splitlines()
    assert "admin/node_modules/react/index.js" in lines
    assert run("--list", "--null", cwd=sample).stdout.split("\0") == [*lines, ""]


def test_an_excluded_path_comes_with_the_line_that_decided(sample: Path) -> None:
    rows = dict(line.split("\t") for line in run("--list", "--excluded", cwd=sample).stdout.splitlines())
    assert ".dockerignore:2" in rows["node_modules"]
    assert ".dockerignore:9" in rows[".env.example"]


def test_why_names_the_line(sample: Path) -> None:
    done = run("--why", "node_modules/zod/index.js", cwd=sample)
    assert done.returncode == 0
    assert ".dockerignore:2" in done.stdout


def test_json_is_one_document_that_agrees_with_the_list(sample: Path) -> None:
    report = json.loads(run("--format", "json", cwd=sample).stdout)
    listed = json.loads(run("--list", "--format", "json", cwd=sample).stdout)
    assert report["schema_version"] == listed["schema_version"] == 1
    assert report["received"]["transfer_bytes"] == listed["transfer_bytes"]
    assert report["received"]["files"] == sum(entry["type"] in {"file", "hardlink"} for entry in listed["entries"])
    assert report["exit_code"] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--no-such-option",), "--no-such-option"),
        (("--builder", "podman"), "podman"),
        (("--null",), "--list"),
        (("--top", "-1"), "-1"),
        (("nowhere",), "nowhere"),
        (("Dockerfile",), "Dockerfile"),
        (("--build-arg", "=x"), "=x"),
        ((".", "."), "argument"),
    ],
)
def test_wrong_usage_is_one_sentence_and_exit_2(arguments: tuple[str, ...], said: str, context: Context) -> None:
    done = run(*arguments, cwd=context())
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "bug" not in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("files", "arguments", "said"),
    [
        ({".dockerignore": "src\n[a\n"}, (), ".dockerignore:2"),
        ({".dockerignore": "!\n"}, (), ".dockerignore:1"),
        ({}, ("--file", "Dockerfile.prod"), "Dockerfile.prod"),
        ({}, ("--target", "nope"), "nope"),
        ({"Dockerfile": "COPY . .\n"}, (), "Dockerfile"),
    ],
)
def test_what_docker_would_refuse_is_one_sentence_and_exit_3(
    files: dict[str, str], arguments: tuple[str, ...], said: str, context: Context
) -> None:
    done = run(*arguments, cwd=context(**files))
    assert (done.returncode, done.stdout) == (3, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "bug" not in done.stderr
    assert done.stderr.count("\n") == 1


def test_it_writes_nothing(sample: Path) -> None:
    before = [(path, path.lstat().st_mtime_ns) for path in sorted(sample.rglob("*"))]
    for arguments in ((), ("--list",), ("--format", "json"), ("--why", ".env")):
        run(*arguments, cwd=sample)
    assert [(path, path.lstat().st_mtime_ns) for path in sorted(sample.rglob("*"))] == before


def test_colour_only_where_asked(sample: Path) -> None:
    assert "\x1b" in run("--color", "always", cwd=sample).stdout
    assert "\x1b" not in run("--color", "never", cwd=sample).stdout
