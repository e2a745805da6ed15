"""What the compiled module offers; see ctxsize/context/_native.c."""

from collections.abc import Sequence
from typing import Literal, Protocol, TypeAlias, final, overload

from ctxsize.context.entry import Item

@final
class Listing(Sequence[Item]):
    def directories(self) -> list[int]: ...
    @overload
    def __getitem__(self, at: int, /) -> Item: ...
    @overload
    def __getitem__(self, at: slice, /) -> Listing: ...
    def __len__(self) -> int: ...

class Measuring(Protocol):
    def __bool__(self) -> bool: ...
    def some(self, most: int, /) -> tuple[int, int, list[tuple[int, int, int]], list[tuple[str, int]]]: ...
    def push(self, path: str, /) -> None: ...

class Globs(Protocol):
    def which(self, name: str, /) -> int: ...
    def least(self, name: str, /) -> int | None: ...
    def set_code(self, accept: int, code: int, /) -> None: ...
    def forget(self) -> None: ...

Row: TypeAlias = tuple[str, bool, int]
Why: TypeAlias = Literal[0, 1, 2]
Ending: TypeAlias = tuple[str, int, int]
ByAccept: TypeAlias = tuple[int, int, int]

def listing(path: str, /) -> Listing: ...
def measure(path: str, /) -> tuple[int, int, int, list[tuple[int, int, int]], list[str]]: ...
def measuring(root: str, path: str, longest: int, /) -> Measuring: ...
def globs(rows: Sequence[Row], lowers: bool, /) -> Globs: ...
def count(
    run: Listing,
    at: int,
    prefix: str,
    place: str,
    names: Globs | None,
    deeper: Globs | None,
    wanted: Globs | None,
    others: Globs | None,
    longest_bare: int,
    floor: int,
    /,
) -> tuple[
    int,
    Why,
    int,
    int,
    int,
    int,
    int,
    int,
    bytes,
    list[int],
    list[Ending],
    list[int],
    list[int],
    list[int],
    list[ByAccept],
]: ...
def count_excluded(
    run: Listing, at: int, names: Globs | None, /
) -> tuple[int, Why, int, list[ByAccept], list[tuple[int, int, int, int]]]: ...
