"""The targets that a call of Bake builds, as builds: which they are, which are linked, and where their paths lead."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.dockerfile.stages.platform import Platform, platform_of
from ctxsize.dockerfile.stages.remotes import git_of, is_http
from ctxsize.golang import paths
from ctxsize.project.bake.overrides import Override
from ctxsize.project.bake.problem import BakeError
from ctxsize.project.bake.targets import Config, Target
from ctxsize.project.bake.values import Value
from ctxsize.project.definition import BuildDefinition, Origin, Unknown

_TARGET: Final = "target:"
_CWD: Final = "cwd://"
_EPOCH: Final = "SOURCE_DATE_EPOCH"
_SOME_PLATFORM: Final = Platform(system="linux", machine="amd64")
_DEEPEST: Final = 50
_UNKNOWN: Final = Unknown("it is known only when Bake runs")


class Selection:
    """The targets of a call with what they link to; raises ProjectError or UsageError where Bake refuses."""

    def __init__(self, config: Config, overrides: Mapping[str, Sequence[Override]]) -> None:
        self.chosen: dict[str, Target] = {}
        self.linked: dict[str, Target] = {}
        self._config = config
        self._overrides = overrides

    def choose(self, names: Sequence[str]) -> None:
        """Take the targets that names and patterns on the command line stand for."""
        patterns = [name.replace(".", "_") for name in names] or ["default"]
        wanted = dict.fromkeys(name for pattern in patterns for name in self._config.names(pattern))
        for name in dict.fromkeys(member for each in wanted for member in self._config.members(each)):
            self.chosen[name] = self._config.resolved(name, self._overrides)
        for name, target in list(self.chosen.items()):
            self._link(name, target, ())

    def _link(self, name: str, target: Target, path: tuple[str, ...]) -> None:
        if len(path) > _DEEPEST:
            raise BakeError(f"Targets link to each other more than {_DEEPEST} deep here.", target.place)
        path = (*path, name)
        for other in _links(target):
            if other == name or other in path:
                raise BakeError(f'The contexts of "{name}" lead back to "{other}".', target.place)
            found = self.chosen.get(other) or self.linked.get(other)
            if found is None:
                found = self._config.resolved(other, self._overrides)
                self.linked[other] = found
            self._link(other, found, path)
            ours, theirs = platforms(target), platforms(found)
            if len(ours) > 1 and len(theirs) > 1 and not set(ours) <= set(theirs):
                message = f'"{name}" is built for platforms for which "{other}", a context of it, is not.'
                raise BakeError(message, target.place)


def _links(target: Target) -> list[str]:
    contexts = target.arguments.get("contexts")
    found = contexts.content.values() if contexts is not None and contexts.is_present else ()
    texts = [part.content for part in found if part.is_present]
    return list(dict.fromkeys(text.removeprefix(_TARGET) for text in texts if text.startswith(_TARGET)))


def platforms(target: Target) -> list[str | Unknown]:
    """Return a target's platforms, each once and without empty ones."""
    found = target.arguments.get("platforms")
    if found is None or found.is_null:
        return []
    if not found.is_known:
        return [_UNKNOWN]
    return [each for each in dict.fromkeys(map(_text, found.parts())) if each]


def _text(value: Value) -> str | Unknown:
    return value.content if value.is_known else _UNKNOWN


def definitions(
    selection: Selection, default: set[str], cwd: str, environment: Mapping[str, str]
) -> list[BuildDefinition]:
    """Return the builds, sorted by name; ``default`` are the names that Bake builds when it is given none."""
    everything = {**selection.linked, **selection.chosen}
    return [
        _definition(everything[name], cwd, environment, linked=name in selection.linked, default=name in default)
        for name in sorted(everything)
    ]


def _definition(
    target: Target, cwd: str, environment: Mapping[str, str], *, linked: bool, default: bool
) -> BuildDefinition:
    _check_platforms(target)
    context = _context(target, cwd)
    inline = target.arguments.get("dockerfile-inline")
    known = inline is not None and not inline.is_null and inline.content != ""
    return BuildDefinition(
        name=target.name,
        origin=Origin(
            paths.join(cwd, target.place.file) if target.place.file[:1] != "/" else target.place.file, target.place.line
        ),
        context=context,
        dockerfile=_dockerfile(target, context, cwd),
        inline=_text(inline) if inline is not None and known else None,
        target=_optional(target, "target"),
        args=_args(target, environment),
        contexts=tuple((name, _named(value, cwd)) for name, value in _pairs(target, "contexts") if value != ""),
        platforms=tuple(platforms(target)),
        linked=linked,
        default=default,
    )


def _optional(target: Target, name: str) -> str | Unknown | None:
    value = target.arguments.get(name)
    return None if value is None or value.content in {None, ""} else _text(value)


def _pairs(target: Target, name: str) -> list[tuple[str, str | Unknown]]:
    found = target.arguments.get(name)
    if found is None or found.is_null:
        return []
    if not found.is_known:
        raise BakeError(f'The {name} of "{target.name}" are known only when Bake runs.', target.place)
    return [(key.content, _text(value)) for key, value in found.elements() if not value.is_null]


def _args(target: Target, environment: Mapping[str, str]) -> tuple[tuple[str, str | Unknown], ...]:
    found = dict(_pairs(target, "args"))
    # Bake hands this one on by itself, for builds that are the same whenever they run.
    if environment.get(_EPOCH):
        found.setdefault(_EPOCH, environment[_EPOCH])
    return tuple(sorted(found.items()))


def _check_platforms(target: Target) -> None:
    for each in platforms(target):
        for part in each.split(",") if isinstance(each, str) else ():
            if part.lower() == "local":
                continue
            try:
                platform_of(part, _SOME_PLATFORM)
            except RefusalError as error:
                raise BakeError(f'"{part}" is not a platform such as linux/amd64.', target.place) from error


def is_remote(source: str) -> bool:
    """Whether a context is fetched from elsewhere: a URL, or a git repository."""
    if is_http(source):
        return True
    if re.match(r"github\.com/[^/]+/[^/]", source):
        return True
    try:
        return git_of(source) is not None
    except RefusalError:
        return True


def _context(target: Target, cwd: str) -> str | Unknown:
    value = target.arguments.get("context") or target.arguments.get("default-context")
    if value is None or value.is_null:
        return cwd
    found = _text(value)
    if isinstance(found, Unknown):
        return found
    if found == "-":
        raise BakeError("Bake takes no context from standard input.", target.place)
    if not found.startswith(_CWD) and is_remote(found):
        return found
    return _absolute(found.removeprefix(_CWD), cwd)


def _dockerfile(target: Target, context: str | Unknown, cwd: str) -> str | Unknown:
    found = _optional(target, "dockerfile") or "Dockerfile"
    if isinstance(found, Unknown):
        return found
    if found == "-":
        raise BakeError("Bake takes no Dockerfile from standard input.", target.place)
    if found.startswith(_CWD):
        return _absolute(found.removeprefix(_CWD), cwd)
    if isinstance(context, Unknown):
        return found if found.startswith("/") else context
    return _absolute(found, context) if context.startswith("/") else paths.clean(found)


def _named(value: str | Unknown, cwd: str) -> str | Unknown:
    if isinstance(value, Unknown) or value.startswith((_TARGET, "docker-image:", "oci-layout:")):
        return value
    if not value.startswith(_CWD) and is_remote(value):
        return value
    return _absolute(value.removeprefix(_CWD), cwd)


def _absolute(path: str, base: str) -> str:
    return paths.clean(path) if path.startswith("/") else paths.join(base, path)
