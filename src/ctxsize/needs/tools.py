"""The table of commands: which files of a project a command reads, and what it makes (``data/commands.toml``)."""

from __future__ import annotations

import re
from functools import cache

from ctxsize.golang import paths
from ctxsize.needs.statement import Certainty
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from ctxsize.needs.lookup import Lookup

_CERTAINTY = {"fails": Certainty.CERTAIN, "changes": Certainty.LIKELY, "same": Certainty.UNKNOWN}
_PROJECT = ("pyproject.toml", "setup.py")
_LICENCES = "license-files"


class Read(Record):
    """One path that a command reads, relative to the directory that it works in; a glob where it has a wildcard.

    ``manifest`` and ``key`` say where it is named, both empty where the command itself knows it.
    """

    path: str
    certainty: Certainty
    manifest: str = ""
    key: str = ""
    instead: tuple[str, ...] = ()


class Row(Record):
    """One row of the table; the data file describes the members.

    ``reads`` are tuples: path, what happens without it, manifest, key, what does as well, and what the key names.
    """

    table: str
    match: tuple[tuple[str, ...], ...]
    options: tuple[str, ...]
    unless: tuple[str, ...]
    where: tuple[tuple[str, str], ...]
    reads: tuple[tuple[str, str, str, str, tuple[str, ...], str], ...]

    def fits(self, words: Sequence[str]) -> bool:
        """Whether a command is one of the row's."""
        if not any(_begins(words, begin) for begin in self.match):
            return False
        given = {word.partition("=")[0] for word in words} | set(words)
        if self.options and given.isdisjoint(self.options):
            return False
        return given.isdisjoint(self.unless)


def _begins(words: Sequence[str], begin: tuple[str, ...]) -> bool:
    """Whether a command begins as a row says, options between its words left aside."""
    if words[0] != begin[0]:
        return False
    named = [word for word in begin[1:] if word.startswith("-")]
    if any(word not in words for word in named):
        return False
    plain = [word for word in words[1:] if not word.startswith(("-", "+"))]
    wanted = [word for word in begin[1:] if not word.startswith("-")]
    if wanted == ["."] or wanted[-1:] == ["."]:
        return plain[: len(wanted) - 1] == wanted[:-1] and any(map(is_project, plain[len(wanted) - 1 :]))
    # `yarn` alone installs, `yarn build` is another command.
    if not wanted and not named and begin[0] in {"yarn", "bundle", "pnpm"}:
        return not plain
    return plain[: len(wanted)] == wanted


def is_project(word: str) -> bool:
    """Whether an argument of pip is a directory with a project rather than the name of a package."""
    return re.match(r"(?:file:(?://)?)?(?:\.{1,2}(?:/|$|\[)|/)", word) is not None and not word.endswith(
        (".whl", ".gz")
    )


_STARTED_BY = {"mvnw": "mvn", "gradlew": "gradle"}


@cache
def _rows(program: str) -> tuple[Row, ...]:
    """Return the rows that are about a program."""
    from ctxsize.data.commands import COMMANDS  # noqa: PLC0415 (only where a build runs commands)

    return tuple(Row(*row) for row in COMMANDS.get(program, ()))


def rows_for(words: Sequence[str]) -> list[Row]:
    """Return the rows that are about a command; a wrapper reads what the program reads that it starts."""
    found = [row for row in _rows(words[0]) if row.fits(words)] if words else []
    started = _STARTED_BY.get(words[0].removeprefix("./")) if words else None
    return found if started is None else [*found, *rows_for((started, *words[1:]))]


def endings_for(program: str) -> tuple[str, ...]:
    """Return the endings of the sources that a program takes wherever they lie; none for one that takes none."""
    from ctxsize.data.commands import LANGUAGES  # noqa: PLC0415 (as above)

    return LANGUAGES.get(program, ())


