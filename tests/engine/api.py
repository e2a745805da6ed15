"""The few calls of the engine's HTTP interface that are needed, over its unix socket.

A call costs a few milliseconds where a run of the docker client costs a hundred.
"""

from __future__ import annotations

import http.client
import json
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_HERE: Final = "localhost"


class _UnixConnection(http.client.HTTPConnection):
    """An HTTP connection through a unix socket."""

    def __init__(self, path: Path, timeout: float) -> None:
        super().__init__(_HERE, timeout=timeout)
        self._path = path

    def connect(self) -> None:
        """Open the socket instead of looking a host up."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheRecord:
    """One record of the build cache, as ``docker buildx du`` lists it; ``created`` sorts by time."""

    id: str
    description: str
    created: str


@dataclass(frozen=True, slots=True)
class EngineApi:
    """Calls to the engine that listens on ``socket``."""

    socket: Path

    def answers(self) -> bool:
        """Tell whether an engine listens and is ready."""
        try:
            return self._call("GET", "/_ping", timeout=2.0) == b"OK"
        except (OSError, http.client.HTTPException):
            return False

    def version(self) -> str:
        """Return the engine's version number."""
        return str(self._json("GET", "/version")["Version"])

    def storage(self) -> tuple[Path, str]:
        """Return the engine's data directory and the name of its storage driver."""
        info = self._json("GET", "/info")
        return Path(info["DockerRootDir"]), str(info["Driver"])

    def cache_records(self) -> list[CacheRecord]:
        """List the build cache."""
        records = self._json("GET", "/system/df?type=build-cache").get("BuildCache") or []
        return [
            CacheRecord(id=record["ID"], description=record["Description"], created=record["CreatedAt"].rstrip("Z"))
            for record in records
        ]

    def prune(self) -> None:
        """Empty the build cache."""
        self._call("POST", "/build/prune?all=1", timeout=60.0)

    def _json(self, method: str, path: str) -> dict[str, Any]:
        result: dict[str, Any] = json.loads(self._call(method, path, timeout=30.0))
        return result

    def _call(self, method: str, path: str, timeout: float) -> bytes:
        connection = _UnixConnection(self.socket, timeout)
        try:
            connection.request(method, path)
            return connection.getresponse().read()
        finally:
            connection.close()
