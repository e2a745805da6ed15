"""The real Docker Compose, asked what it would hand to buildx; it needs no engine for that.

``CTXSIZE_COMPOSE`` names its program. Without that, it is unpacked out of Debian's newest packages, as the engine is.
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests.engine.debian import unpacked
from tests.project.compose.cases import Case

_PLUGINS = "usr/libexec/docker/cli-plugins"


@functools.cache
def programs() -> tuple[str, str]:
    """Return the programs of Compose and of buildx; raises EngineUnavailableError."""
    named = os.environ.get("CTXSIZE_COMPOSE")
    root = unpacked("compose", ("docker-compose", "docker-buildx", "docker-cli"), (), suite="sid")
    return named or str(root / _PLUGINS / "docker-compose"), str(root / _PLUGINS / "docker-buildx")


def ask(case: Case, directory: Path) -> list[dict[str, Any]] | str:
    """Return the builds of a case whose tree stands in ``directory``, or what Compose says when it refuses."""
    compose, buildx = programs()
    root, home = directory / "proj", directory / "home"
    plugins = home / ".docker" / "cli-plugins"
    plugins.mkdir(parents=True, exist_ok=True)
    if not (plugins / "docker-buildx").is_symlink():
        (plugins / "docker-buildx").symlink_to(buildx)
    env = {"HOME": str(home), "PATH": os.defpath}
    env |= {name: value.replace("<root>", str(root)) for name, value in case.get("env", {}).items()}
    words = [compose, *case["cmd"][2:], "build", "--print", *case.get("services", [])]
    done = subprocess.run(
        words,
        cwd=root / case.get("cwd", "."),
        env=env,
        input=case.get("stdin", ""),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if done.returncode:
        return done.stderr.strip()
    if not done.stdout.strip():
        return []
    printed = json.loads(done.stdout)
    targets = printed["target"]
    return [_build(name, targets[name]) for name in sorted(printed["group"]["default"]["targets"])]


def _build(name: str, target: dict[str, Any]) -> dict[str, Any]:
    """Return a target in the form of :func:`as_handed`."""
    made = {
        "name": name,
        "context": _place(target.get("context") or "."),
        "dockerfile": _place(target.get("dockerfile", "")),
        "inline": _unescaped(target.get("dockerfile-inline")),
        "target": target.get("target"),
        "args": {key: _unescaped(value) for key, value in target.get("args", {}).items()},
        "contexts": {key: _place(value) for key, value in target.get("contexts", {}).items()},
        "platforms": target.get("platforms"),
    }
    return {key: value for key, value in made.items() if value}


def _place(path: str) -> str:
    """Return a local path as an absolute one, cleaned; one that is relative is relative to where buildx runs."""
    return os.path.normpath(path) if path.startswith("/") else path


def _unescaped(text: str | None) -> str | None:
    return text and text.replace("$${", "${")
