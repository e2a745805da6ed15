"""One build on one builder: the sides that are shown a walk, and the plain question what would be received."""

from __future__ import annotations

import os

from ctxsize.build.inputs import STANDARD_INPUT, Inputs, context_root, locate, locate_in_tree
from ctxsize.build.load import Load, as_sent, guarded, refused
from ctxsize.build.named_contexts import NamedContext, named_contexts
from ctxsize.builder import Builder
from ctxsize.builder.buildkit import Transfer
from ctxsize.builder.legacy import Check, Tar, with_build_files
from ctxsize.context.entry import Entry, Totals, Type
from ctxsize.context.parallel import walk_together
from ctxsize.context.walk import Tree
from ctxsize.display.escaping import printable
from ctxsize.dockerfile.parser.directives import foreign_front_end
from ctxsize.dockerfile.parser.parse import parse as parse_dockerfile
from ctxsize.dockerfile.usage import usage
from ctxsize.errors import BuildRefusedError, CtxsizeError, UnreadableError, UsageError
from ctxsize.golang import paths
from ctxsize.ignore.matcher import CarefulState, Matcher
from ctxsize.ignore.parse import IGNORE_FILE, IgnoreFile, parse
from ctxsize.record import Record
from ctxsize.scan.scanner import Scanner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    from ctxsize.context.entry import Receive
    from ctxsize.context.walk import Visitor
    from ctxsize.dockerfile.parser.syntax import Dockerfile
    from ctxsize.dockerfile.sources import Usage
    from ctxsize.errors import IgnoreFileError
    from ctxsize.git.source import GitTree


class Request(Record):
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
    named: tuple[NamedContext, ...] = ()
    """What stands beside the main context; always on disk."""

    @classmethod
    def of(  # noqa: PLR0913 (the options of docker build)
        cls,
        path: str,
        builder: str,
        dockerfile: str | None,
        target: str | None,
        build_args: Mapping[str, str] | None,
        platform: str | None,
        ref: str | None = None,
        *,
        build_contexts: Mapping[str, str] | None = None,
    ) -> Request:
        """Return the request for the options as :func:`simulate` takes them."""
        root, tree, shown = context_root(path), None, None
        if ref is not None:
            from ctxsize.git.objects import tree_at  # noqa: PLC0415 (loads GitPython)

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
            named=named_contexts(build_contexts or {}),
        )


class NamedLoad(Record):
    """One load of a named context by BuildKit; the fields are those of :class:`Simulation`."""

    name: str
    entries: tuple[Entry, ...]
    transfer_bytes: int
    totals: Totals


class Simulation(Record):
    """What one builder receives of a context.

    ``entries`` are in walk order. ``transfer_bytes`` is the number that Docker prints: BuildKit's ``transferring
    context``, or the length of the legacy builder's tar; 0 if the build never asks for the context. ``named`` are the
    loads of named contexts, which Docker counts apart; one that several instructions name may be loaded several times.
    """

    builder: Builder
    entries: tuple[Entry, ...]
    transfer_bytes: int
    totals: Totals
    named: tuple[NamedLoad, ...] = ()


