"""What is known of files that hold secrets, and of the shapes of tokens: ``data/secrets.toml`` as values.

Why no library: detect-secrets, the only one with a wide use and an interface to import, had its last release in May
2024, imports an HTTP client to try secrets out (180 ms at start, more than all else here takes together), does not know
the newer kinds of keys, and asks every plugin of every line. The others are programs of their own, bring a neural
network along, or are weeks old. What is worth having of them are facts: what the issuers of tokens say of their shape.
"""

from __future__ import annotations

from functools import cache

from ctxsize.needs.names import NameIndex, Names
from ctxsize.record import Record


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
    globs: tuple[str, ...]
    """All those for names that may be of interest."""

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
        globs=(*scan["names"], *(glob for row in data["file"] for glob in row["names"])),
    )
