"""What the builds of a context need, put together from what a build plan holds and what stands in the context."""

from __future__ import annotations

from ctxsize.analysis.traces import remembered
from ctxsize.dockerfile.parser.parse import parse as parse_dockerfile
from ctxsize.dockerfile.usage import usage
from ctxsize.errors import CtxsizeError
from ctxsize.ignore.parse import IGNORE_FILE
from ctxsize.needs.contexts import is_built_here, is_dockerfile
from ctxsize.needs.lookup import Lookup
from ctxsize.needs.model import Needs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ctxsize.build.plan import BuildPlan
    from ctxsize.context.source import ContextSource
    from ctxsize.dockerfile.parser.syntax import Dockerfile
    from ctxsize.dockerfile.sources import Source, Usage

DOCKERFILES = ("dockerfile", "dockerfile.*", "*.dockerfile", "containerfile", "containerfile.*", "*.containerfile")
"""The names that people give to Dockerfiles, in lower case."""
_HEAD_BYTES = 64 * 1024
_MOST_DOCKERFILES = 60


def lookup_in(tree: ContextSource, names: Callable[[str], Sequence[str]] | None = None) -> Lookup:
    """Return the questions to a context; ``names`` may have listed directories already."""

    def text(path: str) -> str | None:
        found = next((head for _, head in tree.heads([path], _HEAD_BYTES)), None)
        return None if found is None else found.decode("utf-8", "replace")

    return Lookup(names or tree.names, tree.exists, text)


def needs_of(
    build: BuildPlan,
    lookup: Lookup,
    tracked: Callable[[str], bool | None],
    others: Callable[[], Sequence[Needs]],
) -> Needs:
    """Return what the build that was asked about needs, for its target."""
    inputs = build.inputs
    used = build.usage_or_none()
    dockerfile = _parsed(inputs.dockerfile, inputs.dockerfile_data)
    usages = [used] if used is not None else []
    return Needs(inputs.dockerfile, dockerfile, usages, lookup, tracked, others, lambda: remembered(build))


def other_needs(
    build: BuildPlan,
    lookup: Lookup,
    tracked: Callable[[str], bool | None],
    dockerfiles: Sequence[str],
    known: dict[tuple[object, ...], Needs | None] | None = None,
) -> list[Needs]:
    """Return what the other builds need that read the same ignore file: other targets, other Dockerfiles.

    Args:
        build: the one that was asked about.
        lookup: the context.
        tracked: as :class:`Needs` takes it.
        dockerfiles: the files that may be Dockerfiles by their names.
        known: what other builds of the context have found out; it is added to.

    """
    known = {} if known is None else known
    inputs = build.inputs
    found: list[Needs] = []
    own = _parsed(inputs.dockerfile, inputs.dockerfile_data)
    named = {context.name: context.root == build.request.root for context in build.request.named}
    arguments = dict(build.request.build_args)
    used = build.usage_or_none()
    if own is not None and used is not None and not all(stage.needed for stage in used.stages):
        usages = list(all_targets(own, arguments, build.request.platform, named))
        found.append(Needs(inputs.dockerfile, own, usages, lookup, tracked))
    if (inputs.ignore_file or IGNORE_FILE) != IGNORE_FILE:
        return found
    for path in dockerfiles[:_MOST_DOCKERFILES]:
        if path == inputs.dockerfile or not is_dockerfile(path) or lookup.exists(path + IGNORE_FILE):
            continue
        key = (path, *sorted(arguments.items()), build.request.platform, *sorted(named.items()))
        if key not in known:
            known[key] = _needs_of_file(path, build, lookup, tracked, named)
        needs = known[key]
        if needs is not None:
            found.append(needs)
    return found


def _needs_of_file(
    path: str,
    build: BuildPlan,
    lookup: Lookup,
    tracked: Callable[[str], bool | None],
    named: Mapping[str, bool],
) -> Needs | None:
    """Return what all targets of a Dockerfile in the context need; ``None`` if it is not built with this context."""
    text = lookup.text(path)
    dockerfile = _parsed(path, text.encode("utf-8", "replace")) if text else None
    if dockerfile is None:
        return None
    usages = list(all_targets(dockerfile, dict(build.request.build_args), build.request.platform, named))
    needs = Needs(path, dockerfile, usages, lookup, tracked)
    return needs if is_built_here(path, needs.sources, lookup) else None


def all_targets(
    dockerfile: Dockerfile, build_args: Mapping[str, str], platform: str | None, named: Mapping[str, bool]
) -> Iterator[Usage]:
    """Yield what each stage takes as the target, for each platform; one that can't be built takes nothing."""
    starts = [number for number, one in enumerate(dockerfile.instructions) if one.keyword == "FROM"]
    for end in [*starts[1:], len(dockerfile.instructions)]:
        ending = dockerfile.replace(instructions=dockerfile.instructions[:end])
        for each in dict.fromkeys((platform or "").split(",")):
            try:
                yield usage(ending, build_args=build_args, platform=each.strip() or None, named_contexts=named)
            except CtxsizeError:
                continue


def stages_before(build: BuildPlan, number: int) -> list[Source]:
    """Return the sources of all stages up to one, which the legacy builder goes through in their order."""
    dockerfile = _parsed(build.inputs.dockerfile, build.inputs.dockerfile_data)
    if dockerfile is None:
        return []
    found: dict[tuple[int, str, str], Source] = {}
    for used in all_targets(dockerfile, dict(build.request.build_args), build.request.platform, {}):
        if used.target.number <= number:
            for one in used.sources:
                if one.context is None and not one.bind:
                    found.setdefault((one.line, one.stage, one.path), one)
    return sorted(found.values(), key=lambda one: one.line)


def _parsed(name: str, data: bytes) -> Dockerfile | None:
    try:
        return parse_dockerfile(data, name)
    except CtxsizeError:
        return None
