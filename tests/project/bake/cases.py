"""Cases of Bake's own answers: trees to make, a command, and the builds or the error that came of it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ctxsize.errors import CtxsizeError
from ctxsize.project.bake import bake_builds
from tests.project.compose.cases import Builds, Case, Input

RECORDED = Path(__file__).parents[3] / "testdata" / "project" / "bake.jsonl"
_WITHOUT_VALUE = {"--load", "--push", "--no-cache", "--pull"}


def recorded() -> Iterator[Case]:
    with RECORDED.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def options(case: Case) -> dict[str, Any]:
    """Return the command's options as arguments of ``bake_builds``."""
    files: list[str] = []
    overrides: list[str] = []
    variables: dict[str, str] = {}
    targets: list[str] = []
    words = iter(case["cmd"][3:])
    for word in words:
        if word in _WITHOUT_VALUE:
            continue
        if word == "-f":
            files.append(next(words))
        elif word == "--set":
            overrides.append(next(words))
        elif word == "--var":
            name, _, value = next(words).partition("=")
            variables[name] = value
        else:
            targets.append(word)
    return {"files": files, "overrides": overrides, "variables": variables, "targets": targets}


def ask(case: Case, directory: Path) -> Builds | CtxsizeError:
    """Return what ctxsize says of a case whose tree stands in ``directory``."""
    root = directory / "proj"
    env = {"HOME": str(directory / "home"), "PATH": os.defpath, **case.get("env", {})}
    cwd = os.path.normpath(root / case.get("cwd", "."))
    try:
        found = bake_builds(cwd=cwd, env=env, disk=Input(case.get("stdin", "")), **options(case))
    except CtxsizeError as error:
        return error
    return [
        {key: value for key, value in each.as_dict(str(root)).items() if key not in {"default", "origin"}}
        for each in found
    ]


def expected(case: Case) -> Builds | None:
    """Return the builds of Bake's newest answer, ``None`` for an error."""
    answer = case.get("answer") or {}
    newest = answer.get("newest") or {}
    if "error" in newest:
        return None
    builds: Builds | None = newest.get("builds") or (None if "error" in case else answer["builds"])
    return builds
