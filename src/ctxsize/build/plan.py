"""One build as far as it is decided before the context is walked: its files, what it uses, and what it will load."""

from __future__ import annotations

from ctxsize.build.engines import engines_note
from ctxsize.build.inputs import Inputs, locate, locate_in_tree, locate_inline
from ctxsize.build.load import Load, as_sent, check_request
from ctxsize.build.named_contexts import NamedContext
from ctxsize.build.request import Request
from ctxsize.builder import Builder
from ctxsize.context.disk import DiskSource
from ctxsize.display.escaping import printable
from ctxsize.dockerfile.parser.directives import foreign_front_end
from ctxsize.dockerfile.parser.parse import parse as parse_dockerfile
from ctxsize.dockerfile.sources import Source, Usage
from ctxsize.dockerfile.stages.runs import ENTITLEMENTS
from ctxsize.dockerfile.usage import union, usage
from ctxsize.errors import BuildRefusedError, CtxsizeError, UnreadableError
from ctxsize.golang import paths
from ctxsize.ignore.matcher import Matcher
from ctxsize.ignore.parse import IGNORE_FILE, IgnoreFile, parse
from ctxsize.record import Record

_SYNTAX = "BUILDKIT_SYNTAX"
"""The build argument that names a front end."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxsize.context.source import ContextSource
    from ctxsize.dockerfile.engine import Engine
    from ctxsize.dockerfile.parser.syntax import Dockerfile


class PlatformLoad(Record):
    """One load of the main context for one platform, or for several that ask for the same."""

    platforms: tuple[str, ...]
    load: Load


class BuildPlan(Record):
    """One build on one builder.

    ``usage`` is what the target uses, on any of the platforms; ``None`` for the legacy builder, which does not ask. ``main``
    is the load of the main context: of several platforms all of it, and then ``platforms`` are the loads that are made.
    ``notes`` say what of the surroundings changed the build, and which engines answer otherwise. ``other`` is the same build on the other builder; where that is wanted and that builder would refuse,
    ``other_refusal`` says why.
    """

    request: Request
    inputs: Inputs
    usage: Usage | None
    main: Load
    other: BuildPlan | None = None
    other_refusal: str | None = None
    platforms: tuple[PlatformLoad, ...] = ()
    notes: tuple[str, ...] = ()

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
            platforms = self.request.platform.split(",") if self.request.platform else (None,)
            return union(_usages(self.request, self.inputs, self.ignore_file, platforms, stops=False))
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
                name=context.name,
                any_bytes=self.request.engine.takes_any_bytes,
            )
            yield context, load

    def with_ignore_data(self, data: bytes) -> BuildPlan:
        """Return the same build as it would be if this stood in its ignore file."""
        inputs = self.inputs.replace(ignore_data=data)
        ignore_file = _ignore_file(self.builder, inputs)
        changed = {"ignore_file": ignore_file, "matcher": Matcher(ignore_file.patterns)}
        main = self.main.replace(**changed)
        platforms = tuple(each.replace(load=each.load.replace(**changed)) for each in self.platforms)
        other = self.other
        if other is not None and other.inputs.ignore_file == self.inputs.ignore_file:
            other = other.with_ignore_data(data)
        return self.replace(inputs=inputs, main=main, platforms=platforms, other=other)


def plan(request: Request) -> BuildPlan:
    """Read the Dockerfile and the ignore file of a build, and find out what it will load.

    Raises:
        CtxsizeError: if the builder would refuse it here already.

    """
    inputs = _inputs(request)
    ignore_file = _ignore_file(request.builder, inputs)
    _refuse_unknown(request)
    platforms: tuple[str, ...] = ()
    if request.platform is not None:
        from ctxsize.build.platforms import client_platforms  # noqa: PLC0415 (most builds name none)

        platforms = client_platforms(request.platform, request.builder, request.engine)
    usages: list[Usage] = []
    notes = list(request.notes)
    if request.builder is Builder.BUILDKIT:
        _require_sendable(request, inputs)
        policy = _policy(inputs, request.engine)
        usages = _usages(request, inputs, ignore_file, platforms or (None,))
        others = _other_engines(request, inputs, ignore_file, platforms[:1] or (None,))
        notes += [note for note in (policy, others) if note is not None]
    used = union(usages) if usages else None
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
        any_bytes=request.engine.takes_any_bytes,
    )
    loads = _platform_loads(main, platforms, usages) if len(platforms) > 1 else ()
    return BuildPlan(request=request, inputs=inputs, usage=used, main=main, platforms=loads, notes=tuple(notes))


def _inputs(request: Request) -> Inputs:
    if request.tree is not None:
        return locate_in_tree(request.tree, request.builder, request.dockerfile)
    if request.inline is not None:
        return locate_inline(request.root, request.builder, request.inline)
    return locate(request.root, request.builder, request.dockerfile, any_bytes=request.engine.takes_any_bytes)


def _policy(inputs: Inputs, engine: Engine) -> str | None:
    file = inputs.policy_file
    if file is None:
        return None
    from ctxsize.build.policy import check_policy  # noqa: PLC0415 (hardly any build has one)

    return check_policy(file, engine)


def _refuse_unknown(request: Request) -> None:
    """Raise BuildRefusedError for what the builder's client does not take."""
    build_args = dict(request.build_args)
    unknown = "--build-context" if request.named else "--allow" if request.allow else ""
    if unknown and request.builder is Builder.LEGACY:
        message = (
            f"{unknown}: the legacy builder does not know this option, and docker build stops here. Use BuildKit, or "
            "leave the option out."
        )
        raise BuildRefusedError(message)
    if request.builder is Builder.BUILDKIT and not build_args.get(_SYNTAX, _SYNTAX).strip():
        message = f"--build-arg {_SYNTAX}= is empty, and docker build stops here. Name an image, or leave it out."
        raise BuildRefusedError(message)


