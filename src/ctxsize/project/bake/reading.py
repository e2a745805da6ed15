"""Which Bake files a call reads, and of what language each is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ctxsize.errors import ProjectError, UsageError
from ctxsize.golang import paths
from ctxsize.golang.text import decode
from ctxsize.project.bake import json_form, parser, tree
from ctxsize.project.bake.problem import BakeError
from ctxsize.project.files import Files
from ctxsize.record import Record

DEFAULT_FILES: Final = (
    "compose.yaml",
    "compose.yml",
    "docker-compose.yml",
    "docker-compose.yaml",
    "docker-bake.json",
    "docker-bake.hcl",
    "docker-bake.override.json",
    "docker-bake.override.hcl",
)
"""The files that Bake reads from the working directory if it is given none: all that are there."""

STANDARD_INPUT: Final = "-"
_CWD: Final = "cwd://"


class Source(Record):
    """A file: its name as given, its absolute path (``-`` for standard input), and its bytes."""

    name: str
    path: str
    data: bytes


def sources(files: Sequence[str], cwd: str, environment: Mapping[str, str], disk: Files) -> list[Source]:
    """Return the files of a call; raises ProjectError for one that is not there, UsageError where there is none."""
    named = list(files) or _from_environment(cwd, environment, disk)
    found: list[Source] = []
    for name in named or DEFAULT_FILES:
        plain = name.removeprefix(_CWD)
        path = plain if plain.startswith("/") or plain == STANDARD_INPUT else paths.join(cwd, plain)
        data = disk.standard_input() if plain == STANDARD_INPUT else disk.read(path)
        if data is None and named:
            raise ProjectError(f"{plain}: no such file.")
        # Bake passes over an empty file as if it were not there.
        if data:
            found.append(Source(plain, path, data))
    if not found:
        raise UsageError(f"No Bake file is here. Bake looks for {', '.join(DEFAULT_FILES)}; name another one with -f.")
    return found


def _from_environment(cwd: str, environment: Mapping[str, str], disk: Files) -> list[str]:
    if "BUILDX_BAKE_FILE" not in environment:
        return []
    separator = environment.get("BUILDX_BAKE_PATH_SEPARATOR") or ":"
    named = [name.strip() for name in environment["BUILDX_BAKE_FILE"].split(separator)]
    found = [name for name in named if name]
    for name in found:
        if name != STANDARD_INPUT and not disk.exists(name if name.startswith("/") else paths.join(cwd, name)):
            raise ProjectError(f"{name}: no such file, and BUILDX_BAKE_FILE names it.")
    return found


def is_compose_name(name: str) -> bool | None:
    """Whether a file of this name is a Compose file, ``None`` where only its text can tell."""
    if name.lower().endswith((".yml", ".yaml")):
        return True
    return False if name.lower().endswith((".json", ".hcl")) else None


def body(source: Source) -> tree.Body:
    """Return the tree of a file in HCL or JSON; raises :class:`BakeError` with its place."""
    text = decode(source.data)
    if source.name.endswith(".json"):
        return json_form.parse(text, source.name)
    if source.name.endswith(".hcl"):
        return parser.parse(text, source.name)
    try:
        return parser.parse(text, source.name)
    except BakeError:
        try:
            return json_form.parse(text, source.name)
        except BakeError:
            pass
        raise
