"""What surrounds Docker's client and changes a build: environment variables, and files of its configuration.

The tables of `docs/builders.md` list them. An option on the command line goes before each of them.
"""

from __future__ import annotations

import os

from ctxsize.builder import Builder
from ctxsize.display.escaping import quoted
from ctxsize.dockerfile.engine import Driver
from ctxsize.errors import BuildRefusedError
from ctxsize.files.read import read_named
from ctxsize.golang.text import parse_bool
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

EPOCH = "SOURCE_DATE_EPOCH"
_PROXIES = {"HTTP_PROXY": "httpProxy", "HTTPS_PROXY": "httpsProxy", "NO_PROXY": "noProxy", "FTP_PROXY": "ftpProxy"}
"""The build arguments that the client's configuration sets, and its keys."""
_LOCAL_ENGINE = "unix:///var/run/docker.sock"
_MOBY = "docker"
_LONGEST_CONFIG = 1 << 20


class Surroundings(Record):
    """What the surroundings make of a build, and a sentence for each of them that did something."""

    builder: Builder = Builder.BUILDKIT
    platform: str | None = None
    build_args: tuple[tuple[str, str], ...] = ()
    driver: Driver = Driver.DOCKER
    notes: tuple[str, ...] = ()


def surroundings(
    environ: Mapping[str, str],
    *,
    builder: Builder | None = None,
    platform: str | None = None,
    build_args: Mapping[str, str],
    driver: Driver | None = None,
) -> Surroundings:
    """Return the build with what its surroundings add; what is given stays as it is.

    Raises:
        BuildRefusedError: if Docker stops at one of the variables.

    """
    notes: list[str] = []
    if builder is None:
        builder = _builder(environ, notes)
    if platform is None and environ.get("DOCKER_DEFAULT_PLATFORM"):
        platform = environ["DOCKER_DEFAULT_PLATFORM"]
        notes.append(f"DOCKER_DEFAULT_PLATFORM: built for {quoted(platform)}.")
    arguments = dict(build_args)
    if builder is Builder.LEGACY:
        return Surroundings(builder, platform, tuple(arguments.items()), driver or Driver.DOCKER, tuple(notes))
    config = _Configuration(environ)
    if environ.get(EPOCH) and EPOCH not in arguments:
        arguments[EPOCH] = environ[EPOCH]
        notes.append(f"{EPOCH}: a build argument of that name, {quoted(environ[EPOCH])}.")
    for name, value in config.proxies().items():
        if name.lower() not in {each.lower() for each in arguments}:
            arguments[name] = value
            notes.append(f"config.json: the build argument {name}, from the client's proxies.")
    if driver is None:
        driver, note = config.driver()
        notes += [note] if note else []
    return Surroundings(builder, platform, tuple(arguments.items()), driver, tuple(notes))


def check_path(path: str, environ: Mapping[str, str]) -> None:
    """Raise BuildRefusedError where Docker takes a directory's name for something else.

    One that looks like a git repository over SSH makes it ask for an SSH agent first.
    """
    if not ("@" in path or "://" in path):
        return
    from ctxsize.dockerfile.stages.remotes import is_git_over_ssh  # noqa: PLC0415 (hardly any path looks like one)

    if is_git_over_ssh(path) and not environ.get("SSH_AUTH_SOCK"):
        message = (
            f"{quoted(path)}: docker build takes this name for a git repository over SSH, asks for an SSH agent and stops "
            f"here. Write {quoted('./' + path)}."
        )
        raise BuildRefusedError(message)


def _builder(environ: Mapping[str, str], notes: list[str]) -> Builder:
    text = environ.get("DOCKER_BUILDKIT", "")
    if not text:
        return Builder.BUILDKIT
    enabled = parse_bool(text)
    if enabled is None:
        message = (
            f"DOCKER_BUILDKIT={quoted(text)}: the variable takes 1 or true, and 0 or false for the legacy builder; docker "
            "build stops here. Correct it, or unset it."
        )
        raise BuildRefusedError(message)
    if enabled:
        return Builder.BUILDKIT
    notes.append(f"DOCKER_BUILDKIT={text}: the legacy builder.")
    return Builder.LEGACY


class _Configuration:
    """The directory of Docker's client, as far as it decides about a build; what can't be read counts as not there."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        home = environ.get("HOME") or os.path.expanduser("~")
        self._directory = environ.get("DOCKER_CONFIG") or os.path.join(home, ".docker")
        self._config = _object(os.path.join(self._directory, "config.json"))

    def proxies(self) -> dict[str, str]:
        """Return the build arguments for the proxies that are configured for this engine, or for all of them."""
        proxies = self._config.get("proxies")
        if not isinstance(proxies, dict):
            return {}
        host = self._environ.get("DOCKER_HOST") or _LOCAL_ENGINE
        found = proxies.get(host, proxies.get("default"))
        if not isinstance(found, dict):
            return {}
        return {name: value for name, key in _PROXIES.items() if isinstance(value := found.get(key), str) and value}

    def driver(self) -> tuple[Driver, str]:
        """Return the driver of the builder that the client uses, and a note if it is not that of dockerd."""
        directory = self._environ.get("BUILDX_CONFIG") or os.path.join(self._directory, "buildx")
        name = self._environ.get("BUILDX_BUILDER", "")
        aliases = self._config.get("aliases")
        if not name and isinstance(aliases, dict) and aliases.get("builder") == "buildx":
            # Only with this alias does `docker build` follow `docker buildx use`.
            current = _object(os.path.join(directory, "current")).get("Name")
            name = current if isinstance(current, str) else ""
        if not name or "/" in name:
            return Driver.DOCKER, ""
        kind = _object(os.path.join(directory, "instances", name.lower())).get("Driver", _MOBY)
        if kind == _MOBY:
            return Driver.DOCKER, ""
        return (
            Driver.CONTAINER,
            f"the builder {quoted(name)}: its driver {quoted(str(kind))} is not dockerd's own BuildKit.",
        )


def _object(file: str) -> dict[str, Any]:
    """Return what a JSON file holds, or nothing."""
    try:
        data = read_named(file, _LONGEST_CONFIG)
    except (OSError, ValueError):
        return {}
    import json  # noqa: PLC0415 (few have such a file)

    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
