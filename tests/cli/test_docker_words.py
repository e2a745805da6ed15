"""Words of Docker's command line that Docker itself takes in its own way: as measured, each with what is near to it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def around(tmp_path: Path) -> Path:
    (tmp_path / "ctx").mkdir()
    (tmp_path / "there").mkdir()
    for name in ("Df", "ctx/Df", "ctx/Dockerfile"):
        (tmp_path / name).write_text("FROM scratch\nCOPY a /\n")
    (tmp_path / "ctx/a").write_text("a")
    return tmp_path


def ctxsize(around: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ctxsize", *words], cwd=around, check=False, capture_output=True, text=True
    )


@pytest.mark.parametrize("word", ["-f=ctx/Df", "-fctx/Df", "--file=ctx/Df"])
def test_the_short_option_may_have_an_equals_sign(around: Path, word: str) -> None:
    assert ctxsize(around, word, "--list", "ctx").stdout == "a\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--platform", "", "ctx"], "--platform: unknown platform ``"),
        (["--build-arg", "BUILDKIT_SYNTAX=", "ctx"], "BUILDKIT_SYNTAX= is empty"),
        (["--build-arg", "BUILDKIT_DOCKERFILE_CHECK=foo=1", "ctx"], "the check directive has `foo=1`"),
        (["--build-arg", "BUILDKIT_DOCKERFILE_CHECK=error=maybe", "ctx"], "maybe"),
        (["--build-context", "x=target:foo", "ctx"], "only Bake knows other targets"),
        ([""], "The path is empty"),
    ],
)
def test_what_stops_docker_stops_here(around: Path, words: list[str], told: str) -> None:
    done = ctxsize(around, *words)
    assert done.returncode in {2, 3}
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "words", [["--build-arg", "BUILDKIT_DOCKERFILE_CHECK=skip=all"], ["--build-context", "x=there"]]
)
def test_what_is_near_to_it_does_not(around: Path, words: list[str]) -> None:
    assert ctxsize(around, *words, "--list", "ctx").stdout == "a\n"


@pytest.mark.parametrize("name", ["Df/", "Df/.", "missing/../Df"])
def test_the_legacy_builder_opens_a_dockerfile_outside_by_its_very_name(around: Path, name: str) -> None:
    refused = ctxsize(around, "--builder", "legacy", "-f", name, "ctx")
    assert refused.returncode == 3
    assert "opens a Dockerfile outside of the build context by this very name" in refused.stderr
    for plain in ("Df", "there/../Df"):
        assert ctxsize(around, "--builder", "legacy", "-f", plain, "ctx").returncode == 0


def test_a_proxy_is_an_argument_in_the_spelling_of_the_client_alone(around: Path) -> None:
    (around / "config").mkdir()
    (around / "config/config.json").write_text('{"proxies": {"default": {"httpsProxy": "a", "noProxy": "a"}}}')
    for name, taken in (("HTTPS_PROXY", "a\n"), ("no_proxy", ".dockerignore\nDockerfile\na\nb\n")):
        (around / "ctx/Dockerfile").write_text(f"FROM scratch\nARG {name}\nCOPY ${name} /x/\n")
        (around / "ctx/.dockerignore").write_text("Df\n")
        (around / "ctx/b").touch()
        done = subprocess.run(
            [sys.executable, "-m", "ctxsize", "--list", "ctx"],
            cwd=around,
            check=False,
            capture_output=True,
            text=True,
            env={"DOCKER_CONFIG": str(around / "config"), "PATH": "/usr/bin:/bin"},
        )
        assert done.stdout == taken, name
