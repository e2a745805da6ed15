"""Which Dockerfile and which ignore file count, for each builder."""

from __future__ import annotations

import os
import sys
from functools import cache

from ctxsize.builder import Builder
from ctxsize.context.disk import DiskSource
from ctxsize.display.escaping import printable
from ctxsize.errors import BuildRefusedError, UnreadableError, UsageError
from ctxsize.files.bounds import bounds, leads_out
from ctxsize.files.read import MOST_BYTES, MOST_IGNORE_BYTES, read_named
from ctxsize.golang import paths
from ctxsize.ignore.parse import IGNORE_FILE, pattern_of
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.git.source import GitSource

DOCKERFILE = "Dockerfile"
STANDARD_INPUT = "-"
INLINE = "(inline)"
"""What stands for the name of a Dockerfile that is written in a Compose or Bake file."""


POLICY_ENDING = ".rego"


class Inputs(Record):
    """The files that a build reads before it loads its context."""

    root: str
    """The context root: absolute, its links resolved."""
    dockerfile: str
    """The Dockerfile for people: relative to the context root if it lies in it, else as the user named it."""
    dockerfile_data: bytes
    own_dockerfile: str | None
    """The Dockerfile's real path relative to the context root; ``None`` if it comes from elsewhere."""
    ignore_file: str | None
    """The ignore file that counts, named like the Dockerfile; ``None`` if there is none."""
    ignore_data: bytes
    ignore_hidden: bool = False
    """Whether the ignore file lies elsewhere, behind a link out of the repository, so that its lines must not be shown."""
    place: str | None = None
    """Where the Dockerfile is looked for on disk, absolute; ``None`` for standard input and for a commit's."""

    @property
    def policy_file(self) -> str | None:
        """The build policy beside the Dockerfile, or something else of its name; ``None`` if there is nothing."""
        file = None if self.place is None else self.place + POLICY_ENDING
        return file if file is not None and os.path.lexists(file) else None


def context_root(path: str) -> str:
    """Return the context root that a user named.

    Raises:
        UsageError: if it is no directory.

    """
    if not path:
        raise UsageError("The path is empty. Pass the build context, or a dot for this directory.")
    root = os.path.realpath(path)
    if not os.path.isdir(root):
        from ctxsize.build.mistaken import not_a_context  # noqa: PLC0415 (only for a mistake)

        raise UsageError(not_a_context(path))
    return root


def locate(root: str, builder: Builder, dockerfile: str | None = None, *, any_bytes: bool = False) -> Inputs:
    """Find and read the Dockerfile and the ignore file.

    Args:
        root: from :func:`context_root`.
        builder: the two look in different places.
        dockerfile: what the user gave with ``-f``, relative to the working directory; ``-`` reads standard input.
        any_bytes: whether BuildKit takes links to names that are not UTF-8.

    Raises:
        BuildRefusedError: if there is no such Dockerfile.
        UnreadableError: if one of the files can't be read and the builder would stop at it.

    """
    if dockerfile == STANDARD_INPUT:
        shown, data, own, specific = STANDARD_INPUT, _standard_input(), None, None
    else:
        full = _named(dockerfile, builder) if dockerfile else f"{root}/{DOCKERFILE}"
        if not dockerfile or builder is Builder.BUILDKIT:
            full = _lower_case(full)
        if builder is Builder.BUILDKIT and not any_bytes:
            _require_sendable(os.path.dirname(full), os.path.basename(full))
        data, real = _read_dockerfile(full, builder, root, dockerfile)
        own = _own_place(root, real)
        if builder is Builder.LEGACY and dockerfile is not None and own is None:
            _require_open(dockerfile)
        if builder is Builder.LEGACY and dockerfile is None and own is None:
            message = (
                f"{DOCKERFILE} is a link that leads out of the build context; the legacy builder stops here. Name its "
                "target with -f."
            )
            raise BuildRefusedError(message)
        inside = _inside(root, full)
        shown = inside if inside is not None else (dockerfile or full)
        specific = (os.path.dirname(full), os.path.basename(full), shown)
    ignore_file, ignore_data = _ignore_file(root, builder, specific)
    return Inputs(
        root=root,
        dockerfile=shown,
        dockerfile_data=data,
        own_dockerfile=own,
        ignore_file=ignore_file,
        ignore_data=ignore_data,
        ignore_hidden=builder is Builder.LEGACY and leads_out(f"{root}/{IGNORE_FILE}", bounds(root)),
        place=None if specific is None else f"{specific[0]}/{specific[1]}",
    )


