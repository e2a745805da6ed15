"""What a watched build was seen to open: the surest evidence of what commands read."""

from __future__ import annotations

import json
import re

from ctxsize.display.escaping import printable
from ctxsize.needs.statement import Certainty, Evidence, Statement
from ctxsize.record import Record

_FORM = 1
_SHOWN = 60


class TracedPath(Record):
    """A file of the context, or a directory of which all files, that a command opens: its step, and the line of that."""

    path: str
    step: str
    line: int


class TracedBuild(Record):
    """What one watched build opened, and on which day."""

    date: str
    paths: tuple[TracedPath, ...]


def to_bytes(build: TracedBuild) -> bytes:
    """Return the form in which it is kept."""
    steps = list(dict.fromkeys((one.line, one.step) for one in build.paths))
    rows = [[one.path, steps.index((one.line, one.step))] for one in build.paths]
    return json.dumps({"form": _FORM, "date": build.date, "steps": steps, "paths": rows}).encode()


def from_bytes(data: bytes) -> TracedBuild | None:
    """Return what is kept; ``None`` for anything else."""
    try:
        found = json.loads(data)
        if found["form"] != _FORM or not re.fullmatch(r"\d{4}-\d\d-\d\d", found["date"]):
            return None
        steps = [(int(line), str(step)) for line, step in found["steps"]]
        paths = tuple(
            TracedPath(path=str(path), step=steps[number][1], line=steps[number][0]) for path, number in found["paths"]
        )
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        return None
    return TracedBuild(date=found["date"], paths=paths)


def statements(build: TracedBuild, dockerfile: str) -> tuple[Statement, ...]:
    """Return what it says of the paths, for a Dockerfile of this name."""
    return tuple(
        Statement(
            path=one.path,
            verb="reads",
            words=f"opened by {printable(_short(one.step))}, traced {build.date}",
            evidence=Evidence(dockerfile, one.line, one.step),
            certainty=Certainty.CERTAIN,
        )
        for one in build.paths
    )


def _short(step: str) -> str:
    text = " ".join(step.split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."
