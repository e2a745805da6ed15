"""The real Bake, asked what it would build (``--print``); it needs no engine for that.

``CTXSIZE_BUILDX`` names its program. Without that, it is unpacked out of Debian's newest packages, as the engine is.
"""

from __future__ import annotations

import functools
import json
import os
import posixpath
import subprocess
from pathlib import Path
from typing import Any

from tests.engine.debian import unpacked
from tests.project.compose.cases import Case

_PLUGIN = "usr/libexec/docker/cli-plugins/docker-buildx"


@functools.cache
def program() -> str:
    """Return the program of buildx; raises EngineUnavailableError."""
    named = os.environ.get("CTXSIZE_BUILDX")
    return named or str(unpacked("buildx", ("docker-buildx",), (), suite="sid") / _PLUGIN)


def ask(case: Case, directory: Path) -> list[dict[str, Any]] | str:
    """Return the targets that Bake prints for a case whose tree stands in ``directory``, or what it says when it refuses."""
    root = directory / "proj"
    env = {"HOME": str(directory / "home"), "PATH": os.defpath, **case.get("env", {})}
    cwd = os.path.normpath(root / case.get("cwd", "."))
    done = subprocess.run(
        [program(), "bake", "--print", *case["cmd"][3:]],
        cwd=cwd,
        env=env,
        input=case.get("stdin", ""),
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        timeout=60,
    )
    if done.returncode:
        return done.stderr.strip()
    targets = json.loads(done.stdout)["target"]
    return [_build(name, targets[name], cwd) for name in sorted(targets)]


def _build(name: str, target: dict[str, Any], cwd: str) -> dict[str, Any]:
    context = _place(target.get("context") or ".", cwd)
    dockerfile = target.get("dockerfile") or "Dockerfile"
    if context.startswith("/"):
        dockerfile = posixpath.normpath(posixpath.join(context, dockerfile))
    made = {
        "name": name,
        "context": context,
        "dockerfile": dockerfile,
        "inline": _unescaped(target.get("dockerfile-inline")),
        "target": target.get("target"),
        "args": {key: _unescaped(value) for key, value in target.get("args", {}).items() if value is not None},
        "contexts": {key: _place(value, cwd) for key, value in target.get("contexts", {}).items()},
        "platforms": target.get("platforms"),
    }
    return {key: value for key, value in made.items() if value}


def _place(path: str, cwd: str) -> str:
    """Return a local path as an absolute one; what names another place stays as it is."""
    if path.startswith(("target:", "docker-image:", "oci-layout:", "git@", "github.com/")) or "://" in path:
        return path
    return posixpath.normpath(posixpath.join(cwd, path))


def _unescaped(text: str | None) -> str | None:
    return text and text.replace("$${", "${").replace("%%{", "%{")
