"""The comment in the ignore file that says what was proved: written, found again, and held to what it was a proof of."""

from __future__ import annotations

import hashlib
import json
import re

from ctxsize.golang.text import decode, encode
from ctxsize.prove.statement import Level
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxsize.build.plan import BuildPlan

_SECRET = re.compile(r"token|secret|passw|pwd|apikey|api_key|auth|credential|private", re.IGNORECASE)
_HASH_DIGITS = 8
_RESULTS = {Level.SAME: "image unchanged", Level.LESS: "the image lacks what they exclude, and nothing else changes"}
_FORM = re.compile(
    r"# ctxsize: proved (?P<date>\d{4}-\d\d-\d\d) by a build of (?P<target>.+?) with BuildKit (?P<version>.+?): "
    r"(?P<count>\d+) lines?, (?P<result>.+?)\. Dockerfile (?P<fingerprint>[0-9a-f]{8})\."
)


class Comment(Record):
    """What the comment says, and ``lines``: those directly below it, which are there because of the proof alone."""

    date: str
    target: str
    version: str
    count: int
    level: Level
    fingerprint: str
    lines: tuple[str, ...] = ()

    @property
    def is_allow_list(self) -> bool:
        """Whether the lines keep all away but what is named, so that others add nothing."""
        return self.lines[:1] == ("*",)

    @property
    def text(self) -> str:
        """The comment without its hash sign."""
        count = "1 line" if self.count == 1 else f"{self.count} lines"
        return (
            f"ctxsize: proved {self.date} by a build of {self.target} with BuildKit {self.version}: {count}, "
            f"{_RESULTS[self.level]}. Dockerfile {self.fingerprint}."
        )


def find(block: bytes) -> Comment | None:
    """Return the comment of a block of an ignore file; ``None`` if there is none that ctxsize wrote."""
    rows = [decode(row).rstrip("\r") for row in block.split(b"\n")]
    for number, row in enumerate(rows):
        match = _FORM.fullmatch(row)
        level = next((level for level, result in _RESULTS.items() if match and match["result"] == result), None)
        if match is None or level is None:
            continue
        below = rows[number + 1 :]
        end = next((at for at, line in enumerate(below) if line.startswith("#") or not line.strip()), len(below))
        return Comment(
            date=match["date"],
            target=match["target"],
            version=match["version"],
            count=int(match["count"]),
            level=level,
            fingerprint=match["fingerprint"],
            lines=tuple(below[:end]),
        )
    return None


def below_header(data: bytes, block: bytes, text: str) -> bytes:
    """Return an ignore file with a comment as the first row of its block, which it holds once."""
    header, end, rest = block.partition(b"\n")
    ending = b"\r\n" if header.endswith(b"\r") else end
    return data.replace(block, header + end + encode(f"# {text}") + ending + rest, 1)


def fingerprint(build: BuildPlan, level: Level, lines: Sequence[str]) -> str:
    """Return a short hash of what a proof is about: the Dockerfile, the options of the build, the level, and the lines.

    The value of a build argument that may be a secret by its name is not part of it.
    """
    request = build.request
    facts = {
        "dockerfile": hashlib.sha256(build.inputs.dockerfile_data).hexdigest(),
        "target": request.target,
        "platform": request.platform,
        "build_args": sorted((name, "" if _SECRET.search(name) else value) for name, value in request.build_args),
        "contexts": sorted(context.name for context in request.named),
        "level": level.value,
        "lines": sorted(lines),
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:_HASH_DIGITS]
