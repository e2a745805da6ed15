"""Services as builds: the last defaults, args out of the environment, and paths joined."""

from __future__ import annotations

from ctxsize.golang import paths
from ctxsize.project.compose.canonical import REMOTE, SERVICE
from ctxsize.project.compose.scalars import go_text
from ctxsize.project.compose.sections import Section
from ctxsize.project.compose.services import Service
from ctxsize.project.definition import BuildDefinition

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.project.compose.scope import Scope

_DEFAULT_DOCKERFILE = "Dockerfile"
_EXTENSION = "x-"
_LOCAL = ("./", "../", "/", "~")


def definition(service: Service, build: Section, scope: Scope, *, active: bool, default: bool) -> BuildDefinition:
    """Return the build of a service; ``default`` is whether it is built when neither a service nor a profile is named.

    ``active`` is whether its profiles are on without its being named: Compose looks at platforms of active ones only.
    """
    context = _place(build["context"], scope)
    inline = build.get("dockerfile_inline")
    dockerfile = build.get("dockerfile")
    if dockerfile is None and inline is None:
        dockerfile = _DEFAULT_DOCKERFILE
    return BuildDefinition(
        name=service.name,
        origin=service.place,
        context=context,
        dockerfile=_joined(context, dockerfile) if dockerfile else None,
        inline=inline or None,
        target=build.get("target") or None,
        args=_args(build.get("args"), scope),
        contexts=tuple(
            (name, _place(value, scope)) for name, value in sorted((build.get("additional_contexts") or {}).items())
        ),
        platforms=tuple(build.get("platforms") or ()),
        platform=(service.keys.get("platform") or scope.lookup("DOCKER_DEFAULT_PLATFORM") or None) if active else None,
        profiles=service.profiles,
        default=default,
    )


def _place(context: str, scope: Scope) -> str:
    """Return a context as the builder takes it: an empty one, and a path that looks like a URL, from where it runs."""
    remote = context.startswith((SERVICE, *REMOTE)) or ("://" in context and not context.startswith(_LOCAL))
    if remote:
        return context
    return paths.clean(context) if context.startswith("/") else paths.join(scope.lookup("PWD") or "/", context)


def _joined(context: str, dockerfile: str) -> str:
    if not context.startswith("/"):
        return dockerfile
    return paths.clean(dockerfile) if dockerfile.startswith("/") else paths.join(context, dockerfile)


def _text(value: object) -> str | None:
    return None if value is None else go_text(value)


def _args(args: object, scope: Scope) -> tuple[tuple[str, str], ...]:
    """Return args by name; one without a value takes the environment's, and is dropped where there is none."""
    values: dict[str, str | None] = {}
    if isinstance(args, Section):
        # In a mapping Compose takes a name with ``x-`` for an extension, here as everywhere.
        values = {name: _text(value) for name, value in args.items() if not name.startswith(_EXTENSION)}
    for entry in args if isinstance(args, list) else ():
        name, given, value = entry.partition("=")
        values[name] = value if given else None
    known = {name: scope.lookup(name) if value is None else value for name, value in values.items()}
    return tuple(sorted((name, value) for name, value in known.items() if value is not None))
