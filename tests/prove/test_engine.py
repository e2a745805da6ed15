"""Starting Docker, with a program of that name that stands in for it: what is asked, handed on, refused and cleared away."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from ctxsize.errors import UsageError
from ctxsize.prove.engine import DockerBuilder, check_options, find_client
from ctxsize.prove.rewrite import DockerfileCopy

INSPECTED = "Name:   mine\nDriver: docker\n\nNodes:\nName: mine\nStatus: running\nBuildKit version: v0.25.1\n"


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the directory of a ``docker`` that runs the shell text in ``body``, with what it was given in ``words``."""
    program = tmp_path / "docker"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> {tmp_path}/words\n. {tmp_path}/body\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", None)
    say(tmp_path)
    return tmp_path


def say(
    place: Path, inspected: str = INSPECTED, version: str = "github.com/docker/buildx v0.29.1 x", build: str = "exit 1"
) -> None:
    (place / "inspected").write_text(inspected)
    (place / "body").write_text(
        f'case "$1 $2" in\n--version*) echo Docker version 28;;\n"buildx version") echo {version};;\n'
        f'"buildx inspect") cat {place}/inspected;;\n"version "*) echo 28.5.2;;\n"buildx build") {build};;\nesac\n'
    )


@pytest.mark.parametrize(
    "option",
    ["--push", "-t=x", "-tx", "--output=type=local", "--no-cache", "-f=x", "--build-arg=A=1", "--cache-to=x", "word"],
)
def test_options_that_a_proof_does_not_hand_on(option: str) -> None:
    with pytest.raises(UsageError, match="--docker-option"):
        check_options([option])


def test_options_that_it_does() -> None:
    check_options(
        ["--secret=id=npm,src=.npmrc", "--ssh=default", "--network=none", "--builder=x", "--cache-from=x", "--tag-like"]
    )


def test_the_builder_is_the_users(docker: Path) -> None:
    assert find_client([]).asdict() == {"builder": "mine", "version": "0.25.1"}
    find_client(["--builder=other"])
    assert "other" in (docker / "words").read_text().split()


def test_a_builder_that_does_not_know_its_version_has_the_engines(docker: Path) -> None:
    say(docker, INSPECTED.replace("v0.25.1", "v0.0.0+unknown"))
    assert find_client([]).version == "of Docker 28.5.2"


@pytest.mark.parametrize(
    ("inspected", "version", "words"),
    [
        ("ERROR: Cannot connect to the Docker daemon\n", "buildx v0.29.1", "Cannot connect to the Docker daemon"),
        (INSPECTED, "buildx v0.12.0", "needs buildx 0.13 or later"),
        (INSPECTED, "docker: unknown command: docker buildx", "needs docker buildx"),
    ],
)
def test_what_is_missing_is_said(docker: Path, inspected: str, version: str, words: str) -> None:
    say(docker, inspected, version)
    with pytest.raises(UsageError, match=words):
        find_client([])


def test_no_docker_at_all() -> None:
    with pytest.raises(UsageError, match="no docker on PATH"):
        find_client([], {"PATH": "/nowhere"})


def test_a_build_hands_on_the_users_options_and_reads_the_result(docker: Path) -> None:
    archive = docker / "made.tar"
    (docker / "a").write_text("x")
    subprocess.run(["tar", "-cf", archive, "-C", docker, "a"], check=True)
    say(docker, build=f"cat $8.dockerignore > {docker}/ignore; cat {archive}")
    with DockerBuilder("/context", ["--secret=id=a"], "web") as builder:
        built = builder.build(DockerfileCopy(data=b"FROM a\n", target=None), b"docs\n", 60.0)
    assert built.tree is not None
    assert built.tree.entries.keys() == {"a"}
    words = (docker / "words").read_text().split()
    assert words[:2] == ["buildx", "build"]
    assert words[-4:] == ["--target", "web", "--secret=id=a", "/context"]
    assert not {"--push", "--load", "-t", "--tag", "--no-cache"} & set(words)
    assert list((docker / "tmp").iterdir()) == []


def test_a_result_of_a_client_that_fails_is_none(docker: Path) -> None:
    (docker / "a").write_text("x")
    say(docker, build=f"tar -c -C {docker} a; echo ERROR: no >&2; exit 1")
    with DockerBuilder("/context", []) as builder:
        built = builder.build(DockerfileCopy(data=b"FROM a\n", target=None), b"", 60.0)
    assert built.tree is None
    assert built.log.said == ("ERROR: no",)


def test_a_build_whose_time_is_up_is_ended(docker: Path) -> None:
    say(docker, build="exec sleep 60")
    with DockerBuilder("/context", []) as builder:
        built = builder.build(DockerfileCopy(data=b"FROM a\n", target=None), b"", 0.2)
    assert built.late
    assert built.tree is None
    assert built.seconds < 30


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_build_and_leaves_nothing(docker: Path, number: signal.Signals) -> None:
    say(docker, build=f"echo $$ > {docker}/pid; exec sleep 60")
    program = (
        "from ctxsize.prove.engine import DockerBuilder\nfrom ctxsize.prove.rewrite import DockerfileCopy\n"
        "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "try:\n  with DockerBuilder('/c', []) as b: b.build(DockerfileCopy(data=b'FROM a', target=None), b'', 60.0)\n"
        "except KeyboardInterrupt: raise SystemExit(130)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program]) as process:
        deadline = time.monotonic() + 60
        while not (docker / "pid").exists() or not (docker / "pid").read_text().strip():
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.send_signal(number)
        assert process.wait(60) == 130
    child = int((docker / "pid").read_text())
    assert not Path(f"/proc/{child}").exists() or "sleep" not in Path(f"/proc/{child}/cmdline").read_text()
    assert list((docker / "tmp").iterdir()) == []
