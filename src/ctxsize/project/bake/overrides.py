"""``--set TARGET.KEY=VALUE``: what the command line changes in targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ctxsize.errors import UsageError
from ctxsize.golang.paths import BadPatternError, match
from ctxsize.golang.text import parse_bool
from ctxsize.project.bake import values
from ctxsize.project.bake.kinds import TEXT
from ctxsize.project.bake.values import Value
from ctxsize.record import Record

_TEXTS = frozenset({"context", "dockerfile", "target"})
_TRUTHS = frozenset({"no-cache", "pull", "push", "load"})
_NAMED = frozenset({"args", "contexts", "labels", "extra-hosts", "secret", "resources"})
_OTHERS = frozenset(
    [
        "output",
        "cache-to",
        "cache-from",
        "tags",
        "secrets",
        "ssh",
        "attest",
        "entitlements",
        "network",
        "annotations",
        "policy",
        "call",
        "no-cache-filter",
        "shm-size",
        "ulimits",
    ]
)
# Of these every value counts, of others the last.
_LISTS = frozenset(
    [
        "output",
        "cache-to",
        "cache-from",
        "tags",
        "platform",
        "secrets",
        "ssh",
        "attest",
        "entitlements",
        "network",
        "annotations",
        "policy",
    ]
)


class Override(Record):
    """One change: the key with its name (``args.VERSION``), the values given for it, and whether they are appended."""

    key: str
    given: tuple[str, ...]
    append: bool


def read(changes: Iterable[str], targets: Iterable[str], environment: Mapping[str, str]) -> dict[str, list[Override]]:
    """Return the changes by target; raises UsageError for one that has not the form, or fits no target."""
    known = list(targets)
    found: dict[str, dict[str, Override]] = {}
    for change in changes:
        left, equals, value = change.partition("=")
        append = left.endswith("+")
        name, _, key = left.removesuffix("+").partition(".")
        first = key.partition(".")[0]
        if not key or (not equals and first != "args"):
            raise UsageError(f'"{change}" is not of the form TARGET.KEY=VALUE.')
        if first in _NAMED and "." not in key:
            raise UsageError(f'"{change}" needs a name: TARGET.{first}.NAME=VALUE.')
        for target in _targets(name, known):
            before = found.setdefault(target, {}).get(key)
            given = value if equals else environment.get(key.partition(".")[2])
            if given is None:
                # An arg that the environment lacks stays as it is.
                continue
            earlier = before.given if before and first in _LISTS else ()
            found[target][key] = Override(key, (*earlier, given), append)
    return {target: list(changed.values()) for target, changed in found.items()}


def _targets(pattern: str, known: Sequence[str]) -> list[str]:
    if pattern in known:
        return [pattern]
    try:
        found = [name for name in known if match(pattern, name)]
    except BadPatternError as error:
        raise UsageError(f'"{pattern}" is not a pattern.') from error
    if not found:
        raise UsageError(f'No target is called "{pattern}". There are {", ".join(known[:20]) or "none"}.')
    return found


def applied(arguments: Mapping[str, Value], overrides: Sequence[Override]) -> dict[str, Value]:
    """Return a target's arguments with the changes made; raises UsageError for a key that Bake does not know."""
    changed = dict(arguments)
    for override in overrides:
        key, _, name = override.key.partition(".")
        last = override.given[-1] if override.given else ""
        if key in _TEXTS:
            changed[key] = values.text(last)
        elif key in {"args", "contexts"}:
            base = changed.get(key)
            content = base.content if base is not None and base.is_present else {}
            changed[key] = values.map_of({**content, name: values.text(last)}, TEXT)
        elif key == "platform":
            base = changed.get("platforms")
            kept = base.parts() if override.append and base is not None and base.is_present else []
            changed["platforms"] = values.list_of([*kept, *map(values.text, override.given)], TEXT)
        elif key in _TRUTHS and parse_bool(last) is None:
            raise UsageError(f'"{key}" is true or false, not "{last}".')
        elif key not in _TRUTHS | _OTHERS | _NAMED:
            raise UsageError(f'There is no key "{key}" to set.')
    return changed
