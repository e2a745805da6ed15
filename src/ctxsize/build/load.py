"""One load of a context by a builder: the patterns that go along, the paths that are asked for, and what is refused."""

from __future__ import annotations

from ctxsize.builder import Builder
from ctxsize.builder.buildkit import BuildKitReceiver
from ctxsize.builder.buildkit_wire import MOST_REQUEST_BYTES, request_bytes, wire_flaw
from ctxsize.builder.legacy import ContextCheck, LegacyReceiver, with_build_files
from ctxsize.context.walk import walk
from ctxsize.display.escaping import printable, quoted
from ctxsize.errors import BuildRefusedError, IgnoreFileError, UnreadableError
from ctxsize.golang import paths as go_paths
from ctxsize.golang.text import runes
from ctxsize.ignore.matcher import CarefulState, Matcher
from ctxsize.ignore.parse import IgnoreFile, Line, pattern_of
from ctxsize.record import Record

MAIN = "context"
"""The name that the main context has among the loads."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    from ctxsize.builder.receiver import Receiver
    from ctxsize.context.entry import Receive
    from ctxsize.context.source import ContextSource

    Token = TypeVar("Token")
    Piece = TypeVar("Piece")


class Load(Record):
    """One load of a context, the main one or a named one, as far as it is decided before the context is walked.

    ``ignore_file`` is as the builder gets to see it (see :func:`as_sent`), ``matcher`` made of its patterns. ``asked`` is
    whether the build asks for the context at all, ``paths`` for which paths in it; ``None`` stands for the whole.
    ``dockerfile`` is the Dockerfile's name for people. ``own_dockerfile`` is its path in the context, and
    ``foreign_dockerfile`` its content if it has none; both are the legacy builder's affair. ``name`` is the context's, and
    ``any_bytes`` whether BuildKit takes names that are not UTF-8.
    """

    builder: Builder
    source: ContextSource
    ignore_file: IgnoreFile
    matcher: Matcher
    asked: bool
    paths: tuple[str, ...] | None
    dockerfile: str
    own_dockerfile: str | None = None
    foreign_dockerfile: bytes | None = None
    name: str = MAIN
    any_bytes: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether everything is asked for that is not excluded."""
        return self.asked and self.paths is None

    @property
    def is_careful(self) -> bool:
        """Whether a pattern of the ignore file is malformed in a way that Docker finds only when it first matches."""
        return isinstance(self.matcher.root, CarefulState)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the ignore file that hold a pattern: a pattern's number is one of these."""
        return tuple(line for line in self.ignore_file.lines if line.pattern is not None)

    def requested(self, receive: Receive | None = None, *, listing: bool = False) -> Receiver[object, object] | None:
        """Return who receives what the build asks for; ``None`` if it never asks for its context.

        Args:
            receive: told of the entries that arrive, but for those that are counted in bulk.
            listing: whether the entries are to be listed.

        Raises:
            BuildRefusedError: if the builder can't ask for it in this way.

        """
        if not self.asked:
            return None
        if self.builder is Builder.LEGACY:
            return self._legacy(receive, listing=listing)
        check_lines(self.ignore_file)
        check_request(self.ignore_file, self.paths or (), printable(self.dockerfile), self.name)
        if wire_flaw(self.paths or ()) is not None:
            message = (
                f"{printable(self.dockerfile)}: BuildKit can't ask for a source with a control character; docker build stops "
                "here. Delete the character."
            )
            raise BuildRefusedError(message)
        return _opaque(
            BuildKitReceiver(self.matcher, self._includes(), receive, listing=listing, any_bytes=self.any_bytes)
        )

    def eligible(self) -> Receiver[object, object]:
        """Return who receives all that is not excluded, whatever the build asks for; raises as :meth:`requested`."""
        return (
            self._legacy()
            if self.builder is Builder.LEGACY
            else _opaque(BuildKitReceiver(self.matcher, any_bytes=self.any_bytes))
        )

    @staticmethod
    def nothing(ignore: Matcher) -> Receiver[object, object]:
        """Return who matches everything against these patterns and receives nothing."""
        return _opaque(BuildKitReceiver(ignore, Matcher(()), any_bytes=True))

    def refused(self, error: go_paths.BadPatternError) -> IgnoreFileError:
        """Return what to say of a pattern that Docker finds malformed while it walks."""
        return refused(self.ignore_file, error)

    def _includes(self) -> Matcher | None:
        if self.paths is None:
            return None
        from ctxsize.builder.follow_links import follow_links  # noqa: PLC0415 (many a build asks for all of its context)

        found = follow_links(self.source, [runes(source) for source in self.paths])
        if found is None:
            return None
        try:
            return Matcher([pattern for text in found if (pattern := pattern_of(text)) is not None])
        except go_paths.BadPatternError as error:
            message = (
                f"{printable(self.dockerfile)}: BuildKit takes the source {quoted(str(error))} for a malformed pattern; "
                "docker build stops here. Quote special characters with a backslash."
            )
            raise BuildRefusedError(message) from error

    def _legacy(self, receive: Receive | None = None, *, listing: bool = False) -> Receiver[object, object]:
        patterns = self.ignore_file.patterns
        if self.is_careful:
            guarded(lambda: walk(self.source, ContextCheck(patterns)), self)
        try:
            own_files = with_build_files(patterns, self.own_dockerfile)
        except go_paths.BadPatternError as error:
            message = (
                f"{printable(self.dockerfile)}: the legacy builder takes this name for a malformed pattern; "
                "docker build stops here. Rename the Dockerfile."
            )
            raise BuildRefusedError(message) from error
        return _opaque(LegacyReceiver(patterns, own_files, receive, self.foreign_dockerfile, listing=listing))


