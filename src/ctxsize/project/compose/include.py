"""``include``: other projects' files, each with its own directory and variables, brought into this one.

Mirrors ``loader/include.go`` of compose-go: in the newest, what a file says itself goes on top of what it includes.
"""

from __future__ import annotations

import posixpath
from typing import Any

from ctxsize.golang import paths
from ctxsize.project.compose import variables
from ctxsize.project.compose.canonical import REMOTE
from ctxsize.project.compose.document import Path
from ctxsize.project.compose.merge import Merge, reset
from ctxsize.project.compose.schema import TOP, is_text
from ctxsize.project.compose.scope import Scope
from ctxsize.project.compose.sections import Section, Shown
from ctxsize.project.definition import Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Protocol

    from ctxsize.project.files import Files

    class Loads(Protocol):
        """Loads files; see :class:`ctxsize.project.compose.load.Loader`."""

        def model(self, files: Sequence[str], scope: Scope, chain: tuple[str, ...] = (), /) -> Section:
            """Return what files say together."""


_DEEPEST = 30


class Include:
    """Applies ``include``; ``loader`` loads the included files."""

    def __init__(self, loader: Loads, files: Files, merge: Merge, shown: Shown) -> None:
        """Keep what is needed to load."""
        self._loader = loader
        self._files = files
        self._merge = merge
        self._shown = shown

    def apply(self, model: Section, resets: tuple[Path, ...], scope: Scope, chain: tuple[str, ...]) -> None:
        """Bring in what a document includes; ``chain`` are the files that led here, its own last."""
        if "include" not in model:
            return
        place = model.places["include"]
        entries = model.pop("include")
        if entries is None:
            return
        if not isinstance(entries, list):
            raise self._shown.refusal(place, "include must be a list.")
        if len(chain) > _DEEPEST:
            raise self._shown.refusal(place, f"files include each other more than {_DEEPEST} levels deep.")
        for entry in entries:
            self._bring(entry, model, resets, scope, chain, place)

    def _bring(
        self,
        entry: Any,  # noqa: ANN401 (any value of YAML)
        model: Section,
        resets: tuple[Path, ...],
        scope: Scope,
        chain: tuple[str, ...],
        place: Origin,
    ) -> None:
        files, directory, env_files = self._read(entry, place)
        if not files:
            return
        located = [paths.join(scope.files, file) if not file.startswith("/") else file for file in files]
        if located[0] in chain:
            circle = " → ".join(self._shown.file(file) for file in (*chain, located[0]))
            raise self._shown.refusal(place, f"files include each other in a circle: {circle}.")
        inner = self._scope(located[0], directory, env_files, scope, place)
        self._import(self._loader.model(located, inner, chain), model, resets, place)

    def _read(self, entry: Any, place: Origin) -> tuple[list[str], str, list[str]]:  # noqa: ANN401 (any value of YAML)
        """Return the paths, the project directory (empty for none) and the files of variables of an entry."""
        keys = Section.of(place, path=entry) if is_text(entry) else entry
        wrong = self._shown.refusal(place, "each entry of include must be a path, or a mapping with a path.")
        if not isinstance(keys, Section):
            raise wrong
        files, env_files = _texts(keys.get("path")), _texts(keys.get("env_file"))
        directory: object = keys.get("project_directory") or ""
        if files is None or env_files is None or not is_text(directory):
            raise wrong
        for file in files:
            refuse_remote(file, self._shown, place)
        return files, directory, env_files

    def _scope(self, first: str, directory: str, env_files: list[str], scope: Scope, place: Origin) -> Scope:
        if not directory:
            found = files = posixpath.dirname(first)
        elif directory.startswith("/"):
            found = files = directory
        else:
            files = paths.join(scope.base, directory)
            found = paths.join(scope.files, directory)
            # One that is not there stands for the directory that it would be in.
            found = found if self._files.is_dir(found) else paths.join(scope.files, posixpath.dirname(directory))
        relative = posixpath.relpath(found, scope.files)
        environment = dict(scope.environment)
        for name, value in self._variables(files, env_files, scope, place).items():
            environment.setdefault(name, value)
        return Scope(
            directory=found if directory.startswith("/") else paths.join(scope.directory, relative),
            files=files,
            base=found if directory.startswith("/") else paths.join(scope.lookup("PWD") or "/", relative),
            home=scope.home,
            environment=environment,
        )

    def _variables(self, directory: str, env_files: list[str], scope: Scope, place: Origin) -> dict[str, str]:
        files = []
        for file in env_files:
            path = file if file.startswith("/") else paths.join(scope.base, file)
            if file == "/dev/null":
                continue
            if not self._files.exists(path):
                raise self._shown.refusal(place, f"no such env_file: {self._shown.file(path)}.")
            files.append(path)
        default = paths.join(directory, ".env")
        if not env_files and self._files.exists(default) and not self._files.is_dir(default):
            files = [default]
        return variables.read(files, scope.environment, self._files, self._shown)

    def _import(self, brought: Section, model: Section, resets: tuple[Path, ...], place: Origin) -> None:
        for key in TOP[3:]:
            source = brought.get(key)
            if not isinstance(source, Section):
                continue
            if key not in model:
                model.put(key, Section(), place)
            target = model[key]
            if not isinstance(target, Section):
                raise self._shown.refusal(model.places[key], f"{key} must be a mapping.")
            for name, value in source.items():
                own = target.get(name)
                if name not in target:
                    target.put(name, value, source.places[name])
                elif isinstance(value, Section) and isinstance(own, Section):
                    reset(Section.of(place, **{key: Section.of(place, **{name: value})}), resets)
                    target[name] = self._merge.services(value, own, f"{key}.{name}")
                elif own is None:
                    target.put(name, value, source.places[name])
                elif value is not None:
                    raise self._shown.refusal(target.places[name], f"{key}.{name} must be a mapping.")


def _texts(value: Any) -> list[str] | None:  # noqa: ANN401 (any value of YAML)
    entries = [] if value is None else [value] if is_text(value) else value
    return entries if isinstance(entries, list) and all(map(is_text, entries)) else None


def refuse_remote(file: str, shown: Shown, place: Origin) -> None:
    """Refuse a file that Compose would fetch."""
    if file.startswith((*REMOTE, "oci://")):
        raise shown.refusal(place, "this names a remote file. ctxsize fetches nothing, so the project is not analyzed.")
