"""The only module that starts Docker: a build through the user's own client, and nothing that stays but its cache.

The Dockerfile's copy and the ignore file stand in a directory of their own, for as long as a build takes. The result is a tar
stream: no image, no tag, no container.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tarfile
import tempfile
import threading
import time
from contextlib import contextmanager, suppress

from ctxsize.display.escaping import printable, quoted
from ctxsize.errors import UsageError
from ctxsize.prove.archive import read_contents, read_tree
from ctxsize.prove.buildlog import read_log
from ctxsize.prove.question import Built, Traced
from ctxsize.prove.tracing import PLACE, TRACER
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import FrameType
    from typing import IO, Self, TypeVar

    from ctxsize.prove.rewrite import DockerfileCopy

    Result = TypeVar("Result")

_PROGRAM = "docker"
_LEAST_BUILDX = (0, 13)
"""From here on the client reports a build as JSON."""
_PREFIX = "ctxsize-prove-"
_PATIENCE_SECONDS = 10.0
_ASK_SECONDS = 60.0
_REFUSED = {
    "-t": "a proof stores no image",
    "--tag": "a proof stores no image",
    "--push": "a proof publishes nothing",
    "--load": "a proof stores no image",
    "-o": "a proof reads the result itself",
    "--output": "a proof reads the result itself",
    "--cache-to": "a proof writes no cache but the builder's own",
    "--iidfile": "a proof stores no image",
    "--metadata-file": "a proof writes no file",
    "--progress": "a proof reads the progress itself",
    "-q": "a proof reads the progress itself",
    "--quiet": "a proof reads the progress itself",
    "--no-cache": "a proof makes steps run again by itself; this would replace what later builds find in the cache",
    "--no-cache-filter": "a proof makes steps run again by itself; this would replace what later builds find in the cache",
    "--call": "a proof builds",
    "--check": "a proof builds",
    "--print": "a proof builds",
    "-f": "give ctxsize --file",
    "--file": "give ctxsize --file",
    "--target": "give ctxsize --target",
    "--build-arg": "give ctxsize --build-arg",
    "--build-context": "give ctxsize --build-context",
    "--platform": "give ctxsize --platform",
    "--allow": "give ctxsize --allow",
    "--sbom": "a proof asks for no attestations",
    "--provenance": "a proof asks for no attestations",
    "--attest": "a proof asks for no attestations",
}
"""Options of ``docker buildx build`` that a proof does not take, and why."""
_ENVIRONMENT = {
    "BUILDX_NO_DEFAULT_ATTESTATIONS": "1",
    "BUILDX_METADATA_PROVENANCE": "disabled",
    "BUILDX_METADATA_WARNINGS": "0",
    "BUILDX_GIT_INFO": "false",
}


class Client(Record):
    """The user's client: the builder that it uses, and the BuildKit of that."""

    builder: str
    version: str


def check_options(options: Sequence[str]) -> None:
    """Raise UsageError for an option that a proof does not hand on to ``docker buildx build``."""
    for option in options:
        name = option.partition("=")[0]
        why = _REFUSED.get(name) or next((why for short, why in _REFUSED.items() if _is_short(short, option)), None)
        if why is not None:
            raise UsageError(f"--docker-option {quoted(option)}: {why}.")
        if not option.startswith("-"):
            raise UsageError(
                f"--docker-option {quoted(option)} is not an option. Write a whole one, as in --docker-option=--network=none."
            )


def _is_short(name: str, option: str) -> bool:
    """Whether an option is a short one with its value behind it, as in ``-tname``."""
    return len(name) == len("-t") and option.startswith(name) and not option.startswith("--")


