"""The compiled form of the loops that run for each of a million files, where it was built and is wanted.

``CTXSIZE_PURE=1`` in the environment asks for Python's form, which gives the same answers.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from typing_extensions import TypeIs

    from ctxsize.context._native import Listing
    from ctxsize.context.entry import Item


def _loaded() -> ModuleType | None:
    if os.environ.get("CTXSIZE_PURE", "0") not in {"", "0"}:
        return None
    try:
        from ctxsize.context import _native  # noqa: PLC0415 (it may not be there)
    except ImportError:
        return None
    return _native


native = _loaded()
UNKNOWN, COMMON, EXCLUDED, ASK = range(4)
"""What becomes of files whose names some globs match; ``ASK`` is for those of which each must be asked about."""
DONE, SPECIAL, QUESTION = range(3)
"""Why a count stops before an entry: it does not; something is special about it; it is not known what its globs mean."""


def is_compiled(run: Sequence[Item]) -> TypeIs[Listing]:
    """Whether entries of a directory are such as the compiled form lists."""
    return native is not None and type(run) is native.Listing


def form() -> str:
    """Return which form runs, for people."""
    return "pure Python" if native is None else "compiled"
