"""Proofs on a live engine, and the cold builds that judge them."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.prove.projects import Project
from tests.prove.room import ProvingEngine

NETWORK = "--docker-option=--network=none"
Image = dict[str, tuple[object, ...]]


def environment(docker: ProvingEngine) -> dict[str, str]:
    found = docker.environment()
    return {**found, "PATH": f"{docker.docker.parent}:{os.environ['PATH']}", "HOME": str(docker.config)}


def ctxsize(
    docker: ProvingEngine, root: Path, *words: str, more: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ctxsize", *words, "."],
        cwd=root,
        env={**environment(docker), **(more or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def proof(docker: ProvingEngine, root: Path, *words: str) -> dict[str, Any]:
    """Prove, and return what JSON says; fails the test where there is no proof."""
    done = ctxsize(docker, root, *words, "--prove", "--yes", NETWORK, "--format", "json")
    assert done.returncode in {0, 1}, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)["proof"]
    return found


def verdicts(found: Mapping[str, Any]) -> dict[str, str]:
    return {line["pattern"]: line["verdict"] for line in found["lines"]}


def cold(docker: ProvingEngine, root: Path) -> Image | None:
    """Build without the cache, and return the files of the image; ``None`` where the build fails."""
    command = [
        str(docker.docker),
        "buildx",
        "build",
        "--no-cache",
        "--network=none",
        "--provenance=false",
        "-o",
        "type=tar,dest=-",
        ".",
    ]
    done = subprocess.run(command, cwd=root, env=environment(docker), capture_output=True, check=False)
    if done.returncode:
        return None
    found: Image = {}
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isreg() else None
            digest = hashlib.sha256(content.read()).hexdigest() if content else ""
            found[member.name] = (member.type, member.mode, member.uid, member.gid, member.linkname, digest)
    return found


def judge(docker: ProvingEngine, root: Path, found: Mapping[str, Any]) -> None:
    """Fail the test if a cold build with the proposed file makes something else than without it."""
    ignore = root / ".dockerignore"
    proposed = ignore.read_bytes() if ignore.exists() else b""
    ignore.unlink(missing_ok=True)
    before = cold(docker, root)
    assert before is not None
    ignore.write_bytes(proposed)
    after = cold(docker, root)
    assert after is not None, "the proposed file breaks the build"
    differing = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    # What the proof did not compare, it names; where in the image it stands, the Dockerfile says.
    noisy = {path.rpartition("/")[2] for path in found["noisy"]}
    assert {path for path in differing if path.rpartition("/")[2] not in noisy} == set()


def everything(docker: ProvingEngine) -> list[str]:
    """Return what stays on the engine and is no cache: images, dangling ones too, and containers."""
    return [
        docker.run("images", "-a", "--no-trunc", "--format", "{{.ID}} {{.Repository}}:{{.Tag}}"),
        docker.run("ps", "-a", "-q"),
    ]


def start(docker: ProvingEngine, project: Project, root: Path) -> None:
    root.mkdir(exist_ok=True)
    project.make(root)
    assert docker.need(project.image)