def _platform_loads(main: Load, platforms: Sequence[str], usages: Sequence[Usage]) -> tuple[PlatformLoad, ...]:
    """Return the loads of several platforms; those that ask for the same are one."""
    asked: dict[tuple[str, ...] | None, list[str]] = {}
    for platform, used in zip(platforms, usages, strict=True):
        if used.main is not None:
            asked.setdefault(used.main.paths or None, []).append(platform)
    return tuple(
        PlatformLoad(platforms=tuple(dict.fromkeys(names)), load=main.replace(paths=paths_asked))
        for paths_asked, names in asked.items()
    )


def plan_on_both(request: Request) -> BuildPlan:
    """Return the plan with that of the other builder beside it; raises as :func:`plan`, for the request's own builder."""
    own = plan(request)
    try:
        return own.replace(other=plan(request.replace(builder=request.builder.other)))
    except CtxsizeError as error:
        return own.replace(other_refusal=str(error))


def _ignore_file(builder: Builder, inputs: Inputs) -> IgnoreFile:
    ignore_file = parse(inputs.ignore_data, inputs.ignore_file or IGNORE_FILE, hidden=inputs.ignore_hidden)
    if builder is Builder.LEGACY:
        return ignore_file
    ignore_file = as_sent(ignore_file)
    check_request(ignore_file)
    return ignore_file


def _usages(
    request: Request,
    inputs: Inputs,
    ignore_file: IgnoreFile,
    platforms: Sequence[str | None],
    engine: Engine | None = None,
    *,
    stops: bool = True,
) -> list[Usage]:
    """Return what each platform uses.

    ``None`` is the engine's own platform. ``engine`` is by default the one that is asked for. ``stops`` is whether build
    checks and entitlements count, which are BuildKit's alone.
    """
    build_args = dict(request.build_args)
    dockerfile = _dockerfile(inputs, engine or request.engine, build_args.get(_SYNTAX))
    return [
        usage(
            dockerfile,
            target=request.target,
            build_args=build_args,
            platform=platform,
            named_contexts=[context.name for context in request.named],
            ignore=ignore_file.patterns,
            checks=stops and number == 0,
            allow=request.allow if stops else ENTITLEMENTS,
        )
        for number, platform in enumerate(platforms)
    ]


def _other_engines(
    request: Request, inputs: Inputs, ignore_file: IgnoreFile, platforms: Sequence[str | None]
) -> str | None:
    return engines_note(
        inputs.dockerfile_data,
        dict(request.build_args),
        request.engine,
        lambda engine: union(_usages(request, inputs, ignore_file, platforms, engine)),
    )


def _dockerfile(inputs: Inputs, engine: Engine, front_end: str | None) -> Dockerfile:
    """Return the Dockerfile; raises UnreadableError for one that only its own front end can read."""
    try:
        return parse_dockerfile(inputs.dockerfile_data, inputs.dockerfile, engine, front_end)
    except CtxsizeError as error:
        foreign = foreign_front_end(inputs.dockerfile_data, engine)
        if foreign is None:
            raise
        message = (
            f"{printable(inputs.dockerfile)} is written for the front end {printable(foreign)}, which may read other files "
            "than Docker's own: what it takes of the context can't be told. As Docker's own reads it: "
            f"{str(error).partition('. ')[0]}."
        )
        raise UnreadableError(message) from error


def _require_sendable(request: Request, inputs: Inputs) -> None:
    """Raise BuildRefusedError for an option that is not UTF-8: dockerd's protocol buffers carry nothing else."""
    if request.engine.takes_any_bytes:
        return
    given = [("--file", inputs.dockerfile.rpartition("/")[2]), ("--target", request.target or "")]
    given += [("--build-arg", f"{name}={value}") for name, value in request.build_args]
    for option, value in given:
        if not paths.is_utf8(value):
            message = (
                f"{option}: {printable(value)} is not valid UTF-8, and BuildKit can't be told it; docker build stops "
                "here. Write it in UTF-8."
            )
            raise BuildRefusedError(message)
