"""Which of the engines that people have answer a build otherwise than the one asked for."""

from __future__ import annotations

from itertools import groupby

from ctxsize.display.escaping import printable
from ctxsize.dockerfile.engine import VERSIONS
from ctxsize.dockerfile.refusal import RefusalError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ctxsize.dockerfile.engine import Engine
    from ctxsize.dockerfile.sources import Usage

_TELLING = (
    *(b"--parents", b"--security", b"--exclude", b"--unpack", b"SOURCE_DATE_EPOCH", b"mtime=", b"fetch-by-commit"),
    *(b"check=", b"CHECK="),
)
"""What a Dockerfile holds that engines may read in different ways; without any of it nothing is compared."""


def engines_note(data: bytes, build_args: Mapping[str, str], own: Engine, use: Callable[[Engine], Usage]) -> str | None:
    """Return one sentence on the engines that answer otherwise, or None.

    Args:
        data: the Dockerfile.
        build_args: those of the build.
        own: the engine that was asked for.
        use: works out what the build uses on another engine; raises RefusalError where that one refuses it.

    """
    head = data[:1024].partition(b"\nFROM")[0]
    told = " ".join(build_args).encode("utf-8", "surrogateescape")
    if head.isascii() and not any(word in data or word in told for word in _TELLING):
        return None
    answers = [(version, _answer(use, own.of(version, own.driver))) for version in VERSIONS]
    mine = dict(answers)[own.version]
    sentences = []
    for answer, group in groupby(answers, key=lambda each: each[1]):
        if answer == mine:
            continue
        versions = [version for version, _ in group]
        which = f"Docker Engine {versions[0]}" + (f" to {versions[-1]}" if len(versions) > 1 else "")
        sentences.append(
            f"{which} {f'refuses this build: {printable(answer)}' if isinstance(answer, str) else 'receives something else, or fails where this one does not'}"
        )
    return "; ".join(sentences) + "." if sentences else None


def _answer(use: Callable[[Engine], Usage], engine: Engine) -> object:
    try:
        usage = use(engine)
    except RefusalError as refusal:
        return refusal.what
    return usage.requests, tuple((source.path, source.required) for source in usage.sources)
