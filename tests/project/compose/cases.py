"""Cases of Docker Compose's own answers: trees to make, a command, and the builds or the error that came of it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ctxsize.errors import CtxsizeError
from ctxsize.project.compose import compose_builds
from ctxsize.project.files import DiskFiles

Case = dict[str, Any]
Builds = list[dict[str, Any]]

RECORDED = Path(__file__).parents[3] / "testdata" / "project" / "compose.jsonl"
_OPTIONS = {
    "-f": "files",
    "--profile": "profiles",
    "--env-file": "env_files",
    "--project-directory": "project_directory",
}
_NOT_ASKED = {"image", "platform", "dockerfile_as_printed"}


class Input(DiskFiles):
    """The disk, and a text on standard input."""

    def __init__(self, text: str) -> None:
        self._text = text

    def standard_input(self) -> bytes:
        return self._text.encode()


def recorded() -> Iterator[Case]:
    with RECORDED.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def make(case: Case, directory: Path) -> None:
    """Make the case's tree in ``directory/proj``, and an empty home beside it."""
    (directory / "home").mkdir()
    root = directory / "proj"
    root.mkdir()
    (root / case.get("cwd", ".")).mkdir(parents=True, exist_ok=True)
    for entry in case["tree"]:
        path = root / entry["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        if "link" in entry:
            path.symlink_to(entry["link"])
        else:
            path.write_bytes(entry["content"].encode())


def options(case: Case) -> dict[str, Any]:
    """Return the command's options as arguments of ``compose_builds``."""
    given: dict[str, Any] = {"files": [], "profiles": [], "env_files": [], "project_directory": None}
    words = iter(case["cmd"][2:])
    for word in words:
        name = _OPTIONS[word]
        value = next(words)
        given[name] = value if name == "project_directory" else [*given[name], value]
    return {**given, "services": case.get("services", [])}


def ask(case: Case, directory: Path, **changes: object) -> Builds | CtxsizeError:
    """Return what ctxsize says of a case whose tree stands in ``directory``."""
    root = directory / "proj"
    env = {"HOME": str(directory / "home"), "PATH": os.defpath}
    env |= {name: value.replace("<root>", str(root)) for name, value in case.get("env", {}).items()}
    cwd = os.path.normpath(root / case.get("cwd", "."))
    try:
        found = compose_builds(cwd=cwd, env=env, disk=Input(case.get("stdin", "")), **{**options(case), **changes})
    except CtxsizeError as error:
        return error
    home = str(directory / "home")
    return [plain(each.as_dict(str(root)), home, str(root)) for each in found]


def plain(build: dict[str, Any], home: str, root: str) -> dict[str, Any]:
    """Return a build in the form of the records: without what they do not ask for."""
    text = json.dumps({key: value for key, value in build.items() if key not in {"default", "origin"}})
    return dict(json.loads(text.replace(os.path.relpath(home, root) + "/", "<home>/")))


def expected(case: Case) -> Builds | None:
    """Return the builds that Compose's newest answer has, ``None`` for an error."""
    answer = case.get("answer") or {}
    newest = answer.get("newest") or {}
    if "error" in newest:
        return None
    if "builds" in newest:
        return [_asked(build) for build in newest["builds"]]
    handed = answer.get("handed_to_buildx") or {}
    if case.get("services"):
        known = {build["name"]: build for build in answer.get("all_profiles") or answer["builds"]}
        return [_asked(known[name]) for name in handed["default"]]
    if "error" in case:
        return [_asked(build) for build in handed["targets"]] if handed else None
    return [_asked(build) for build in answer["builds"]]


def _asked(build: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in build.items() if key not in _NOT_ASKED}
