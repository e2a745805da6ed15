"""The docker CLI's classic client, sending a context to a listener that throws it away."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingMixIn, UnixStreamServer

from benchmarks.measure import Command


class _Listener(ThreadingMixIn, UnixStreamServer):
    daemon_threads = True


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        """Answer a ping."""
        self._reply(b"")

    def do_GET(self) -> None:
        """Answer a ping."""
        self._reply(b"OK")

    def do_POST(self) -> None:
        """Take a build in, chunk by chunk."""
        while length := int(self.rfile.readline().partition(b";")[0].strip() or b"0", 16):
            while length:
                length -= len(self.rfile.read(min(length, 1 << 20)))
            self.rfile.readline()
        self.rfile.readline()
        self._reply(b'{"stream":"taken\\n"}\r\n')

    def _reply(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Api-Version", "1.43")
        self.send_header("Ostype", "linux")
        self.send_header("Builder-Version", "1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def address_string(self) -> str:
        """Name the peer, which has no address on a unix socket."""
        return "client"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class names it so)
        """Keep quiet."""


@contextmanager
def docker_client(tree: Path, *, slow: bool) -> Iterator[Command | None]:
    """Give the command that sends a tree as the legacy builder's client does; ``None`` where there is no docker CLI.

    ``slow`` is whether the tree is a large one.
    """
    docker = shutil.which("docker")
    if docker is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="ctxsize-") as directory:
        socket = Path(directory) / "docker.sock"
        with _Listener(str(socket), _Handler) as listener:
            threading.Thread(target=listener.serve_forever, args=(0.01,), daemon=True).start()
            try:
                yield Command(
                    name="docker build (classic client)",
                    words=[docker, "build", str(tree)],
                    slow=slow,
                    environment={"DOCKER_HOST": f"unix://{socket}", "DOCKER_BUILDKIT": "0", "DOCKER_CONFIG": directory},
                )
            finally:
                listener.shutdown()
