"""Proofs with a live engine: small projects with real commands, the traps of a cache, and what stays as it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.prove.live import (
    NETWORK,
    cold,
    ctxsize,
    environment,
    everything,
    judge,
    proof,
    start,
    superfluous,
    verdicts,
)
from tests.prove.projects import PROJECTS, Project
from tests.prove.room import ProvingEngine

pytestmark = pytest.mark.engine

BASE = {project.name: project for project in PROJECTS}


def status(root: Path) -> str:
    return subprocess.run(
        ["git", "-C", root, "status", "--porcelain"], capture_output=True, text=True, check=True
    ).stdout


def provided(docker: ProvingEngine, image: str) -> None:
    if not docker.need(image):
        pytest.skip(f"this machine has no {image} to make an image of")


@pytest.mark.parametrize(
    "project",
    [pytest.param(each, id=each.name, marks=() if each.quick else pytest.mark.slow) for each in PROJECTS],
)
def test_nothing_is_called_proved_that_a_cold_build_contradicts(
    docker: ProvingEngine, tmp_path: Path, project: Project
) -> None:
    provided(docker, project.image)
    root = tmp_path / "context"
    start(docker, project, root)
    before = everything(docker)
    found = proof(docker, root, "--fix")
    proved = {line["pattern"] for line in found["lines"] if line["proved"]}
    tops = {entry.name for entry in root.iterdir()}
    assert (proved & tops) - {".dockerignore"} == tops - project.needed - {".dockerignore"}, found
    assert len(found["noisy"]) == project.noisy
    assert found["builds"] <= project.most_builds
    assert ("not-all-watched" in found["caveats"]) is project.unwatched
    assert everything(docker) == before
    assert status(root) in {"", "?? .dockerignore\n"}
    judge(docker, root, found)


@pytest.mark.parametrize(
    "project",
    [
        pytest.param(each, id=each.name, marks=() if each.name == "shell" else pytest.mark.slow)
        for each in PROJECTS
        if not each.coupled
    ],
)
def test_from_the_smallest_allow_list_no_file_can_be_taken(
    docker: ProvingEngine, tmp_path: Path, project: Project
) -> None:
    provided(docker, project.image)
    root = tmp_path / "context"
    start(docker, project, root)
    found = proof(docker, root, "--fix", "--style", "allow")
    rows = (root / ".dockerignore").read_text().splitlines()
    assert "*" in rows, found
    assert found["complete"], found
    judge(docker, root, found)
    assert superfluous(docker, root, found) == [], found
    plain = ctxsize(docker, root, "--fix")
    assert "nothing was written" in plain.stdout
    again = ctxsize(docker, root, "--fix", "--style", "allow")
    assert "nothing was written" in again.stdout


@pytest.mark.slow
def test_scenario_1_a_file_that_a_command_reads_stays_and_is_named(docker: ProvingEngine, tmp_path: Path) -> None:
    provided(docker, "node")
    root = tmp_path / "context"
    start(docker, BASE["node"], root)
    more = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = ctxsize(docker, root, "--fix", "--prove", "--yes", NETWORK, more=more)
    assert done.returncode == 0, done.stderr
    assert "Proved in 4 builds" in done.stdout
    assert "docs: read: RUN npm run build opens docs/openapi.json (Dockerfile:6)" in done.stdout
    assert status(root) == "?? .dockerignore\n"
    told = ctxsize(docker, root, "--why", "docs/openapi.json", more=more)
    assert "opened by RUN npm run build, traced 20" in told.stdout
    assert "opened by" not in ctxsize(docker, root, "--why", "CHANGELOG.md", more=more).stdout


@pytest.mark.slow
def test_scenario_4_a_change_without_any_error_is_seen(docker: ProvingEngine, tmp_path: Path) -> None:
    provided(docker, "gcc")
    root = tmp_path / "context"
    start(docker, BASE["make-git-head"], root)
    found = verdicts(proof(docker, root, "--diff", "--docker-option=--label=x=y"))
    assert found[".git"] in {"needed", "read"}
    assert found["docs"] == "same"


@pytest.mark.slow
def test_scenario_5_a_program_with_the_commit_in_it_couples_all_tracked_files(
    docker: ProvingEngine, tmp_path: Path
) -> None:
    provided(docker, "go")
    root = tmp_path / "context"
    start(docker, BASE["go-stamped"], root)
    found = proof(docker, root, "--diff")
    assert {line["verdict"] for line in found["lines"] if line["files"]} == {"coupled"}
    assert all("-buildvcs=false" in line["evidence"] for line in found["lines"] if line["files"])
    assert found["builds"] <= 6
    assert [one["kind"] for one in found["advice"]] == ["coupled"]


@pytest.mark.slow
def test_scenario_2_a_proof_says_the_same_after_others_and_after_a_guilty_build(
    docker: ProvingEngine, tmp_path: Path
) -> None:
    root = tmp_path / "context"
    start(docker, BASE["shell-optional"], root)
    first = proof(docker, root, "--diff")
    assert verdicts(first)["LICENSE"] == "needed"
    (root / ".dockerignore").write_text("LICENSE\n")
    # Fills the cache with the other result.
    command = [str(docker.docker), "buildx", "build", "--network=none", "-o", "type=cacheonly", "."]
    subprocess.run(command, cwd=root, env=environment(docker), check=True, capture_output=True)
    (root / ".dockerignore").unlink()
    for _ in range(2):
        assert verdicts(proof(docker, root, "--diff")) == verdicts(first)


def test_scenario_3_a_step_that_prints_something_else_is_seen_each_time(docker: ProvingEngine, tmp_path: Path) -> None:
    root = tmp_path / "context"
    dockerfile = (
        'FROM base AS b\nWORKDIR /w\nCOPY . .\nRUN n=0; for t in tests/*.py; do [ -e "$t" ] && n=$((n+1)); done; echo "Ran $n tests"\n'
        "FROM base\nCOPY --from=b /w/README.md /\n"
    )
    start(docker, Project(name="log", image="base", dockerfile=dockerfile, needed=frozenset()), root)
    for _ in range(2):
        found = proof(docker, root, "--diff")
        line = next(line for line in found["lines"] if line["pattern"] == "tests")
        assert line["verdict"] == "needed"
        assert "prints 'Ran 0 tests' instead of 'Ran 1 tests'" in line["evidence"]
        assert line["line"] == 4


@pytest.mark.slow
def test_scenario_6_what_one_stage_copies_is_in_the_image(docker: ProvingEngine, tmp_path: Path) -> None:
    root = tmp_path / "context"
    dockerfile = 'FROM base\nWORKDIR /srv\nCOPY . .\nCMD ["sh", "-c", "httpd -f -h dist"]\n'
    files = {"dist/index.html": "<p>built on the host</p>\n"}
    start(docker, Project(name="prebuilt", image="base", dockerfile=dockerfile, files=files, needed=frozenset()), root)
    same = proof(docker, root, "--diff")
    assert not any(line["proved"] and line["files"] for line in same["lines"])
    less = proof(docker, root, "--diff", "--prove-level", "less")
    proved = {line["pattern"]: line["verdict"] for line in less["lines"] if line["proved"] and line["files"]}
    assert "dist" not in proved
    assert proved
    assert set(proved.values()) == {"less"}


@pytest.mark.slow
def test_scenario_7_a_build_that_is_mostly_noise_proves_nothing(docker: ProvingEngine, tmp_path: Path) -> None:
    root = tmp_path / "context"
    dockerfile = (
        'FROM base AS b\nWORKDIR /w\nCOPY . .\nRUN for n in 1 2 3 4 5 6 7 8 9; do read -r u < /proc/sys/kernel/random/uuid; echo "$u" > /w/id$n; done\n'
        "FROM base\nCOPY --from=b /w/id* /\n"
    )
    start(docker, Project(name="noise", image="base", dockerfile=dockerfile, needed=frozenset()), root)
    done = ctxsize(docker, root, "--fix", "--prove", "--yes", NETWORK)
    assert done.returncode == 3
    assert "can't be proved" in done.stderr
    assert not (root / ".dockerignore").exists()


@pytest.mark.slow
def test_scenario_8_times_of_an_older_checkout_are_no_guilt(docker: ProvingEngine, tmp_path: Path) -> None:
    provided(docker, "python")
    root = tmp_path / "context"
    start(docker, BASE["touched"], root)
    for path in root.rglob("*"):
        os.utime(path, (1_500_000_000, 1_500_000_000), follow_symlinks=False)
    assert cold(docker, root) is not None
    command = [str(docker.docker), "buildx", "build", "--network=none", "-o", "type=cacheonly", "."]
    subprocess.run(command, cwd=root, env=environment(docker), check=True, capture_output=True)
    for path in root.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000), follow_symlinks=False)
    found = verdicts(proof(docker, root, "--diff"))
    assert found["docs"] == "same"
    assert found["core.py"] in {"needed", "read"}


@pytest.mark.slow
def test_scenario_9_a_cache_mount_remembers_nothing(docker: ProvingEngine, tmp_path: Path) -> None:
    root = tmp_path / "context"
    dockerfile = (
        'FROM base AS b\nWORKDIR /w\nCOPY . .\nRUN --mount=type=cache,target=/c { while read -r l; do echo "$l"; done < LICENSE >> /c/k; } ; '
        'while read -r l; do echo "$l"; done < /c/k > /k; true\nFROM base\nCOPY --from=b /k /k\n'
    )
    start(docker, Project(name="mount", image="base", dockerfile=dockerfile, needed=frozenset()), root)
    for _ in range(2):
        assert verdicts(proof(docker, root, "--diff"))["LICENSE"] in {"needed", "read"}


def test_scenario_10_what_ends_a_proof_leaves_nothing(docker: ProvingEngine, tmp_path: Path) -> None:
    root = tmp_path / "context"
    start(docker, BASE["shell"], root)
    (root / ".dockerignore").write_text("examples\n")
    before = everything(docker)

    def unchanged() -> None:
        assert (root / ".dockerignore").read_text() == "examples\n"
        assert everything(docker) == before
        assert not list(Path(tempfile.gettempdir()).glob("ctxsize-prove-*/Dockerfile"))

    (root / "Dockerfile").write_text("FROM base\nCOPY . .\nRUN exit 7\n")
    done = ctxsize(docker, root, "--fix", "--prove", "--yes", NETWORK)
    assert (done.returncode, "The build fails as it is" in done.stderr) == (3, True)
    unchanged()
    (root / "Dockerfile").write_text("FROM base\nCOPY . .\nRUN --mount=type=secret,id=t,required=true exit 0\n")
    done = ctxsize(docker, root, "--fix", "--prove", "--yes", NETWORK)
    assert (done.returncode, "lacks a secret" in done.stderr) == (3, True)
    unchanged()
    done = ctxsize(docker, root, "--fix", "--prove", "--yes", more={"DOCKER_HOST": "unix:///nowhere"})
    assert done.returncode == 2
    unchanged()
    (root / "Dockerfile").write_text("FROM base\nCOPY . .\nRUN while true; do :; done\n")
    words = [sys.executable, "-m", "ctxsize", "--fix", "--prove", "--yes", NETWORK, "."]
    with subprocess.Popen(words, cwd=root, env=environment(docker), stderr=subprocess.PIPE, text=True) as process:
        time.sleep(4)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode == 130
    unchanged()


def test_the_users_own_build_is_as_it_was(docker: ProvingEngine, tmp_path: Path) -> None:
    root = tmp_path / "context"
    start(docker, BASE["shell"], root)
    command = [str(docker.docker), "buildx", "build", "--network=none", "--progress=plain", "-o", "type=cacheonly", "."]
    subprocess.run(command, cwd=root, env=environment(docker), check=True, capture_output=True)
    found = proof(docker, root, "--diff")
    assert any(line["proved"] for line in found["lines"])
    later = subprocess.run(
        command, cwd=root, env=environment(docker), check=True, capture_output=True, text=True
    ).stderr
    steps = [line for line in later.splitlines() if "] RUN " in line or "] COPY " in line]
    assert steps
    assert later.count("CACHED") >= len(steps)
