"""Make a command's sample: its files, what prepares it, its commit, and what runs before the command."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from tools.needs import sandbox
from tools.needs.declare import Sample

_GIT = (
    "git init -q -b main && git config user.name a && git config user.email a@example.org && git add -A && "
    "GIT_AUTHOR_DATE='2026-01-02T03:04:05Z' GIT_COMMITTER_DATE='2026-01-02T03:04:05Z' git commit -q -m first && "
    "GIT_COMMITTER_DATE='2026-01-02T03:04:05Z' git tag -a v1.2.3 -m v1.2.3"
)
TIME = 1767323045
"""When all files of a sample were changed: seconds since 1970, the time of its commit."""


class ExperimentError(Exception):
    """A command fails although its sample is whole."""


def make_sample(sample: Sample, place: Path, env: Mapping[str, str], setup: str = "") -> None:
    """Write a sample's files, prepare it, commit it, and run a command's set-up in it; all in the sandbox.

    Raises:
        ExperimentError: if one of these commands fails.

    """
    with sandbox.room() as base:
        project = base / "w/app"
        for name, content in sample.files.items():
            _write(project / name, content)
        _prepare(base, sample, sample.prepare, env)
        for name in sample.drop:
            remove(project / name)
        _prepare(base, sample, _GIT if sample.git else "", env)
        _prepare(base, sample, setup, env)
        if not setup:  # after a set-up times tell what is up to date
            _same_times(project)
        shutil.copytree(project, place, symlinks=True)


def _prepare(base: Path, sample: Sample, step: str, env: Mapping[str, str]) -> None:
    if not step:
        return
    _same_times(base / "w/app")
    done = sandbox.run(base, step, env)
    if done.code:
        raise ExperimentError(f"{sample.name}: {step}: {done.stdout[-1500:]}{done.stderr[-1500:]}")


def _same_times(project: Path) -> None:
    """Give all files one time, so that results don't differ by it."""
    for path in [project, *project.rglob("*")]:
        if ".git" not in path.parts:
            os.utime(path, (TIME, TIME), follow_symlinks=False)


def _write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content.startswith("->"):
        path.symlink_to(content.removeprefix("->").strip())
    else:
        path.write_text(content, "utf-8")
        if content.startswith("#!"):
            path.chmod(0o755)


def remove(path: Path) -> None:
    """Take a file, a link or a whole directory away."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def files(root: Path) -> list[str]:
    """Return all files and links below a directory, and its empty directories with ``/``."""
    found = []
    for where, directories, names in os.walk(root):
        here = Path(where)
        links = [name for name in directories if (here / name).is_symlink()]
        found += [(here / name).relative_to(root).as_posix() for name in (*names, *links)]
        if not directories and not names and here != root:
            found.append(here.relative_to(root).as_posix() + "/")
    return found
