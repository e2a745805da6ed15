"""Which files, which directory and which variables a call of ``docker compose`` works with.

Mirrors ``cli/options.go`` of compose-go and ``cmd/compose/compose.go`` of Docker Compose.
"""

from __future__ import annotations

import posixpath

from ctxsize.display.escaping import printable, quoted
from ctxsize.errors import ProjectError, UsageError
from ctxsize.golang import paths
from ctxsize.golang.text import parse_bool
from ctxsize.project.compose import variables
from ctxsize.project.compose.canonical import REMOTE
from ctxsize.project.compose.load import STANDARD_INPUT
from ctxsize.project.compose.sections import Shown
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ctxsize.project.files import Files

NAMES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
"""The files that Compose looks for, the first that is there alone."""
OVERRIDES = (
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
)
"""What it takes beside it, again the first that is there alone; ``.yml`` goes first here."""


class Setting(Record):
    """Absolute paths of files (``-`` is standard input) and of the project's directory, and the variables."""

    files: tuple[str, ...]
    directory: str
    environment: dict[str, str]


class Settings:
    """Finds the setting of a call."""

    def __init__(self, disk: Files, shown: Shown, cwd: str, env: Mapping[str, str]) -> None:
        """Take the disk, the working directory (absolute) and the environment."""
        self._disk = disk
        self._shown = shown
        self._cwd = cwd
        self._environment = {**env, "PWD": cwd}

    def find(self, files: Sequence[str], env_files: Sequence[str], project_directory: str | None) -> Setting:
        """Return the setting; raises UsageError where there is no file, ProjectError for a file of variables."""
        given = self._absolute(project_directory) if project_directory else None
        env_files = self._env_files(env_files)
        paths_of = tuple(file if file == STANDARD_INPUT else self._absolute(file) for file in files)
        # Variables are read twice: what .env of the first directory says may name the files that decide the second.
        self._read_variables(env_files, given or self._directory(paths_of))
        paths_of = paths_of or self._named_files() or self._found_files(given or self._cwd)
        directory = given or self._directory(paths_of)
        self._read_variables(env_files, directory)
        return Setting(paths_of, directory, self._environment)

    def _absolute(self, path: str) -> str:
        if path.startswith((*REMOTE, "oci://")):
            raise UsageError(f"{printable(path)} is remote. ctxsize fetches nothing: clone it and name the file in it.")
        return paths.clean(path) if path.startswith("/") else paths.join(self._cwd, path)

    def _directory(self, files: Sequence[str]) -> str:
        return next((posixpath.dirname(file) for file in files if file != STANDARD_INPUT), self._cwd)

    def _env_files(self, given: Sequence[str]) -> list[str]:
        named = self._environment.get("COMPOSE_ENV_FILES", "")
        return [self._absolute(file) for file in given or (named.split(",") if named else ())]

    def _read_variables(self, env_files: Sequence[str], directory: str) -> None:
        files = list(env_files)
        if not files:
            disabled = self._environment.get("COMPOSE_DISABLE_ENV_FILE")
            if disabled is not None and parse_bool(disabled) is None:
                raise UsageError(f"COMPOSE_DISABLE_ENV_FILE must be true or false, not {quoted(disabled)}.")
            default = paths.join(directory, ".env")
            if (
                not (disabled and parse_bool(disabled))
                and self._disk.exists(default)
                and not self._disk.is_dir(default)
            ):
                files = [default]
        for name, value in variables.read(files, self._environment, self._disk, self._shown).items():
            self._environment.setdefault(name, value)

    def _named_files(self) -> tuple[str, ...]:
        named = self._environment.get("COMPOSE_FILE")
        if named is None:
            return ()
        separator = self._environment.get("COMPOSE_PATH_SEPARATOR") or ":"
        files = tuple(each if each == STANDARD_INPUT else self._absolute(each) for each in named.split(separator))
        for file in files:
            if file != STANDARD_INPUT and not self._disk.exists(file):
                raise ProjectError(f"{self._shown.file(file)}: no such file, and COMPOSE_FILE names it.")
        return files

    def _found_files(self, directory: str) -> tuple[str, ...]:
        while True:
            main = self._first(NAMES, directory)
            if main is not None:
                override = self._first(OVERRIDES, directory)
                return (main,) if override is None else (main, override)
            if posixpath.dirname(directory) == directory:
                raise UsageError(f"No Compose file here or above. Compose looks for {', '.join(NAMES)}.")
            directory = posixpath.dirname(directory)

    def _first(self, names: Sequence[str], directory: str) -> str | None:
        files = (paths.join(directory, name) for name in names)
        return next((file for file in files if self._disk.exists(file)), None)
