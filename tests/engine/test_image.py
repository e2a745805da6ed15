"""The image of ctxsize itself: built by the Dockerfile of this repository, it works on a mounted project."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from testdata.projects import make
from tests.engine.engine import Engine

pytestmark = pytest.mark.engine

ROOT = Path(__file__).parents[2]
BASE = "docker.io/library/python:3.13-slim"
PACKAGES = "python3-minimal,python3-venv,git,ca-certificates"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root file system with Python and git, from the system's packages: it stands in for the base image."""
    if shutil.which("mmdebstrap") is None:
        pytest.skip("mmdebstrap is not installed: there is no base image")
    directory = tmp_path_factory.mktemp("base") / "root"
    release = dict(
        line.split("=", 1) for line in Path("/etc/os-release").read_text("utf-8").splitlines() if "=" in line
    )
    subprocess.run(
        ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={PACKAGES}", release["VERSION_CODENAME"], directory],
        check=True,
        capture_output=True,
    )
    # The package index and its certificates, as on this machine.
    for name in ("pip.conf", "ssl/certs/ca-certificates.crt"):
        if Path("/etc", name).exists():
            shutil.copy2(Path("/etc", name), directory / "etc" / name)
    return directory


@pytest.fixture(scope="module")
def image(docker: Engine, base: Path) -> str:
    name = f"ctxsize-test-{os.getpid()}"
    command: list[str | Path] = [docker.buildx, "build", "--quiet", "--network=host", "--allow=network.host"]
    context = f"--build-context={BASE}={base}"
    built = subprocess.run(
        [*command, context, "-t", name, ROOT], env=docker.environment(), capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr
    return name


def test_it_analyzes_a_project_that_is_mounted_to_read(docker: Engine, image: str, tmp_path: Path) -> None:
    sample = make.make_project("node-service", tmp_path.resolve() / "service")
    # The container runs as a user that no file belongs to.
    sample.chmod(0o755)
    tmp_path.chmod(0o755)
    for above in tmp_path.parents[:2]:
        above.chmod(0o755)
    command: list[str | Path] = [
        docker.docker,
        "run",
        "--rm",
        "--network=none",
        "-v",
        f"{sample}:/src:ro",
        image,
        "--fail-on",
        "never",
    ]
    done = subprocess.run(command, env=docker.environment(), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "450.23MB" in done.stdout


def test_it_holds_the_program_alone(docker: Engine, image: str) -> None:
    command: list[str | Path] = [docker.docker, "run", "--rm", "--network=none", "--entrypoint=/bin/sh", image, "-c"]
    listing = "find / -xdev -name '*.md' -path '*ctxsize*' ! -path '*/site-packages/*'; ls -A /src"
    done = subprocess.run([*command, listing], env=docker.environment(), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