def reads(words: Sequence[str], directory: str, lookup: Lookup) -> Iterator[Read]:
    """Yield what a command reads that works in ``directory`` of the context.

    Where several versions of a program differ, what the least demanding one does counts.
    """
    rows = [row for row in rows_for(words) if all(_says(directory, key, value, lookup) for key, value in row.where)]
    by_table: dict[str, dict[tuple[str, str, str], Read]] = {}
    for row in rows:
        known = by_table.setdefault(row.table, {})
        for read in row.reads:
            for one in _of_row(read, directory, lookup):
                key = (one.path, one.manifest, one.key)
                if key not in known or known[key].certainty.rank > one.certainty.rank:
                    known[key] = one
    programs: dict[str, list[dict[tuple[str, str, str], Read]]] = {}
    for table, known in by_table.items():
        programs.setdefault(table.partition("-")[0], []).append(known)
    for tables in programs.values():
        for key in dict.fromkeys(key for known in tables for key in known):
            found = [known[key] for known in tables if key in known]
            weakest = max(found, key=lambda one: one.certainty.rank)
            missing = len(found) < len(tables) and weakest.certainty is Certainty.CERTAIN
            yield weakest.replace(certainty=Certainty.LIKELY) if missing else weakest


def _of_row(read: tuple[str, str, str, str, tuple[str, ...], str], directory: str, lookup: Lookup) -> Iterator[Read]:
    path, without, manifest, key, instead, names = read
    certainty = _CERTAINTY[without]
    if path:
        yield Read(path, certainty, instead=instead)
    else:
        place = paths.join(directory, manifest)
        # Most manifests hold few of the keys, and parsing costs more than looking for one.
        if key.partition(".")[0] not in (lookup.text(place) or ""):
            return
        for value in _values(lookup.document(place), key.split(".")):
            for named in _named(value, manifest, key, names):
                yield Read(named, certainty, manifest=manifest, key=key)


def _named(value: str, manifest: str, key: str, names: str) -> Iterator[str]:
    """Yield the paths that a value in a manifest names."""
    if "://" in value or value.startswith(("!", "/", "npm:", "workspace:")):
        return
    value = value.removeprefix("file:").removeprefix("link:").removeprefix("./").rstrip("/")
    if not value or value == ".":
        return
    if manifest == "package.json" and key == "workspaces":
        yield f"{value}/package.json"
    elif manifest == "Cargo.toml" and key in {"workspace.members", "dependencies.*.path"}:
        yield f"{value}/Cargo.toml"
    elif names != "text":
        yield value


def _values(document: Any, key: Sequence[str]) -> Iterator[str]:  # noqa: ANN401, C901, PLR0912 (what a manifest holds: one branch for each form)
    """Yield the texts at a dotted key, ``*`` standing for any; of a mapping those that name a file."""
    if not key:
        if isinstance(document, str):
            yield document
        elif isinstance(document, list):
            for one in document:
                yield from _values(one, ())
        elif isinstance(document, dict):
            if "file" in document:
                yield from _values(document["file"], ())
            elif "packages" in document:
                yield from _values(document["packages"], ())
            else:
                for name, one in document.items():
                    if isinstance(one, str) and one.startswith(("file:", "link:")):
                        yield one
                    elif "/" in str(name) and isinstance(one, str):
                        yield str(name)  # hatch's force-include: from = to
        return
    if isinstance(document, list):
        for one in document:
            yield from _values(one, key)
    elif isinstance(document, dict):
        if key[0] == "*":
            for one in document.values():
                yield from _values(one, key[1:])
        elif key[0] in document:
            yield from _values(document[key[0]], key[1:])


def _says(directory: str, key: str, value: str, lookup: Lookup) -> bool:
    """Whether a manifest says what a row asks for: ``file:key`` is a value, or the file is there."""
    manifest, _, inside = key.partition(":")
    path = paths.join(directory, manifest)
    if not inside:
        return lookup.exists(path)
    if path.endswith((".toml", ".json")):
        found = list(_values(lookup.document(path), inside.split(".")))
        return bool(found) if value == "*" else value in found
    row = re.search(rf"(?m)^{re.escape(inside)}\s*:\s*(\S+)", lookup.text(path) or "")
    return row is not None and (value == "*" or row[1].strip("\"'") == value)
