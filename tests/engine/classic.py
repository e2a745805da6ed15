"""Asking the legacy builder's client: the tar that it would send to an engine.

No engine is needed: a listener on a unix socket takes the place of one and looks at what is posted to it.
"""

from __future__ import annotations

import contextlib
import re
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingMixIn, UnixStreamServer
from typing import IO, Final, cast

from tests.engine.buildkit import neutral, run_client
from tests.engine.cases import Case, LegacyAnswer, Received
from tests.engine.engine import Engine
from tests.engine.tree import CONTEXT, arguments

_API_VERSION: Final = "1.43"
_SENDING: Final = re.compile(r"Sending build context to Docker daemon\s+(\S+)")
_RANDOM_DOCKERFILE: Final = re.compile(r"^\.dockerfile\.[0-9a-f]{20}$")


class _Chunks:
    """The body of a chunked request as a stream that counts its bytes."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._left = 0
        self._ended = False
        self.count = 0

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes, fewer only at the end."""
        parts: list[bytes] = []
        while size > 0 and not self._ended:
            if self._left == 0:
                self._next_chunk()
                continue
            part = self._stream.read(min(size, self._left))
            if not part:
                self._ended = True
            parts.append(part)
            size -= len(part)
            self._left -= len(part)
            self.count += len(part)
            if self._left == 0:
                self._stream.readline()
        return b"".join(parts)

    def _next_chunk(self) -> None:
        header = self._stream.readline().partition(b";")[0].strip()
        self._left = int(header or b"0", 16)
        if self._left == 0:
            self._stream.readline()
            self._ended = True


@dataclass(slots=True)
class _Posted:
    """A build that was posted."""

    tar_bytes: int = 0
    received: list[Received] = field(default_factory=list)


class _Listener(ThreadingMixIn, UnixStreamServer):
    """A unix socket that answers like an engine as far as a build needs it."""

    daemon_threads = True

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), _Handler)
        self.posted: _Posted | None = None

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet about a client that went away before it had its answer."""


class _Handler(BaseHTTPRequestHandler):
    """Answers pings and takes builds."""

    protocol_version = "HTTP/1.1"
    server: _Listener

    def do_HEAD(self) -> None:
        """Answer a ping."""
        self._reply(b"")

    def do_GET(self) -> None:
        """Answer a ping."""
        self._reply(b"OK")

    def do_POST(self) -> None:
        """Take the tar of a build in."""
        body = _Chunks(cast("IO[bytes]", self.rfile))
        posted = _Posted()
        # A tar that the client has appended to ends too early; its members are there all the same.
        with (
            contextlib.suppress(tarfile.TarError),
            tarfile.open(fileobj=body, mode="r|", encoding="utf-8", errors="surrogateescape") as archive,  # type: ignore[call-overload]
        ):
            for member in archive:
                posted.received.append(_member(member))
        while body.read(1 << 20):
            pass
        posted.tar_bytes = body.count
        self.server.posted = posted
        self._reply(b'{"stream":"taken\\n"}\r\n')

    def _reply(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Api-Version", _API_VERSION)
        self.send_header("Ostype", "linux")
        self.send_header("Builder-Version", "1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def address_string(self) -> str:
        """Name the peer, which has no address on a unix socket."""
        return "client"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Keep quiet."""


def _member(member: tarfile.TarInfo) -> Received:
    kinds = {tarfile.DIRTYPE: "dir", tarfile.SYMTYPE: "symlink", tarfile.LNKTYPE: "hardlink"}
    kind = "file" if member.isreg() else kinds.get(member.type, "other")
    path = ".dockerfile.RANDOM" if _RANDOM_DOCKERFILE.match(member.name) else member.name
    return {"path": path, "type": kind, "size": member.size if kind == "file" else 0}


@contextmanager
def _listening() -> Iterator[tuple[str, _Listener]]:
    with tempfile.TemporaryDirectory(prefix="ctxsize-") as directory:
        path = Path(directory) / "docker.sock"
        with _Listener(path) as listener:
            threading.Thread(target=listener.serve_forever, args=(0.01,), daemon=True).start()
            try:
                yield f"unix://{path}", listener
            finally:
                listener.shutdown()


def ask_legacy(engine: Engine, case: Case, around: Path) -> LegacyAnswer:
    """Let the legacy client send the case, whose trees stand in ``around``, and look at the tar."""
    command = [str(engine.docker), "build", *arguments(case, around), case.get("ctxarg", str(around / CONTEXT))]
    with _listening() as (host, listener):
        done = run_client(command, engine.environment(host) | case.get("env", {}) | {"DOCKER_BUILDKIT": "0"}, around)
    figure = _SENDING.findall(done.stdout)
    ok = done.returncode == 0
    posted = listener.posted if ok else None
    return {
        "ok": ok,
        "error": None if ok else neutral(_error(done.stderr), around),
        "printed": figure[-1] if figure and ok else None,
        "tar_bytes": posted.tar_bytes if posted else None,
        "received": posted.received if posted else [],
    }


def _error(text: str) -> str:
    """Return the client's error without its advice to move on from this builder, and without its usage text."""
    _, _, rest = text.partition("DOCKER_BUILDKIT=0\n            environment-variable.\n")
    lines = [line for line in (rest or text).splitlines() if line.strip()]
    return lines[0] if lines else "no word"
