"""The real Bake, asked again about the recorded files and about random ones.

Run by hand: ``pytest -m network tests/project/bake/test_live.py``; ``CTXSIZE_BAKE_SEEDS=1000:3000`` draws others.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from ctxsize.errors import CtxsizeError
from ctxsize.project import BuildDefinition, Unknown
from ctxsize.project.bake import bake_builds
from tests.engine.debian import EngineUnavailableError
from tests.project.bake import upstream
from tests.project.bake.cases import options, recorded
from tests.project.bake.generated import Generator
from tests.project.compose.cases import Case, Input, make

pytestmark = pytest.mark.network

FIRST, LAST = map(int, os.environ.get("CTXSIZE_BAKE_SEEDS", "0:500").split(":"))
# What Bake refuses, and ctxsize reads on purpose, by Bake's own words.
READ_ALL_THE_SAME = {
    "Bake itself crashes, on a null of a set or on structures that differ": r"goroutine \d+|panic",
    "a field that decides no build": r"invalid value .* for (membytes|boolean)|invalid (cache|exporter|output|secret|ssh)",
}


@pytest.fixture(scope="module", autouse=True)
def _bake() -> None:
    try:
        upstream.program()
    except EngineUnavailableError as error:
        pytest.skip(str(error))


# Where the record has an answer of the newest Bake, too, Debian's has the other one.
SAME_IN_ALL = [case for case in recorded() if "newest" not in (case.get("answer") or {})]


@pytest.mark.parametrize("case", SAME_IN_ALL, ids=lambda case: case["id"])
def test_recorded(case: Case, tmp_path: Path) -> None:
    assert differences(case, tmp_path) is None


@pytest.mark.parametrize("seed", range(FIRST, LAST))
def test_generated(seed: int, tmp_path: Path) -> None:
    case = Generator(seed).case()
    found = differences(case, tmp_path)
    assert found is None, (found, case["cmd"], case["env"], case["tree"])


def differences(case: Case, directory: Path) -> tuple[Any, Any] | None:
    """Return what Bake and ctxsize say where they differ without a known reason."""
    make(case, directory)
    theirs, ours = upstream.ask(case, directory), ask(case, directory)
    if isinstance(theirs, str) and any(re.search(known, theirs) for known in READ_ALL_THE_SAME.values()):
        return None
    if isinstance(theirs, str) or isinstance(ours, str):
        return None if isinstance(theirs, str) and isinstance(ours, str) else (theirs, ours)
    return (
        None
        if [forgiven(one, other) for one, other in zip(theirs, ours, strict=False)] == ours and len(theirs) == len(ours)
        else (theirs, ours)
    )


def forgiven(theirs: dict[str, Any], ours: dict[str, Any]) -> dict[str, Any]:
    """Return Bake's target with what ctxsize does not know left unknown."""
    args = {
        key: ours["args"][key] if isinstance(ours.get("args", {}).get(key), Unknown) else value
        for key, value in theirs.get("args", {}).items()
    }
    return {**theirs, **({"args": args} if args else {})}


def ask(case: Case, directory: Path) -> list[dict[str, Any]] | str:
    """Return ctxsize's builds as Bake prints them, or its error."""
    env = {"HOME": str(directory / "home"), "PATH": os.defpath, **case.get("env", {})}
    cwd = os.path.normpath(directory / "proj" / case.get("cwd", "."))
    try:
        builds = bake_builds(cwd=cwd, env=env, disk=Input(case.get("stdin", "")), **options(case))
    except CtxsizeError as error:
        return str(error)
    return [as_printed(build) for build in builds]


def as_printed(build: BuildDefinition) -> dict[str, Any]:
    made = {
        "name": build.name,
        "context": build.context,
        "dockerfile": build.dockerfile,
        "inline": build.inline,
        "target": build.target,
        "args": dict(build.args),
        "contexts": dict(build.contexts),
        "platforms": list(build.platforms),
    }
    return {key: value for key, value in made.items() if value}