def find_client(options: Sequence[str], environ: Mapping[str, str] = os.environ) -> Client:
    """Ask Docker's client which builder it uses.

    Raises:
        UsageError: if there is no Docker, no engine that answers, or a client that can't report a build.

    """
    if shutil.which(_PROGRAM, path=environ.get("PATH")) is None:
        raise UsageError(
            "--prove needs Docker's client, and there is no docker on PATH. Install it, or leave --prove out."
        )
    if "podman" in _asked(["--version"], environ).lower():
        raise UsageError("--prove needs Docker's own client: this docker is Podman, which builds with Buildah.")
    version = _asked(["buildx", "version"], environ)
    found = re.search(r"v?(\d+)\.(\d+)\.\d+", version)
    if found is None:
        raise UsageError(f"--prove needs docker buildx, and the client has none: {printable(_last_line(version))}")
    if (int(found[1]), int(found[2])) < _LEAST_BUILDX:
        raise UsageError(f"--prove needs buildx 0.13 or later; this is {printable(found[0])}. Install a newer one.")
    named = [option.partition("=")[2] for option in options if option.startswith("--builder=")]
    inspected = _asked(["buildx", "inspect", *named[-1:]], environ)
    name = re.search(r"(?m)^Name:\s*(\S+)", inspected)
    if name is None or "Status:" not in inspected or re.search(r"(?m)^Error:", inspected):
        raise UsageError(f"--prove needs a running Docker, and none answers: {printable(_last_line(inspected))}")
    return Client(builder=name[1], version=_version(inspected, environ))


def _version(inspected: str, environ: Mapping[str, str]) -> str:
    """Return BuildKit's version; where the builder does not know it, that of the engine that it is a part of."""
    found = re.search(r"(?m)^BuildKit(?: version)?:\s*v?(\d\S*)", inspected)
    if found is not None and not found[1].startswith("0.0.0"):
        return found[1]
    engine = _last_line(_asked(["version", "--format", "{{.Server.Version}}"], environ))
    return f"of Docker {engine}" if re.match(r"\d", engine) else "of unknown version"


