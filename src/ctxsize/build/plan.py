"""One build as far as it is decided before the context is walked: its files, what it uses, and what it will load."""

from __future__ import annotations

from ctxsize.build.inputs import Inputs, locate, locate_in_tree
from ctxsize.build.load import Load, as_sent
from ctxsize.build.named_contexts import NamedContext
from ctxsize.build.request import Request
from ctxsize.builder import Builder
from ctxsize.context.disk import DiskSource
from ctxsize.display.escaping import printable
from ctxsize.dockerfile.parser.directives import foreign_front_end
from ctxsize.dockerfile.parser.parse import parse as parse_dockerfile
from ctxsize.dockerfile.sources import Source, Usage
from ctxsize.dockerfile.usage import usage
from ctxsize.errors import BuildRefusedError, CtxsizeError, UnreadableError
from ctxsize.golang import paths
from ctxsize.ignore.matcher import Matcher
from ctxsize.ignore.parse import IGNORE_FILE, IgnoreFile, parse
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxsize.context.source import ContextSource
    from ctxsize.dockerfile.parser.syntax import Dockerfile


class BuildPlan(Record):
    """One build on one builder.

    ``usage`` is what the target uses; ``None`` for the legacy builder, which does not ask. ``main`` is the load of the
    main context. ``other`` is the same build on the other builder; where that is wanted and that builder would refuse,
    ``other_refusal`` says why.
    """

    request: Request
    inputs: Inputs
    usage: Usage | None
    main: Load
    other: BuildPlan | None = None
    other_refusal: str | None = None

    @property
    def builder(self) -> Builder:
        """Who builds."""
        return self.request.builder

    @property
    def source(self) -> ContextSource:
        """The main context."""
        return self.main.source

    @property
    def ignore_file(self) -> IgnoreFile:
        """The ignore file of the main context."""
        return self.main.ignore_file

    @property
    def matcher(self) -> Matcher:
        """Its patterns."""
        return self.main.matcher

    def sources(self) -> list[Source]:
        """Return the sources that the target takes from the main context."""
        used = self.usage
        return [source for source in used.sources if source.asked and source.context is None] if used else []

    def sources_of_any_builder(self) -> list[Source]:
        """Return the same for the legacy builder, too, which does not ask; none where they can't be told."""
        used = self.usage_or_none()
        return [source for source in used.sources if source.asked and source.context is None] if used else []

    def usage_or_none(self) -> Usage | None:
        """Return what the target uses, also for the legacy builder; ``None`` if it can't be told."""
        if self.usage is not None:
            return self.usage
        try:
            return _usage(self.request, self.inputs)
        except CtxsizeError:
            return None

    def named_loads(self) -> Iterator[tuple[NamedContext, Load]]:
        """Yield what BuildKit loads of the named contexts that are directories, in its order.

        One of them may come several times: it is asked for again by each instruction that names it.

        Raises:
            IgnoreFileError: if the ignore file of one makes BuildKit abort.

        """
        contexts = {context.name: context for context in self.request.named}
        for asked in self.usage.requests if self.usage else ():
            context = contexts.get(asked.context or "")
            if asked.context is None or context is None or context.root is None:
                continue
            ignore_file = context.ignore_file()
            load = Load(
                builder=Builder.BUILDKIT,
                source=DiskSource(context.root),
                ignore_file=ignore_file,
                matcher=Matcher(ignore_file.patterns),
                asked=True,
                paths=asked.paths or None,
                dockerfile=self.inputs.dockerfile,
            )
            yield context, load

    def with_ignore_data(self, data: bytes) -> BuildPlan:
        """Return the same build as it would be if this stood in its ignore file."""
        inputs = self.inputs.replace(ignore_data=data)
        ignore_file = _ignore_file(self.builder, inputs)
        main = self.main.replace(ignore_file=ignore_file, matcher=Matcher(ignore_file.patterns))
        other = self.other
        if other is not None and other.inputs.ignore_file == self.inputs.ignore_file:
            other = other.with_ignore_data(data)
        return self.replace(inputs=inputs, main=main, other=other)


def plan(request: Request) -> BuildPlan:
    """Read the Dockerfile and the ignore file of a build, and find out what it will load.

    Raises:
        CtxsizeError: if the builder would refuse it here already.

    """
    inputs = (
        locate(request.root, request.builder, request.dockerfile)
        if request.tree is None
        else locate_in_tree(request.tree, request.builder, request.dockerfile)
    )
    ignore_file = _ignore_file(request.builder, inputs)
    used = None
    if request.builder is Builder.BUILDKIT:
        _require_sendable(request, inputs)
        used = _usage(request, inputs)
    elif request.named:
        message = (
            "--build-context: the legacy builder does not know this option, and docker build stops here. Use BuildKit, or "
            "leave the option out."
        )
        raise BuildRefusedError(message)
    asked = used.main if used is not None else None
    main = Load(
        builder=request.builder,
        source=request.tree or DiskSource(request.root),
        ignore_file=ignore_file,
        matcher=Matcher(ignore_file.patterns),
        asked=used is None or asked is not None,
        paths=(asked.paths or None) if asked else None,
        dockerfile=inputs.dockerfile,
        own_dockerfile=inputs.own_dockerfile,
        foreign_dockerfile=inputs.dockerfile_data if inputs.own_dockerfile is None else None,
    )
    return BuildPlan(request=request, inputs=inputs, usage=used, main=main)


def plan_on_both(request: Request) -> BuildPlan:
    """Return the plan with that of the other builder beside it; raises as :func:`plan`, for the request's own builder."""
    own = plan(request)
    try:
        return own.replace(other=plan(request.replace(builder=request.builder.other)))
    except CtxsizeError as error:
        return own.replace(other_refusal=str(error))


def _ignore_file(builder: Builder, inputs: Inputs) -> IgnoreFile:
    ignore_file = parse(inputs.ignore_data, inputs.ignore_file or IGNORE_FILE, hidden=inputs.ignore_hidden)
    return as_sent(ignore_file) if builder is Builder.BUILDKIT else ignore_file


def _usage(request: Request, inputs: Inputs) -> Usage:
    return usage(
        _dockerfile(inputs),
        target=request.target,
        build_args=dict(request.build_args),
        platform=request.platform,
        named_contexts=[context.name for context in request.named],
    )


def _dockerfile(inputs: Inputs) -> Dockerfile:
    """Return the Dockerfile; raises UnreadableError for one that only its own front end can read."""
    try:
        return parse_dockerfile(inputs.dockerfile_data, inputs.dockerfile)
    except CtxsizeError as error:
        front_end = foreign_front_end(inputs.dockerfile_data)
        if front_end is None:
            raise
        message = (
            f"{printable(inputs.dockerfile)} is written for the front end {printable(front_end)}, which may read other files "
            "than Docker's own: what it takes of the context can't be told. As Docker's own reads it: "
            f"{str(error).partition('. ')[0]}."
        )
        raise UnreadableError(message) from error


def _require_sendable(request: Request, inputs: Inputs) -> None:
    """Raise BuildRefusedError for an option that is not UTF-8: BuildKit's options travel in a protocol buffer."""
    given = [("--file", inputs.dockerfile.rpartition("/")[2]), ("--target", request.target or "")]
    given += [("--build-arg", f"{name}={value}") for name, value in request.build_args]
    for option, value in given:
        if not paths.is_utf8(value):
            message = (
                f"{option}: {printable(value)} is not valid UTF-8, and BuildKit can't be told it; docker build stops "
                "here. Write it in UTF-8."
            )
            raise BuildRefusedError(message)