def _named(given: str, builder: Builder) -> str:
    """Return the absolute path of what ``-f`` names.

    With a slash at the end BuildKit's client takes what stands before it for the Dockerfile's directory, too.
    """
    full = os.path.abspath(given)
    name = os.path.basename(given)
    if builder is Builder.LEGACY or name not in {"", "."}:
        return full
    return f"{full}/{name or os.path.basename(full)}"


@cache
def _standard_input() -> bytes:
    """Read standard input, which can be read once only; both builders' answers come from the same bytes."""
    return sys.stdin.buffer.read()


def locate_inline(root: str, builder: Builder, dockerfile: bytes) -> Inputs:
    """Return the inputs of a build whose Dockerfile stands in a Compose or Bake file.

    The tool hands it over as a Dockerfile outside of the context: only the ``.dockerignore`` of the context counts.
    """
    ignore_file, ignore_data = _ignore_file(root, builder, None)
    return Inputs(
        root=root,
        dockerfile=INLINE,
        dockerfile_data=dockerfile,
        own_dockerfile=None,
        ignore_file=ignore_file,
        ignore_data=ignore_data,
        ignore_hidden=builder is Builder.LEGACY and leads_out(f"{root}/{IGNORE_FILE}", bounds(root)),
    )


def locate_in_tree(tree: GitSource, builder: Builder, dockerfile: str | None = None) -> Inputs:
    """Find and read the Dockerfile and the ignore file of a commit's tree.

    Args:
        tree: the context.
        builder: as for :func:`locate`.
        dockerfile: as seen from the top of the repository; ``None`` for the one at the context root.

    Raises:
        BuildRefusedError: if there is no such Dockerfile in the tree.

    """
    full = dockerfile if dockerfile is not None else paths.join(tree.prefix, DOCKERFILE)
    directory, _, name = full.rpartition("/")
    beside = tree.at(directory)
    names = [name, name.lower()] if name == DOCKERFILE else [name]
    found = ((each, data) for each in names if beside is not None and (data := beside.read(each)) is not None)
    name, data = next(found, ("", None))
    if data is None or beside is None:
        message = f"{printable(full)}: there is no such Dockerfile at this commit, and docker build stops here."
        raise BuildRefusedError(message)
    full = paths.join(directory, name)
    inside = _inside("/" + tree.prefix, "/" + full)
    real = beside.resolve(name)
    shown = full if inside is None else inside
    specific = None if builder is Builder.LEGACY else beside.read(name + IGNORE_FILE, MOST_IGNORE_BYTES)
    at_root = tree.read(IGNORE_FILE, MOST_IGNORE_BYTES)
    ignore_file = shown + IGNORE_FILE if specific is not None else IGNORE_FILE if at_root is not None else None
    return Inputs(
        root=tree.root,
        dockerfile=shown,
        dockerfile_data=data,
        own_dockerfile=None if real is None else _inside("/" + tree.prefix, "/" + paths.join(directory, real)),
        ignore_file=ignore_file,
        ignore_data=specific if specific is not None else at_root or b"",
    )


def _lower_case(full: str) -> str:
    """Take ``dockerfile`` where there is no ``Dockerfile``."""
    directory, name = os.path.split(full)
    lower = f"{directory}/{name.lower()}"
    return lower if name == DOCKERFILE and not os.path.lexists(full) and os.path.lexists(lower) else full


