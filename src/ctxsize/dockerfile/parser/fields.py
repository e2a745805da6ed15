"""Lines of comma-separated values with Go's strictness, as in `--mount` and `--device` (BuildKit's `csvvalue`)."""

from __future__ import annotations

import re

from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.dockerfile.suggest import suggest
from ctxsize.golang.text import lower, parse_bool

_QUOTED = r'"((?:[^"]|"")*)"(,|\Z)'
_DEVICE = "Write vendor/class=name, or name=…,required"


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
