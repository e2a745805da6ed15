"""A Docker engine to ask: the one at hand, or one of our own that leaves nothing behind."""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.engine.api import EngineApi
from tests.engine.debian import EngineUnavailableError, Packages, cache_directory, default_suite, packages

_PREFIX: Final = "ctxsize-engine-"
_SUITE: Final = "suite"
_DEFAULT_SOCKET: Final = Path("/var/run/docker.sock")
_START_SECONDS: Final = 60.0
_PLUGIN_DIRECTORIES: Final = (
    "~/.docker/cli-plugins",
    "/usr/local/lib/docker/cli-plugins",
    "/usr/local/libexec/docker/cli-plugins",
    "/usr/lib/docker/cli-plugins",
    "/usr/libexec/docker/cli-plugins",
)
# An engine may outlive the object that started it; a Popen that is collected before its process has ended warns.
_STARTED: Final[list[subprocess.Popen[bytes]]] = []
_FLAGS: Final = ("--iptables=false", "--ip6tables=false", "--bridge=none")
# Layers of one record: the directory below the data directory, and what stands between the record's name and its files.
_LAYERS: Final = {"vfs": ("vfs/dir", ""), "overlay2": ("overlay2", "diff")}


class Engine:
    """An engine that somebody else runs: it is asked, and never pruned, stopped or put at risk."""

    owned = False

    def __init__(self, socket: Path, *, docker: Path, buildx: Path, config: Path, search_path: str) -> None:
        self.api = EngineApi(socket)
        self.docker = docker
        self.buildx = buildx
        self.config = config
        self._search_path = search_path
        self._layers: tuple[Path, str] | None = None

    @property
    def host(self) -> str:
        """The value for ``DOCKER_HOST``."""
        return f"unix://{self.api.socket}"

    def environment(self, host: str | None = None) -> dict[str, str]:
        """Return an environment in which nothing of the caller's own configuration shows."""
        return {
            "PATH": self._search_path,
            "HOME": str(self.config),
            "LC_ALL": "C.UTF-8",
            "DOCKER_HOST": host or self.host,
            "DOCKER_CONFIG": str(self.config),
            "BUILDX_GIT_INFO": "false",
            # A client lives for a moment: without its garbage collection and its threads it answers a third sooner.
            "GOGC": "off",
            "GOMAXPROCS": "1",
        }

    def versions(self) -> str:
        """Name the engine's, BuildKit client's and legacy client's versions."""
        run = [self._version_of(str(self.buildx), "version"), self._version_of(str(self.docker), "--version")]
        return f"Docker Engine {self.api.version()}, buildx {run[0].split()[1]}, docker CLI {run[1].split()[2][:-1]}"

    def _version_of(self, *command: str) -> str:
        return subprocess.run(command, env=self.environment(), capture_output=True, text=True, check=True).stdout

    def layer(self, record: str) -> Path:
        """Return the directory in which the files of a build cache record stand."""
        if self._layers is None:
            root, driver = self.api.storage()
            if driver not in _LAYERS:
                message = f"The engine's storage driver {driver} hides the files that it received."
                raise EngineUnavailableError(message)
            self._layers = root / _LAYERS[driver][0], _LAYERS[driver][1]
        return self._layers[0] / record / self._layers[1]

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the engine for one question; two at a time could not be told apart in its cache."""
        with (self.config / "lock").open("w") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            yield

    def last_words(self) -> str:
        """Return the line with which the engine's log explains its end, as far as it can be read."""
        return "no word"

    def revive(self) -> bool:
        """Start the engine again if it has died; tell whether it had."""
        return False