def _opaque(receiver: Receiver[Token, Piece]) -> Receiver[object, object]:
    """Return the receiver as one of several that each have their own tokens and pieces.

    Types can't say that a token goes back to the receiver that made it. That is the one thing to be seen to by whoever
    keeps several receivers.
    """
    return receiver  # type: ignore[return-value]


def check_request(ignore_file: IgnoreFile, asked: Sequence[str] = (), dockerfile: str = "", name: str = MAIN) -> None:
    """Raise BuildRefusedError if BuildKit's request with these patterns, for these paths, is larger than its server takes."""
    patterns = [line.cleaned for line in ignore_file.lines if line.cleaned]
    asked = tuple(dict.fromkeys(asked))  # a path that several instructions take is asked for once
    size = request_bytes(patterns, asked, name)
    if size <= MOST_REQUEST_BYTES:
        return
    what = [f"the {len(patterns):,} patterns of {printable(ignore_file.path)}"] if patterns else []
    what += [f"the {len(asked):,} sources of {dockerfile}"] if asked else []
    message = (
        f"{printable(ignore_file.path) if patterns else dockerfile}: BuildKit can't send {' and '.join(what)}: they make a "
        f"request of {size:,} bytes, and its server takes {MOST_REQUEST_BYTES:,} (header list size); docker build stops here. "
        "Write fewer and shorter ones: one wildcard instead of many names."
    )
    raise BuildRefusedError(message)


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
    if all(go_paths.is_utf8(line.cleaned) for line in ignore_file.lines):
        return ignore_file
    lines = tuple(
        line.replace(cleaned=runes(line.cleaned), pattern=pattern_of(runes(line.cleaned), line.number))
        for line in ignore_file.lines
    )
    return ignore_file.replace(lines=lines)


def guarded(walk_it: Callable[[], None], load: Load) -> None:
    """Walk a context, and say of what goes wrong on the way what it means to the build.

    Raises:
        IgnoreFileError: if a pattern turns out to be malformed.
        UnreadableError: if the context can't be read.

    """
    try:
        walk_it()
    except go_paths.BadPatternError as error:
        raise load.refused(error) from None
    except OSError as error:
        message = f"{printable(load.source.root)}: {error.strerror}; neither builder can read it. Make the directory readable."
        raise UnreadableError(message) from error


def refused(ignore_file: IgnoreFile, error: go_paths.BadPatternError) -> IgnoreFileError:
    """Return what to say of a pattern that Docker finds malformed while it walks."""
    line = next((line for line in ignore_file.lines if line.pattern and line.pattern.text == error.args[0]), None)
    place = f"{ignore_file.path}:{line.number}" if line else ignore_file.path
    message = (
        f"{printable(place)}: {quoted(line.text if line else str(error))}: Go's regular expressions refuse this "
        "pattern; docker build stops as soon as it tries to match it, and an engine before March 2026 may crash. Write "
        "directories with forward slashes, and quote only punctuation with a backslash."
    )
    return IgnoreFileError(message)
