"""Named contexts: what stands behind each name, and which ignore file goes with it."""

from __future__ import annotations

import os

from ctxsize.build.load import as_sent
from ctxsize.context.disk import DiskSource
from ctxsize.display.escaping import printable, quoted
from ctxsize.dockerfile.stages.images import context_name
from ctxsize.errors import DockerfileError, UsageError
from ctxsize.files.read import MOST_IGNORE_BYTES
from ctxsize.ignore.parse import IGNORE_FILE, IgnoreFile, parse
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ctxsize.dockerfile.engine import Engine

_NOT_LOCAL = ("docker-image://", "oci-layout://", "target:")


class NamedContext(Record):
    """One ``--build-context``.

    ``name`` is in the form in which BuildKit looks for it: short, without the tag ``latest``. ``location`` is as the
    user wrote it. ``root`` is the directory, its links resolved; ``None`` for an image, a URL or a git repository, of which
    no client sends anything.
    """

    name: str
    location: str
    root: str | None

    def ignore_file(self) -> IgnoreFile:
        """Return the ignore file that counts: the one at the directory's own root, and no other.

        As with the main context, BuildKit goes on without a word where it can't be read.

        Raises:
            IgnoreFileError: if it holds something that makes BuildKit abort.

        """
        data = DiskSource(self.root).read(IGNORE_FILE, MOST_IGNORE_BYTES) if self.root is not None else None
        return as_sent(parse(data or b"", self.ignore_path if data is not None else ""))

    @property
    def ignore_path(self) -> str:
        """The ignore file's name for people; whether there is one, it does not say."""
        return f"{self.location.rstrip('/')}/{IGNORE_FILE}"


def named_contexts(given: Mapping[str, str], engine: Engine | None = None) -> tuple[NamedContext, ...]:
    """Return the named contexts that a user gave; of two for one name the later counts, as for Docker's client.

    Raises:
        UsageError: if a name is none, or if a local one is no directory; Docker's client stops there, used or not.

    """
    found: dict[str, NamedContext] = {}
    for name, location in given.items():
        try:
            normal = context_name(name)
        except DockerfileError:
            message = (
                f"--build-context {quoted(name)}: no name for a context; docker build stops here. It is written like an "
                "image's name, in lower case."
            )
            raise UsageError(message) from None
        found[normal] = NamedContext(name=normal, location=location, root=_root(name, location, engine))
    return tuple(found.values())


def _root(name: str, location: str, engine: Engine | None) -> str | None:
    from ctxsize.dockerfile.stages.remotes import is_http  # noqa: PLC0415 (most builds name no context)

    if location.startswith(_NOT_LOCAL) or is_http(location) or _is_git(location, engine):
        return None
    root = os.path.realpath(location)
    if not location or not os.path.isdir(root):
        what = "is not a directory" if location and os.path.lexists(location) else "does not exist"
        message = (
            f"--build-context {printable(name)}={printable(location)}: {quoted(location)} {what}; docker "
            "build stops here, whether the context is used or not. Name a directory, an image as docker-image://IMAGE, or a URL."
        )
        raise UsageError(message)
    return root


def _is_git(location: str, engine: Engine | None) -> bool:
    from ctxsize.dockerfile.stages.remotes import git_of  # noqa: PLC0415 (likewise)

    try:
        return git_of(location, engine) is not None
    except DockerfileError:
        return True
