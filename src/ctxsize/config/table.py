"""One document of a configuration: its tables and texts, or one sentence on what is wrong, with its place and cure."""

from __future__ import annotations

import os

from ctxsize.display.escaping import printable, quoted
from ctxsize.errors import UsageError
from ctxsize.files.read import bound_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, NoReturn

_OPTIONS = {"baseline": "baseline", "dockerfile": "file"}
"""What the command line calls a path of the configuration."""


class TableReader:
    """Reads one document, and knows where everything in it stands."""

    def __init__(self, file: str, shown: str, text: str, root: str, within: Sequence[str]) -> None:
        """Read a document.

        Args:
            file: where it stands; paths in it are relative to its directory, links resolved.
            shown: its name for people.
            text: what it says.
            root: the build context root.
            within: absolute directories, links resolved, that no path in it may lead out of.

        """
        self.root = root
        self.within = tuple(within)
        self.directory = os.path.dirname(os.path.realpath(file))
        self.file = os.path.abspath(file)
        self.shown = shown
        self.text = text

    def wrong(self, key: Sequence[str | int], what: str) -> NoReturn:
        """Refuse the configuration because of one key."""
        raise UsageError(f"{self.place(key)}: {what}{'' if what.endswith('?') else '.'}")

    def line_of(self, key: Sequence[str | int]) -> int:
        """Return the line on which a key stands."""
        from ctxsize.config.place import line_of  # noqa: PLC0415 (as below)

        return line_of(self.text, key)

    def place(self, key: Sequence[str | int]) -> str:
        """Return where a key stands, as sentences name it; the first line for the document as a whole."""
        from ctxsize.config.place import line_of  # noqa: PLC0415 (only for a mistake, and for a budget's origin)

        return f"{printable(self.shown)}:{line_of(self.text, key) if key else 1}"

    def tables(self, table: Mapping[str, Any], at: tuple[str, ...], name: str) -> list[Any]:
        """Return the tables of a list of tables; there may be none."""
        found = table.get(name, [])
        if not isinstance(found, list):
            self.wrong(
                (*at, name), f"{name} is a list of tables. Write [[" + ".".join((*at, name)) + "]] above its keys"
            )
        return found

    def require_known(self, table: Any, at: Sequence[str | int], known: Iterable[str]) -> None:  # noqa: ANN401 (whatever a document holds)
        """Refuse what is no table, and a table with a key that is not known."""
        if not isinstance(table, dict):
            self.wrong(at, f"{at[-1]} must be a table, not {kind_of(table)}")
        for name in table:
            if name not in known:
                self.wrong((*at, name), f"unknown key {quoted(name)}. {nearest(name, known)}")

    def text_of(self, table: Mapping[str, Any], at: Sequence[str | int], name: str) -> str | None:
        """Return a text that a table may hold."""
        value = table.get(name)
        if value is not None and not isinstance(value, str):
            self.wrong((*at, name), f'{name} must be a string, not {kind_of(value)}. Write {name} = "..."')
        if value == "":
            self.wrong((*at, name), f"{name} is empty. Give it a value, or delete the line")
        if value is not None and "\0" in value:
            self.wrong((*at, name), f"{name} {quoted(value)} holds a NUL character. Delete it")
        return value

    def require_inside(self, name: str, at: Sequence[str | int]) -> str:
        """Return where a path leads, links resolved; a repository of strangers must not choose a file elsewhere."""
        real = os.path.realpath(os.path.join(self.directory, name))
        if real not in self.within and bound_of(real, self.within) is None:
            self.wrong(
                at,
                f"{at[-1]} {quoted(name)} leads out of the repository. Name a file inside of it; --{_OPTIONS.get(str(at[-1]), 'build-context')} "
                "on the command line takes one from anywhere",
            )
        return real

    def dockerfile_of(self, name: str, at: Sequence[str | int]) -> str:
        """Return where a Dockerfile that a table names lies, links resolved."""
        full = self.require_inside(name, (*at, "dockerfile"))
        if not os.path.isfile(full):
            close = _nearest_file(self.directory, name)
            advice = (
                f"Did you mean {printable(close)}?"
                if close
                else "It is looked for from the directory of this configuration"
            )
            self.wrong((*at, "dockerfile"), f"dockerfile {quoted(name)}: there is no such file. {advice}")
        return full


def as_key(name: str) -> str:
    """Return a key as TOML writes it."""
    return name if name.replace("-", "").isalnum() else f'"{name}"'


def kind_of(value: object) -> str:
    """Return what a value is, in TOML's words."""
    if isinstance(value, bool):
        return f"the boolean {str(value).lower()}"
    if isinstance(value, str):
        return f"the string {quoted(value)}"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    return "a list" if isinstance(value, list) else "a table" if isinstance(value, dict) else "a date"


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a sentence about the name that may have been meant, or about all that there are."""
    import difflib  # noqa: PLC0415 (only for a mistake)

    known = list(known)
    close = difflib.get_close_matches(name.lower().replace("_", "-"), known, 1)
    return f"Did you mean {close[0]}?" if close else f"Known: {', '.join(known)}"


def _nearest_file(directory: str, name: str) -> str | None:
    """Return a file that may have been meant: one that looks like it in its directory, or a Dockerfile of that name elsewhere."""
    import difflib  # noqa: PLC0415 (only for a mistake)

    found = []
    for above, directories, files in os.walk(directory):
        directories[:] = sorted(each for each in directories if not each.startswith(".") and each != "node_modules")
        if above.count("/") - directory.count("/") >= _DEPTH:
            directories.clear()
        place = os.path.relpath(above, directory)
        found += [os.path.normpath(os.path.join(place, each)) for each in sorted(files) if "ocker" in each]
    found = [each for each in found if not each.endswith(".dockerignore")][:_CANDIDATES]
    close = difflib.get_close_matches(name, found, 1, 0.5)
    same = [each for each in found if os.path.basename(each) == os.path.basename(name)]
    return next(iter([*close, *same, *found]), None)


_CANDIDATES = 1000
_DEPTH = 3
"""How many directories deep a Dockerfile is looked for, to be suggested."""
