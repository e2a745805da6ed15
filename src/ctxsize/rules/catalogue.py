"""What is known of files that hold secrets, and of the shapes of tokens: ``data/secrets.toml`` as values.

Why no library: detect-secrets, the only one with a wide use and an interface to import, had its last release in May
2024, imports an HTTP client to try secrets out (180 ms at start, more than all else here takes together), does not know
the newer kinds of keys, and asks every plugin of every line. The others are programs of their own, bring a neural
network along, or are weeks old. What is worth having of them are facts: what the issuers of tokens say of their shape.
"""

from __future__ import annotations

from functools import cache

from ctxsize.ignore.pattern import Glob
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_WILD = frozenset("*?[")
_TELLING = 4
"""How many letters say enough of a name for a filter."""


class Names:
    """Globs over names, or over the last parts of paths where they have a slash; case does not matter."""

    __slots__ = ("_globs", "_index")

    def __init__(self, globs: Iterable[str]) -> None:
        """Take the globs apart at their slashes, the name first."""
        self._globs = tuple(glob.split("/")[::-1] for glob in globs)
        self._index: NameIndex | None = None

    def __contains__(self, path: str) -> bool:
        """Whether a path ends as one of the globs says."""
        if self._index is None:  # of most globs nobody ever asks
            self._index = NameIndex((glob[0], number) for number, glob in enumerate(self._globs))
        lowered = path.lower()
        numbers = self._index.numbers(lowered.rpartition("/")[2])
        if not numbers:
            return False
        parts = lowered.split("/")[::-1]
        return any(
            len(glob) <= len(parts) and all(fits(part, name) for part, name in zip(glob, parts, strict=False))
            for glob in map(self._globs.__getitem__, numbers)
        )


class NameIndex:
    """Many globs over names, each with its owner's number, and whose a name may be: it is tried with hardly any."""

    __slots__ = ("_endings", "_filter", "_literals", "_rest")

    def __init__(self, globs: Iterable[tuple[str, int]]) -> None:
        """Take globs and owners; folders in front of a name do not count."""
        self._literals: dict[str, list[int]] = {}
        self._endings: dict[str, list[int]] = {}
        self._rest: list[tuple[Glob, int]] = []
        for glob, number in globs:
            last = glob.rpartition("/")[2]
            ending = last[1:]
            if "*" not in last:
                self._literals.setdefault(last, []).append(number)
            elif last.startswith("*.") and ending.count(".") == 1 and _WILD.isdisjoint(ending):
                self._endings.setdefault(ending, []).append(number)
            else:
                self._rest.append((_glob(last), number))
        self._filter = NameFilter(glob.text for glob, _ in self._rest)

    def numbers(self, name: str) -> list[int]:
        """Return the owners of the globs that a name, in lower case, is as, the smallest first."""
        found = [number for glob, number in self._rest if glob.matches(name)] if name in self._filter else []
        found += self._literals.get(name, ())
        found += self._endings.get(name[name.rfind(".") :], ()) if "." in name else ()
        return sorted(set(found))


@cache
def _glob(text: str) -> Glob:
    return Glob(text)


def fits(part: str, name: str) -> bool:
    """Whether a name is as a glob, or a part of one between slashes, says; both in lower case."""
    # Most globs are plain names, and compiling something for each would cost more than all else here.
    return part == name or ("*" in part and bool(_glob(part).matches(name)))


