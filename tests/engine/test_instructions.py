"""What an instruction is said to take is what its layer holds, on a live engine."""

from __future__ import annotations

import json
import subprocess
import tarfile
from pathlib import Path

import pytest

import ctxsize
from tests.engine.engine import Engine

pytestmark = pytest.mark.engine

_FILES = {
    "a/one.txt": 10_000,
    "a/two.md": 20_000,
    "a/deep/three.md": 40_000,
    "a/deep/secret.env": 70_000,
    "b.txt": 80_000,
    "c.tar.gz": 160_000,
    "README.md": 5_000,
}
_PLAIN = """
FROM scratch AS one
COPY a /a/
COPY b.txt a/one.txt /b/
ADD *.gz /archives/
COPY link /linked/
COPY . /all/
FROM scratch AS two
COPY --from=one /a /a
COPY a/de* /wild/
"""
_BY_NAME = """
FROM scratch AS one
COPY --exclude=**/*.md a /a/
COPY --exclude=deep a /b/
COPY --exclude=*.md . /c/
COPY --exclude=*.txt b.txt /d/
"""


def _tree(root: Path, dockerfile: str) -> None:
    for name, size in _FILES.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x" * size)
    (root / "link").symlink_to("a/deep")
    (root / "Dockerfile").write_text(dockerfile)
    (root / ".dockerignore").write_text("**/*.env\n")


def _layers(docker: Engine, root: Path, target: str, room: Path) -> list[tuple[int, int]]:
    """Build a target and return of each layer how many files it has, and their bytes."""
    environment = docker.environment()
    command = [
        str(docker.buildx),
        "build",
        "--network=none",
        "--load",
        "--target",
        target,
        "-t",
        f"layers-{target}",
        str(root),
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if "unknown flag: exclude" in done.stderr:
        pytest.skip("this engine's COPY has no --exclude")
    assert done.returncode == 0, done.stderr
    archive = room / f"{target}.tar"
    subprocess.run([str(docker.docker), "save", "-o", str(archive), f"layers-{target}"], env=environment, check=True)
    subprocess.run(
        [str(docker.docker), "rmi", "-f", f"layers-{target}"], env=environment, check=True, capture_output=True
    )
    found = []
    with tarfile.open(archive) as saved:
        manifest = saved.extractfile("manifest.json")
        assert manifest is not None
        for name in json.load(manifest)[0]["Layers"]:
            with tarfile.open(fileobj=saved.extractfile(name)) as layer:
                sizes = [member.size for member in layer if member.isreg()]
            found.append((len(sizes), sum(sizes)))
    return found


@pytest.mark.parametrize(
    ("dockerfile", "targets"), [(_PLAIN, ("one", "two")), (_BY_NAME, ("one",))], ids=["plain", "by name"]
)
def test_a_layer_holds_what_the_instruction_takes(
    docker: Engine, tmp_path: Path, dockerfile: str, targets: tuple[str, ...]
) -> None:
    root = tmp_path / "context"
    root.mkdir()
    _tree(root, dockerfile)
    for target in targets:
        with docker.alone():
            layers = _layers(docker, root, target, tmp_path)
        said = [
            (one.files, one.bytes)
            for one in ctxsize.analyze(str(root), target=target).instructions
            if one.stage == target
        ]
        from_context = layers if target == "one" else layers[1:]
        assert said == from_context
