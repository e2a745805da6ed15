"""A headless Chromium of the system, and axe-core from the package registry; why there is none where there is none."""

from __future__ import annotations

import functools
import importlib.util
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

AXE = "axe-core@4.14.1"
_CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "ctxsize-browser"


@functools.cache
def missing() -> str:
    """Return in one line what is missing; empty if nothing is."""
    if importlib.util.find_spec("playwright") is None:
        return "playwright is not installed: pip install -e '.[browser]'"
    if executable() is None:
        return "Chromium is not installed: apt-get install chromium"
    return "" if axe() else f"{AXE} can't be had: npm is not installed, or the registry does not answer"


def executable() -> str | None:
    """Return where Chromium is."""
    return next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )


@functools.cache
def axe() -> str:
    """Return the source of axe-core, which is fetched once; empty where it can't be had."""
    file = _CACHE / f"{AXE}.js"
    if file.exists():
        return file.read_text("utf-8")
    npm = shutil.which("npm")
    if npm is None:
        return ""
    _CACHE.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [npm, "pack", "--silent", "--pack-destination", _CACHE, AXE], capture_output=True, check=False, timeout=120
    )
    packed = _CACHE / f"{AXE.replace('@', '-')}.tgz"
    if done.returncode or not packed.exists():
        return ""
    with tarfile.open(packed) as archive:
        source = archive.extractfile("package/axe.min.js")
        assert source is not None
        file.write_bytes(source.read())
    return file.read_text("utf-8")
