"""The builds that a repository defines: out of Compose files, Bake files and lone Dockerfiles.

Importing this package loads none of the readers: each is loaded with its first use.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.project.bake import bake_builds as bake_builds
    from ctxsize.project.compose import compose_builds as compose_builds
    from ctxsize.project.definition import BuildDefinition as BuildDefinition
    from ctxsize.project.definition import Origin as Origin
    from ctxsize.project.definition import Unknown as Unknown
    from ctxsize.project.lone import lone_builds as lone_builds

# What is public, and the module that has it.
_PLACES = {
    "BuildDefinition": "definition",
    "Origin": "definition",
    "Unknown": "definition",
    "bake_builds": "bake",
    "compose_builds": "compose",
    "lone_builds": "lone",
}


def __getattr__(name: str) -> object:
    """Load what is asked for."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 (see the docstring of the package)

    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
