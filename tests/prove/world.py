"""A small world in which a proof builds: BuildKit's cache as far as it can mislead one, and a command in Python."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence

from ctxsize.dockerfile.parser.parse import parse
from ctxsize.dockerfile.usage import usage
from ctxsize.prove.archive import ImageEntry, Tree
from ctxsize.prove.buildlog import BuildLog, BuildStep
from ctxsize.prove.proof import BuildProver
from ctxsize.prove.question import Built, ProofLimits, ProofOutcome, ProofQuestion, Traced
from ctxsize.prove.rewrite import MARK, DockerfileCopy
from ctxsize.prove.statement import Level, LineVerdict, ProofVerdict
from ctxsize.prove.suspects import TriedLine

__all__ = ["CachingBuilder", "Files", "Made", "entry", "question", "run", "verdicts"]

Files = dict[str, tuple[str, int]]
"""The files of a context: content and time."""
Made = tuple[dict[str, str], str]
"""What a command makes: files, and what it prints. A KeyError or ValueError is a command that fails."""
DOCKERFILE = "FROM base AS b\nCOPY . .\nRUN make\nFROM base\nCOPY --from=b /out /out\n"


def entry(text: str = "", kind: str = "file") -> ImageEntry:
    digest = hashlib.sha256(text.encode()).hexdigest() if kind == "file" else ""
    return ImageEntry(
        kind=kind, mode=0o644, uid=0, gid=0, link=text if kind == "link" else "", size=len(text), digest=digest
    )


class CachingBuilder:
    """Builds by a function, with BuildKit's cache: COPY is looked up by content and not by time, RUN by its text and input.

    A step from the cache prints nothing; a cache mount remembers what the last command with its identifier left in it.
    """

    def __init__(
        self,
        files: Files,
        command: Callable[[Files, dict[str, str]], Made],
        *,
        copied: Sequence[str] = (),
        opens: Sequence[str] | None = None,
    ) -> None:
        self.opens = opens
        self.files = files
        self.builds: list[tuple[DockerfileCopy, bytes]] = []
        self._command = command
        self._copied = copied
        self._copies: dict[object, Files] = {}
        self._runs: dict[object, Made] = {}
        self._mounts: dict[str, dict[str, str]] = {}

    @property
    def tracer(self) -> tuple[str, ...]:
        return ("strace",) if self.opens is not None else ()

    @property
    def no_tracer(self) -> str:
        return "There is no strace."

    def trace(self, _copy: DockerfileCopy, _ignore: bytes, _seconds: float) -> Traced:
        rows = [f'1 openat(AT_FDCWD, "x", O_RDONLY) = 3</{path}>\n' for path in self.opens or ()]
        return Traced(logs={"0/.ctxsize-logs/3": "".join(rows).encode()})

    def build(self, copy: DockerfileCopy, ignore: bytes, _seconds: float) -> Built:
        self.builds.append((copy, ignore))
        text = copy.data.decode()
        lines = ignore.decode().split()
        received = {
            path: file
            for path, file in self.files.items()
            if not any(path == line or path.startswith(f"{line}/") for line in lines)
        }
        marks = tuple(re.findall(rf"COPY <<\w+ {re.escape(MARK)}\n(.*)\n", text))
        content = (marks, tuple(sorted((path, file[0]) for path, file in received.items())))
        files = self._copies.setdefault(content, received)
        mount = re.search(r"--mount=type=cache\S*", text)
        key = (content, mount[0] if mount else "")
        cached = key in self._runs
        load = BuildStep(
            identifier="load", name="[internal] load build context", stage="", cached=False, done=True, error="", log=""
        )
        mark = BuildStep(
            identifier="mark", name=f"COPY <<CTXSIZE_AGAIN {MARK}", stage="b", cached=False, done=True, error="", log=""
        )
        step = BuildStep(
            identifier="run",
            name="RUN make",
            stage="b",
            cached=cached,
            done=True,
            error="",
            log="",
            inputs=("load", "mark"),
        )
        try:
            if not cached:
                self._runs[key] = self._command(files, self._mounts.setdefault(mount[0] if mount else "", {}))
        except (KeyError, ValueError) as error:
            failed = step.replace(done=False, error="exit code: 1", log=f"{type(error).__name__}: {error.args[0]}\n")
            return Built(tree=None, log=BuildLog(steps=(load, mark, failed), said=()), seconds=0.1)
        made, printed = self._runs[key]
        tree = {f"out/{name}": entry(content) for name, content in made.items()}
        tree |= {f"app/{path}": entry(file[0]) for path, file in files.items() if path in self._copied}
        log = BuildLog(steps=(load, mark, step.replace(log="" if cached else printed)), said=())
        return Built(tree=Tree(entries=tree, times=dict.fromkeys(tree, 0.0)), log=log, seconds=0.1)


def question(  # noqa: PLR0913 (what a question holds)
    files: Files,
    patterns: Sequence[str],
    dockerfile: str = DOCKERFILE,
    *,
    level: Level = Level.SAME,
    limits: ProofLimits | None = None,
    kept: Mapping[str, str] | None = None,
    untracked: Sequence[str] = (),
    state: Callable[[], object] = lambda: None,
    minimal: bool = False,
) -> ProofQuestion:
    data = dockerfile.encode()
    parsed = parse(data)
    return ProofQuestion(
        dockerfile=parsed,
        data=data,
        usage=usage(parsed),
        text=lambda lines: "".join(f"{line}\n" for line in lines).encode(),
        candidates=tuple(
            TriedLine(
                pattern=pattern,
                files={
                    path: len(file[0])
                    for path, file in files.items()
                    if path == pattern or path.startswith(f"{pattern}/")
                },
            )
            for pattern in patterns
        ),
        received={path: len(file[0]) for path, file in files.items()},
        is_link=lambda _: False,
        digest=lambda path: hashlib.sha256(files[path][0].encode()).hexdigest(),
        state=state,
        untracked=lambda lines: [line for line in lines if line in untracked],
        level=level,
        limits=limits or ProofLimits(),
        known=tuple(
            LineVerdict(pattern=pattern, verdict=ProofVerdict.NEEDED, evidence=why)
            for pattern, why in (kept or {}).items()
        ),
        minimal=minimal,
    )


def run(builder: CachingBuilder, asked: ProofQuestion, nonce: str = "one") -> ProofOutcome:
    return BuildProver(asked, builder, nonce, lambda _: None).run()


def verdicts(outcome: ProofOutcome) -> dict[str, str]:
    return {line.pattern: line.verdict.value for line in outcome.lines}
