"""What is known of files that hold secrets, and of the shapes of tokens: ``data/secrets.toml`` as values.

Why no library: detect-secrets, the only one with a wide use and an interface to import, had its last release in May
2024, imports an HTTP client to try secrets out (180 ms at start, more than all else here takes together), does not know
the newer kinds of keys, and asks every plugin of every line. The others are programs of their own, bring a neural
network along, or are weeks old. What is worth having of them are facts: what the issuers of tokens say of their shape.
"""

from __future__ import annotations

from functools import cache, cached_property

from ctxsize.needs.names import NameIndex, Names
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


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


class SecretToken(Record):
    """A token that its issuer made recognizable; the data file describes the members."""

    what: str
    has: tuple[str, ...]
    shape: str
    beside: str
    unless: str
    sure: bool


class SecretCatalogue:
    """All of it: files by name, tokens by shape, and the names of the other files that are looked into."""

    def __init__(self, data: Mapping[str, Any], by_name: NameIndex) -> None:
        """Take what the data file says, and the numbers of its files by the names that they have."""
        self._data = data
        self._by_name = by_name
        self._files: dict[int, SecretFile] = {}
        self.scanned = Names(data["scan"]["names"])
        self.unscanned = Names(data["scan"]["not"])

    @property
    def files(self) -> tuple[SecretFile, ...]:
        """All the files."""
        return tuple(map(self._file, range(len(self._data["file"]))))

    def called(self, path: str) -> tuple[SecretFile, ...]:
        """Return the files that one of this path may be by its name."""
        found = map(self._file, self._by_name.numbers(path.lower().rpartition("/")[2]))
        return tuple(file for file in found if file.names_it(path))

    def _file(self, number: int) -> SecretFile:
        if number not in self._files:
            row = self._data["file"][number]
            self._files[number] = SecretFile(
                rule=row["rule"],
                what=row["what"],
                names=Names(row["names"]),
                others=Names(row.get("not", ())),
                content=row.get("content", ""),
                reader=row.get("reader", "text"),
                begins=tuple(bytes.fromhex(begin) for begin in row.get("begins", ())),
            )
        return self._files[number]

    @cached_property
    def tokens(self) -> tuple[SecretToken, ...]:
        """The shapes of tokens."""
        return tuple(
            SecretToken(
                what=row["what"],
                has=tuple(row["has"]),
                shape=row["shape"],
                beside=row.get("beside", ""),
                unless=row.get("not", ""),
                sure=row.get("sure", True),
            )
            for row in self._data["token"]
        )


@cache
def catalogue() -> SecretCatalogue:
    """Return what the data file says, read at the first call."""
    from ctxsize.data.known import SECRETS, SECRETS_BY_NAME  # noqa: PLC0415 (only where a build is looked into)

    return SecretCatalogue(SECRETS, NameIndex.restored(SECRETS_BY_NAME))


def index_of(data: Mapping[str, Any]) -> NameIndex:
    """Return the numbers of the files by the names that they have."""
    return NameIndex((glob, number) for number, row in enumerate(data["file"]) for glob in row["names"])


def wanted_names(data: Mapping[str, Any]) -> dict[str, int]:
    """Return the globs for names of files that may hold a secret, with the fewest bytes that such a file has."""
    globs = [*data["scan"]["names"], *(glob for row in data["file"] for glob in row["names"])]
    return dict.fromkeys(filter(_tells, globs), 1) | dict.fromkeys(secret_directories(data), 0)


def secret_directories(data: Mapping[str, Any]) -> list[str]:
    """Return the names of directories of which every file may hold a secret, whatever it is called.

    A glob such as ``.envs/*`` would make every name one of interest, and each of a million files would be looked at
    twice. So the directory is wanted by its name, and its files are looked up.
    """
    globs = [*data["scan"]["names"], *(glob for row in data["file"] for glob in row["names"])]
    return sorted({glob.partition("/")[0] for glob in globs if not _tells(glob)})


def _tells(glob: str) -> bool:
    """Whether the last part of a glob says something of a file's name."""
    return bool(glob.rpartition("/")[2].strip("*."))
