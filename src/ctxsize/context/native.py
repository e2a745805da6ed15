"""The compiled form of the loops that run for each of a million files, where it was built and is wanted.

``CTXSIZE_PURE=1`` in the environment asks for Python's form, which gives the same answers.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal, Protocol, TypeAlias, overload

    from typing_extensions import TypeIs

    from ctxsize.context.entry import Item
    from ctxsize.context.source import Measuring
    from ctxsize.ignore.names import Row

    Why: TypeAlias = Literal[0, 1, 2]
    """Why a count stops: :data:`DONE`, :data:`SPECIAL` or :data:`QUESTION`."""
    Ending: TypeAlias = tuple[str, int, int]
    """An extension, files, and their bytes."""
    ByAccept: TypeAlias = tuple[int, int, int]
    """The number of a set of globs, files whose names just these match, and their bytes."""

    class CompiledListing(Sequence[Item]):
        """The entries of a directory, in byte order; a part of it is one, too."""

        def directories(self) -> list[int]:
            """Return which of the entries are directories, by their places."""

        @overload
        def __getitem__(self, at: int, /) -> Item: ...
        @overload
        def __getitem__(self, at: slice, /) -> CompiledListing: ...
        def __getitem__(self, at: int | slice, /) -> Item | CompiledListing: ...

    class Globs(Protocol):
        """Globs over names, all tried at once; each set of them that names match has a number, 0 for none."""

        def which(self, name: str, /) -> int:
            """Return the number of the set that matches a name of ASCII."""

        def least(self, name: str, /) -> int | None:
            """Return the smallest value of those that match a name of ASCII; ``None`` if none does."""

        def set_code(self, accept: int, code: int, /) -> None:
            """Say what becomes of files whose names a set matches."""

        def forget(self) -> None:
            """Forget all numbers, and what was said of them."""

    Wanted: TypeAlias = tuple[Globs | None, Globs | None, Globs | None, int]
    """Names of interest; see :class:`ctxsize.ignore.names.WantedRows`."""

    class Native(Protocol):
        """The compiled module; what each function counts is said where Python counts the same."""

        ListingType: type[object]

        def listing(self, path: str, /) -> CompiledListing:
            """Return what is in a directory; raises OSError."""

        def measure(self, path: str, /) -> tuple[int, int, int, list[tuple[int, int, int]], list[str]]:
            """Measure one directory: an error's number or 0, files, bytes, those with several names, directories."""

        def measuring(self, root: str, path: str, longest: int, /) -> Measuring:
            """Return what measures all below a path of a root; longer paths are left to the caller."""

        def globs(self, rows: Sequence[Row], lowers: bool, /) -> Globs:  # noqa: FBT001 (C has no keywords)
            """Return globs; ``lowers`` is whether upper case in names counts as lower case."""

        def count(
            self,
            run: CompiledListing,
            at: int,
            prefix: str,
            place: str,
            names: Globs | None,
            wanted: Wanted,
            floor: int,
            /,
        ) -> tuple[
            tuple[int, Why, int],
            tuple[int, int, int, int, int],
            bytes,
            list[int],
            list[Ending],
            list[int],
            list[int],
            list[int],
            list[ByAccept],
        ]:
            """Count received files; see :meth:`ctxsize.builder.bulk.Bulk.count_compiled`."""

        def count_excluded(
            self, run: CompiledListing, at: int, names: Globs | None, /
        ) -> tuple[int, Why, int, list[ByAccept], list[tuple[int, int, int, int]]]:
            """Count excluded files; see :meth:`ctxsize.scan.totals.ExcludedTotals.count_compiled`."""


def _loaded() -> Native | None:
    if os.environ.get("CTXSIZE_PURE", "0") not in {"", "0"}:
        return None
    try:
        # Not an import statement: whether there is such a module differs from one installation to the other.
        found: Native = __import__("ctxsize.context._native", fromlist=["_native"])
    except ImportError:
        return None
    return found


native = _loaded()
UNKNOWN, COMMON, EXCLUDED, ASK = range(4)
"""What becomes of files whose names some globs match; ``ASK`` is for those of which each must be asked about."""
DONE, SPECIAL, QUESTION = range(3)
"""Why a count stops before an entry: it does not; something is special about it; it is not known what its globs mean."""


def is_compiled(run: Sequence[Item]) -> TypeIs[CompiledListing]:
    """Whether entries of a directory are such as the compiled form lists."""
    return native is not None and type(run) is native.ListingType


def form() -> str:
    """Return which form runs, for people."""
    return "pure Python" if native is None else "compiled"
