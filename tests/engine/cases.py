"""The form of a case and of its answers: one JSON object a line, the same in recordings and on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, NotRequired, TypedDict

EntryType = Literal["file", "dir", "symlink", "hardlink", "fifo", "socket", "sparse", "char", "block"]


class TreeEntry(TypedDict):
    """One entry to make.

    A file has ``content`` (text), ``latin1`` (bytes as latin-1 text) or ``size`` (so many ``x``); links have ``target``;
    device files have ``device``, the major and the minor number; ``raw`` is the name as latin-1 text where it is not UTF-8.
    """

    path: str
    type: EntryType
    content: NotRequired[str]
    latin1: NotRequired[str]
    size: NotRequired[int]
    target: NotRequired[str]
    device: NotRequired[tuple[int, int]]
    mode: NotRequired[int]
    mtime_ns: NotRequired[int]
    xattrs: NotRequired[dict[str, str]]
    raw: NotRequired[str]


class Received(TypedDict):
    """One entry that a builder received."""

    path: str
    type: str
    size: int


class BuildKitAnswer(TypedDict):
    """What BuildKit did.

    ``transferred`` is the figure as the client prints it and ``transferred_bytes`` the exact one (None: the context was
    never asked for); ``received`` is None where a failed build left nothing to look at. ``contexts`` holds the same for
    named contexts. ``crashed`` is the engine's last word where the build killed it.
    """

    ok: bool
    error: str | None
    transferred: str | None
    transferred_bytes: int | None
    received: list[Received] | None
    contexts: NotRequired[dict[str, NamedContextAnswer]]
    crashed: NotRequired[str]
    note: NotRequired[str]
    why: NotRequired[str]


class NamedContextAnswer(TypedDict):
    """What BuildKit received of one named context."""

    transferred_bytes: int | None
    received: list[Received] | None


class LegacyAnswer(TypedDict):
    """What the legacy builder was sent; ``printed`` is the figure of ``Sending build context``."""

    ok: bool
    error: str | None
    printed: str | None
    tar_bytes: int | None
    received: list[Received]


class BuildahAnswer(TypedDict):
    """What Buildah did; ``received`` is what stands in the image, since it reads the context in place."""

    ok: bool
    error: str | None
    received: list[Received]


class Case(TypedDict):
    """A build: the tree of its context, the arguments, and the answers where they are known.

    ``around`` are entries beside the context's directory, which is named ``context``; ``{around}`` in an argument stands for
    the directory that holds both. The command runs there, with ``env`` added to its environment; ``ctxarg`` is what stood for
    PATH. ``needs`` names something that only root can make. ``why`` says what the case is about where its id does not.
    """

    id: str
    tree: list[TreeEntry]
    args: list[str]
    around: NotRequired[list[TreeEntry]]
    buildkit: NotRequired[BuildKitAnswer]
    legacy: NotRequired[LegacyAnswer]
    buildah: NotRequired[BuildahAnswer]
    question: NotRequired[str]
    note: NotRequired[str]
    env: NotRequired[dict[str, str]]
    ctxarg: NotRequired[str]
    needs: NotRequired[Literal["tmpfs at m"]]
    engine: NotRequired[str]


def read_cases(files: Iterable[Path]) -> Iterator[Case]:
    """Yield the cases of JSON Lines files in order."""
    for file in files:
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                case: Case = json.loads(line)
                yield case


def write_cases(file: Path, cases: Iterable[Case]) -> int:
    """Write cases as JSON Lines and return how many there were."""
    lines = [json.dumps(case) + "\n" for case in cases]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(lines), encoding="ascii")
    return len(lines)


def walk_key(received: Received) -> str:
    """Sort key of the order in which a walk meets entries: ``/`` comes before every other character."""
    return received["path"].replace("/", "\0")