def _read_dockerfile(full: str, builder: Builder, root: str, given: str | None) -> tuple[bytes, str]:
    """Return the Dockerfile's bytes and its real path."""
    directory, name = os.path.split(full)
    real = os.path.realpath(full)
    if builder is Builder.BUILDKIT:
        # BuildKit sees the Dockerfile's directory alone: links that lead out of it are bent back.
        data = _read_asked(directory, name)
        if data is None and name == DOCKERFILE:
            data = DiskSource(os.path.realpath(directory)).read(name.lower())
        if data is not None:
            return data, real
    try:
        if builder is Builder.LEGACY:
            if given is not None and leads_out(full, bounds(root)):
                raise UnreadableError(
                    f"{printable(given)} leads out of the repository through a link, and nothing of what lies there is "
                    f"shown. Name the file itself: -f {printable(real)}."
                )
            return read_named(real), real
    except FileNotFoundError:
        pass
    except IsADirectoryError:
        if _own_place(root, real) is not None:
            # The client sends the context all the same, and leaves it to the engine to complain.
            return b"", real
        message = f"{printable(given or full)} is a directory, not a Dockerfile; docker build stops here."
        raise BuildRefusedError(message) from None
    except OSError as error:
        message = f"{printable(given or full)}: {error.strerror}; the legacy builder can't read its Dockerfile."
        raise UnreadableError(message) from error
    from ctxsize.build.mistaken import no_dockerfile  # noqa: PLC0415 (only for a mistake)

    raise BuildRefusedError(no_dockerfile(full, root, given))


def _require_open(given: str) -> None:
    """Open a Dockerfile outside of the context as the client does, by the name that it was given: `Df/` is none."""
    try:
        os.close(os.open(given, os.O_RDONLY))
    except (FileNotFoundError, NotADirectoryError) as error:
        message = (
            f"{printable(given)}: {error.strerror}; the legacy builder opens a Dockerfile outside of the build context by "
            "this very name and stops here. Write the plain path."
        )
        raise BuildRefusedError(message) from None


def _require_sendable(directory: str, name: str) -> None:
    """Raise BuildRefusedError if a link that BuildKit follows to the Dockerfile or its ignore file is not UTF-8."""
    tree = DiskSource(os.path.realpath(directory))
    for asked in (name, name + IGNORE_FILE, *([name.lower()] if name == DOCKERFILE else [])):
        for link in tree.follow(asked)[1]:
            if not paths.is_utf8(link + (tree.link_target(link) or "")):
                message = (
                    f"{printable(link)}: the link leads to a name that is not valid UTF-8, and BuildKit can't send it; "
                    "docker build stops here. Rename its target."
                )
                raise BuildRefusedError(message)


def _read_asked(directory: str, name: str, most: int = MOST_BYTES) -> bytes | None:
    """Return a file as BuildKit gets it when it asks for that one: a name that is a pattern must match itself."""
    try:
        pattern = pattern_of(name)
        asked = pattern is not None and not pattern.exception and pattern.matches(name)
    except paths.BadPatternError:
        asked = False
    return DiskSource(os.path.realpath(directory)).read(name, most) if asked else None


def _inside(root: str, path: str) -> str | None:
    return path[len(root.rstrip("/")) + 1 :] if path.startswith(root.rstrip("/") + "/") else None


def _own_place(root: str, real: str) -> str | None:
    """Return where in the context a Dockerfile lies, ``None`` for nowhere.

    The legacy builder's client takes the root itself and the directory around it for places in the context, too.
    """
    return _inside(root, real) or {root: ".", os.path.dirname(root): ".."}.get(real)


def _ignore_file(root: str, builder: Builder, specific: tuple[str, str, str] | None) -> tuple[str | None, bytes]:
    """Return the ignore file's name for people and its bytes."""
    if builder is Builder.LEGACY:
        return _legacy_ignore_file(root)
    if specific is not None:
        directory, name, shown = specific
        data = _read_asked(directory, name + IGNORE_FILE, MOST_IGNORE_BYTES)
        if data is not None:
            return shown + IGNORE_FILE, data
    # A directory, a broken link, a link out of the context: BuildKit goes on without a word and excludes nothing.
    data = DiskSource(root).read(IGNORE_FILE, MOST_IGNORE_BYTES)
    return (None, b"") if data is None else (IGNORE_FILE, data)


def _legacy_ignore_file(root: str) -> tuple[str | None, bytes]:
    try:
        return IGNORE_FILE, read_named(f"{root}/{IGNORE_FILE}", MOST_IGNORE_BYTES)
    except FileNotFoundError:
        return None, b""
    except OSError as error:
        message = (
            f"{IGNORE_FILE}: {error.strerror}; the legacy builder stops here. It must be a file that can be read; "
            "BuildKit would go on and exclude nothing."
        )
        raise BuildRefusedError(message) from error
