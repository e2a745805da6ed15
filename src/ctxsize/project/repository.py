"""All builds that a repository defines, or that some of its files do: Compose, Bake, and Dockerfiles on their own."""

from __future__ import annotations

import os

from ctxsize.display.escaping import printable
from ctxsize.errors import CtxsizeError, UsageError
from ctxsize.project.bake import bake_builds
from ctxsize.project.bake.reading import DEFAULT_FILES, is_compose_name
from ctxsize.project.compose import compose_builds
from ctxsize.project.compose.setting import NAMES as COMPOSE_FILES
from ctxsize.project.files import DiskFiles
from ctxsize.project.lone import lone_builds
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ctxsize.project.definition import BuildDefinition

_ALL_PROFILES = "*"


class Choice(Record):
    """What is chosen of the definitions, as the options of ``docker compose`` and ``docker buildx bake`` do."""

    profiles: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    env_files: tuple[str, ...] = ()
    project_directory: str | None = None
    bake_targets: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()

    @property
    def compose_options(self) -> list[str]:
        """The options given that only Compose has."""
        given = {
            "--profile": self.profiles,
            "--service": self.services,
            "--env-file": self.env_files,
            "--project-directory": self.project_directory,
        }
        return [name for name, value in given.items() if value]

    @property
    def bake_options(self) -> list[str]:
        """The options given that only Bake has."""
        return [name for name, value in {"--bake-target": self.bake_targets, "--set": self.overrides}.items() if value]


def defined_builds(
    paths: Sequence[str] = (".",), choice: Choice | None = None, *, env: Mapping[str, str] | None = None
) -> tuple[BuildDefinition, ...]:
    """Return the builds that files define together, or all that a directory does.

    Several files are merged as Compose merges them; with a Bake file among them, as Bake does, whose paths are relative to
    the working directory. Of a directory the Compose file, the Bake files and all Dockerfiles count that neither names.

    Args:
        paths: one directory, or files.
        choice: which of them; without one, those that a tool builds by itself, and of a directory all, each with whether
            its tool builds it by itself (``default``).
        env: the environment; that of this process if not given.

    Raises:
        UsageError: where something is not there, or an option has no effect.
        ProjectError: where Compose or Bake refuses the files.
        UnreadableError: for a file that is too large, or may not be read.

    """
    choice = choice or Choice()
    environment = os.environ if env is None else env
    directories = [path for path in paths if os.path.isdir(path)]
    if not directories:
        return _of_files(paths, choice, environment)
    if len(paths) > 1:
        raise UsageError(
            f"{printable(directories[0])} is a directory. Name one directory, or one or more Compose or Bake files."
        )
    return _of_directory(directories[0], choice, environment)


def as_asked(builds: Iterable[BuildDefinition], directory: str) -> tuple[BuildDefinition, ...]:
    """Return builds without the guess for the one of ``docker build DIRECTORY``: who names the context says what it is."""
    root = os.path.abspath(directory)
    plain = {os.path.join(root, name) for name in ("Dockerfile", "dockerfile")}
    return tuple(
        build.replace(guess=None)
        if build.guess is not None and build.context == root and build.dockerfile in plain
        else build
        for build in builds
    )


def compose_file_above(directory: str) -> str | None:
    """Return the Compose file that Compose would find above a directory that has none itself, relative to that directory."""
    at, way = os.path.abspath(directory), ""
    disk = DiskFiles()
    while at != "/":
        found = next((name for name in COMPOSE_FILES if disk.exists(f"{at}/{name}")), None)
        if found is not None:
            return f"{way}{found}" if way else None
        at, way = os.path.dirname(at), f"../{way}"
    return None


def _of_files(files: Sequence[str], choice: Choice, env: Mapping[str, str]) -> tuple[BuildDefinition, ...]:
    if any(_is_bake(file) for file in files):
        _refuse(choice.compose_options, "for Compose files, and a Bake file is among the paths")
        return bake_builds(files, cwd=os.getcwd(), env=env, targets=choice.bake_targets, overrides=choice.overrides)
    _refuse(choice.bake_options, "for Bake files, and the paths are Compose files")
    return _compose(os.getcwd(), choice, env, files=files)


def _is_bake(file: str) -> bool:
    """Whether Bake alone reads a file; where the name does not tell, whatever is not YAML."""
    told = is_compose_name(file)
    if told is not None:
        return not told
    data = DiskFiles().read(os.path.abspath(file)) or b""
    return b"services" not in data


def _of_directory(directory: str, choice: Choice, env: Mapping[str, str]) -> tuple[BuildDefinition, ...]:
    disk = DiskFiles()

    def has(names: Sequence[str]) -> bool:
        return any(disk.exists(os.path.join(os.path.abspath(directory), name)) for name in names)

    composed = has(COMPOSE_FILES)
    baked = has([name for name in DEFAULT_FILES if not is_compose_name(name)])
    if not composed:
        _refuse(choice.compose_options, f"for Compose files, and {printable(directory)} has none")
    if not baked:
        _refuse(choice.bake_options, f"for Bake files, and {printable(directory)} has none")
    builds: list[BuildDefinition] = []
    if composed:
        builds += _compose(directory, choice, env)
    if baked:
        found = bake_builds(cwd=directory, env=env, targets=choice.bake_targets, overrides=choice.overrides, every=True)
        builds += [build for build in found if not any(_same(build, other) for other in builds)]
    if not (choice.compose_options or choice.bake_options):
        named = {str(build.dockerfile) for build in builds} | {
            f"{build.context}/Dockerfile" for build in builds if build.dockerfile is None and build.inline is None
        }
        builds += lone_builds(directory, known=named)
    return tuple(builds)


def _compose(
    directory: str, choice: Choice, env: Mapping[str, str], files: Sequence[str] = ()
) -> tuple[BuildDefinition, ...]:
    """Return the builds of a Compose project; of a directory, where nothing is chosen, those behind profiles as well."""

    def builds(profiles: Sequence[str]) -> tuple[BuildDefinition, ...]:
        return compose_builds(
            files,
            cwd=directory,
            env=env,
            profiles=profiles,
            services=choice.services,
            env_files=choice.env_files,
            project_directory=choice.project_directory,
        )

    if files or choice.profiles or choice.services:
        return builds(choice.profiles)
    active = builds(())
    try:
        return builds((_ALL_PROFILES,))
    except CtxsizeError:
        # A service behind a profile may name another that is not there: Compose refuses that only with the profile on.
        return active


def _same(one: BuildDefinition, other: BuildDefinition) -> bool:
    """Whether two definitions are the same build, once from Compose and once from Bake, which reads Compose files, too."""
    shared = other.replace(
        name=one.name, origin=one.origin, profiles=one.profiles, platform=one.platform, default=one.default
    )
    contexts = tuple((name, str(place).replace("service:", "target:", 1)) for name, place in one.contexts)
    return one.name.replace(".", "_") == other.name and one.replace(contexts=contexts) == shared


def _refuse(options: Sequence[str], why: str) -> None:
    if options:
        raise UsageError(f"{options[0]} is {why}. Leave it out.")
