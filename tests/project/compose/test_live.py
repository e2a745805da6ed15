"""The real Docker Compose, asked again about the recorded projects and about random ones.

Run by hand: ``pytest -m network tests/project/compose/test_live.py``; ``CTXSIZE_COMPOSE_SEEDS=1000:3000`` draws others.
"""

from __future__ import annotations

import os
import posixpath
import re
from pathlib import Path
from typing import Any

import pytest

from ctxsize.errors import CtxsizeError
from ctxsize.project import BuildDefinition
from ctxsize.project.compose import compose_builds
from tests.engine.debian import EngineUnavailableError
from tests.project.compose import upstream
from tests.project.compose.cases import Case, Input, make, options, recorded
from tests.project.compose.generated import Generator

pytestmark = pytest.mark.network

FIRST, LAST = map(int, os.environ.get("CTXSIZE_COMPOSE_SEEDS", "0:500").split(":"))
# What Compose refuses, and ctxsize reads on purpose, by Compose's own words.
READ_ALL_THE_SAME = {
    "a field that decides no build": r"failed to cast to expected type|[Ii]nvalid containerPort|invalid empty volume spec",
    "a platform that only the build itself refuses": r"does not support value set by DOCKER_DEFAULT_PLATFORM",
    "a boolean of build": r"build\.(no_cache|pull|privileged).*invalid boolean",
}
# Where the Compose that Debian has (2.40) differs from the newest, whose rules ctxsize has.
NEWER = {
    "a date is a text": r"invalid jsonType time\.Time",
    "a service may extend an included one": r"cannot extend service .*: service \"inner0\" not found",
    "a file may change what it includes": r"conflicts with imported resource",
}


@pytest.fixture(scope="module", autouse=True)
def _compose() -> None:
    try:
        upstream.programs()
    except EngineUnavailableError as error:
        pytest.skip(str(error))


# Where the record has an answer of the newest compose-go, too, Debian's has the other one.
SAME_IN_ALL = [case for case in recorded() if "newest" not in (case.get("answer") or {})]


@pytest.mark.parametrize("case", SAME_IN_ALL, ids=lambda case: case["id"])
def test_recorded(case: Case, tmp_path: Path) -> None:
    assert differences(case, tmp_path) is None


@pytest.mark.parametrize("seed", range(FIRST, LAST))
def test_generated(seed: int, tmp_path: Path) -> None:
    case = Generator(seed).case()
    found = differences(case, tmp_path)
    assert found is None, (found, case["cmd"], case["env"], case["cwd"], case.get("services"), case["tree"])


def differences(case: Case, directory: Path) -> tuple[Any, Any] | None:
    """Return what Compose and ctxsize say where they differ without a known reason."""
    make(case, directory)
    theirs = upstream.ask(case, directory)
    ours = ask(case, directory)
    if isinstance(theirs, str) and any(re.search(known, theirs) for known in (READ_ALL_THE_SAME | NEWER).values()):
        return None
    if isinstance(theirs, str) or isinstance(ours, str):
        return None if isinstance(theirs, str) and isinstance(ours, str) else (theirs, ours)
    cwd = os.path.normpath(directory / "proj" / case.get("cwd", "."))
    theirs = [absolute(build, cwd) for build in theirs]
    return None if theirs == ours else (theirs, ours)


def ask(case: Case, directory: Path) -> list[dict[str, Any]] | str:
    """Return ctxsize's builds as Compose would hand them to buildx, or its error."""
    root = directory / "proj"
    env = {"HOME": str(directory / "home"), "PATH": os.defpath}
    env |= {name: value.replace("<root>", str(root)) for name, value in case.get("env", {}).items()}
    cwd = os.path.normpath(root / case.get("cwd", "."))
    try:
        builds = compose_builds(cwd=cwd, env=env, disk=Input(case.get("stdin", "")), **options(case))
    except CtxsizeError as error:
        return str(error)
    return sorted(map(as_handed, builds), key=lambda build: str(build["name"]))


def as_handed(build: BuildDefinition) -> dict[str, Any]:
    made = {
        "name": target_name(build.name),
        "context": build.context,
        "dockerfile": build.dockerfile,
        "inline": build.inline,
        "target": build.target,
        "args": dict(build.args),
        "contexts": {name: handed_context(str(place)) for name, place in build.contexts},
        "platforms": list(build.platforms) or ([build.platform] if build.platform else None),
    }
    return {key: value for key, value in made.items() if value}


def target_name(name: str) -> str:
    return name.replace(".", "_")


def handed_context(place: str) -> str:
    kind, mark, name = place.partition("service:")
    return f"target:{target_name(name)}" if mark and not kind else place


def absolute(build: dict[str, Any], cwd: str) -> dict[str, Any]:
    """Return what Compose handed over with what is relative to where it ran, and URLs without what it makes of them."""
    context = place(build["context"], cwd)
    changed = {**build, "context": context}
    if "dockerfile" in build:
        dockerfile = build["dockerfile"]
        if context.startswith("/"):
            changed["dockerfile"] = posixpath.normpath(posixpath.join(context, dockerfile))
        else:
            changed["dockerfile"] = dockerfile.removeprefix(posixpath.normpath(context) + "/")
    if "contexts" in build:
        changed["contexts"] = {name: place(value, cwd) for name, value in build["contexts"].items()}
    return changed


def place(path: str, cwd: str) -> str:
    return posixpath.normpath(posixpath.join(cwd, path)) if path.startswith((".", "/")) or not path else path
