"""Debian's own Docker packages, unpacked into a cache directory and never installed.

``dpkg -x`` runs no maintainer script, so the system keeps its packages, its apt sources and its services as they are.
The mirror is the one that the system's apt already uses; only the release differs.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

STABLE: Final = "trixie"
NEWEST: Final = "sid"
SUITE_VARIABLE: Final = "CTXSIZE_ENGINE_SUITE"
_STAMP: Final = "complete"
_KEYRING: Final = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
_FROM_SUITE: Final = ("docker.io", "docker-cli", "docker-buildx")
# The release that the machine runs carries a runc and a containerd that fit its kernel and its C library.
_FROM_HOST: Final = ("containerd", "runc", "busybox-static")


class EngineUnavailableError(RuntimeError):
    """No engine can be had on this machine; the message says why in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packages:
    """An unpacked set of packages and where its programs stand."""

    suite: str
    root: Path

    @property
    def search_path(self) -> str:
        """``PATH`` with the unpacked programs in front."""
        ours = [self.root / "usr/bin", self.root / "usr/sbin"]
        return os.pathsep.join([*map(str, ours), "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"])

    @property
    def dockerd(self) -> Path:
        """The engine itself."""
        return self.root / "usr/sbin/dockerd"

    @property
    def docker(self) -> Path:
        """The client, which holds the legacy builder's sending side."""
        return self.root / "usr/bin/docker"

    @property
    def buildx(self) -> Path:
        """The BuildKit client, which also runs without ``docker`` in front of it."""
        plugins = sorted(self.root.glob("usr/**/cli-plugins/docker-buildx"))
        if not plugins:
            message = f"Debian's {self.suite} carries no docker-buildx."
            raise EngineUnavailableError(message)
        return plugins[0]

    @property
    def busybox(self) -> Path:
        """A static shell, enough to make an image in which ``RUN true`` works."""
        return next(path for path in (self.root / "bin/busybox", self.root / "usr/bin/busybox") if path.exists())


def default_suite() -> str:
    """Name the Debian release asked for in the environment, else the stable one."""
    return os.environ.get(SUITE_VARIABLE) or STABLE


def cache_directory() -> Path:
    """Return the directory that holds the unpacked packages of every suite."""
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "ctxsize-engine"


def packages(suite: str | None = None) -> Packages:
    """Return the suite's packages, downloading and unpacking them if that has not been done before.

    Raises EngineUnavailableError where that is impossible.
    """
    suite = suite or default_suite()
    return Packages(suite=suite, root=unpacked(suite, _FROM_SUITE, _FROM_HOST))


def unpacked(name: str, from_suite: tuple[str, ...], from_host: tuple[str, ...], *, suite: str | None = None) -> Path:
    """Return the directory ``name`` in the cache, with packages of the suite of that name and of the machine's own release.

    ``suite`` is for a directory that has another name than its suite.

    Raises EngineUnavailableError where they are not there yet and can't be had.
    """
    root = cache_directory() / name
    if (root / _STAMP).exists():
        return root
    _require_debian_root()
    cache_directory().mkdir(parents=True, exist_ok=True)
    with _lock(cache_directory() / f"{name}.lock"):
        if not (root / _STAMP).exists():
            _unpack(root, (suite or name) if from_suite else None, from_suite, from_host)
    return root


def _require_debian_root() -> None:
    if os.geteuid() != 0:
        message = "Only root can start an engine."
        raise EngineUnavailableError(message)
    if shutil.which("apt-get") is None or _release().get("ID") != "debian":
        message = "This machine is not Debian, so there are no packages to take the engine from."
        raise EngineUnavailableError(message)


def _release() -> dict[str, str]:
    """Read the machine's ``os-release`` file as a mapping."""
    file = Path("/etc/os-release")
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return {key: value.strip('"') for key, mark, value in (line.partition("=") for line in lines) if mark}


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    """Hold a file lock, so that two test runs do not unpack at the same time."""
    with path.open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def _unpack(target: Path, suite: str | None, from_suite: tuple[str, ...], from_host: tuple[str, ...]) -> None:
    work = target.with_name(f"{target.name}.partial")
    shutil.rmtree(work, ignore_errors=True)
    shutil.rmtree(target, ignore_errors=True)
    (work / "tree").mkdir(parents=True)
    apt = _PrivateApt(work, suite)
    for archive in apt.download(from_suite, from_host):
        subprocess.run(["dpkg", "-x", archive, work / "tree"], check=True, capture_output=True)
    (work / "tree" / _STAMP).touch()
    (work / "tree").rename(target)
    shutil.rmtree(work)


class _PrivateApt:
    """An apt with its own sources, lists and cache, all inside one directory."""

    def __init__(self, directory: Path, suite: str | None) -> None:
        self._directory = directory
        self._host = _release().get("VERSION_CODENAME", "stable")
        self._suite = suite or self._host
        self._config = directory / "apt.conf"
        for name in ("lists/partial", "cache/archives/partial", "archives"):
            (directory / name).mkdir(parents=True)
        self._config.write_text(self._settings(), encoding="utf-8")
        (directory / "sources.list").write_text(self._sources(), encoding="utf-8")

    def _settings(self) -> str:
        # Hooks of the system's apt would act on the system; the sandbox user cannot write into a private cache.
        return (
            "#clear APT::Update::Post-Invoke-Success;\n"
            "#clear APT::Update::Post-Invoke;\n"
            'APT::Sandbox::User "root";\n'
            'Acquire::Languages "none";\n'
            f'Dir::Etc::sourcelist "{self._directory}/sources.list";\n'
            'Dir::Etc::sourceparts "-";\n'
            f'Dir::State::lists "{self._directory}/lists";\n'
            f'Dir::Cache "{self._directory}/cache";\n'
        )

    def _sources(self) -> str:
        key = f"[signed-by={_KEYRING}] " if _KEYRING.exists() else ""
        mirror = _system_mirror(self._host)
        releases = dict.fromkeys((self._host, self._suite))
        return "".join(f"deb {key}{mirror} {release} main\n" for release in releases)

    def download(self, from_suite: tuple[str, ...], from_host: tuple[str, ...]) -> list[Path]:
        """Fetch the named packages and return their archives."""
        self._run("update", "-q")
        names = [f"{name}/{self._suite}" for name in from_suite] + [f"{name}/{self._host}" for name in from_host]
        self._run("download", "-q", *names)
        return sorted((self._directory / "archives").glob("*.deb"))

    def _run(self, *arguments: str) -> None:
        command = ["apt-get", "-c", str(self._config), *arguments]
        done = subprocess.run(command, cwd=self._directory / "archives", capture_output=True, text=True, check=False)
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            message = f"Debian's packages for {self._suite} could not be fetched: {reason}"
            raise EngineUnavailableError(message)


def _system_mirror(codename: str) -> str:
    """Return the archive that the system's own apt sources name for its release."""
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE) $(COMPONENT)", "Created-By: Packages"]
    listing = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    for line in listing.splitlines():
        uri, _, rest = line.partition(" ")
        if rest in (f"{codename} main", "stable main", "sid main", "unstable main"):
            return uri
    message = "The system's apt sources name no Debian archive."
    raise EngineUnavailableError(message)
