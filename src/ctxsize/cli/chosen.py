"""Which builds a run is for: those of the command line, of the repository's files, and of its configuration."""

from __future__ import annotations

import os
import sys

from ctxsize.build.inputs import DOCKERFILE, context_root
from ctxsize.cli.builds import choice
from ctxsize.cli.conflicts import OF_ONE_BUILD, refuse_one_build
from ctxsize.cli.options import Options
from ctxsize.config.read import load
from ctxsize.display.escaping import printable
from ctxsize.errors import ProjectError, UsageError
from ctxsize.project.definition import BuildDefinition, Origin
from ctxsize.project.repository import as_asked, defined_builds
from ctxsize.record import Record
from ctxsize.rules.selection import Selection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxsize.config.settings import Config

PLAIN = "docker build"
"""What the build of ``docker build PATH`` is called where no file defines it so."""


class Repository(Record):
    """The builds of a run, and what they have in common.

    ``top`` is the directory by which they are named: PATH, or the working directory where PATH are files. ``plain`` is the
    definition of ``docker build PATH``, which alone is held to limits unless all builds were asked for.
    """

    given: Options
    config: Config
    top: str
    definitions: tuple[BuildDefinition, ...]
    plain: BuildDefinition | None = None

    @property
    def selection(self) -> Selection:
        """Which rules count."""
        given, config = self.given, self.config
        return Selection.of(given.select or config.select, (*config.ignore, *given.ignore), config.path_ignores)


def read_repository(given: Options) -> Repository:
    """Return the builds that the command line asks for.

    Raises:
        CtxsizeError: as :func:`ctxsize.project.repository.defined_builds`, or for a wrong configuration.

    """
    files = [path for path in given.paths if os.path.isfile(path)]
    if files:
        refuse_one_build([name for name in OF_ONE_BUILD if getattr(given, name)], f"{printable(files[0])}")
    paths = given.paths or (".",)
    if not files:
        context_root(paths[0])
    top = os.getcwd() if files else os.path.realpath(paths[0])
    config = load(os.path.dirname(os.path.realpath(files[0])) if files else top, given.config)
    try:
        definitions = defined_builds(paths, choice(given))
    except ProjectError as error:
        if not files:
            raise
        names = " ".join(map(printable, files))
        raise UsageError(f"{names}: not a directory, and it defines no builds: {error}") from error
    chosen = given.replace(all_builds=False).chooses_defined
    if not files:
        definitions = as_asked(definitions, paths[0])
    if not chosen:
        definitions = with_configured(definitions, config.builds)
    if not definitions:
        raise UsageError(
            f"{printable(' '.join(paths))}: no builds are defined here: no Compose file, no Bake file and no Dockerfile. "
            "Name the directory that docker build is given."
        )
    return Repository(given=given, config=config, top=top, definitions=definitions)


def with_configured(
    definitions: Sequence[BuildDefinition], configured: Sequence[BuildDefinition]
) -> tuple[BuildDefinition, ...]:
    """Return definitions with those of the configuration, which go before what was guessed of the same Dockerfile."""
    stated = {os.path.realpath(str(_dockerfile(one))) for one in configured}
    known = [one for one in definitions if one.guess is None or os.path.realpath(str(one.dockerfile)) not in stated]
    return (*known, *configured)


def _dockerfile(one: BuildDefinition) -> object:
    return one.dockerfile or f"{one.context}/Dockerfile"


def several(given: Options) -> Repository | None:
    """Return the builds of a directory, of which those of ``docker build PATH`` alone are held to limits.

    ``None`` if there is no more than that one, or if Compose or Bake refuses a file, which is said on standard error.
    """
    try:
        repository = read_repository(given)
    except ProjectError as error:
        sys.stderr.write(f"ctxsize: the builds that files define are not shown: {error}\n")
        return None
    except UsageError:
        return None
    plain = _plain(repository)
    if plain is None:
        return repository
    others = [one for one in repository.definitions if one is not plain]
    if not others or (plain.name == PLAIN and len(others) == 1):
        return None
    definitions = repository.definitions if plain in repository.definitions else (*repository.definitions, plain)
    return repository.replace(definitions=definitions, plain=plain)


def _plain(repository: Repository) -> BuildDefinition | None:
    """Return the definition of ``docker build PATH``; ``None`` if there is no Dockerfile for it."""
    names = [os.path.join(repository.top, name) for name in (DOCKERFILE, DOCKERFILE.lower())]
    dockerfile = next((name for name in names if os.path.isfile(name)), None)
    if dockerfile is None:
        return None
    plain = BuildDefinition(name=PLAIN, origin=Origin(dockerfile, 1), context=repository.top, dockerfile=dockerfile)
    for one in repository.definitions:
        same = one.replace(
            name=plain.name, origin=plain.origin, dockerfile=one.dockerfile or dockerfile, profiles=(), default=True
        )
        if same == plain:
            return one
    return plain