class NameFilter:
    """Whether a name can be of interest at all, for a million names: it may say yes too often, never no."""

    __slots__ = ("_contained", "_endings", "_literals", "_prefixes", "_rest", "_tests")

    def __init__(self, globs: Iterable[str]) -> None:
        """Sort the globs by the cheapest test that answers them; folders in front of a name do not count."""
        self._literals: set[str] = set()
        self._endings: set[str] = set()
        self._tests: dict[str, list[Glob]] = {}
        self._rest: list[Glob] = []
        prefixes: list[str] = []
        contained: list[str] = []
        for glob in {glob.rpartition("/")[2] for glob in globs}:
            core = glob.strip("*")
            if not _WILD.isdisjoint(core):
                self._add_test(glob, contained)
            elif glob == core:
                self._literals.add(glob)
            elif glob == f"*{core}" and core.startswith(".") and core.count(".") == 1:
                self._endings.add(core)
            elif glob == f"{core}*":
                prefixes.append(core)
            elif glob == f"*{core}*":
                contained.append(core)
            else:
                self._add_test(glob, contained)
        self._prefixes = tuple(sorted(prefixes))
        self._contained = tuple(sorted(contained))

    def _add_test(self, glob: str, contained: list[str]) -> None:
        """Keep a glob under the extension that it asks for, so that few names are tried with it.

        Without one, a plain part of it is looked for where that says enough: this is a filter.
        """
        ending = glob[glob.rfind(".") :] if "." in glob else ""
        part = max(glob.partition("[")[0].replace("?", "*").split("*"), key=len)
        if ending and _WILD.isdisjoint(ending) and "]" not in ending:
            self._tests.setdefault(ending, []).append(Glob(glob))
        elif len(part) >= _TELLING:
            contained.append(part)
        else:
            self._rest.append(Glob(glob))

    def __contains__(self, name: str) -> bool:
        """Whether the name, in lower case, must be looked at closely."""
        ending = name[name.rfind(".") :]
        return (
            name in self._literals
            or ending in self._endings
            or name.startswith(self._prefixes)
            or any(map(name.__contains__, self._contained))
            or (ending in self._tests and any(test.matches(name) for test in self._tests[ending]))
            or (bool(self._rest) and any(test.matches(name) for test in self._rest))
        )


class SecretFile(Record):
    """A file that is there to hold a secret; the data file describes the members."""

    rule: str
    what: str
    names: Names
    others: Names
    content: str
    reader: str
    begins: tuple[bytes, ...]

    def names_it(self, path: str) -> bool:
        """Whether a path is called like such a file."""
        return path in self.names and path not in self.others


class Token(Record):
    """A token that its issuer made recognizable; the data file describes the members."""

    what: str
    has: tuple[str, ...]
    shape: str
    beside: str
    unless: str
    sure: bool


class Catalogue(Record):
    """All of it: files by name, tokens by shape, and the names of the other files that are looked into."""

    files: tuple[SecretFile, ...]
    by_name: NameIndex
    tokens: tuple[Token, ...]
    scanned: Names
    unscanned: Names
    filter: NameFilter

    def called(self, path: str) -> tuple[SecretFile, ...]:
        """Return the files that one of this path may be by its name."""
        found = map(self.files.__getitem__, self.by_name.numbers(path.lower().rpartition("/")[2]))
        return tuple(file for file in found if file.names_it(path))


@cache
def catalogue() -> Catalogue:
    """Return what the data file says, read at the first call."""
    from ctxsize.data.known import SECRETS as data  # noqa: N811, PLC0415 (only where a build is looked into)

    files = tuple(
        SecretFile(
            rule=row["rule"],
            what=row["what"],
            names=Names(row["names"]),
            others=Names(row.get("not", ())),
            content=row.get("content", ""),
            reader=row.get("reader", "text"),
            begins=tuple(bytes.fromhex(begin) for begin in row.get("begins", ())),
        )
        for row in data["file"]
    )
    tokens = tuple(
        Token(
            what=row["what"],
            has=tuple(row["has"]),
            shape=row["shape"],
            beside=row.get("beside", ""),
            unless=row.get("not", ""),
            sure=row.get("sure", True),
        )
        for row in data["token"]
    )
    scan = data["scan"]
    return Catalogue(
        files=files,
        by_name=NameIndex((glob, number) for number, row in enumerate(data["file"]) for glob in row["names"]),
        tokens=tokens,
        scanned=Names(scan["names"]),
        unscanned=Names(scan["not"]),
        filter=NameFilter([*scan["names"], *(glob for row in data["file"] for glob in row["names"])]),
    )