def simulate(  # noqa: PLR0913 (the options of docker build)
    path: str = ".",
    builder: str = "buildkit",
    dockerfile: str | None = None,
    target: str | None = None,
    build_args: Mapping[str, str] | None = None,
    platform: str | None = None,
    ref: str | None = None,
    *,
    build_contexts: Mapping[str, str] | None = None,
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
        build_contexts: as ``--build-context``, by name; folders are relative to the working folder.
        processes: how many are to look through the context; ``None`` for as many as there are processors where the
            context is large.

    Raises:
        CtxsizeError: if the builder would refuse the build before it loads the context, or if it can't be read. A
            ``COPY`` of something that does not arrive raises nothing.

    """
    request = Request.of(path, builder, dockerfile, target, build_args, platform, ref, build_contexts=build_contexts)
    return simulated(request, processes)


def simulated(request: Request, processes: int | None = None) -> Simulation:
    """Return what is received for a request; see :func:`simulate`."""
    build = Build(request)
    side = build.side(listing=True)
    entries = () if side is None else _entries(side, lambda survey: survey_context(build, survey, processes))
    named = []
    for context, load in build.named_loads():
        transfer = load.transfer(listing=True)
        found = _entries(transfer, load.show)
        named.append(
            NamedLoad(
                name=context.name, entries=found, transfer_bytes=transfer.totals.transfer_bytes, totals=transfer.totals
            )
        )
    totals = Totals() if side is None else side.totals
    return Simulation(
        builder=request.builder,
        entries=entries,
        transfer_bytes=totals.transfer_bytes,
        totals=totals,
        named=tuple(named),
    )


def received_sizes(request: Request) -> tuple[Totals, dict[str, int]]:
    """Return what is received of the main context: the totals, and the bytes of everything but folders, by path."""
    build = Build(request)
    side = build.side(listing=True)
    if side is None:
        return Totals(), {}
    rows = _rows(side, lambda survey: survey_context(build, survey))
    folder = Type.FOLDER.value
    return side.totals, {path: size for path, kind, size in rows if kind != folder}


def _entries(side: Transfer | Tar, show_to: Callable[[Scanner], None]) -> tuple[Entry, ...]:
    """Return what a side receives of the walk that it is shown."""
    return tuple(Entry(path, Type(kind), size) for path, kind, size in _rows(side, show_to))


def _rows(side: Transfer | Tar, show_to: Callable[[Scanner], None]) -> Sequence[tuple[str, str, int]]:
    # What is excluded is of no interest here, so there is nothing to match but what the side matches itself.
    survey = Scanner(Matcher(()), [side], measures=_may_fail_elsewhere(side))
    show_to(survey)
    survey.settle()
    return side.strand.entries or ()


def _may_fail_elsewhere(side: Transfer | Tar) -> bool:
    """Whether the builder may fail at a folder of which it receives nothing; root can open them all."""
    return isinstance(side, Transfer) and side.looks_everywhere and os.geteuid() != 0


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
            self._require_sendable()
            self.usage = usage(
                self._dockerfile(),
                target=request.target,
                build_args=dict(request.build_args),
                platform=request.platform,
                named_contexts=[context.name for context in request.named],
            )
        elif request.named:
            message = (
                "--build-context: the legacy builder does not know this option, and docker build stops here. Use BuildKit, or "
                "leave the option out."
            )
            raise BuildRefusedError(message)

    def _dockerfile(self) -> Dockerfile:
        """Return the Dockerfile; raises UnreadableError for one that only its own front end can read."""
        try:
            return parse_dockerfile(self.inputs.dockerfile_data, self.inputs.dockerfile)
        except CtxsizeError as error:
            front_end = foreign_front_end(self.inputs.dockerfile_data)
            if front_end is None:
                raise
            message = (
                f"{printable(self.inputs.dockerfile)} is written for the front end {printable(front_end)}, which may read other "
                f"files than Docker's own: what it takes of the context can't be told. Docker's own says: {str(error).partition('. ')[0]}."
            )
            raise UnreadableError(message) from error

    def _require_sendable(self) -> None:
        """Raise BuildRefusedError for an option that is not UTF-8: BuildKit's options travel in a protocol buffer."""
        request = self.request
        given = [("--file", self.inputs.dockerfile.rpartition("/")[2]), ("--target", request.target or "")]
        given += [("--build-arg", f"{name}={value}") for name, value in request.build_args]
        for option, value in given:
            if not paths.is_utf8(value):
                message = (
                    f"{option}: {printable(value)} is not valid UTF-8, and BuildKit can't be told it; docker build stops "
                    "here. Write it in UTF-8."
                )
                raise BuildRefusedError(message)

    def _read_ignore_file(self) -> None:
        ignore_file = parse(
            self.inputs.ignore_data, self.inputs.ignore_file or IGNORE_FILE, hidden=self.inputs.ignore_hidden
        )
        self.ignore_file: IgnoreFile = as_sent(ignore_file) if self.request.builder is Builder.BUILDKIT else ignore_file
        self.matcher = Matcher(self.ignore_file.patterns)

    def with_ignore_data(self, data: bytes) -> Build:
        """Return the same build as it would be if this stood in its ignore file."""
        from copy import copy  # noqa: PLC0415 (only --fix asks)

        build = copy(self)
        build.inputs = self.inputs.replace(ignore_data=data)
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
        load = Load(
            tree=self.tree,
            root=self.request.root,
            ignore_file=self.ignore_file,
            matcher=self.matcher,
            asked=self.sources,
            dockerfile=self.inputs.dockerfile,
        )
        return load.transfer(receive, listing=listing)

    def named_loads(self) -> Iterator[tuple[NamedContext, Load]]:
        """Yield what BuildKit loads of the named contexts that are folders, in its order.

        One of them may come several times: it is asked for anew by each instruction that names it.

        Raises:
            IgnoreFileError: if the ignore file of one makes BuildKit abort.

        """
        contexts = {context.name: context for context in self.request.named}
        for request in self.usage.requests if self.usage else ():
            context = contexts.get(request.context or "")
            if request.context is None or context is None or context.root is None:
                continue
            ignore_file = context.ignore_file()
            load = Load(
                tree=Tree(context.root),
                root=context.root,
                ignore_file=ignore_file,
                matcher=Matcher(ignore_file.patterns),
                asked=request.paths or None,
                dockerfile=self.inputs.dockerfile,
            )
            yield context, load

    def _tar(self, receive: Receive | None, *, listing: bool) -> Tar:
        patterns = self.ignore_file.patterns
        if isinstance(self.matcher.root, CarefulState):
            run(self, Check(patterns))
        try:
            own_files = with_build_files(patterns, self.inputs.own_dockerfile)
        except paths.BadPatternError as error:
            message = (
                f"{printable(self.inputs.dockerfile)}: the legacy builder takes this name for a malformed pattern; "
                "docker build stops here. Rename the Dockerfile."
            )
            raise BuildRefusedError(message) from error
        foreign = self.inputs.dockerfile_data if self.inputs.own_dockerfile is None else None
        return Tar(patterns, own_files, receive, foreign, listing=listing)

    def refused(self, error: paths.BadPatternError) -> IgnoreFileError:
        """Return what to say of a pattern that Docker finds malformed while it walks."""
        return refused(self.ignore_file, error)


def run(build: Build, visitor: Visitor[Any]) -> None:
    """Show a build's context to a visitor; raises as :func:`ctxsize.build.load.guarded`."""
    guarded(lambda: build.tree.walk(visitor), build.request.root, build.ignore_file)


def survey_context(build: Build, survey: Scanner, processes: int | None = None) -> None:
    """Show a build's context to a survey; see :func:`simulate` for ``processes``."""
    if build.request.tree is not None:
        run(build, survey)
    else:
        root = build.request.root
        guarded(lambda: walk_together(root, survey, processes), root, build.ignore_file)
