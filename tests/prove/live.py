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
from typing import Any, NamedTuple

from ctxsize.prove.answers import logs_of
from ctxsize.prove.buildlog import read_log
from ctxsize.prove.outputs import compare_logs, learn
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


class ColdBuild(NamedTuple):
    """A build without the cache: the files of its image, and what its steps print."""

    image: Image
    printed: dict[str, str]


def cold(docker: ProvingEngine, root: Path) -> ColdBuild | None:
    """Build without the cache; ``None`` where the build fails."""
    command = [str(docker.docker), "buildx", "build", "--no-cache", "--progress=rawjson", "--network=none"]
    command += ["--provenance=false", "-o", "type=tar,dest=-", "."]
    done = subprocess.run(command, cwd=root, env=environment(docker), capture_output=True, check=False)
    if done.returncode:
        return None
    found: Image = {}
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isreg() else None
            digest = hashlib.sha256(content.read()).hexdigest() if content else ""
            found[member.name] = (member.type, member.mode, member.uid, member.gid, member.linkname, digest)
    return ColdBuild(found, logs_of(read_log(done.stderr)))


def differing_files(before: ColdBuild, after: ColdBuild, found: Mapping[str, Any]) -> set[str]:
    """Return what two cold builds make otherwise, but for what a proof did not compare and says so."""
    paths = before.image.keys() | after.image.keys()
    # Where in the image a file stands that is not compared, the Dockerfile says.
    noisy = {path.rpartition("/")[2] for path in found["noisy"]}
    return {
        path
        for path in paths
        if before.image.get(path) != after.image.get(path) and path.rpartition("/")[2] not in noisy
    }


def judge(docker: ProvingEngine, root: Path, found: Mapping[str, Any]) -> None:
    """Fail the test if a cold build with the proposed file makes something else than without it."""
    ignore = root / ".dockerignore"
    proposed = ignore.read_bytes() if ignore.exists() else None
    ignore.unlink(missing_ok=True)
    before = cold(docker, root)
    assert before is not None
    if proposed is None:
        return
    ignore.write_bytes(proposed)
    after = cold(docker, root)
    assert after is not None, "the proposed file breaks the build"
    assert differing_files(before, after, found) == set()


def superfluous(docker: ProvingEngine, root: Path, found: Mapping[str, Any]) -> list[str]:
    """Return the files that are received and could be left out without any difference, each tried on its own by cold builds."""
    ignore = root / ".dockerignore"
    text = ignore.read_text()
    listed = subprocess.run(
        [sys.executable, "-m", "ctxsize", "--list", "-0", "."], cwd=root, capture_output=True, text=True, check=True
    )
    files = [path for path in listed.stdout.split("\0") if path and (root / path).is_file()]
    before, again = cold(docker, root), cold(docker, root)
    assert before is not None
    assert again is not None
    expected = {step: learn(text, again.printed[step]) for step, text in before.printed.items()}
    idle = []
    try:
        for path in files:
            ignore.write_text(f"{text}{path}\n")
            after = cold(docker, root)
            if (
                after is not None
                and not differing_files(before, after, found)
                and compare_logs(expected, after.printed) is None
            ):
                idle.append(path)
    finally:
        ignore.write_text(text)
    return idle


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
