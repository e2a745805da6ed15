"""What is known of files and directories that a build seldom needs: ``data/cruft.toml`` as values."""

from __future__ import annotations

from functools import cache

from ctxsize.golang import paths
from ctxsize.needs.names import NameIndex, Names
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from ctxsize.needs.lookup import Lookup


MADE = frozenset({"build-output", "dependency-directory"})
"""Rules about what a command makes."""


class Cruft(Record):
    """One kind of what a build seldom needs; the data file describes the members."""

    rule: str
    what: str
    reason: str
    files: Names
    directories: Names
    globs: tuple[str, ...]
    beside: Names | None
    says: str
    holds: Names | None
    marks: bool
    made_by: str
    least: int
    begins: tuple[bytes, ...]
    reader: str
    tests: bool
    gather: bool
    line: str | None
    severity: str | None
    binds: bool
    certain: bool
    tracked: bool
    runs_on: str

    def glob(self, path: str) -> str:
        """Return the glob that a path was found by, without the slash that stands for a directory."""
        return next(glob.rstrip("/") for glob in self.globs if path in Names([glob.rstrip("/")]))


class WasteCatalogue:
    """All kinds, by their names; each is made of its row when it is first asked for."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], by_name: NameIndex) -> None:
        """Take the rows, and their numbers by the names that they have."""
        self._rows = rows
        self._by_name = by_name
        self._made: dict[int, Cruft] = {}

    @property
    def kinds(self) -> tuple[Cruft, ...]:
        """All of them."""
        return tuple(map(self._kind, range(len(self._rows))))

    def called(self, name: str) -> tuple[Cruft, ...]:
        """Return the kinds that something of this name, in lower case, may be, as far as the name tells."""
        return tuple(map(self._kind, self._by_name.numbers(name)))

    def _kind(self, number: int) -> Cruft:
        if number not in self._made:
            self._made[number] = _cruft(self._rows[number])
        return self._made[number]


def kind_of(path: str, lookup: Lookup) -> Cruft | None:
    """Return what a path is known as by its name and by what lies beside and in it; ``None`` for nothing.

    Sizes and the content of files are not looked at.
    """
    names = lookup.names(path)
    for mark in names:
        for kind in catalogue().called(mark.lower()):
            if kind.marks and f"{path}/{mark}" in (kind.directories if lookup.names(f"{path}/{mark}") else kind.files):
                return kind
    found = None
    for kind in catalogue().called(path.rpartition("/")[2].lower()):
        if kind.marks or path not in (kind.directories if names else kind.files):
            continue
        if kind.beside is not None:
            depth = kind.glob(path).count("/") + 1
            around = "/".join(path.split("/")[:-depth])
            if not any(paths.join(around, name) in kind.beside for name in lookup.names(around)):
                continue
        if kind.holds is not None and not any(name in kind.holds for name in names):
            continue
        # Of two kinds of one name the one that needs no command to make it is the surer.
        if found is None or (kind.binds and not found.binds):
            found = kind
    return found


def made_by_name(path: str) -> list[str]:
    """Return the regular expressions for what makes directories of this name, whatever lies beside them."""
    kinds = catalogue().called(path.rpartition("/")[2].lower())
    return [kind.made_by for kind in kinds if kind.made_by and kind.rule in MADE and path in kind.directories]


@cache
def catalogue() -> WasteCatalogue:
    """Return what the data file says, read at the first call."""
    from ctxsize.data.known import CRUFT, CRUFT_BY_NAME  # noqa: PLC0415 (only where a build is looked into)

    return WasteCatalogue(CRUFT, NameIndex.restored(CRUFT_BY_NAME))


def index_of(rows: Sequence[Mapping[str, Any]]) -> NameIndex:
    """Return the numbers of the kinds by the names that they have."""
    return NameIndex((glob.rstrip("/"), number) for number, row in enumerate(rows) for glob in row["names"])


def wanted_names(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Return the globs for names by which something may be a kind, with the fewest bytes that such a file has."""
    found: dict[str, int] = {}
    for row in rows:
        least = 0 if row.get("marks") else max(row.get("least", 0), 1)
        for glob in row["names"]:
            name = glob.rstrip("/")
            found[name] = min(least, found.get(name, least))
    return found


def _cruft(row: Mapping[str, Any]) -> Cruft:
    return Cruft(
        rule=row["rule"],
        what=row["what"],
        reason=row["reason"],
        files=Names(glob for glob in row["names"] if not glob.endswith("/")),
        directories=Names(glob[:-1] for glob in row["names"] if glob.endswith("/")),
        globs=tuple(row["names"]),
        beside=_names(row.get("beside")),
        says=row.get("says", ""),
        holds=_names(row.get("holds")),
        marks=row.get("marks", False),
        made_by=row.get("made_by", ""),
        least=row.get("least", 0),
        begins=tuple(bytes.fromhex(begin) for begin in row.get("begins", ())),
        reader=row.get("reader", ""),
        tests=row.get("tests", False),
        gather=row.get("gather", False),
        line=row.get("line"),
        severity=row.get("severity"),
        binds=row.get("binds", False),
        certain=row.get("certain", False),
        tracked=row.get("tracked", False),
        runs_on=row.get("runs_on", ""),
    )


def _names(globs: Iterable[str] | None) -> Names | None:
    return None if globs is None else Names(globs)
