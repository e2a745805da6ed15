"""Run one command in a fresh copy of a sample: always at the same path, without network, with a home of its own."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = "/mnt/w/app"
"""Where a command finds its project: results that hold this path are bound to it."""
OUT = "/mnt/out"
"""Where a command that installs is told to install to; a part of its result."""
LIMIT = 300.0
"""Seconds that a command may take."""
_TIMEOUT = 124


@dataclass(frozen=True, slots=True)
class Run:
    """How a command ended: its exit code, what it printed, and the room it leaves behind (until the next command)."""

    code: int
    stdout: str
    stderr: str
    project: Path
    out: Path


@contextmanager
def room() -> Iterator[Path]:
    """Give a new directory that becomes ``/mnt`` for the command, and take it away afterwards."""
    base = Path(tempfile.mkdtemp(prefix="needs-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
    try:
        for name in ("w/app", "out", "home", "tmp"):
            (base / name).mkdir(parents=True)
        yield base
    finally:
        shutil.rmtree(base, ignore_errors=True)


def run(base: Path, command: str, env: Mapping[str, str], trace: Path | None = None, limit: float = LIMIT) -> Run:
    """Run a shell command in the room's project, in namespaces of its own (mounts, processes, network).

    Args:
        base: the room; its ``w/app`` holds the project.
        command: as typed, for ``sh``.
        env: the whole environment, apart from ``HOME`` and ``TMPDIR``.
        trace: a file for strace's record; without it the command is not traced.
        limit: seconds after which it is stopped; it counts as failed then, with the exit code of ``timeout``.

    """
    inner = f"ip link set lo up 2>/dev/null; mount --bind {shlex.quote(str(base))} /mnt && cd {PROJECT} && exec "
    if trace is not None:
        inner += f"strace -f -qq -y -s 4096 -e trace=%file,%process,fchdir,getdents64 -o /mnt/{trace.name} "
    inner += f"sh -c {shlex.quote(command)}"
    try:
        done = subprocess.run(
            ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", inner],
            env={**env, "HOME": "/mnt/home", "TMPDIR": "/mnt/tmp"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Run(_TIMEOUT, "", f"no end after {limit:.0f} s", base / "w/app", base / "out")
    if trace is not None and (base / trace.name).exists():
        shutil.move(base / trace.name, trace)
    return Run(done.returncode, done.stdout, done.stderr, base / "w/app", base / "out")


def copy(sample: Path, base: Path) -> None:
    """Copy a sample into the room's project, with links, modes and times as they are."""
    shutil.copytree(sample, base / "w/app", dirs_exist_ok=True, symlinks=True)
