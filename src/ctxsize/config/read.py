"""The configuration: where it is looked for, and how it is read. What it may say stands in :mod:`ctxsize.config.keys`."""

from __future__ import annotations

import os

from ctxsize.config.settings import Config, near
from ctxsize.display.escaping import printable
from ctxsize.errors import UsageError
from ctxsize.files.bounds import bounds, repository_top, with_above
from ctxsize.files.read import MOST_SETTINGS_BYTES, read_named, read_within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

PYPROJECT = "pyproject.toml"
OWN_FILE = ".ctxsize.toml"
_MENTION = b"ctxsize"


def load(root: str, given: str | None = None) -> Config:
    """Read the configuration that counts for a context root.

    Args:
        root: absolute. It and the directories above are searched, up to the one that holds ``.git``; without such a one it
            alone is searched. The first that has a configuration decides; ``pyproject.toml`` goes before ``.ctxsize.toml``.
        given: the file that the user names instead.

    Raises:
        UsageError: if there is anything wrong in it.

    """
    if given is not None:
        within = bounds(root, os.path.dirname(os.path.realpath(given)))
        return _read(given, _named(given), root, within)
    within = bounds(root)
    for directory in _directories(root):
        for name in (PYPROJECT, OWN_FILE):
            full = f"{directory.rstrip('/')}/{name}"
            data = _optional(full, within)
            if data is None:
                continue
            # TOML is parsed only where there is something to find: pyproject.toml is mostly about other programs.
            if name == OWN_FILE or _MENTION in data:
                config = _read(full, data, root, within)
                if config.file is not None:
                    return config
            if name == PYPROJECT:
                _check_names(full, data)
    return Config()


def _check_names(file: str, data: bytes) -> None:
    """Refuse a table in ``pyproject.toml`` that is meant for ctxsize and misspelt: nothing in it would count."""
    if b"[tool.c" not in data:
        return
    import re  # noqa: PLC0415 (only where a name is near)

    for found in re.finditer(rb"(?m)^[ \t]*\[{1,2}[ \t]*tool\.([\w-]{6,9})(?=[ \t]*[\].])", data):
        if len(set(found[1]) & set(_MENTION)) >= len(set(_MENTION)) - 1:
            name = found[1].decode("ascii", "replace")
            line = data.count(b"\n", 0, found.start()) + 1
            raise UsageError(
                f"{printable(near(file))}:{line}: the table 'tool.{name}' is not known. Did you mean tool.ctxsize?"
            )


def _directories(root: str) -> list[str]:
    top = repository_top(root)
    directories = with_above(root)
    return directories[: directories.index(top) + 1] if top is not None else [root]


def _optional(file: str, within: Sequence[str]) -> bytes | None:
    """Return the bytes of a configuration that was not named; ``None`` if there is none."""
    try:
        return read_within(file, within, MOST_SETTINGS_BYTES)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as error:
        raise _unreadable(file, error) from error


def _named(file: str) -> bytes:
    try:
        return read_named(file, MOST_SETTINGS_BYTES)
    except OSError as error:
        raise _unreadable(file, error) from error


def _unreadable(file: str, error: OSError) -> UsageError:
    return UsageError(
        f"{printable(near(file))}: {error.strerror}. The configuration must be a file of the repository that can be "
        "read, or be named with --config."
    )


_MOST_PARTS = 200


def _long_key(text: str) -> int | None:
    """Return the line of a dotted key of very many parts, which takes Python's parser time and memory by their square."""
    import re  # noqa: PLC0415 (tomllib has loaded it)

    part = r"""(?:"[^"\n]*+"|'[^'\n]*+'|[\w-]++)[ \t]*+\.[ \t]*+"""
    found = re.search(rf"(?m)(?:^[ \t]*+\[{{0,2}}|[{{,])[ \t]*+(?:{part}){{{_MOST_PARTS}}}", text)
    return None if found is None else text.count("\n", 0, found.end()) + 1


def _read(file: str, data: bytes, root: str, within: Sequence[str]) -> Config:
    import tomllib  # noqa: PLC0415 (most contexts have no configuration)

    from ctxsize.config.keys import read_config  # noqa: PLC0415
    from ctxsize.config.place import error_line  # noqa: PLC0415
    from ctxsize.config.table import TableReader  # noqa: PLC0415

    shown = near(file)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UsageError(f"{printable(shown)}:{line}: not UTF-8. Save the file as UTF-8.") from error
    too_long = _long_key(text)
    if too_long is not None:
        raise UsageError(f"{printable(shown)}:{too_long}: a key of more than {_MOST_PARTS} parts. Delete the line.")
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = error_line(error) or text.count("\n") + 1
        what = str(error).partition(" (at ")[0]
        raise UsageError(f"{printable(shown)}:{line}: invalid TOML: {what}. Correct the line.") from error
    except (RecursionError, ValueError) as error:
        raise UsageError(
            f"{printable(shown)}: this is TOML that no configuration has: brackets nested by the hundred, or a number of "
            "thousands of digits. Delete that value."
        ) from error
    reader = TableReader(file, shown, text, root, within)
    if os.path.basename(file) == PYPROJECT:
        tool = document.get("tool")
        table = tool.get("ctxsize") if isinstance(tool, dict) else None
        if table is None:
            return Config()
        return read_config(reader, table, ("tool", "ctxsize"))
    if "tool" in document:
        reader.wrong(
            ("tool",),
            f"[tool.ctxsize] is for {PYPROJECT}; here the keys stand without it. Delete that line, and write [[budget]]",
        )
    return read_config(reader, document, ())
