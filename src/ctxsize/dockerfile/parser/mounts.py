"""`RUN --mount=…` and `--device=…`: values with commas, read with Go's strictness (BuildKit's `commands_runmount.go`, `csvvalue`)."""

from __future__ import annotations

import re
from collections.abc import Callable

from ctxsize.dockerfile.refusal import RefusalError, suggest
from ctxsize.golang.text import lower, parse_bool, parse_uint
from ctxsize.record import Record

TYPES = ("bind", "cache", "tmpfs", "secret", "ssh")
_SHARING = ("shared", "private", "locked")
_KEYS = (
    *("type", "from", "source", "target", "readonly", "id", "sharing", "required", "size", "mode", "uid", "gid"),
    *("src", "dst", "destination", "ro", "rw", "readwrite", "env"),
)
_ALIASES = {"src": "source", "dst": "target", "destination": "target", "ro": "readonly", "rw": "readwrite"}
_SWITCHES = frozenset({"readonly", "readwrite"})
_QUOTED = r'"((?:[^"]|"")*)"(,|\Z)'
_DEVICE = "Write vendor/class=name, or name=…,required"
_NEED = "Write key=value pairs with commas between them, as in type=bind,source=src,target=/src"


class Mount(Record):
    """One mount after expansion.

    `origin` is its `from`, empty for the main context; `written` is its source before expansion; `owned` is the last of
    uid, gid and mode that is set.
    """

    type: str = "bind"
    origin: str = ""
    source: str = ""
    target: str = ""
    written: str = ""
    id: str = ""
    sharing: str = ""
    owned: str = ""


def mount_origin(value: str) -> str:
    """Return the `from` of a mount before anything is expanded; raises RefusalError when it holds a variable."""
    origin = ""
    for field in fields(value, "mount", _NEED):
        key, equals, text = field.partition("=")
        if equals and lower(key) == "from":
            if "$" in text[:-1]:
                raise RefusalError(
                    "a mount's from= holds a variable", "Docker expands none there: name a stage that is FROM it"
                )
            origin = text
    return origin


def read_mount(value: str, expand: Callable[[str], str]) -> Mount:
    """Return a mount; raises RefusalError for what BuildKit refuses when it comes to the instruction."""
    found: dict[str, str] = {}
    for field in fields(value, "mount", _NEED):
        key, equals, text = field.partition("=")
        key = lower(key)
        name = _ALIASES.get(key, key)
        if not equals:
            if name not in _SWITCHES and name != "required":
                raise RefusalError(f"the mount has `{field}` without a value", _NEED)
            text = "true"
        else:
            written, text = text, expand(text)
            if name == "source":
                found["written"] = written
        if key not in _KEYS:
            nearest = suggest(key, _KEYS)
            raise RefusalError(
                f"the mount has the unknown key `{key}`", f"Docker asks: did you mean {nearest}?" if nearest else _NEED
            )
        _set(found, name, text)
    mount = Mount(**found)
    _check(mount)
    return mount


def _set(found: dict[str, str], name: str, text: str) -> None:
    if name == "type":
        found["type"] = _choice("type", text, TYPES)
    elif name == "from":
        found["origin"] = text
    elif name == "sharing":
        found["sharing"] = _choice("sharing", text, _SHARING)
    elif name in {"source", "target", "id"}:
        found[name] = text
    else:
        _set_checked(found, name, text)


def _set_checked(found: dict[str, str], name: str, text: str) -> None:
    """Check a value that matters only when it is wrong."""
    if name in {"mode", "uid", "gid"}:
        if parse_uint(text, 8 if name == "mode" else 10, 32) is None:
            raise RefusalError(
                f"the mount's {name} is `{text}`", f"{name} takes {'an octal' if name == 'mode' else 'a'} number"
            )
        found["owned"] = name
    elif name in _SWITCHES or name == "required":
        _check_switch(found.get("type", "bind"), name, text)
    elif name == "size":
        kind = found.get("type", "bind")
        if kind != "tmpfs":
            raise RefusalError(
                f"a mount of type {kind} has size=",
                "Only type=tmpfs takes it, and type= must stand in front of it",
            )
        if not _is_size(text):
            raise RefusalError(f"the mount's size is `{text}`", "Write bytes, or a number with k, m, g, t or p")