class OwnEngine(Engine):
    """An engine started from Debian's packages inside a directory of its own.

    As a context manager it runs from entry to exit, and its directory is gone afterwards, also after an interrupt.
    """

    owned = True
    storage = "vfs"

    def __init__(self, unpacked: Packages, directory: Path | None = None) -> None:
        self.directory = directory or Path(tempfile.mkdtemp(prefix=_PREFIX))
        super().__init__(
            self.directory / "docker.sock",
            docker=unpacked.docker,
            buildx=unpacked.buildx,
            config=self.directory / "cfg",
            search_path=unpacked.search_path,
        )
        self.config.mkdir(exist_ok=True)
        (self.directory / _SUITE).write_text(unpacked.suite, encoding="ascii")
        self._packages = unpacked
        self._pid_file = self.directory / "pid"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start the engine and see to it that it goes away with this process."""
        (self.directory / "owner").write_text(str(os.getpid()), encoding="ascii")
        atexit.register(self.remove)
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop the engine and remove its data."""
        self.remove()
        atexit.unregister(self.remove)

    def start(self) -> None:
        """Start the engine with an empty store that holds one image, ``base``."""
        data, run = self.directory / "root", self.directory / "exec"
        command = [str(self._packages.dockerd), "-H", self.host, "--data-root", str(data), "--exec-root", str(run)]
        with (self.directory / "log").open("ab") as log:
            self._process = process = subprocess.Popen(
                [*command, "--pidfile", str(self._pid_file), f"--storage-driver={self.storage}", *_FLAGS],
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        _STARTED.append(process)
        deadline = time.monotonic() + _START_SECONDS
        while not self.api.answers():
            if process.poll() is not None or time.monotonic() > deadline:
                message = f"dockerd did not start: {self.last_words()}"
                raise EngineUnavailableError(message)
            time.sleep(0.05)
        self._make_base_image()

    def _make_base_image(self) -> None:
        """Build ``base``: no registry is asked, so a stage that runs a command needs a shell from here."""
        with tempfile.TemporaryDirectory(prefix=_PREFIX) as name:
            directory = Path(name)
            shutil.copy2(self._packages.busybox, directory / "sh")
            (directory / "Dockerfile").write_text("FROM scratch\nCOPY sh /bin/sh\n", encoding="ascii")
            command = [str(self.buildx), "build", "--network=none", "-t", "base", str(directory)]
            subprocess.run(command, env=self.environment(), check=True, capture_output=True)
        self.api.prune()

    def last_words(self) -> str:
        """Return the line with which the engine's log explains its end."""
        lines = (self.directory / "log").read_text(encoding="utf-8", errors="replace").splitlines()
        panics = [line for line in lines if line.startswith(("panic:", "fatal error:"))]
        return (panics or lines or ["no word"])[-1]

    def alive(self) -> bool:
        """Tell whether the engine's process runs."""
        pid = _read_pid(self._pid_file)
        return pid is not None and _runs(pid)

    def revive(self) -> bool:
        """Start the engine again from nothing if it has died; tell whether it had."""
        if self.alive() and self.api.answers():
            return False
        self.renew()
        return True

    def renew(self) -> None:
        """Stop the engine, if it runs, and start it again from nothing."""
        self._clear()
        self.start()

    def remove(self) -> None:
        """Stop the engine and everything it started, and remove its directory."""
        self._clear()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _clear(self) -> None:
        for file in (self._pid_file, self.directory / "exec/containerd/containerd.pid"):
            _end(_read_pid(file), self.directory)
            file.unlink(missing_ok=True)
        if self._process is not None:
            self._process.wait()
        _unmount_below(self.directory)
        for name in ("root", "exec"):
            shutil.rmtree(self.directory / name, ignore_errors=True)


def left_running(suite: str) -> OwnEngine | None:
    """Return the engine that ``leave_running`` started for this suite, if it still runs; clear up after a dead one."""
    note = cache_directory() / f"{suite}.running"
    directory = Path(note.read_text(encoding="utf-8")) if note.exists() else None
    if directory is None or not directory.exists():
        return None
    found = OwnEngine(packages(suite), directory)
    if found.alive():
        return found
    found.remove()
    return None


def leave_running(suite: str) -> OwnEngine:
    """Start an engine that outlives this process, or return the one that already does."""
    found = left_running(suite)
    if found is None:
        found = own_engine(suite)
        found.start()
        (cache_directory() / f"{suite}.running").write_text(str(found.directory), encoding="utf-8")
    found.revive()
    return found


def own_engine(suite: str | None = None) -> OwnEngine:
    """Return an engine of our own, not started yet, after clearing what killed test runs left behind."""
    unpacked = packages(suite)
    _sweep(unpacked)
    return OwnEngine(unpacked)


def _sweep(unpacked: Packages) -> None:
    """Remove engines whose owner was killed before it could stop them."""
    for directory in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        owner = _read_pid(directory / "owner")
        if owner is not None and not _runs(owner):
            OwnEngine(unpacked, directory).remove()


def engine_at_hand(suite: str | None = None) -> Engine | None:
    """Return the engine at ``DOCKER_HOST``, else one left running by ``up``, else at the default socket, if one answers."""
    host = os.environ.get("DOCKER_HOST", "")
    left = left_running(suite or default_suite())
    if not host and left is not None:
        return left
    socket = Path(host.removeprefix("unix://")) if host else _DEFAULT_SOCKET
    if (socket.parent / _SUITE).exists():
        return OwnEngine(packages((socket.parent / _SUITE).read_text(encoding="ascii")), socket.parent)
    if not socket.exists() or not EngineApi(socket).answers():
        return None
    return _foreign_engine(socket)


def _foreign_engine(socket: Path) -> Engine | None:
    docker = shutil.which("docker")
    plugins = [Path(directory).expanduser() / "docker-buildx" for directory in _PLUGIN_DIRECTORIES]
    buildx = next((plugin for plugin in plugins if plugin.exists()), None)
    if docker is None or buildx is None:
        return None
    config = Path(tempfile.gettempdir()) / f"{_PREFIX}client-{os.getuid()}"
    config.mkdir(mode=0o700, exist_ok=True)
    return Engine(socket, docker=Path(docker), buildx=buildx, config=config, search_path=os.environ["PATH"])


@contextlib.contextmanager
def engine(suite: str | None = None) -> Iterator[Engine]:
    """Give the engine at hand, or one of our own that is gone when the block ends."""
    found = engine_at_hand(suite)
    if found is not None:
        yield found
        return
    with own_engine(suite) as ours:
        yield ours


def _read_pid(file: Path) -> int | None:
    try:
        return int(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _runs(pid: int) -> bool:
    """Tell whether a process runs; one that has ended and was not waited for does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _end(pid: int | None, directory: Path, patience: float = 10.0) -> None:
    """Ask a process that works in ``directory`` to end, and after that make it end."""
    if pid is None or not _works_in(pid, directory):
        return
    for number in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + patience
        while _runs(pid) and time.monotonic() < deadline:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
            time.sleep(0.05)


def _works_in(pid: int, directory: Path) -> bool:
    """Tell whether a process was started on ``directory``: a number in a stale file may be a stranger's by now."""
    try:
        return os.fsencode(directory) in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _unmount_below(directory: Path) -> None:
    mounts = [line.split()[4] for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()]
    for mount in sorted(mounts, reverse=True):
        if mount.startswith(f"{directory}/"):
            subprocess.run(["umount", "-l", mount], check=False, capture_output=True)
