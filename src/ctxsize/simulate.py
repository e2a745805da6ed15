"""One build on one builder: the sides that are shown a walk, and the plain question what would be received."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace

from ctxsize import paths
from ctxsize.builder import Builder
from ctxsize.builder.buildkit import Transfer, wire_flaw
from ctxsize.builder.follow import follow_links
from ctxsize.builder.legacy import Check, Tar, with_build_files
from ctxsize.context import Entry, Totals, Type
from ctxsize.crew import walk_together
from ctxsize.dockerfile.parse import parse as parse_dockerfile
from ctxsize.dockerfile.usage import usage
from ctxsize.errors import BuildRefusedError, CtxsizeError, IgnoreFileError, UnreadableError, UsageError
from ctxsize.gotext import runes
from ctxsize.ignore.matcher import CarefulState, Matcher
from ctxsize.ignore.parse import IGNORE_FILE, IgnoreFile, parse, pattern_of
from ctxsize.locate import STANDARD_INPUT, Inputs, context_root, locate, locate_in_tree
from ctxsize.survey import Survey
from ctxsize.walk import Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from ctxsize.context import Receive
    from ctxsize.dockerfile.sources import Usage
    from ctxsize.gittree import GitTree
    from ctxsize.walk import Visitor


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be built: the options of ``docker build`` that decide what is received."""

    root: str
    builder: Builder = Builder.BUILDKIT
    dockerfile: str | None = None
    target: str | None = None
    build_args: tuple[tuple[str, str], ...] = ()
    platform: str | None = None
    tree: GitTree | None = None
    """A commit's tree that stands for the folder ``root``; ``None`` for what is on disk."""
    ref: str | None = None
    """That commit, for people."""

    @classmethod
    def of(
        cls,
        path: str,
        builder: str,
        dockerfile: str | None,
        target: str | None,
        build_args: Mapping[str, str] | None,
        platform: str | None,
        ref: str | None = None,
    ) -> Request:
        """Return the request for the options as :func:`simulate` takes them."""
        root, tree, shown = context_root(path), None, None
        if ref is not None:
            from ctxsize.objects import tree_at  # noqa: PLC0415 (loads GitPython)

            if dockerfile == STANDARD_INPUT:
                raise UsageError("A commit needs a Dockerfile that git knows, not standard input. Name it with -f.")
            tree, shown, dockerfile = tree_at(root, ref, dockerfile)
        return cls(
            root=root,
            tree=tree,
            ref=shown,
            builder=Builder(builder),
            dockerfile=dockerfile,
            target=target,
            build_args=tuple((build_args or {}).items()),
            platform=platform,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """What one builder receives of a context.

    ``entries`` are in walk order. ``transfer_bytes`` is the number that Docker prints: BuildKit's ``transferring
    context``, or the length of the legacy builder's tar; 0 if the build never asks for the context.
    """

    builder: Builder
    entries: tuple[Entry, ...]
    transfer_bytes: int
    totals: Totals


def simulate(  # noqa: PLR0913 (the options of docker build)
    path: str = ".",
    builder: str = "buildkit",
    dockerfile: str | None = None,
    target: str | None = None,
    build_args: Mapping[str, str] | None = None,
    platform: str | None = None,
    ref: str | None = None,
    *,
    processes: int | None = None,
) -> Simulation:
    """Return what a Docker Engine would receive for ``docker build`` with these options.

    Args:
        path: the build context root.
        builder: ``buildkit`` or ``legacy``.
        dockerfile: as ``--file``; relative to the working folder.
        target: as ``--target``.
        build_args: as ``--build-arg``.
        platform: as ``--platform``, such as ``linux/arm64``.
        ref: a commit of the repository that the context lies in, whose tree is taken instead of what is on disk.
        processes: how many are to look through the context; ``None`` for as many as there are processors where the
            context is large.

    Raises:
        CtxsizeError: if the builder would refuse the build before it loads the context, or if it can't be read. A
            ``COPY`` of something that does not arrive raises nothing.

    """
    return simulated(Request.of(path, builder, dockerfile, target, build_args, platform, ref), processes)


def simulated(request: Request, processes: int | None = None) -> Simulation:
    """Return what is received for a request; see :func:`simulate`."""
    build = Build(request)
    side = build.side(listing=True)
    if side is None:
        return Simulation(builder=request.builder, entries=(), transfer_bytes=0, totals=Totals())
    # What is excluded is of no interest here, so there is nothing to match but what the side matches itself.
    survey = Survey(Matcher(()), [side], measures=False)
    survey_context(build, survey, processes)
    survey.settle()
    return Simulation(
        builder=request.builder,
        entries=tuple(Entry(path, Type(kind), size) for path, kind, size in side.strand.entries or ()),
        transfer_bytes=side.totals.transfer_bytes,
        totals=side.totals,
    )


class Build:
    """One build as far as it is decided before the context is walked.

    Raises:
        CtxsizeError: if the builder would refuse it here already.

    """

    def __init__(self, request: Request) -> None:
        """Read the Dockerfile and the ignore file."""
        self.request = request
        self.tree: Tree = request.tree or Tree(request.root)
        self.inputs: Inputs = (
            locate(request.root, request.builder, request.dockerfile)
            if request.tree is None
            else locate_in_tree(request.tree, request.builder, request.dockerfile)
        )
        self._read_ignore_file()
        self.usage: Usage | None = None
        if request.builder is Builder.BUILDKIT:
            self.usage = usage(
                parse_dockerfile(self.inputs.dockerfile_data, self.inputs.dockerfile),
                target=request.target,
                build_args=dict(request.build_args),
                platform=request.platform,
            )

    def _read_ignore_file(self) -> None:
        ignore_file = parse(self.inputs.ignore_data, self.inputs.ignore_file or IGNORE_FILE)
        self.ignore_file: IgnoreFile = (
            _as_sent(ignore_file) if self.request.builder is Builder.BUILDKIT else ignore_file
        )
        self.matcher = Matcher(self.ignore_file.patterns)

    def with_ignore_data(self, data: bytes) -> Build:
        """Return the same build as it would be if this stood in its ignore file."""
        build = copy(self)
        build.inputs = replace(self.inputs, ignore_data=data)
        build._read_ignore_file()  # noqa: SLF001 (its own class)
        return build

    def usage_or_none(self) -> Usage | None:
        """Return what the target uses, also for the legacy builder, which does not ask; ``None`` if none can be told."""
        if self.usage is not None:
            return self.usage
        try:
            dockerfile = parse_dockerfile(self.inputs.dockerfile_data, self.inputs.dockerfile)
            return usage(
                dockerfile,
                target=self.request.target,
                build_args=dict(self.request.build_args),
                platform=self.request.platform,
            )
        except CtxsizeError:
            return None

    @property
    def sources(self) -> tuple[str, ...] | None:
        """The paths that BuildKit is asked for; ``None`` for the whole context."""
        main = self.usage and self.usage.main
        return (main.paths or None) if main else None

    @property
    def is_whole(self) -> bool:
        """Whether the build asks for everything that is not excluded."""
        return self.request.builder is Builder.LEGACY or (self.usage is not None and self.sources is None)

    def side(
        self, receive: Receive | None = None, *, whole: bool = False, listing: bool = False
    ) -> Transfer | Tar | None:
        """Return who is to be shown the walk; ``None`` if the build never asks for its context.

        Args:
            receive: told of the entries that arrive, but for those that the survey counts together.
            whole: leave out what the Dockerfile asks for: all that is not excluded.
            listing: whether the entries are to be listed.

        """
        if self.request.builder is Builder.LEGACY:
            return self._tar(receive, listing=listing)
        if whole:
            return Transfer(self.matcher, None, receive, listing=listing)
        if self.usage is None or self.usage.main is None:
            return None
        self._check_wire()
        return Transfer(self.matcher, self._includes(), receive, listing=listing)

    def _includes(self) -> Matcher | None:
        if self.sources is None:
            return None
        asked = [runes(source) for source in self.sources]
        found = follow_links(self.tree, asked)
        if found is None:
            return None
        try:
            return Matcher([pattern for text in found if (pattern := pattern_of(text)) is not None])
        except paths.BadPatternError as error:
            message = (
                f"{paths.printable(self.inputs.dockerfile)}: BuildKit takes the source {paths.quoted(str(error))} for a "
                "malformed pattern; docker build stops here. Quote special characters with a backslash."
            )
            raise BuildRefusedError(message) from error

    def _check_wire(self) -> None:
        flaw = wire_flaw([line.cleaned for line in self.ignore_file.lines if line.cleaned])
        if flaw is not None:
            line = [line for line in self.ignore_file.lines if line.cleaned][flaw]
            message = (
                f"{paths.printable(self.ignore_file.path)}:{line.number}: {paths.quoted(line.text)}: BuildKit can't send a "
                "pattern with a control character; docker build stops here. Delete the character."
            )
            raise IgnoreFileError(message)
        if wire_flaw(self.sources or ()) is not None:
            message = (
                f"{paths.printable(self.inputs.dockerfile)}: BuildKit can't ask for a source with a control character; docker "
                "build stops here. Delete the character."
            )
            raise BuildRefusedError(message)

    def _tar(self, receive: Receive | None, *, listing: bool) -> Tar:
        patterns = self.ignore_file.patterns
        if isinstance(self.matcher.root, CarefulState):
            run(self, Check(patterns))
        try:
            own_files = with_build_files(patterns, self.inputs.own_dockerfile)
        except paths.BadPatternError as error:
            message = (
                f"{paths.printable(self.inputs.dockerfile)}: the legacy builder takes this name for a malformed pattern; "
                "docker build stops here. Rename the Dockerfile."
            )
            raise BuildRefusedError(message) from error
        foreign = self.inputs.dockerfile_data if self.inputs.own_dockerfile is None else None
        return Tar(patterns, own_files, receive, foreign, listing=listing)

    def refused(self, error: paths.BadPatternError) -> IgnoreFileError:
        """Return what to say of a pattern that Docker finds malformed while it walks."""
        line = next(
            (line for line in self.ignore_file.lines if line.pattern and line.pattern.text == error.args[0]), None
        )
        place = f"{self.ignore_file.path}:{line.number}" if line else self.ignore_file.path
        message = (
            f"{paths.printable(place)}: {paths.quoted(line.text if line else str(error))}: Go's regular expressions refuse this "
            "pattern; docker build stops as soon as it tries to match it, and an engine before March 2026 may crash. Write "
            "folders with forward slashes, and quote only punctuation with a backslash."
        )
        return IgnoreFileError(message)


def run(build: Build, visitor: Visitor[Any]) -> None:
    """Show a build's context to a visitor."""
    _shown(build, lambda: build.tree.walk(visitor))


def survey_context(build: Build, survey: Survey, processes: int | None = None) -> None:
    """Show a build's context to a survey; see :func:`simulate` for ``processes``."""
    if build.request.tree is not None:
        run(build, survey)
    else:
        _shown(build, lambda: walk_together(build.request.root, survey, processes))


def _shown(build: Build, show: Callable[[], None]) -> None:
    root = build.request.root
    try:
        show()
    except paths.BadPatternError as error:
        raise build.refused(error) from None
    except OSError as error:
        message = f"{paths.printable(root)}: {error.strerror}; neither builder can read it. Make the folder readable."
        raise UnreadableError(message) from error


def _as_sent(ignore_file: IgnoreFile) -> IgnoreFile:
    """Return the ignore file as BuildKit's client gets to see it, after a way through JSON, which knows no stray bytes."""
    if all(paths.is_utf8(line.cleaned) for line in ignore_file.lines):
        return ignore_file
    lines = tuple(
        replace(line, cleaned=runes(line.cleaned), pattern=pattern_of(runes(line.cleaned), line.number))
        for line in ignore_file.lines
    )
    return replace(ignore_file, lines=lines)