def _asked(words: Sequence[str], environ: Mapping[str, str]) -> str:
    try:
        done = subprocess.run(  # noqa: S603 (Docker's client, as the user has it)
            [_PROGRAM, *words],
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_ASK_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"docker {words[0]} does not answer"
    except OSError as error:
        return str(error.strerror)
    return done.stdout.decode("utf-8", "replace")


def _last_line(text: str) -> str:
    rows = [row.strip() for row in text.splitlines() if row.strip()]
    return rows[-1] if rows else "it says nothing"


class DockerBuilder:
    """Builds with ``docker buildx build``; as a context manager it sees to it that nothing is left when a signal ends the run."""

    def __init__(
        self,
        root: str,
        options: Sequence[str],
        target: str | None = None,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        """Prepare.

        Args:
            root: the build context.
            options: for ``docker buildx build``: the user's own.
            target: the stage to build, where the Dockerfile's copy names no other.
            environ: the user's environment, which is handed on.

        """
        self._root = root
        self._options = tuple(options)
        self._target = target
        self._environment = {**environ, **_ENVIRONMENT}
        self._tracer: tuple[str, ...] | None = None
        self._before: dict[int, object] = {}

    def __enter__(self) -> Self:
        for number in (signal.SIGTERM, signal.SIGHUP):
            self._before[number] = signal.signal(number, _interrupt)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal.signal itself gave

    @property
    def tracer(self) -> tuple[str, ...]:
        """How strace is started in a step; empty where this machine has none, or builds for another kind of machine."""
        if self._tracer is None:
            foreign = any(option.startswith("--platform") for option in self._options)
            self._tracer = () if foreign else _tracer(self._environment)
        return _started(self._tracer)

    @property
    def no_tracer(self) -> str:
        """Why there is no strace, in a sentence."""
        if any(option.startswith("--platform") for option in self._options):
            return "With --platform, commands are not watched: strace is this machine's."
        return "This machine has no strace, so that commands can't be watched (Debian, Ubuntu: apt install strace)."

    def trace(self, copy: DockerfileCopy, ignore: bytes, seconds: float) -> Traced:
        """Build a copy whose target holds logs of its commands."""
        with _directory(copy.data, ignore) as place:
            files = f"{place}/tracer"
            os.mkdir(files)
            for source in self._tracer or ():
                shutil.copy(source, files)
            logs, _, late = _run(
                self._words(place, copy.target, [f"--build-context={TRACER}={files}"]),
                self._environment,
                seconds,
                read_contents,
            )
        return Traced(logs=logs, late=late)

    def _words(self, place: str, target: str | None, more: Sequence[str] = ()) -> list[str]:
        target = target or self._target
        return [
            *(_PROGRAM, "buildx", "build", "--progress=rawjson", "--provenance=false", "--sbom=false"),
            *("-f", f"{place}/Dockerfile", "-o", "type=tar,dest=-"),
            *(("--target", target) if target is not None else ()),
            *more,
            *self._options,
            self._root,
        ]

    def build(self, copy: DockerfileCopy, ignore: bytes, seconds: float) -> Built:
        """Build a Dockerfile's copy with a text for its ignore file, in so many seconds at most."""
        started = time.monotonic()
        with _directory(copy.data, ignore) as place:
            tree, said, late = _run(self._words(place, copy.target), self._environment, seconds, read_tree)
        return Built(tree=tree, log=read_log(said), seconds=time.monotonic() - started, late=late)


def _tracer(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the files of strace: the program, its loader and its libraries; none where it is not there."""
    program = shutil.which("strace", path=environment.get("PATH"))
    if program is None:
        return ()
    try:
        listed = subprocess.run(  # noqa: S603 (which libraries the system's own program needs)
            ["ldd", program],  # noqa: S607 (the system's)
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_ASK_SECONDS,
            check=False,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ()
    libraries = re.findall(r"(?:=> )?(/\S+) \(0x", listed)
    return (os.path.realpath(program), *libraries)


def _started(files: Sequence[str]) -> tuple[str, ...]:
    """Return how strace is started out of a directory with its files, whatever the image has."""
    if not files:
        return ()
    program = f"{PLACE}/{os.path.basename(files[0])}"
    loader = next((os.path.basename(file) for file in files[1:] if os.path.basename(file).startswith("ld-")), None)
    return (program,) if loader is None else (f"{PLACE}/{loader}", "--library-path", PLACE, program)


def _interrupt(_: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextmanager
def _directory(dockerfile: bytes, ignore: bytes) -> Iterator[str]:
    """Give a directory that holds a Dockerfile and its ignore file; it is gone when the block ends."""
    place = tempfile.mkdtemp(prefix=_PREFIX)
    try:
        for name, data in (("Dockerfile", dockerfile), ("Dockerfile.dockerignore", ignore)):
            with open(f"{place}/{name}", "xb") as stream:
                stream.write(data)
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _run(
    words: Sequence[str], environment: Mapping[str, str], seconds: float, read: Callable[[IO[bytes]], Result]
) -> tuple[Result | None, bytes, bool]:
    """Run a build; return its result or ``None``, what the client reports, and whether its time was up."""
    late = threading.Event()
    said: list[bytes] = []
    with _start(words, environment) as (client, interrupted):
        if client.stdout is None or client.stderr is None:  # for the type checker: both are pipes
            raise AssertionError
        timer = threading.Timer(seconds, _end_late, args=(late, client))
        timer.daemon = True
        reader = threading.Thread(target=said.extend, args=(client.stderr,), daemon=True)
        tree: Result | None = None
        try:
            if interrupted:
                raise KeyboardInterrupt  # noqa: TRY301 (ends as one that comes a moment later)
            timer.start()
            reader.start()
            try:
                tree = read(client.stdout)
            except (tarfile.TarError, EOFError):
                client.stdout.read()
            code = client.wait()
            reader.join()
        except BaseException:
            _end(client)
            raise
        finally:
            timer.cancel()
    return (tree if code == 0 else None), b"".join(said), late.is_set()


@contextmanager
def _start(words: Sequence[str], environment: Mapping[str, str]) -> Iterator[tuple[subprocess.Popen[bytes], list[int]]]:
    """Start the client; signals that come meanwhile are held back, so that it is known whom to end, and are given beside it."""
    held: list[int] = []
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    handlers = {number: signal.signal(number, lambda sent, _: held.append(sent)) for number in numbers}
    try:
        client = subprocess.Popen(  # noqa: S603 (Docker's client, with what the user gave)
            words,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # Ctrl-C reaches us alone: the build is then ended in order.
            process_group=0,
        )
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    with client:
        yield client, held


def _stop(client: subprocess.Popen[bytes]) -> None:
    """Interrupt the client and its plugin, which are a group of their own."""
    with suppress(ProcessLookupError):
        os.killpg(client.pid, signal.SIGINT)


def _end_late(late: threading.Event, client: subprocess.Popen[bytes]) -> None:
    late.set()
    _stop(client)


def _end(client: subprocess.Popen[bytes]) -> None:
    """End a build as an interrupt does, and wait until the client is gone."""
    _stop(client)
    try:
        client.wait(_PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        client.kill()
        client.wait()
    for stream in (client.stdout, client.stderr):
        if stream is not None:
            stream.close()
