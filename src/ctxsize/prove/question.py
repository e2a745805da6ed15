"""What a proof is asked, what one build answers, and what comes out: values between the course of a proof and who builds."""

from __future__ import annotations

from ctxsize.prove.statement import Level, LineVerdict
from ctxsize.prove.suspects import TriedLine
from ctxsize.prove.tracing import Opened
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Protocol

    from ctxsize.dockerfile.parser.syntax import Dockerfile
    from ctxsize.dockerfile.sources import Usage
    from ctxsize.prove.archive import Tree
    from ctxsize.prove.buildlog import BuildLog
    from ctxsize.prove.rewrite import DockerfileCopy

    class ImageBuilder(Protocol):
        """Who builds."""

        @property
        def tracer(self) -> tuple[str, ...]:
            """How strace is started in a step; empty where there is none."""

        @property
        def no_tracer(self) -> str:
            """Why there is no strace, in a sentence."""

        def build(self, copy: DockerfileCopy, ignore: bytes, seconds: float) -> Built:
            """Build a Dockerfile's copy with a text for its ignore file, in so many seconds at most."""

        def trace(self, copy: DockerfileCopy, ignore: bytes, seconds: float) -> Traced:
            """Build a copy whose target holds logs of its commands."""


class Built(Record):
    """One build: its files (``None`` where it failed), what was reported, how long it took, and whether its time was up."""

    tree: Tree | None
    log: BuildLog
    seconds: float
    late: bool = False


class Traced(Record):
    """One build whose commands were watched: their logs by name, ``None`` where it failed."""

    logs: Mapping[str, bytes] | None
    late: bool = False


class ProofLimits(Record):
    """How much a proof may take: seconds in all, and builds."""

    seconds: float = 600.0
    builds: int = 12


class ProofQuestion(Record):
    """What is to be proved.

    ``text`` gives the ignore file with some of the candidates; without any it is the baseline. ``received`` are the files of the
    baseline with their sizes. ``is_link`` tells of a path of the context whether it, or a directory above it, is a symbolic link;
    ``digest`` is as :func:`ctxsize.prove.compare.compare` takes it. ``state`` changes when a received file does. ``untracked`` is as
    :class:`ctxsize.prove.search.Search` takes it. ``known`` are verdicts on candidates that are not to be tried.
    ``strict`` are candidates that must leave the image the same whatever the level. ``minimal`` is whether the candidates are all
    that is received, for an allow-list: then what a command opens is tried too, one after the other, as long as builds last.
    """

    dockerfile: Dockerfile
    data: bytes
    usage: Usage
    text: Callable[[Sequence[str]], bytes]
    candidates: tuple[TriedLine, ...]
    received: Mapping[str, int]
    is_link: Callable[[str], bool]
    digest: Callable[[str], str | None]
    state: Callable[[], object]
    untracked: Callable[[Iterable[str]], Sequence[str]]
    level: Level = Level.SAME
    limits: ProofLimits = ProofLimits()
    known: tuple[LineVerdict, ...] = ()
    strict: frozenset[str] = frozenset()
    minimal: bool = False


class ProofOutcome(Record):
    """What the builds said: verdicts in the order of the candidates, and what a report tells besides.

    ``bases`` are the images that the stages start from; ``unwatched`` says why commands were not watched, or not all of them.
    """

    lines: tuple[LineVerdict, ...]
    builds: int
    seconds: float
    before: float
    after: float
    noisy: tuple[str, ...]
    unread_logs: tuple[str, ...]
    warm: tuple[int, ...]
    complete: bool
    traced: bool = False
    opened: tuple[Opened, ...] = ()
    unwatched: str = ""
    bases: frozenset[str] = frozenset()
