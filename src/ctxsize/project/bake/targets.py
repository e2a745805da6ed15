"""Groups and targets as Bake merges them: of several files, of parents, and with ``--set`` (its ``bake`` package)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ctxsize.errors import ProjectError, UsageError
from ctxsize.golang.paths import matches
from ctxsize.project.bake.overrides import Override, applied
from ctxsize.project.bake.problem import BakeError, Place
from ctxsize.project.bake.values import Value
from ctxsize.record import Record

_REPLACED = ("context", "default-context", "dockerfile", "dockerfile-inline", "target", "platforms")
_DEEPEST = 50


class Target(Record):
    """A target: the values of its arguments, of which none is null, and the targets whose arguments it takes over."""

    name: str
    arguments: dict[str, Value]
    inherits: tuple[str, ...]
    place: Place

    def merged(self, other: Target) -> Target:
        """Return this target with what another one sets on top."""
        arguments = {**self.arguments}
        for name in _REPLACED:
            if name in other.arguments and not other.arguments[name].is_null:
                arguments[name] = other.arguments[name]
        for name in ("args", "contexts"):
            if name in other.arguments:
                arguments[name] = _merged_map(arguments.get(name), other.arguments[name])
        return Target(self.name, arguments, (*self.inherits, *other.inherits), self.place)


def _merged_map(base: Value | None, top: Value) -> Value:
    if not top.is_present:
        return base if base is not None and top.is_null else top
    if base is not None and base.is_present:
        content = {**base.content, **{name: part for name, part in top.content.items() if not part.is_null}}
    else:
        content = {name: part for name, part in top.content.items() if not part.is_null}
    return Value(top.kind, dict(sorted(content.items())))


class Group(Record):
    """A group: the names of its targets and groups, each once."""

    name: str
    targets: tuple[str, ...]


class Config:
    """All groups and targets, in the order of the files."""

    def __init__(self, groups: Sequence[Group], targets: Iterable[Target]) -> None:
        # The first group of a name is the one that counts.
        self.groups = {group.name: group for group in reversed(groups)}
        self.group_order = tuple(dict.fromkeys(group.name for group in groups))
        self.targets: dict[str, Target] = {}
        for target in targets:
            known = self.targets.get(target.name)
            self.targets[target.name] = target if known is None else known.merged(target)

    def names(self, pattern: str) -> list[str]:
        """Return the groups and targets that a name on the command line stands for; raises UsageError for none."""
        if not any(char in pattern for char in "*?[]"):
            return [pattern]
        found = [name for name in (*self.group_order, *self.targets) if matches(pattern, name)]
        if not found:
            raise UsageError(f'No target is called "{pattern}". {self._known()}')
        return found

    def members(self, name: str) -> list[str]:
        """Return the targets that a group stands for, through other groups, or the name itself if it is not a group."""
        return list(dict.fromkeys(self._members(name, {}, 0)))

    def _members(self, name: str, visited: dict[str, list[str]], depth: int) -> list[str]:
        if name in visited:
            return visited[name]
        group = self.groups.get(name)
        if group is None:
            return [name]
        if depth > _DEEPEST:
            raise ProjectError(f'Groups are nested more than {_DEEPEST} deep at "{name}".')
        visited[name] = []
        found: list[str] = []
        for member in group.targets:
            # A group that holds itself, or nothing, stands for a target of its name, which there hardly is.
            found += self._members(member, visited, depth + 1) or [member]
        visited[name] = list(dict.fromkeys(found))
        return visited[name]

    def resolved(self, name: str, overrides: Mapping[str, Sequence[Override]]) -> Target:
        """Return a target with all that it takes over; raises ProjectError where it, or a parent, is not there."""
        found = self._resolved(name, {}, overrides, 0)
        assert found is not None  # noqa: S101 (only a circle of parents gives nothing, and none is open here)
        return found

    def _resolved(
        self, name: str, visited: dict[str, Target | None], overrides: Mapping[str, Sequence[Override]], depth: int
    ) -> Target | None:
        if name in visited:
            return visited[name]
        visited[name] = None
        target = self.targets.get(name)
        if target is None:
            raise ProjectError(f'There is no target "{name}". {self._known()}')
        if depth > _DEEPEST:
            raise BakeError(f"Targets inherit from each other more than {_DEEPEST} deep here.", target.place)
        merged = Target(name, {}, (), target.place)
        for parent in target.inherits:
            found = self._resolved(parent, visited, overrides, depth + 1)
            if found is not None:
                merged = merged.merged(found)
        arguments = applied(merged.merged(target).arguments, overrides.get(name, ()))
        visited[name] = resolved = Target(name, arguments, (), target.place)
        return resolved

    def _known(self) -> str:
        names = [*self.group_order, *self.targets]
        if not names:
            return "The files define none."
        return f"There are {', '.join(names[:20])}{' and others' if len(names) > 20 else ''}."  # noqa: PLR2004 (a line)
