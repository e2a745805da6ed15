"""``--fix`` and ``--diff`` from outside: what is printed where, what is written, and what does not go together."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from ctxsize.build.request import Request
from ctxsize.cli import fixing
from ctxsize.files import write
from ctxsize.fix.block import FixOptions
from ctxsize.rules.selection import Selection
from tests.cli.test_run import run

DOCKERFILE = "FROM node\nCOPY . /\nRUN npm ci\n"
BEFORE = b"*.md\n"


@pytest.fixture
def context(tmp_path: Path) -> Path:
    for path, text in {
        "Dockerfile": DOCKERFILE,
        ".dockerignore": BEFORE.decode(),
        "package.json": "{}",
        "node_modules/x/index.js": "x" * 5000,
        "build.log": "line\n" * 99,
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def test_fix_writes_and_says_what_that_saves(context: Path) -> None:
    done = run("--fix", cwd=context)
    assert (done.returncode, done.stderr) == (0, b"")
    text = (context / ".dockerignore").read_bytes()
    assert text.startswith(BEFORE)
    assert b"\nnode_modules\n" in text or b"\n**/node_modules\n" in text
    assert done.stdout.startswith(b".dockerignore written: 2 lines\n")
    assert b"nothing was written" in run("--fix", cwd=context).stdout
    assert (context / ".dockerignore").read_bytes() == text


def test_diff_shows_what_fix_would_write_and_writes_nothing(context: Path) -> None:
    done = run("--diff", cwd=context)
    assert (context / ".dockerignore").read_bytes() == BEFORE
    assert done.stdout.startswith(b"--- a/.dockerignore\n+++ b/.dockerignore\n")
    assert run("--fix", "--diff", cwd=context).returncode == 2
    assert (context / ".dockerignore").read_bytes() == BEFORE
    subprocess.run(["git", "apply", "-"], cwd=context, input=done.stdout, check=True)
    applied = (context / ".dockerignore").read_bytes()
    (context / ".dockerignore").write_bytes(BEFORE)
    run("--fix", cwd=context)
    assert (context / ".dockerignore").read_bytes() == applied


def test_json_tells_the_same_as_a_document_of_the_shipped_form(context: Path) -> None:
    schema = json.loads(files("ctxsize").joinpath("data/report.schema.json").read_text("utf-8"))
    thought = json.loads(run("--diff", "--format", "json", cwd=context).stdout)
    done = json.loads(run("--fix", "--format", "json", cwd=context).stdout)
    for document in (thought, done):
        jsonschema.Draft202012Validator(schema).validate(document)
    assert (thought["fix"]["written"], done["fix"]["written"]) == (False, True)
    assert thought["fix"]["diff"] == done["fix"]["diff"] != ""
    assert (thought["findings"], done["findings"]) == (2, 0)
    saved = sum(row["saves"]["buildkit"]["bytes"] for row in done["fix"]["lines"])
    sides = done["fix"]["builders"]["buildkit"]
    grown = len((context / ".dockerignore").read_bytes()) - len(BEFORE)
    assert sides["before"]["bytes"] - sides["after"]["bytes"] == saved - grown
    report = json.loads(run("--format", "json", cwd=context).stdout)
    assert sides["after"] == report["received"]


def test_what_a_report_calls_safe_is_what_is_written(context: Path) -> None:
    (context / ".env").write_text("PASSWORD=4f9a8b7c6d5e4f3a2b1c\n")
    suggestions = json.loads(run("--format", "json", cwd=context).stdout)["suggestions"]
    written = {line[1:] for line in run("--diff", cwd=context).stdout.decode().splitlines() if line.startswith("+")}
    assert {one["pattern"]: one["safe"] for one in suggestions} == {
        one["pattern"]: one["pattern"] in written for one in suggestions
    }
    assert {one["safe"] for one in suggestions} == {True, False}


def test_an_output_goes_to_its_file(context: Path) -> None:
    done = run("--fix", "--format", "json", "-o", "out.json", "--format", "text", cwd=context)
    assert json.loads((context / "out.json").read_text())["fix"]["written"]
    assert b".dockerignore written" in done.stdout


@pytest.mark.parametrize("fixing", ["--fix", "--diff"])
@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--ref", "HEAD"], "--ref"),
        (["--compare", "main"], "--compare"),
        (["--list"], "--list"),
        (["--why", "x"], "--why"),
        (["--format", "sarif"], "--format sarif"),
    ],
)
def test_what_does_not_go_with_a_fix_is_refused(context: Path, fixing: str, options: list[str], word: str) -> None:
    done = run(fixing, *options, cwd=context)
    assert (done.returncode, done.stdout) == (2, b"")
    assert word in done.stderr.decode()
    assert (context / ".dockerignore").read_bytes() == BEFORE


@pytest.mark.parametrize("options", [["--tidy"], ["--style", "allow"], ["--source", "rules"], ["--unsafe-fixes"]])
def test_how_to_fix_means_nothing_without_a_fix(context: Path, options: list[str]) -> None:
    done = run(*options, cwd=context)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"goes with --fix or --diff" in done.stderr


def test_rules_that_have_no_say_have_none_here(context: Path) -> None:
    run("--fix", "--ignore", "CTX1", cwd=context)
    assert (context / ".dockerignore").read_bytes() == BEFORE


def test_named_contexts_are_heard(context: Path) -> None:
    (context / "Dockerfile").write_text("FROM node\nCOPY . /\nRUN npm ci\nCOPY --from=again node_modules/x /y\n")
    run("--fix", "--build-context", "again=.", cwd=context)
    assert "node_modules/x/index.js" in run("--list", cwd=context).stdout.decode().splitlines()


@pytest.mark.skipif(os.name == "nt", reason="its programs are told to stop in another way")
def test_a_broken_pipe_does_not_matter_to_the_file(context: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "ctxsize", "--fix"], cwd=context, stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)
    assert b"Traceback" not in done.stderr
    text = (context / ".dockerignore").read_bytes()
    assert text.startswith(BEFORE)
    assert text != BEFORE


def test_all_are_written_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    thoughts = []
    for name, text in (("a", "*.md\n"), ("b", ""), ("c", "")):
        place = tmp_path / name
        place.mkdir()
        (place / "Dockerfile").write_text("FROM a\nCOPY . .\n")
        (place / ".DS_Store").write_text("x" * 100)
        if text:
            (place / ".dockerignore").write_text(text)
        request = Request.of(str(place), "buildkit", None, None, None, None)
        thoughts.append(fixing.think([request], FixOptions(), Selection()))
    whole = write.write_whole

    def failing(path: str, data: bytes, *, within: Sequence[str], old: bytes | None = None, advice: str = "") -> object:
        if path.endswith("c/.dockerignore"):
            raise write.UnwritableError(f"{path}: no space left")
        return whole(path, data, within=within, old=old, advice=advice)

    monkeypatch.setattr(write, "write_whole", failing)
    with pytest.raises(write.UnwritableError):
        fixing.write_all(thoughts)
    assert (tmp_path / "a/.dockerignore").read_text() == "*.md\n"
    assert not (tmp_path / "b/.dockerignore").exists()
    monkeypatch.setattr(write, "write_whole", whole)
    assert all(outcome.written for outcome in fixing.write_all(thoughts))
    assert ".DS_Store" in (tmp_path / "b/.dockerignore").read_text()