def _choice(name: str, text: str, options: tuple[str, ...]) -> str:
    value = lower(text)
    if value not in options:
        nearest = suggest(text, options)
        raise RefusalError(
            f"the mount's {name} is `{text}`",
            f"Docker asks: did you mean {nearest}?" if nearest else f"Docker knows {', '.join(options)}",
        )
    return value


def _check_switch(kind: str, name: str, text: str) -> None:
    if name == "required" and kind not in {"secret", "ssh"}:
        raise RefusalError(
            f"a mount of type {kind} has required",
            "Only secret and ssh take it, and type= must stand in front of it",
        )
    if parse_bool(text) is None:
        raise RefusalError(f"the mount's {name} is `{text}`", f"{name} takes true or false")


def _check(mount: Mount) -> None:
    if mount.owned and mount.type not in {"secret", "ssh", "cache"}:
        raise RefusalError(f"a mount of type {mount.type} has {mount.owned}=", "Only secret, ssh and cache take it")
    if mount.type == "secret":
        if mount.origin:
            raise RefusalError("a secret mount has from=", "Take it out")
        if mount.sharing:
            raise RefusalError("a secret mount has sharing=", "Take it out")
        if not (mount.source or mount.target or mount.id):
            raise RefusalError("a secret mount names no secret", "Give it id=")
        if mount.source and mount.id:
            raise RefusalError("a secret mount has source= and id=", "They mean the same; keep id=")
    elif mount.sharing and mount.type != "cache":
        raise RefusalError(f"a mount of type {mount.type} has sharing=", "Only type=cache takes it")


def _is_size(text: str) -> bool:
    match = re.fullmatch(r"([0-9]+\.?[0-9]*|\.[0-9]+) ?(.*)", text, re.DOTALL)
    return match is not None and re.fullmatch(r"(b|[kmgtp](b|ib)?)?", lower(match[2])) is not None


def fields(value: str, what: str, advice: str) -> list[str]:
    """Return the fields of a line; raises RefusalError with `what` (a noun) and `advice` when it cannot be cut."""
    line = value.removesuffix("\n").removesuffix("\r") if value.endswith("\n") else value
    if not line:
        raise RefusalError(f"the {what} is empty", advice)
    found: list[str] = []
    while True:
        if line.startswith('"'):
            match = re.match(_QUOTED, line)
            if match is None:
                raise RefusalError(f"the {what} `{value}` has a quote that does not close or end its field", advice)
            found.append(match[1].replace('""', '"'))
            comma, line = match[2], line[match.end() :]
        else:
            field, comma, line = line.partition(",")
            if '"' in field:
                raise RefusalError(f"the {what} `{value}` has a quote inside a field", advice)
            found.append(field)
        if not comma:
            return found


def check_device(value: str) -> None:
    """Raise RefusalError unless `value` is what `--device` takes (BuildKit's `instructions/commands_rundevice.go`)."""
    name = ""
    for field in fields(value, "device", _DEVICE):
        key, equals, text = field.partition("=")
        key = lower(key)
        if key == "name" and equals:
            if name:
                raise RefusalError(f"the device has a second name, `{text}`", _DEVICE)
            name = text
        elif key == "required":
            if equals and parse_bool(text) is None:
                raise RefusalError(f"the device's required is `{text}`", "required takes true or false")
        elif not name:
            name = field
        elif not equals:
            raise RefusalError(f"the device has `{field}` without a value", _DEVICE)
        else:
            nearest = suggest(key, ("name", "required"))
            raise RefusalError(
                f"the device has the unknown key `{key}`",
                f"Docker asks: did you mean {nearest}?" if nearest else _DEVICE,
            )
