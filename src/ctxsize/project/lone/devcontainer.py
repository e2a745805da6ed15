"""``devcontainer.json``: the Dockerfile and the context of a development container."""

from __future__ import annotations

import json
import posixpath
import re

from ctxsize.golang import paths
from ctxsize.golang.text import decode
from ctxsize.record import Record

_LONGEST = 1 << 20
# Its JSON may have comments, and commas at the ends of lists.
# What does not end is taken whole, too: to look for its end again and again would take for ever.
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.?)*+(?:"|\Z)|//[^\n]*|/\*.*?(?:\*/|\Z)', re.DOTALL)
_LAST_COMMA = re.compile(r",(?=\s*[}\]])")


class DevContainer(Record):
    """The Dockerfile and the context that a file names, relative to the root, and the line that names the context."""

    dockerfile: str
    context: str
    line: int


def _kept(found: re.Match[str]) -> str:
    """Return what stands for a string, or for a comment: one that does not end stays, and is no JSON."""
    token = found[0]
    closed = token.startswith("//") or (token.startswith("/*") and token[2:].endswith("*/"))
    return " " * len(token) if closed else token


def read(path: str, data: bytes) -> DevContainer | None:
    """Return what a ``devcontainer.json`` (relative path) builds; ``None`` where it builds nothing or is not JSON."""
    text = decode(data[:_LONGEST])
    plain = _TOKEN.sub(_kept, text)
    try:
        keys = json.loads(_LAST_COMMA.sub("", plain))
    except (ValueError, RecursionError):
        return None
    if not isinstance(keys, dict):
        return None
    build = keys.get("build")
    build = build if isinstance(build, dict) else {}
    dockerfile = build.get("dockerfile", keys.get("dockerFile"))
    context = build.get("context", keys.get("context", "."))
    if not isinstance(dockerfile, str) or not isinstance(context, str):
        return None
    beside = posixpath.dirname(path)
    joined = [paths.join(beside or ".", each) for each in (dockerfile, context)]
    if any(each.startswith(("..", "/")) for each in joined) or dockerfile.startswith("/") or context.startswith("/"):
        return None
    at = re.search(r'"context"\s*:', plain) or re.search(r'"docker[fF]ile"\s*:', plain)
    line = plain.count("\n", 0, at.start()) + 1 if at else 1
    return DevContainer(joined[0], "" if joined[1] == "." else joined[1], line)
