"""What is known of files and directories that a build seldom needs: ``data/cruft.toml`` as values."""

from __future__ import annotations

from functools import cache

from ctxsize.golang import paths
from ctxsize.needs.names import NameIndex, Names
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

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


class Catalogue(Record):
    """All kinds, by their names."""

    kinds: tuple[Cruft, ...]
    by_name: NameIndex

    def called(self, name: str) -> tuple[Cruft, ...]:
        """Return the kinds that something of this name, in lower case, may be, as far as the name tells."""
        return tuple(map(self.kinds.__getitem__, self.by_name.numbers(name)))


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
def catalogue() -> Catalogue:
    """Return what the data file says, read at the first call."""
    from ctxsize.data.known import CRUFT as rows  # noqa: N811, PLC0415 (only where a build is looked into)

    return Catalogue(
        kinds=tuple(
            Cruft(
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
            for row in rows
        ),
        by_name=NameIndex((glob.rstrip("/"), number) for number, row in enumerate(rows) for glob in row["names"]),
    )


def _names(globs: Iterable[str] | None) -> Names | None:
    return None if globs is None else Names(globs)
