"""``--prove`` from outside, with a program in Docker's place: what is asked first, what is refused, written and returned."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

DOCKERFILE = "FROM base AS b\nCOPY . .\nRUN make\nFROM base\nCOPY --from=b /out /out\n"
DOCKER = """#!{python}
import json, os, sys, tarfile, io
words = sys.argv[1:]
open("{place}/asked", "a").write(" ".join(words) + "\\n")
if words[:1] == ["--version"]:
    print("Docker version 28.5.2")
elif words[:2] == ["buildx", "version"]:
    print("github.com/docker/buildx v0.29.1")
elif words[:2] == ["buildx", "inspect"]:
    print("Name: default\\nNodes:\\nStatus: running\\nBuildKit version: v0.25.1")
elif words[:2] == ["buildx", "build"]:
    ignored = open(words[words.index("-f") + 1] + ".dockerignore").read().split("\\n")
    data = io.BytesIO()
    made = {{"out/a": b"always"}}
    if "{read}" and "{read}" not in ignored:
        made["out/guide.md"] = b"read"
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, content in made.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    steps = [{{"digest": "r", "name": "[b 3/3] RUN make", "completed": "now", "inputs": []}}]
    sys.stderr.write(json.dumps({{"vertexes": steps}}) + "\\n")
    sys.stdout.buffer.write(data.getvalue())
