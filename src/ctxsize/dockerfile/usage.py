"""Which paths of which contexts a target needs (BuildKit's `dockerfile2llb/convert.go`).

Images are taken as if they were there and had no environment, working directory or ONBUILD of their own: which registry
has them, and whether it can be reached, is not the question here. `Usage.pulls` names them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ctxsize.dockerfile.parser.syntax import Dockerfile
from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.dockerfile.sources import ContextRequest, Pull, Source, Stage, Usage
from ctxsize.dockerfile.stages.convert import Conversion
from ctxsize.dockerfile.stages.dispatch import dispatch
from ctxsize.dockerfile.stages.graph import DispatchState
from ctxsize.dockerfile.stages.images import context_name
from ctxsize.dockerfile.stages.platform import Platform, normal, platform_of
from ctxsize.dockerfile.stages.runs import check_entitlements
from ctxsize.dockerfile.stages.scope import StageScope
from ctxsize.dockerfile.traits import PLATFORM_FEATURES
from ctxsize.golang.text import encode, lower

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.dockerfile.stages.lint import Linter
    from ctxsize.ignore.pattern import Pattern

__all__ = ["ContextRequest", "Pull", "Source", "Stage", "Usage", "union", "usage"]

_CHECK_ARGUMENT = "BUILDKIT_DOCKERFILE_CHECK"
_LINUX = Platform(system="linux", machine="amd64")


def usage(  # noqa: PLR0913 (the options of docker build)
    dockerfile: Dockerfile,
    *,
    target: str | None = None,
    build_args: Mapping[str, str] | None = None,
    platform: str | None = None,
    named_contexts: Collection[str] = (),
    machine: str = "linux/amd64",
    ignore: Sequence[Pattern] = (),
    checks: bool = True,
    allow: Collection[str] = (),
) -> Usage:
    """Return what building a target asks of the contexts.

    Raises DockerfileError where BuildKit refuses before it loads any. `target` is a stage's name in any case, or None
    for the last stage. `build_args` are those with a value: `--build-arg NAME` takes it from the environment, and is
    left out when it has none there. `platform` is one platform (of a list, the first is taken); None means `machine`,
    the engine's own. `named_contexts` are the names given with `--build-context`, of whatever kind.
    `ignore` are the patterns of the ignore file, of which one build check asks; `checks` is false for all platforms but
    the first, for which BuildKit makes none. `allow` are the entitlements that the client grants.
    """
    build_args = build_args or {}
    try:
        lint = _linter(dockerfile, build_args, ignore) if checks else None
    except RefusalError as refusal:
        raise refusal.at(dockerfile.name) from None
    own = normal(platform_of(machine, _LINUX))
    wanted = (platform or "").partition(",")[0]
    conversion = Conversion(
        dockerfile=dockerfile,
        build_args=build_args,
        own=own,
        wanted=own
        if not wanted or lower(wanted) == "local"
        else normal(platform_of(wanted, own, features=dockerfile.engine.has(PLATFORM_FEATURES))),
        named={_normal_name(name) for name in named_contexts},
        lint=lint,
    )
    try:
        return _result(conversion, *conversion.run(target), allow)
    except RefusalError as refusal:
        raise refusal.as_written(conversion.written).at(dockerfile.name) from None


def union(usages: Sequence[Usage]) -> Usage:
    """Return what several platforms make BuildKit ask for, taken together; requests that are alike are one.

    The paths of the main context are those of all of them; which platform asked for which, it does not tell.
    """
    first, *others = usages
    if not others:
        return first
    mains = [found for each in usages if (found := each.main) is not None]
    whole = any(each.paths is None for each in mains)
    paths = {path for each in mains for path in each.paths or ()}
    main = ContextRequest(context=None, paths=None if whole else tuple(sorted(paths, key=encode)))
    named = dict.fromkeys(each for found in usages for each in found.requests if each.context is not None)
    needed = {stage.number for each in usages for stage in each.stages if stage.needed}
    return first.replace(
        stages=tuple(stage.replace(needed=stage.number in needed) for stage in first.stages),
        sources=tuple(dict.fromkeys(source for each in usages for source in each.sources)),
        requests=(*((main,) if mains else ()), *named),
        pulls=tuple(dict.fromkeys(pull for each in usages for pull in each.pulls)),
        copies=tuple(dict.fromkeys(copy for each in usages for copy in each.copies)),
    )


def _result(conversion: Conversion, target: DispatchState, needed: set[DispatchState], allow: Collection[str]) -> Usage:
    scope = StageScope(
        escape=conversion.dockerfile.escape,
        global_args=conversion.global_args,
        build_args=conversion.build_args,
        engine=conversion.engine,
        written=conversion.written,
        system=conversion.wanted.system,
        lint=conversion.lint,
    )
    states = conversion.states.all
    context_paths: set[str] = set()
    for state in states:
        if state in needed and not state.dispatched:
            dispatch(scope, state)
            context_paths |= state.context_paths
    if conversion.lint is not None:
        conversion.lint.check()
    check_entitlements([state for state in states if state in needed], allow)
    target.paths.add("/")
    sources = tuple(
        source if index in target.uses else source.replace(asked=False) for index, source in enumerate(scope.sources)
    )
    stages = {state: _described(state, needed=state in needed) for state in states if state.index is not None}
    return Usage(
        target=stages[target],
        stages=tuple(stages.values()),
        sources=sources,
        requests=_requests(sources, context_paths, states, target),
        pulls=tuple(conversion.pulls),
        copies=tuple(scope.copies),
        runs=tuple(scope.runs),
    )


def _linter(dockerfile: Dockerfile, build_args: Mapping[str, str], ignore: Sequence[Pattern]) -> Linter | None:
    """Return who takes note of violated checks where they are errors; raises RefusalError for options that are none."""
    written = build_args.get(_CHECK_ARGUMENT, dockerfile.check)
    if not written:
        return None
    from ctxsize.dockerfile.parser.lint_options import lint_options  # noqa: PLC0415 (few Dockerfiles ask for it)

    options = lint_options(written)
    if not options.error:
        return None
    from ctxsize.dockerfile.stages.lint import Linter  # noqa: PLC0415 (nor for this)

    return Linter(options, dockerfile.engine, ignore)


def _requests(
    sources: tuple[Source, ...], context_paths: set[str], states: list[DispatchState], target: DispatchState
) -> tuple[ContextRequest, ...]:
    requests = []
    if any(source.asked and source.context is None for source in sources):
        requests.append(ContextRequest(context=None, paths=_follow_paths(context_paths)))
    requests += [
        ContextRequest(context=state.named, paths=_follow_paths(state.paths))
        for number, state in enumerate(states)
        if -1 - number in target.uses
    ]
    # What is asked for twice in the same way is one source to BuildKit, and is transferred once.
    return tuple(dict.fromkeys(requests))


def _follow_paths(paths: set[str]) -> tuple[str, ...] | None:
    """Return paths as BuildKit sends them; the root among them makes it ask for everything."""
    if not paths or "/" in paths:
        return None
    return tuple(sorted((path[1:] for path in paths), key=encode))


def _described(state: DispatchState, *, needed: bool) -> Stage:
    return Stage(
        number=state.index or 0,
        name=state.name or None,
        base=state.base_name,
        line=state.line,
        needed=needed,
        base_stage=None if state.base is None else state.base.index,
        plain=state.plain,
    )


def _normal_name(name: str) -> str:
    try:
        return context_name(name)
    except RefusalError:
        return name
