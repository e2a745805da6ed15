"""The BuildKit client's progress messages, reduced to the loads of contexts."""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import dataclass, field
from typing import Any, Final

MAIN: Final = "context"
_LOAD: Final = re.compile(
    r"\[(?:internal|context (?P<name>[^]]+))] load (?P<what>build context|from client|\.dockerignore)$"
)


@dataclass(slots=True)
class Progress:
    """What is known of each context: the main one is named ``context``, others by their own name."""

    loads: dict[str, str] = field(default_factory=dict)
    bytes: dict[str, int] = field(default_factory=dict)
    ignore_loads: dict[str, str] = field(default_factory=dict)
    merged: set[str] = field(default_factory=set)
    """Contexts that are loaded with the ignore file: where that alone is asked for, the two requests are one."""
    broken: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)
    _sent: dict[str, int] = field(default_factory=dict)
    _done: set[str] = field(default_factory=set)

    def read(self, output: str) -> None:
        """Take the client's whole output in.

        Older clients spread a message over several lines; the error comes as plain text behind the messages.
        """
        decoder = json.JSONDecoder()
        at = 0
        while at < len(output):
            message, end = None, output.find("\n", at) + 1 or len(output)
            if output[at] == "{":
                with contextlib.suppress(json.JSONDecodeError):
                    message, end = decoder.raw_decode(output, at)
            if message is not None:
                self._read_message(message)
            elif output.startswith("ERROR: ", at):
                self.errors.append(output[at:end].rstrip("\n"))
            at = end
        self.bytes = self._bytes_of(self.loads)
        with_ignore_file = self._bytes_of(self.ignore_loads)
        self.merged = (self._done & with_ignore_file.keys()) - self.broken - self.bytes.keys()
        self.bytes |= {name: with_ignore_file[name] for name in self.merged}

    def _bytes_of(self, loads: dict[str, str]) -> dict[str, int]:
        """Return the bytes of each context, of several loads the most."""
        found: dict[str, int] = {}
        for vertex, name in loads.items():
            if vertex in self._sent:
                found[name] = max(found.get(name, 0), self._sent[vertex])
        return found

    def _read_message(self, message: dict[str, Any]) -> None:
        for vertex in message.get("vertexes", ()):
            self._read_vertex(vertex)
        for status in message.get("statuses", ()):
            if status.get("name") == "transferring":
                digest = status["vertex"]
                self._sent[digest] = max(self._sent.get(digest, 0), status.get("current", 0))

    def _read_vertex(self, vertex: dict[str, Any]) -> None:
        found = _LOAD.search(vertex["name"])
        if found is None:
            return
        name = found["name"] or MAIN
        if found["what"] == ".dockerignore":
            self.ignore_loads[vertex["digest"]] = name
            return
        self.loads[vertex["digest"]] = name
        if vertex.get("error"):
            self.broken.add(name)
        elif vertex.get("completed"):
            self._done.add(name)