"""


@pytest.fixture
def context(tmp_path: Path) -> Path:
    root = tmp_path / "context"
    for path, text in {
        "Dockerfile": DOCKERFILE,
        "main.c": "int",
        "docs/guide.md": "x" * 3000,
        "notes.log": "l",
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def docker(place: Path, read: str = "") -> None:
    (place / "bin").mkdir(exist_ok=True)
    (place / "bin/docker").write_text(DOCKER.format(python=sys.executable, place=place, read=read))
    (place / "bin/docker").chmod(0o755)
    git = place / "bin/git"
    if not git.is_symlink():
        git.symlink_to(shutil.which("git") or "/usr/bin/git")


def run(context: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    path = f"{context.parent}/bin"  # without strace
    return subprocess.run(
        [sys.executable, "-m", "ctxsize", *words],
        cwd=context,
        env={"HOME": str(context.parent), "LC_ALL": "C.UTF-8", "PATH": path, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def asked(context: Path) -> str:
    place = context.parent / "asked"
    return place.read_text() if place.exists() else ""


def test_fix_writes_what_was_proved_and_a_later_plain_fix_keeps_it(context: Path) -> None:
    docker(context.parent, read="docs")
    done = run(context, "--fix", "--prove", "--yes")
    assert done.returncode == 0, done.stderr
    text = (context / ".dockerignore").read_text()
    rows = text.split("\n")
    assert rows[1].startswith("# ctxsize: proved 20")
    assert " by a build of the final stage with BuildKit 0.25.1: " in rows[1]
    assert "main.c" in rows
    assert "docs" not in rows
    assert "docs: needed: /out/guide.md would differ, though the build succeeds" in done.stdout
    assert "Proved in 4 builds" in done.stdout
    plain = run(context, "--fix")
    assert "nothing was written" in plain.stdout
    assert (context / ".dockerignore").read_text() == text
    again = run(context, "--fix", "--prove", "--yes")
    assert "nothing was written" in again.stdout
    assert (context / ".dockerignore").read_text() == text


def test_a_proof_of_another_dockerfile_makes_nothing_safe(context: Path) -> None:
    docker(context.parent)
    run(context, "--fix", "--prove", "--yes")
    (context / "Dockerfile").write_text(DOCKERFILE.replace("RUN make", "RUN make all"))
    done = run(context, "--fix")
    assert "main.c" not in (context / ".dockerignore").read_text().split("\n")
    assert "--fix --prove proves it again" in done.stdout


def test_alone_it_asks_whether_the_lines_still_hold(context: Path) -> None:
    (context / ".dockerignore").write_text("docs\nnotes.log\nabsent\n")
    docker(context.parent)
    done = run(context, "--prove", "--yes")
    assert done.returncode == 0
    assert done.stdout.startswith("Proved in 3 builds")
    assert "3 lines" in done.stdout
    docker(context.parent, read="docs")
    done = run(context, "--prove", "--yes")
    assert done.returncode == 1
    assert "docs: needed" in done.stdout
    assert (context / ".dockerignore").read_text() == "docs\nnotes.log\nabsent\n"


def test_lines_that_exclude_nothing_are_no_reason_to_build(context: Path) -> None:
    (context / ".dockerignore").write_text("absent\n")
    docker(context.parent)
    done = run(context, "--prove", "--yes")
    assert (done.returncode, done.stdout.startswith("Nothing to prove")) == (0, True)
    assert asked(context) == ""


@pytest.mark.parametrize("words", [("--prove",), ("--fix", "--prove"), ("--diff", "--prove")])
def test_json_has_the_shipped_form(context: Path, words: tuple[str, ...]) -> None:
    (context / ".dockerignore").write_text("docs\n")
    docker(context.parent)
    done = run(context, *words, "--yes", "--format", "json")
    document = json.loads(done.stdout)
    jsonschema.validate(document, json.loads(files("ctxsize").joinpath("data/report.schema.json").read_text("utf-8")))
    assert document["proof"]["level"] == "same"
    assert document["proof"]["builds"] == 3
    assert all(line["proved"] for line in document["proof"]["lines"])
    assert document["exit_code"] == done.returncode


def test_without_a_terminal_and_without_yes_nothing_is_built(context: Path) -> None:
    docker(context.parent)
    done = run(context, "--fix", "--prove")
    assert done.returncode == 2
    assert "12 builds and 10m 0s at most" in done.stderr
    assert "Runs again in each build: RUN make (Dockerfile:3)" in done.stderr
    assert "The context, tags and images stay as they are" in done.stderr
    assert "Add --yes." in done.stderr
    assert "buildx build" not in asked(context)
    assert not (context / ".dockerignore").exists()


def test_steps_with_effects_are_named_before_anything_is_built(context: Path) -> None:
    docker(context.parent)
    (context / "Dockerfile").write_text(DOCKERFILE.replace("RUN make", "RUN npm publish"))
    done = run(context, "--fix", "--prove")
    assert done.returncode == 2
    assert (
        "Dockerfile:3 looks as if it did something outside of the build, and each build repeats it: npm publish"
        in done.stderr
    )
    assert "buildx build" not in asked(context)


@pytest.mark.parametrize(
    ("words", "environment", "said"),
    [
        (("--prove",), {"DOCKER_BUILDKIT": "0"}, "not with the legacy builder"),
        (("--prove", "--builder", "legacy"), {}, "not with the legacy builder"),
        (("--prove", "--platform", "linux/amd64,linux/arm64"), {}, "for one platform"),
        (("--prove", "--docker-option=--push"), {}, "a proof publishes nothing"),
        (("--prove", "--prove-time", "soon"), {}, "is not a time"),
        (("--prove", "--prove-builds", "2"), {}, "2"),
        (("--prove", "--ref", "HEAD"), {}, "--ref has no effect with --prove"),
        (("--prove-time", "1m"), {}, "--prove-time goes with --prove"),
        (("--fix", "--yes"), {}, "--yes goes with --prove"),
        (("--prove", "--yes"), {"PATH": "/nowhere"}, "no docker on PATH"),
    ],
)
def test_what_can_not_be_proved_is_refused(
    context: Path, words: tuple[str, ...], environment: dict[str, str], said: str
) -> None:
    (context / ".dockerignore").write_text("docs\n")
    docker(context.parent)
    done = run(context, *words, **environment)
    assert done.returncode == 2
    assert said in done.stderr
    assert "buildx build" not in asked(context)


def test_no_configuration_file_can_ask_for_a_build(context: Path) -> None:
    docker(context.parent)
    for key in ("prove = true", 'docker-option = ["--network=none"]', "yes = true"):
        (context / ".ctxsize.toml").write_text(f"{key}\n")
        done = run(context, "--fix")
        assert done.returncode == 2, key
    assert asked(context) == ""


def test_no_other_mode_asks_docker(context: Path) -> None:
    docker(context.parent)
    for words in (
        (),
        ("--fix",),
        ("--diff",),
        ("--list",),
        ("--format", "json"),
        ("--why", "docs"),
        ("--unsafe-fixes", "--diff"),
    ):
        run(context, *words)
    assert asked(context) == ""


def test_the_users_options_are_handed_on_and_values_are_not_shown(context: Path) -> None:
    docker(context.parent)
    words = (
        "--fix",
        "--prove",
        "--yes",
        "--target",
        "b",
        "--build-arg",
        "TOKEN=hidden",
        "--docker-option=--secret=id=a,src=b",
    )
    done = run(context, *words)
    build = next(line for line in asked(context).splitlines() if line.startswith("buildx build"))
    assert "--target b --build-arg=TOKEN=hidden --secret=id=a,src=b" in build
    assert "hidden" not in done.stdout + done.stderr + (context / ".dockerignore").read_text()


def test_other_dockerfiles_of_the_same_ignore_file_get_no_line_that_is_not_safe_for_them(context: Path) -> None:
    docker(context.parent)
    (context / "Dockerfile.test").write_text("FROM base\nCOPY main.c docs /\n")
    done = run(context, "--fix", "--prove", "--yes")
    assert "main.c" not in ((context / ".dockerignore").read_text() if (context / ".dockerignore").exists() else "")
    assert done.returncode == 0


def test_on_a_terminal_the_user_is_asked(context: Path) -> None:
    docker(context.parent)
    for answer, builds in (("n\n", False), ("y\n", True)):
        master, slave = os.openpty()
        environment = {"HOME": str(context.parent), "LC_ALL": "C.UTF-8", "PATH": f"{context.parent}/bin"}
        with subprocess.Popen(
            [sys.executable, "-m", "ctxsize", "--diff", "--prove", "--no-progress"],
            cwd=context,
            env=environment,
            stdin=slave,
            stdout=subprocess.PIPE,
            stderr=slave,
        ) as process:
            os.close(slave)
            os.write(master, answer.encode())
            process.communicate(timeout=60)
        os.close(master)
        assert (process.returncode == 2) is not builds
        assert ("buildx build" in asked(context)) is builds
