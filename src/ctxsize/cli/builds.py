"""``--builds``: the builds that a repository defines, listed and not analyzed."""

from __future__ import annotations

import os
import shlex
import sys

from ctxsize.display.escaping import printable
from ctxsize.errors import CtxsizeError
from ctxsize.project.definition import Unknown
from ctxsize.project.repository import Choice, compose_file_above, defined_builds
from ctxsize.report.json import SCHEMA_VERSION, dump

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxsize.cli.options import Options
    from ctxsize.project.definition import BuildDefinition

_HEAD = ("build", "context", "Dockerfile", "defined in")


def write_builds(options: Options, *, as_json: bool) -> None:
    """List the builds on standard output; paths are relative to the working directory.

    Raises:
        CtxsizeError: as :func:`ctxsize.project.repository.defined_builds`.

    """
    builds = defined_builds(options.paths or (".",), choice(options))
    here = os.getcwd()
    if as_json:
        rows = [build.as_dict(here) for build in builds]
        dump({"schema_version": SCHEMA_VERSION, "kind": "definitions", "builds": rows}, sys.stdout)
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(builds, here))
        directory = options.paths[0] if options.paths else "."
        above = compose_file_above(directory) if os.path.isdir(directory) else None
        if above is not None:
            named = printable(os.path.normpath(os.path.join(directory, above)))
            sys.stdout.write(
                f"\n{named} is above this directory. Name it to list its builds: ctxsize --builds {named}\n"
            )


def advice(paths: Sequence[str]) -> str:
    """Return what to type for one of the builds that these files define."""
    names = " ".join(printable(path) for path in paths)
    if any(map(os.path.isdir, paths)):
        return f"{names}: ctxsize takes one directory as argument, or one or more Compose or Bake files."
    try:
        builds = [build for build in defined_builds(paths) if build.default or build.linked]
    except CtxsizeError as error:
        return f"{names}: not a directory, and it defines no builds: {error}"
    local = [build for build in builds if isinstance(build.context, str) and build.context.startswith("/")]
    if not local:
        return f"{names}: no build with a local context is defined here. Name the directory that docker build is given."
    shown = local[0].as_dict(os.getcwd())
    words = ["ctxsize", shown["context"]]
    if shown.get("dockerfile"):
        words += ["-f", shown["dockerfile"]]
    if shown.get("target"):
        words += ["--target", shown["target"]]
    command = printable(" ".join(map(shlex.quote, words)))
    return f"{names}: analyze one of its {len(builds)} builds by its context: {command}. --builds lists them."


def choice(options: Options) -> Choice:
    """Return what the options choose of the definitions."""
    return Choice(
        profiles=options.profile,
        services=options.service,
        env_files=options.env_file,
        project_directory=options.project_directory,
        bake_targets=options.bake_target,
        overrides=options.overrides,
    )


def _lines(builds: Sequence[BuildDefinition], here: str) -> Iterator[str]:
    if not builds:
        yield "No builds are defined here: no Compose file, no Bake file and no Dockerfile."
        return
    rows = [_HEAD, *(_row(build, here) for build in builds)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    for row in rows:
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
    off = [build for build in builds if not build.default and not build.linked]
    guessed = [build for build in builds if build.guess is not None]
    yield ""
    yield f"{len(builds)} {'build' if len(builds) == 1 else 'builds'}"
    for build in off:
        profiles = ", ".join(map(printable, build.profiles))
        why = f"behind profile {profiles}" if profiles else "not in the default group"
        yield f"  {printable(build.name)}: {why}"
    for build in guessed:
        yield f"  {printable(build.name)}: context guessed, because {build.guess}"


def _row(build: BuildDefinition, here: str) -> tuple[str, ...]:
    shown = build.as_dict(here)
    inline = isinstance(build.inline, Unknown) or build.inline is not None
    origin = shown["origin"]
    cells = (
        build.name,
        shown.get("context") or "(known at build time only)",
        "(inline)" if inline else shown.get("dockerfile") or "(known at build time only)",
        f"{origin['file']}:{origin['line']}" if origin["line"] else origin["file"],
    )
    return tuple(printable(cell) for cell in cells)
