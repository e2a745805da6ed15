"""The engine to answer for: what differs between Docker Engine 28.5 and the newest, in one table.

A build meets three programs, which have versions of their own: the client (buildx), the daemon (BuildKit), and the front
end that reads the Dockerfile. The daemon brings a front end; a `# syntax=` line, or the build argument BUILDKIT_SYNTAX,
picks another. All of them are counted here by BuildKit's minor version: BuildKit 0.N came with front end 1.(N-6) and
buildx 0.(N+4).
"""

from __future__ import annotations

import re
from enum import StrEnum

from ctxsize.errors import UsageError
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

_ENGINES = {
    "28.5": 25,
    "29.0": 25,
    "29.1": 26,
    "29.2": 27,
    "29.3": 28,
    "29.4": 29,
    "29.5": 30,
    "29.6": 31,
    "29.7": 32,
}
"""Docker Engine to the minor version of the BuildKit in it."""
VERSIONS = tuple(_ENGINES)
"""The engines that are known, the oldest first."""
OLDEST, *_, NEWEST = VERSIONS
_FRONT_END_LAG = 6
_OWN_IMAGE = r"(?:(?:docker\.io|index\.docker\.io)/)?docker/dockerfile(?:-upstream)?(?::([^@]*))?(?:@.*)?"
_TAG = r"(?:v?1(?:\.(\d+))?(?:\.\d+)*)?-?(labs|experimental)?"


class Driver(StrEnum):
    """How the client reaches BuildKit; the values are those of `--driver`."""

    DOCKER = "docker"
    """The BuildKit inside of dockerd, which is the default."""
    CONTAINER = "container"
    """A BuildKit of its own: buildx's drivers docker-container, remote and kubernetes."""


class EnginePart(StrEnum):
    """Whose version decides about a trait."""

    CLIENT = "client"
    LEGACY_CLIENT = "client of the legacy builder"
    DAEMON = "daemon"
    FRONT_END = "front end"


class Trait(Record):
    """Something that newer versions do otherwise: what, whose version decides, and since which minor of BuildKit.

    For the client of the legacy builder `since` is the engine's version, 2900 for 29.0.

    `change` says where it comes from: the upstream files, as they differ between the releases before and after.
    `cases` are ids of recorded cases, or `written:` and a test where no engine could be recorded.
    """

    name: str
    part: EnginePart
    since: int
    what: str
    change: str
    cases: tuple[str, ...]
    labs: int | None = None
    """Since which minor of BuildKit the labs channel of the front end has it."""


class Engine(Record):
    """An engine: its version, and the minor versions of the BuildKit in it and of the front end that reads the file."""

    version: str
    daemon: int
    driver: Driver
    front_end: int
    labs: bool = False
    foreign: str | None = None
    """The front end's image where it is not Docker's own: then nobody knows its traits, and it counts as the newest."""

    @classmethod
    def of(cls, version: str | None = None, driver: str | None = None) -> Self:
        """Return the engine of a version such as `28.5` or `29.7.2`, or the newest; raises UsageError."""
        minor = NEWEST
        if version is not None:
            match = re.fullmatch(r"v?(\d+\.\d+)(?:\.\d+)?", version, re.ASCII)
            minor = match[1] if match else ""
            if minor not in _ENGINES:
                known = f"ctxsize answers for Docker Engine {OLDEST} to {NEWEST}"
                raise UsageError(f"--engine `{version}` is not known: {known}. Leave it out for the newest.")
        daemon = _ENGINES[minor]
        if driver is not None and driver not in set(Driver):
            raise UsageError(f"--driver `{driver}` is not known. It takes docker or container.")
        return cls(version=minor, daemon=daemon, driver=Driver(driver or Driver.DOCKER), front_end=daemon)

    @property
    def takes_any_bytes(self) -> bool:
        """Whether names, arguments and commands may be no UTF-8: dockerd refuses what a BuildKit of its own takes."""
        return self.driver is Driver.CONTAINER

    def has(self, trait: Trait) -> bool:
        """Return whether this engine does as newer ones do."""
        if trait.part is EnginePart.LEGACY_CLIENT:
            major, minor = self.version.split(".")
            return int(major) * 100 + int(minor) >= trait.since
        if trait.part is not EnginePart.FRONT_END:
            return self.daemon >= trait.since
        since = trait.since if not self.labs or trait.labs is None else min(trait.since, trait.labs)
        return self.front_end >= since

    def reading(self, directive: str | None, argument: str | None = None) -> Engine:
        """Return the engine with the front end that reads a file.

        `directive` is the image of the file's `syntax` directive, `argument` that of the build argument BUILDKIT_SYNTAX,
        which goes before it.
        """
        image = (directive if argument is None else argument.strip().partition(" ")[0]) or ""
        if not image:
            return self
        own = re.fullmatch(_OWN_IMAGE, image)
        newest = _ENGINES[NEWEST]
        if own is None:
            return self.replace(front_end=newest, labs=True, foreign=image)
        tag = re.fullmatch(_TAG, own[1] or "")
        if tag is None:  # master, a commit: as new as can be
            return self.replace(front_end=newest, labs=(own[1] or "").endswith("labs"))
        minor = int(tag[1]) + _FRONT_END_LAG if tag[1] else newest
        return self.replace(front_end=min(minor, newest), labs=bool(tag[2]))


def newest() -> Engine:
    """Return the newest engine, with BuildKit inside of dockerd."""
    return Engine.of()
