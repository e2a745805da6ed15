"""The `--name=value` words in front of an instruction's arguments (BuildKit's `instructions/bflag.go`)."""

from __future__ import annotations

from enum import Enum

from ctxsize.dockerfile.engine import Engine, Trait
from ctxsize.dockerfile.refusal import RefusalError, suggest
from ctxsize.dockerfile.traits import ADD_UNPACK, COPY_EXCLUDE, COPY_PARENTS, RUN_SECURITY
from ctxsize.golang.text import lower
from ctxsize.record import Record


class FlagKind(Enum):
    """What values a flag takes."""

    BOOL = "bool"
    TEXT = "text"
    LIST = "list"


_COMMON_COPY = {"chown": FlagKind.TEXT, "chmod": FlagKind.TEXT, "link": FlagKind.BOOL, "exclude": FlagKind.LIST}
_KNOWN: dict[str, dict[str, FlagKind]] = {
    "ADD": {**_COMMON_COPY, "keep-git-dir": FlagKind.BOOL, "checksum": FlagKind.TEXT, "unpack": FlagKind.BOOL},
    "COPY": {**_COMMON_COPY, "from": FlagKind.TEXT, "parents": FlagKind.BOOL},
    "FROM": {"platform": FlagKind.TEXT},
    "HEALTHCHECK": dict.fromkeys(("interval", "timeout", "start-period", "start-interval", "retries"), FlagKind.TEXT),
    "RUN": {"mount": FlagKind.LIST, "network": FlagKind.TEXT, "device": FlagKind.LIST, "security": FlagKind.TEXT},
}
_TRAITS: dict[tuple[str, str], Trait] = {
    ("ADD", "exclude"): COPY_EXCLUDE,
    ("ADD", "unpack"): ADD_UNPACK,
    ("COPY", "exclude"): COPY_EXCLUDE,
    ("COPY", "parents"): COPY_PARENTS,
    ("RUN", "security"): RUN_SECURITY,
}
"""The flags that not every front end takes."""


class Flags(Record):
    """The flags of one instruction: for each one used, its values in order. A switch has `true` or `false`."""

    values: dict[str, tuple[str, ...]]

    def text(self, name: str) -> str:
        """Return the flag's value, empty when it was not used."""
        return self.values.get(name, ("",))[0]

    def all(self, name: str) -> tuple[str, ...]:
        """Return all values of a flag that may be used more than once."""
        return self.values.get(name, ())

    def on(self, name: str) -> bool:
        """Return whether a switch was used and is not `false`."""
        return self.text(name) == "true"


def read_flags(keyword: str, words: tuple[str, ...], engine: Engine) -> Flags:
    """Return an instruction's flags; raises RefusalError for an unknown one, a second one, a missing or a wrong value."""
    known = _KNOWN.get(keyword, {})
    values: dict[str, tuple[str, ...]] = {}
    for word in words:
        written, equals, value = word.partition("=")
        name = written[2:]
        kind = known.get(name)
        trait = _TRAITS.get((keyword, name))
        if kind is None or (trait is not None and not engine.has(trait)):
            raise _unknown(keyword, written, name, engine)
        if name in values and kind is not FlagKind.LIST:
            raise RefusalError(f"{keyword} has {written} twice", "Keep one of them")
        values[name] = (*values.get(name, ()), _value(written, kind, value if equals else None))
    return Flags(values=values)


def _value(written: str, kind: FlagKind, value: str | None) -> str:
    if value is None and kind is FlagKind.BOOL:
        return "true"
    if value is None or (value == "" and kind is FlagKind.BOOL):
        raise RefusalError(f"{written} has no value", f"Write {written}=…")
    if kind is not FlagKind.BOOL:
        return value
    switch = lower(value)
    if switch not in {"true", "false"}:
        raise RefusalError(f"{written} is `{value}`", f"{written} takes true or false")
    return switch


def _unknown(keyword: str, written: str, name: str, engine: Engine) -> RefusalError:
    what = f"{keyword} has the unknown flag {written}"
    if (keyword, name) in _TRAITS:
        return RefusalError(what, "It needs a newer front end: begin the file with `# syntax=docker/dockerfile:1`")
    known = [
        flag for flag in _KNOWN.get(keyword, {}) if (trait := _TRAITS.get((keyword, flag))) is None or engine.has(trait)
    ]
    nearest = suggest(name, known)
    if nearest is not None:
        return RefusalError(what, f"Docker asks: did you mean {nearest}?")
    return RefusalError(
        what, f"Its flags are {', '.join(f'--{flag}' for flag in known)}" if known else "It takes no flags"
    )
