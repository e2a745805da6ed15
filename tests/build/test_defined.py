"""What Compose and Bake have the builder load: recorded runs of both on a live engine."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ctxsize.api import simulate_request
from ctxsize.build.defined import NotAnalyzedError, request_of
from ctxsize.builder import Builder
from ctxsize.context.entry import Type
from ctxsize.dockerfile.engine import newest
from ctxsize.errors import CtxsizeError
from ctxsize.project import bake_builds, compose_builds
from ctxsize.project.definition import BuildDefinition, Origin, Unknown
from tests.project.compose.cases import make

RECORDED = Path(__file__).parents[2] / "testdata" / "project" / "loads.jsonl"
CASES = [json.loads(line) for line in RECORDED.read_text("utf-8").splitlines()]
_IN_CONTEXT = "context"
UNPRINTED = {"bake-name-reg.io_x_app.1-reg.io_x_app.1"}
"""Runs in which Docker printed no figure for one of the loads, as it does for those that are over at once."""


def builds(case: dict[str, Any]) -> tuple[BuildDefinition, ...]:
    kind, _, *rest = case["cmd"][1:]
    if kind == "compose":
        return compose_builds(cwd=Path.cwd(), env=case["env"], services=rest)
    return bake_builds(cwd=Path.cwd(), env=case["env"], overrides=rest[1::2])


def loaded(case: dict[str, Any]) -> tuple[Counter[tuple[str, ...]], list[int], list[str]]:
    """Return what the case's builds load: the files of each load that has any, their bytes, and what is refused."""
    files: Counter[tuple[str, ...]] = Counter()
    sizes, refused = [], []
    builder = Builder.LEGACY if case["env"].get("DOCKER_BUILDKIT") == "0" else Builder.BUILDKIT
    for build in builds(case):
        try:
            found = simulate_request(request_of(build, builder, newest()))
        except CtxsizeError as error:
            refused.append(str(error))
            continue
        for entries, size in (
            (found.entries, found.transfer_bytes),
            *((n.entries, n.transfer_bytes) for n in found.named),
        ):
            received = tuple(sorted(entry.path for entry in entries if entry.type is not Type.DIRECTORY))
            if received:
                files[received] += 1
                sizes.append(size)
    return files, sizes, refused


@pytest.mark.parametrize("case", [case for case in CASES if case["answer"].get("ok")], ids=lambda case: case["id"])
def test_the_loads_are_those_of_the_engine(
    case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(case, tmp_path)
    monkeypatch.chdir(tmp_path / "proj" / case["cwd"])
    files, sizes, refused = loaded(case)
    assert refused == []
    if case["env"].get("DOCKER_BUILDKIT") == "0":
        assert files  # the legacy builder is sent the whole context; the run tells no more
        return
    # The look for an ignore file is a load of its own, which holds that file alone.
    expected = Counter(
        tuple(sorted(load["files"]))
        for load in case["answer"]["loads"]
        if load["source"] != "dockerfile" and load["files"] and load["files"] != [".dockerignore"]
    )
    assert files == expected
    printed = Counter(line for line in case["answer"]["transfers"] if line.startswith(f"{_IN_CONTEXT}: "))
    shown = {int(found[1]) for line in printed if (found := re.fullmatch(r"context: (\d+)B", line))}
    named = {
        tuple(sorted(load["files"]))
        for load in case["answer"]["loads"]
        if load["source"] not in {"dockerfile", _IN_CONTEXT}
    }
    own = sizes if not named else []
    # Docker prints the figure of a load once more for each line of progress, and equal loads once.
    assert set(own) <= shown or case["id"] in UNPRINTED


@pytest.mark.parametrize("case", [case for case in CASES if not case["answer"].get("ok")], ids=lambda case: case["id"])
def test_what_was_loaded_before_a_build_failed_is_known(
    case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(case, tmp_path)
    monkeypatch.chdir(tmp_path / "proj" / case["cwd"])
    loads = {tuple(sorted(load["files"])) for load in case["answer"]["loads"] if load["source"] == _IN_CONTEXT}
    try:
        files, _, refused = loaded(case)
    except CtxsizeError as error:
        files, refused = Counter(), [str(error)]
    # An image that is not in a registry, several platforms on one machine: the build fails, not the load.
    assert loads - {()} <= set(files)
    assert files or refused


@pytest.mark.parametrize(
    ("context", "says"),
    [
        ("https://github.com/o/r.git#main", "remote: https://github.com/o/r.git"),
        ("git@github.com:o/r.git#v1:sub", "heeds no ignore file; in a local clone `ctxsize --ref v1`"),
        ("https://example.com/a.tar.gz", "Docker loads it from there"),
        ("/nowhere/at/all", "does not exist"),
        (Unknown("timestamp() is never the same twice"), "known at build time only: timestamp()"),
    ],
)
def test_a_context_that_is_not_here_is_said(context: str | Unknown, says: str) -> None:
    build = BuildDefinition(name="a", origin=Origin("/x/compose.yaml", 1), context=context)
    with pytest.raises(NotAnalyzedError, match=re.escape(says)):
        request_of(build, Builder.BUILDKIT, newest())
