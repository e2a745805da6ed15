"""``--init`` writes a configuration that holds, and the configuration's build is the one that is analyzed."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from ctxsize.cli.init import budget
from ctxsize.display.sizes import parse_size

if TYPE_CHECKING:
    from pathlib import Path


def run(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ctxsize", *words], cwd=cwd, capture_output=True, text=True, check=False
    )


@pytest.fixture
def context(tmp_path: Path) -> Path:
    (tmp_path / "docker").mkdir()
    (tmp_path / "docker/Dockerfile").write_text("FROM scratch AS base\nCOPY a /\nFROM base AS prod\nCOPY b /\n")
    (tmp_path / "a").write_bytes(b"a" * 1000)
    (tmp_path / "b").write_bytes(b"b" * 2000)
    (tmp_path / "shared").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "1B"), (1, "2B"), (10, "11B"), (908, "999B"), (909, "1kB"), (4_220, "4.65kB"), (45_000_000, "49.5MB"),
     (450_230_000, "496MB"), (10**12, "1.1TB"), (999_999_999, "1.1GB")],
)  # fmt: skip
def test_the_budget_is_a_tenth_above(size: int, text: str) -> None:
    assert budget(size) == text
    assert parse_size(text) * 10 >= size * 11
    assert parse_size(text) <= size * 1.1 * 1.01 + 2


def test_it_writes_a_budget_that_passes_and_then_fails(context: Path) -> None:
    done = run("--init", "-f", "docker/Dockerfile", "--target", "base", cwd=context)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Wrote .ctxsize.toml: the budget is 1.")
    written = (context / ".ctxsize.toml").read_text()
    assert '\ndockerfile = "docker/Dockerfile"\ntarget = "base"\n# builder = "legacy"\n' in written
    passed = run(cwd=context)
    assert passed.returncode == 0
    assert "1 limit passed." in passed.stdout
    (context / "a").write_bytes(b"a" * 1300)
    assert run(cwd=context).returncode == 1


def test_the_configuration_itself_is_counted(context: Path) -> None:
    (context / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    (context / "a").unlink()
    (context / "b").unlink()
    assert run("--init", cwd=context).returncode == 0
    assert run(cwd=context).returncode == 0


def test_a_configuration_that_is_there_is_not_overwritten(context: Path) -> None:
    (context / "pyproject.toml").write_text("[tool.ctxsize]\n")
    done = run("--init", "-f", "docker/Dockerfile", cwd=context)
    assert done.returncode == 2
    assert done.stderr == "ctxsize: pyproject.toml is a configuration already. Edit it, or delete it first.\n"
    assert not (context / ".ctxsize.toml").exists()


def test_all_keys_of_a_build_are_written_and_read_again(context: Path) -> None:
    words = ["--target", "base", "--builder", "buildkit", "--platform", "linux/amd64"]
    words += ["--build-arg", 'A=x "y"\\', "--build-context", "shared=shared"]
    before = run("-f", "docker/Dockerfile", *words, "--list", cwd=context)
    assert run("--init", "-f", "docker/Dockerfile", *words, cwd=context).returncode == 0
    written = (context / ".ctxsize.toml").read_text()
    assert 'build-args = { "A" = "x \\"y\\"\\\\" }' in written
    assert 'build-contexts = { "shared" = "shared" }' in written
    after = run("--list", cwd=context)
    assert (after.returncode, after.stdout) == (0, before.stdout)


def configured(context: Path, text: str) -> None:
    (context / ".ctxsize.toml").write_text(text)


def test_the_configuration_s_dockerfile_counts_for_its_own_directory(context: Path) -> None:
    configured(context, 'dockerfile = "docker/Dockerfile"\ntarget = "base"\n')
    assert run("--list", cwd=context).stdout == "a\n"
    assert run("--list", "--target", "prod", cwd=context).stdout == "a\nb\n"
    assert run("--list", str(context), cwd=context / "docker").stdout == "a\n"
    # Another Dockerfile has other stages, and another context is another build.
    (context / "x").write_text("FROM scratch\nCOPY b /\n")
    assert run("--list", "-f", "x", cwd=context).stdout == "b\n"
    assert run("--list", "docker", cwd=context).stdout == ""


def test_arguments_and_contexts_of_the_command_line_go_before_the_configuration(context: Path) -> None:
    (context / "Dockerfile").write_text("FROM scratch\nARG F=none G\nCOPY $F$G /\n")
    configured(context, 'build-args = { F = "a" }\n')
    assert run("--list", cwd=context).stdout == "a\n"
    assert run("--list", "--build-arg", "F=b", cwd=context).stdout == "b\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('builder = "kaniko"', ".ctxsize.toml:1: builder 'kaniko' is not known. Write buildkit or legacy."),
        (
            "platform = 1",
            '.ctxsize.toml:1: platform must be a string or a list of strings. Write platform = "linux/amd64".',
        ),
        (
            "build-args = { A = 1 }",
            '.ctxsize.toml:1: build-args must be a table of strings. Write build-args = { VERSION = "1" }.',
        ),
        (
            'dockerfile = "nope"',
            ".ctxsize.toml:1: dockerfile 'nope': there is no such file. Did you mean docker/Dockerfile?",
        ),
        (
            'build-contexts = { x = "nope" }',
            ".ctxsize.toml:1: x 'nope': no such directory. Its path is relative to this file.",
        ),
        ('build-contexts = { x = "/etc" }', ".ctxsize.toml:1: x '/etc' leads out of the repository."),
    ],
)
def test_what_cannot_be_is_refused(context: Path, text: str, message: str) -> None:
    configured(context, text + "\n")
    done = run(cwd=context)
    assert done.returncode == 2
    assert message in done.stderr
