"""The contents of objects, each asked of one git program that stays open, as there may be thousands."""

from __future__ import annotations

import os
import select
import weakref

from ctxsize.display.escaping import printable
from ctxsize.git.running import SECONDS, GitError, start

TYPE_CHECKING = False
if TYPE_CHECKING:
    import subprocess

_PIECE_BYTES = 1 << 20
_LARGE_BYTES = 16 * 1024 * 1024
"""What is larger is read no further than is needed."""


class Batch:
    """``git cat-file --batch``, started with the first question, and gone with this object."""

    def __init__(self, top: str) -> None:
        """Ask the repository at ``top``."""
        self._top = top
        self._process: subprocess.Popen[bytes] | None = None
        self._left = b""

    def read(self, blob: str) -> bytes:
        """Return the content of an object of at most 16 MiB; raises :class:`GitError`."""
        process = self._running()
        assert process.stdin is not None  # noqa: S101 (it is a pipe)
        try:
            process.stdin.write(f"{blob}\n".encode())
            process.stdin.flush()
        except OSError as error:
            raise self._failure(blob) from error
        head = self._line(blob).split()
        if len(head) != 3 or not head[2].isdigit() or int(head[2]) > _LARGE_BYTES:  # noqa: PLR2004 (name, kind, size)
            raise self._failure(blob)
        return self._bytes(int(head[2]) + 1, blob)[:-1]

    def head(self, blob: str, most: int) -> bytes:
        """Return the first bytes of an object, however large it is; raises :class:`GitError`."""
        answer = bytearray()
        with start(self._top, ["cat-file", "blob", blob]) as process:
            assert process.stdout is not None  # noqa: S101 (it is a pipe)
            while len(answer) < most and (piece := self._piece(process, blob)):
                answer += piece
            process.kill()
        return bytes(answer[:most])

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = start(self._top, ["cat-file", "--batch"])
            weakref.finalize(self, _end, self._process)
        return self._process

    def _line(self, blob: str) -> bytes:
        while b"\n" not in self._left:
            self._more(blob)
        line, _, self._left = self._left.partition(b"\n")
        return line

    def _bytes(self, size: int, blob: str) -> bytes:
        pieces, found = [self._left], len(self._left)
        while found < size:
            self._left = b""
            self._more(blob)
            pieces.append(self._left)
            found += len(self._left)
        data = b"".join(pieces)
        self._left = data[size:]
        return data[:size]

    def _more(self, blob: str) -> None:
        piece = self._piece(self._running(), blob)
        if not piece:
            raise self._failure(blob)
        self._left += piece

    def _piece(self, process: subprocess.Popen[bytes], blob: str) -> bytes:
        assert process.stdout is not None  # noqa: S101 (it is a pipe)
        if not select.select([process.stdout], [], [], SECONDS)[0]:
            raise self._failure(blob)
        return os.read(process.stdout.fileno(), _PIECE_BYTES)

    def _failure(self, blob: str) -> GitError:
        return GitError(
            f"{printable(self._top)}: git does not have the object {blob[:12]}, or can't read it. Run git fsck; in a partial "
            "clone fetch it: git fetch --refetch."
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            try:
                stream.close()
            except OSError:
                continue  # what is left in it has no reader any more
    process.wait()
