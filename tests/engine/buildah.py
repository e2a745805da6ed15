"""Asking Buildah, which also builds for Podman: what an image gets of a context.

Buildah receives nothing: it reads the context in place, instruction by instruction. So its answer is what stands in the
image, and it has no figure for a transfer.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from tests.engine.cases import BuildahAnswer, Case
from tests.engine.debian import unpacked
from tests.engine.tree import CONTEXT, arguments, listing

_PACKAGES: Final = ("buildah", "libgpgme11", "libassuan0", "libdevmapper1.02.1", "libseccomp2", "runc")
_POLICY: Final = '{"default": [{"type": "insecureAcceptAnything"}]}'
_LIBRARIES: Final = ("usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu", "usr/lib/aarch64-linux-gnu")


class Buildah:
    """Buildah out of the packages of the Debian release that the machine runs: its libraries are that release's."""

    def __init__(self) -> None:
        """Unpack the packages; raises `EngineUnavailableError` where that can't be done."""
        self._root = unpacked("buildah", (), _PACKAGES)
        libraries = os.pathsep.join(str(self._root / directory) for directory in _LIBRARIES)
        self._environment = {"PATH": f"{self._root}/usr/bin:{self._root}/usr/sbin:{os.environ['PATH']}"} | {
            "LD_LIBRARY_PATH": libraries,
            "HOME": "/nonexistent",
            "LC_ALL": "C.UTF-8",
        }

    def version(self) -> str:
        """Return what Buildah calls itself, up to its version."""
        return " ".join(self._run("--version").stdout.split()[:3]).replace("buildah version", "Buildah")

    def ask(self, case: Case, around: Path) -> BuildahAnswer:
        """Build the case, whose trees stand in ``around``, and list what is in the image."""
        with tempfile.TemporaryDirectory(prefix="ctxsize-") as name:
            directory = Path(name)
            (directory / "policy.json").write_text(_POLICY, encoding="ascii")
            store = ["--root", f"{name}/store", "--runroot", f"{name}/run", "--storage-driver", "vfs"]
            build = ["bud", "--isolation", "chroot", "--signature-policy", f"{name}/policy.json"]
            output = ["--output", f"type=local,dest={name}/image"]
            done = self._run(*store, *build, *output, *arguments(case, around), str(around / CONTEXT))
            if done.returncode:
                return {"ok": False, "error": _error(done.stderr, around), "received": []}
            return {"ok": True, "error": None, "received": listing(directory / "image")}

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["buildah", *words],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
        )


def _error(text: str, around: Path) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].replace(str(around), "AROUND") if lines else "no word"
