"""One load of a folder by BuildKit: the patterns that go along, the paths that are asked for, and what is refused."""

from __future__ import annotations

from ctxsize.builder.buildkit import Transfer
from ctxsize.builder.buildkit_wire import request_excess, wire_flaw
from ctxsize.builder.follow_links import follow_links
from ctxsize.display.escaping import printable, quoted
from ctxsize.errors import BuildRefusedError, IgnoreFileError, UnreadableError
from ctxsize.golang import paths
from ctxsize.golang.text import runes
from ctxsize.ignore.matcher import Matcher
from ctxsize.ignore.parse import IgnoreFile, pattern_of

MAIN = "context"
"""The name that the main context has among the loads."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ctxsize.context.entry import Receive
    from ctxsize.context.walk import Tree, Visitor
    from ctxsize.dockerfile.engine import Engine


class Load:
    """One load of a context, the main one or a named one."""

    def __init__(  # noqa: PLR0913 (each on its own)
        self,
        *,
        tree: Tree,
        root: str,
        ignore_file: IgnoreFile,
        matcher: Matcher,
        asked: tuple[str, ...] | None,
        dockerfile: str,
        engine: Engine,
        name: str = MAIN,
    ) -> None:
        """Describe a load.

        Args:
            tree: the context.
            root: its root, for messages.
            ignore_file: its ignore file, :func:`as_sent`.
            matcher: the patterns of that.
            asked: the paths that BuildKit asks for; ``None`` for the whole context.
            dockerfile: the Dockerfile's name for people, which stands in what is refused.
            engine: the one to answer for.
            name: the context's name.

        """
        self._tree = tree
        self._root = root
        self.ignore_file = ignore_file
        self.matcher = matcher
        self.asked = asked
        self._dockerfile = printable(dockerfile)
        self._engine = engine
        self._name = name

    def transfer(self, receive: Receive | None = None, *, listing: bool = False) -> Transfer:
        """Return who is to be shown the walk; see :class:`Transfer`.

        Raises:
            BuildRefusedError: if BuildKit can't ask for it in this way.

        """
        self._check_wire()
        return Transfer(
            self.matcher, self._includes(), receive, listing=listing, any_bytes=self._engine.takes_any_bytes
        )

    def whole(self) -> Transfer:
        """Return who is to be shown the walk as if all that is not excluded were asked for."""
        return Transfer(self.matcher, any_bytes=self._engine.takes_any_bytes)

    def show(self, visitor: Visitor[Any]) -> None:
        """Show the context to a visitor; raises as :func:`guarded`."""
        guarded(lambda: self._tree.walk(visitor), self._root, self.ignore_file)

    def _includes(self) -> Matcher | None:
        if self.asked is None:
            return None
        found = follow_links(self._tree, [runes(source) for source in self.asked])
        if found is None:
            return None
        try:
            return Matcher([pattern for text in found if (pattern := pattern_of(text)) is not None])
        except paths.BadPatternError as error:
            message = (
                f"{self._dockerfile}: BuildKit takes the source {quoted(str(error))} for a malformed pattern; docker "
                "build stops here. Quote special characters with a backslash."
            )
            raise BuildRefusedError(message) from error

    def _check_wire(self) -> None:
        check_lines(self.ignore_file)
        if wire_flaw(self.asked or ()) is not None:
            message = (
                f"{self._dockerfile}: BuildKit can't ask for a source with a control character; docker build stops here. "
                "Delete the character."
            )
            raise BuildRefusedError(message)
        excess = request_excess(
            [line.cleaned for line in self.ignore_file.lines if line.cleaned], self.asked or (), self._name
        )
        if excess > 0:
            message = (
                f"{printable(self.ignore_file.path)}: its patterns and the sources of {self._dockerfile} are {excess} bytes "
                "more than fit into BuildKit's request for the context (each pattern takes 48 more than its length, 1 MiB in "
                "all); docker build stops here. Write fewer lines: a directory instead of its files."
            )
            raise IgnoreFileError(message)


def check_lines(ignore_file: IgnoreFile) -> None:
    """Raise :class:`IgnoreFileError` if BuildKit can't send the ignore file's patterns."""
    lines = [line for line in ignore_file.lines if line.cleaned]
    flaw = wire_flaw([line.cleaned for line in lines])
    if flaw is not None:
        line = lines[flaw]
        message = (
            f"{printable(ignore_file.path)}:{line.number}: {quoted(line.text)}: BuildKit can't send a "
            "pattern with a control character; docker build stops here. Delete the character."
        )
        raise IgnoreFileError(message)


def as_sent(ignore_file: IgnoreFile) -> IgnoreFile:
    """Return the ignore file as BuildKit's client gets to see it, after a way through JSON, which knows no stray bytes."""
    if all(paths.is_utf8(line.cleaned) for line in ignore_file.lines):
        return ignore_file
    lines = tuple(
        line.replace(cleaned=runes(line.cleaned), pattern=pattern_of(runes(line.cleaned), line.number))
        for line in ignore_file.lines
    )
    return ignore_file.replace(lines=lines)


def guarded(walk: Callable[[], None], root: str, ignore_file: IgnoreFile) -> None:
    """Walk a context, and say of what goes wrong on the way what it means to the build.

    Raises:
        IgnoreFileError: if a pattern turns out to be malformed.
        UnreadableError: if the context can't be read.

    """
    try:
        walk()
    except paths.BadPatternError as error:
        raise refused(ignore_file, error) from None
    except OSError as error:
        message = f"{printable(root)}: {error.strerror}; neither builder can read it. Make the folder readable."
        raise UnreadableError(message) from error


def refused(ignore_file: IgnoreFile, error: paths.BadPatternError) -> IgnoreFileError:
    """Return what to say of a pattern that Docker finds malformed while it walks."""
    line = next((line for line in ignore_file.lines if line.pattern and line.pattern.text == error.args[0]), None)
    place = f"{ignore_file.path}:{line.number}" if line else ignore_file.path
    message = (
        f"{printable(place)}: {quoted(line.text if line else str(error))}: Go's regular expressions refuse this "
        "pattern; docker build stops as soon as it tries to match it, and an engine before March 2026 may crash. Write "
        "folders with forward slashes, and quote only punctuation with a backslash."
    )
    return IgnoreFileError(message)
