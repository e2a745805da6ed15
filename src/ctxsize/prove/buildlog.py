"""What BuildKit's client reports of a build (``--progress=rawjson``), put together: steps, their logs, and what failed."""

from __future__ import annotations

import base64
import binascii
import json
import re

from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

_PREFIX = r"\[(?:(?P<platform>[\w.]+/[\w./]+) )?(?:(?P<stage>\S+) )?(?P<number>\d+)/\d+\] "
_LOAD = "[internal] load build context"
_NO_SECRET = re.compile(
    r"secret [^:]+: not found|secret not found|unset ssh forward key|no ssh (?:key|handler)", re.IGNORECASE
)


class BuildStep(Record):
    """One step of a build: ``name`` is the instruction, with its variables expanded, and ``stage`` where it stands.

    ``inputs`` are other steps, by their identifiers.
    """

    identifier: str
    name: str
    stage: str
    cached: bool
    done: bool
    error: str
    log: str
    inputs: tuple[str, ...] = ()


class BuildLog(Record):
    """All steps, in the order in which they were reported, and what the client said besides."""

    steps: tuple[BuildStep, ...]
    said: tuple[str, ...]

    @property
    def failed(self) -> BuildStep | None:
        """The step that ended the build, if one did."""
        return next((step for step in self.steps if step.error and "context canceled" not in step.error), None)

    @property
    def error(self) -> str:
        """The last words of a failed build: the end of the failing step's log, and the error."""
        step = self.failed
        if step is None:
            return "\n".join(self.said[-3:])
        return "\n".join([*step.log.strip().splitlines()[-5:], step.error])

    @property
    def lacks_secret(self) -> str:
        """What the error says of a secret or key that was not handed over; empty if it is about something else."""
        found = _NO_SECRET.search("\n".join([self.error, *self.said]))
        return found[0] if found else ""

    @property
    def commands(self) -> tuple[BuildStep, ...]:
        """The steps that run a command."""
        return tuple(step for step in self.steps if step.name.startswith("RUN "))

    @property
    def bases(self) -> frozenset[str]:
        """The images that the stages start from, with their digests where BuildKit names them."""
        return frozenset(step.name for step in self.steps if step.name.startswith("FROM "))

    def not_renewed(self, mark: str) -> tuple[BuildStep, ...]:
        """Return the commands that see something of the context, and were not made to run again by a step with ``mark``."""
        by_name = {step.identifier: step for step in self.steps}
        loads = {step.identifier for step in self.steps if step.name.startswith(_LOAD)}
        marks = {step.identifier for step in self.steps if mark in step.name}
        return tuple(
            step
            for step in self.commands
            if not loads.isdisjoint(above := _above(step, by_name)) and marks.isdisjoint(above)
        )


def read_log(data: bytes) -> BuildLog:
    """Return what a client's standard error holds: JSON documents, and lines that are none."""
    vertexes: dict[str, dict[str, Any]] = {}
    logs: dict[str, list[bytes]] = {}
    said: list[str] = []
    for document in _documents(data.decode("utf-8", "replace"), said):
        for vertex in document.get("vertexes") or ():
            known = vertexes.setdefault(vertex.get("digest", ""), {})
            known.update({key: value for key, value in vertex.items() if value})
        for log in document.get("logs") or ():
            logs.setdefault(log.get("vertex", ""), []).append(_bytes(log.get("data")))
    steps = (_step(digest, vertex, b"".join(logs.get(digest, ()))) for digest, vertex in vertexes.items())
    return BuildLog(steps=tuple(steps), said=tuple(said))


def _documents(text: str, said: list[str]) -> Iterator[dict[str, Any]]:
    """Yield JSON objects, which may stand on one line or on several; other lines are kept in ``said``."""
    decoder = json.JSONDecoder()
    position = 0
    while position < len(text):
        start = position
        while start < len(text) and text[start] in " \t\r\n":
            start += 1
        try:
            value, position = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            if line := text[start:end].strip():
                said.append(line)
            position = end + 1
            continue
        if isinstance(value, dict):
            yield value


def _bytes(text: object) -> bytes:
    try:
        return base64.b64decode(text) if isinstance(text, str) else b""
    except (ValueError, binascii.Error):
        return b""


def _step(digest: str, vertex: Mapping[str, Any], log: bytes) -> BuildStep:
    written = str(vertex.get("name", ""))
    match = re.match(_PREFIX, written)
    return BuildStep(
        identifier=digest,
        name=written[match.end() :] if match else written,
        stage=(match["stage"] or "") if match else "",
        cached=bool(vertex.get("cached")),
        done=bool(vertex.get("completed")),
        error=str(vertex.get("error", "")),
        log=log.decode("utf-8", "replace"),
        inputs=tuple(map(str, vertex.get("inputs") or ())),
    )


def _above(step: BuildStep, by_name: Mapping[str, BuildStep]) -> set[str]:
    """Return all steps that a step depends on."""
    found: set[str] = set()
    pending = list(step.inputs)
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending += by_name[name].inputs if name in by_name else ()
    return found
