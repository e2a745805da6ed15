"""One build as a repository defines it, before anything of its context is read."""

from __future__ import annotations

import os
import posixpath
from typing import Any

from ctxsize.record import Record


class Origin(Record):
    """Where a build is defined: the file's absolute path, and the line, counted from 1 (0 where there is none)."""

    file: str
    line: int


class Unknown(Record):
    """A value that is not the same twice, or that only the machine of the build knows; ``reason`` says which it is."""

    reason: str


class BuildDefinition(Record):
    """One build that a file defines.

    ``context`` is an absolute local path, or a URL as it is written. ``dockerfile`` is an absolute local path, a path
    inside of a remote context, or ``None``: then ``inline`` holds the Dockerfile's text, or the builder takes its
    default name. ``args`` and ``contexts`` are pairs in the order in which the tool lists them; a value of ``contexts``
    is an absolute local path, a URL, ``service:NAME`` or ``target:NAME``. ``platforms`` are those of the build itself,
    ``platform`` is the one that the service asks for. ``linked`` says that the build is there only because another one
    names it as a context; ``default`` that the tool builds it when neither a name nor a profile is given. ``guess`` is
    the reason for the context where no file states it (lone Dockerfiles), else ``None``: such a build fails no gate.
    """

    name: str
    origin: Origin
    context: str | Unknown
    dockerfile: str | Unknown | None = None
    inline: str | Unknown | None = None
    target: str | Unknown | None = None
    args: tuple[tuple[str, str | Unknown], ...] = ()
    contexts: tuple[tuple[str, str | Unknown], ...] = ()
    platforms: tuple[str | Unknown, ...] = ()
    platform: str | None = None
    profiles: tuple[str, ...] = ()
    linked: bool = False
    default: bool = True
    guess: str | None = None

    def as_dict(self, relative_to: str | os.PathLike[str]) -> dict[str, Any]:
        """Return the build as JSON shows it: absent values left out, unknown ones ``None``, URLs as written.

        A local path is relative to the directory ``relative_to``, unless the two have only the root in common.
        """
        base = os.path.abspath(relative_to)
        texts = {
            "name": self.name,
            "context": _shown(self.context, base),
            "dockerfile": _shown(self.dockerfile, base) if self.dockerfile else "",
            "inline": _known(self.inline) if self.inline else "",
            "target": _known(self.target) if self.target else "",
            "args": {name: _known(value) for name, value in self.args},
            "contexts": {name: _shown(value, base) for name, value in self.contexts},
            "platforms": [_known(each) for each in self.platforms],
            "profiles": list(self.profiles),
            "linked": self.linked,
        }
        present = {key: value for key, value in texts.items() if value is None or value}
        origin = {"file": _shown(self.origin.file, base), "line": self.origin.line}
        guess = {} if self.guess is None else {"guess": self.guess}
        return {**present, "default": self.default, "origin": origin, **guess}


def _known(value: str | Unknown) -> str | None:
    return None if isinstance(value, Unknown) else value


def _shown(value: str | Unknown, base: str) -> str | None:
    if isinstance(value, Unknown) or not value.startswith("/"):
        return _known(value)
    if posixpath.commonpath((base, value)) == "/" != base:
        return value
    return posixpath.relpath(value, base)
