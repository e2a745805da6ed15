"""What to type instead, where an argument is not a build context or there is no Dockerfile in it."""

from __future__ import annotations

import os

from ctxsize.display.escaping import printable
from ctxsize.ignore.parse import IGNORE_FILE

_REMOTE = ("http://", "https://", "git://", "ssh://", "git@", "github.com/")
"""How arguments begin that `docker build` takes for something to fetch."""
_ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2", ".tar.zst", ".zip")
_SHOWN = 3
_CONTEXT = "Pass the build context, the last argument of `docker build`."


def not_a_context(path: str) -> str:
    """Return one sentence on an argument that is not a directory, and what to type instead."""
    if path == "-":
        return "ctxsize reads no archive from standard input. Unpack it, and pass the directory."
    if path.startswith(_REMOTE):
        return _remote(path)
    return _file(path) if os.path.exists(path) else _missing(path)


def _missing(path: str) -> str:
    if os.path.islink(path):
        return f"{printable(path)} is a link to {printable(os.readlink(path))}, which does not exist. Pass the build context."
    near = _near(path)
    advice = f"Did you mean {printable(near)}?" if near else _CONTEXT
    return f"{printable(path)}: no such directory. {advice}"


def _file(path: str) -> str:
    shown = printable(path)
    directory, name = os.path.split(path)
    if path.lower().endswith(_ARCHIVES):
        return f"{shown} is an archive. Unpack it, and pass the directory."
    if name.endswith(IGNORE_FILE):
        return f"{shown} is an ignore file. Pass its build context: {_command(directory or '.')}"
    if "dockerfile" in name.lower() or name.lower() == "containerfile":
        command = _command(directory or ".", None if name == "Dockerfile" else path)
        return f"{shown} is a Dockerfile. Pass its build context: {command}"
    return f"{shown} is not a directory. {_CONTEXT}"


def no_dockerfile(full: str, root: str, given: str | None) -> str:
    """Return one sentence on a Dockerfile that is not there, with those that are.

    Args:
        full: where it was looked for, absolute.
        root: the context root, absolute.
        given: what the user gave with ``-f``; ``None`` where nothing was given.

    """
    here = _from_here(root)
    if os.path.lexists(full):
        return (
            f"{printable(given or full)} is there, but no file that the builder reads: a FIFO, a device, or a link that leads "
            "nowhere or out of the context. docker build stops here. Put a file in its place, or name another with -f."
        )
    from ctxsize.project.files import DiskFiles  # noqa: PLC0415 (only for a mistake)
    from ctxsize.project.lone.search import search_repository  # noqa: PLC0415

    missing = f"{printable(given)}: no such Dockerfile" if given else f"No Dockerfile in {printable(here)}"
    names = search_repository(root, DiskFiles()).dockerfiles
    if not names:
        return f"{missing}. Name it with -f; its path is relative to the working directory."
    found = [name if here == "." else os.path.join(here, name) for name in names]
    if len(found) == 1:
        return f"{missing}. Found {printable(found[0])}: {_command(here, found[0])}"
    listed = ", ".join(printable(name) for name in found[:_SHOWN])
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return f"{missing}. Found {listed}{more}: choose one with -f. `{_typed('ctxsize', '--builds', here)}` lists the builds."


def _remote(url: str) -> str:
    location, _, fragment = url.partition("#")
    name = location.rstrip("/").rpartition("/")[2].rpartition(":")[2]
    if name.lower().endswith(_ARCHIVES):
        return f"{printable(url)}: Docker fetches this context itself. Download it, unpack it, and pass the directory."
    clone = location if "://" in location or location.startswith("git@") else f"https://{location}"
    directory = name.removesuffix(".git") or "."
    branch, _, below = fragment.partition(":")
    words = ["git", "clone", *(["-b", branch] if branch else []), clone]
    place = os.path.join(directory, below.strip("/")) if below.strip("/") else directory
    return f"{printable(url)}: Docker fetches this context itself. Clone it first: {_typed(*words)} && {_typed('ctxsize', place)}"


def _command(context: str, dockerfile: str | None = None) -> str:
    return _typed("ctxsize", *([context] if context != "." else []), *(["-f", dockerfile] if dockerfile else []))


def _typed(*words: str) -> str:
    """Return a command as it is typed."""
    import shlex  # noqa: PLC0415 (only for a mistake)

    return printable(" ".join(map(shlex.quote, words)))


def _from_here(root: str) -> str:
    """Return a directory as it is typed from the working directory."""
    relative = os.path.relpath(root)
    return root if relative.startswith("../../..") else relative


def _near(path: str) -> str | None:
    """Return a directory beside the one that is missing, of nearly the same name."""
    import difflib  # noqa: PLC0415 (only for a mistake)

    above, name = os.path.split(os.path.normpath(path))
    try:
        beside = [entry.name for entry in os.scandir(above or ".") if entry.is_dir()]
    except OSError:
        return None
    close = difflib.get_close_matches(name, sorted(beside), 1, 0.75)
    return os.path.join(above, close[0]) if close else None
