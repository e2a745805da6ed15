"""Builds the compiled form of the scan's loops into a wheel, where there is a compiler.

Where there is none the wheel is made without it, for any machine: Python's form of the loops gives the same answers.
``CTXSIZE_PURE=1`` in the environment asks for that; ``CTXSIZE_COMPILED=1`` makes a failure to compile one of the build.

setuptools only serves to compile: it knows the flags of each machine. Hatchling builds the wheel, because then the name of
one that holds nothing compiled says so; with an optional extension of setuptools' own it would name a machine all the same.
"""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PLACE = Path("ctxsize/context")
MODULE = "_native.abi3.so"
OLDEST = "cp311"
"""The oldest Python whose limited API the module uses; the same stands in the module and in pyproject.toml."""


class CompiledForm(BuildHookInterface):
    """The build hook; hatchling finds it here by ``[tool.hatch.build.targets.wheel.hooks.custom]``."""

    _directory: str | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the module and add it to the wheel; an editable installation finds it beside its source."""
        source = Path(self.root, "src", PLACE)
        if version == "editable":
            source.joinpath(MODULE).unlink(missing_ok=True)
        if not _possible():
            return
        self._directory = tempfile.mkdtemp(prefix="ctxsize-build-")
        try:
            made = _compile(source / "_native.c", self._directory)
        except Exception as error:  # (whatever a compiler that is not there, or does not work, makes of it)
            if _asked("CTXSIZE_COMPILED"):
                raise
            self.app.display_info(f"Built without the compiled form, which is faster and says the same: {error}")
            return
        if version == "editable":
            shutil.copyfile(made, source / MODULE)
            return
        build_data["force_include"][str(made)] = str(PLACE / MODULE)
        build_data["pure_python"] = False
        platform = self.build_config.builder.get_best_matching_tag().rpartition("-")[2]
        build_data["tag"] = f"{OLDEST}-abi3-{platform}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 (hatchling's call)
        """Remove what was made on the way."""
        if self._directory is not None:
            shutil.rmtree(self._directory, ignore_errors=True)


def _asked(variable: str) -> bool:
    return os.environ.get(variable, "0") not in {"", "0"}


def _possible() -> bool:
    """Whether the module works with this Python: PyPy and a Python without a global lock have no limited API for it."""
    return (
        not _asked("CTXSIZE_PURE")
        and os.name == "posix"
        and sys.implementation.name == "cpython"
        and not sysconfig.get_config_var("Py_GIL_DISABLED")
    )


def _compile(source: Path, directory: str) -> Path:
    from setuptools import Distribution, Extension  # noqa: PLC0415 (only where something is compiled)

    extension = Extension("_native", [str(source)], py_limited_api=True, extra_compile_args=["-std=c11"])
    command = Distribution({"name": "ctxsize", "ext_modules": [extension]}).get_command_obj("build_ext")
    command.build_lib = command.build_temp = directory
    command.ensure_finalized()
    command.run()
    (made,) = command.get_outputs()
    return Path(made)
