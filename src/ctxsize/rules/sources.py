"""Sources of COPY, ADD and bind mounts that will not arrive."""

from __future__ import annotations

from ctxsize.builder import Builder
from ctxsize.display.escaping import printable, quoted
from ctxsize.golang import paths
from ctxsize.record import Record
from ctxsize.rules import (
    COPY_EXCLUDED_SOURCE,
    COPY_MISSING_SOURCE,
    EMPTY_SOURCE,
    PATTERN_FAILS_BUILD,
    WILDCARD_WITHOUT_MATCH,
)
from ctxsize.rules.finding import Finding, Rule, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from ctxsize.build.source_paths import Candidate
    from ctxsize.dockerfile.sources import Source

_UNEXPLAINED = {
    Builder.BUILDKIT: "BuildKit does not follow a link on its way",
    Builder.LEGACY: "the legacy builder looks into an excluded directory only where an exception names it literally",
}
"""Why something does not arrive that no line excludes."""


class _Fault(Record):
    """Why nothing of a source arrives, and what to do."""

    rule: Rule
    message: str
    advice: str
    severity: Severity | None = None


def predict(
    candidates: Collection[Candidate],
    dockerfile: str,
    arrived: Collection[str],
    excluded_by: Callable[[str], str | None],
    where: str = "the build context",
    *,
    builder: Builder = Builder.BUILDKIT,
    ignored: Callable[[str], bool] = lambda _: False,
) -> list[Finding]:
    """Return a finding for each source of which nothing arrives.

    Args:
        candidates: the sources that the target's result depends on.
        dockerfile: its name as people know it.
        arrived: all places among those of the candidates, and all directories, that are received.
        excluded_by: says in words which line keeps a path out, or ``None`` if none does.
        where: the context that the sources are taken from, as it stands in a sentence.
        builder: who takes them: the legacy builder stops where no source of an instruction matches anything.
        ignored: whether git ignores a path, there or not.

    """
    faults = [(candidate.source, _fault(candidate, arrived, excluded_by, where, builder)) for candidate in candidates]
    # `COPY package.json yarn.lock* ./`: what may be there or not is written with a wildcard, and something else arrives.
    arriving = {_instruction(source) for source, fault in faults if fault is None}
    faults = [
        (source, _for_builder(fault, source, builder, arriving) if fault is not None else None)
        for source, fault in faults
    ]
    faults = [
        (candidate.source, _missing(candidate, fault, dockerfile, ignored))
        for candidate, (_, fault) in zip(candidates, faults, strict=True)
    ]
    return [
        Finding(
            rule=fault.rule,
            severity=fault.severity or fault.rule.severity,
            path=dockerfile,
            line=source.line,
            message=fault.message,
            advice=fault.advice,
        )
        for source, fault in faults
        if fault is not None
    ]


def fails_in_stage(line: int, pattern: str, dockerfile: str) -> Finding:
    """Return what to say of a copy from a stage that fails over a malformed `--exclude`."""
    return Finding(
        rule=PATTERN_FAILS_BUILD,
        severity=Severity.ERROR,
        path=dockerfile,
        line=line,
        message=f"COPY --from: --exclude has the malformed pattern {quoted(pattern)}",
        advice="Close each bracket, and quote it with a backslash where it is meant. The build fails at this instruction.",
    )


def not_in_stage(line: int, path: str, stage: str, dockerfile: str) -> Finding:
    """Return what to say of a copy of something that the stage it is copied from surely does not have."""
    return Finding(
        rule=COPY_MISSING_SOURCE,
        severity=COPY_MISSING_SOURCE.severity,
        path=dockerfile,
        line=line,
        message=f"COPY --from={quoted(stage)}: {quoted(path)} is not in that stage",
        advice="Correct the path, or copy it there first. The build fails at this instruction.",
    )


def _instruction(source: Source) -> tuple[str, str, int]:
    return source.keyword, source.stage, source.line


def _for_builder(
    fault: _Fault, source: Source, builder: Builder, arriving: Collection[tuple[str, str, int]]
) -> _Fault | None:
    """Return a fault as the builder has it; ``None`` for a wildcard without a match beside a source that arrives."""
    if fault.rule is not WILDCARD_WITHOUT_MATCH:
        return fault
    if _instruction(source) in arriving:
        return None
    if builder is Builder.BUILDKIT:
        return fault
    reason = ": " in fault.message
    return fault.replace(
        rule=COPY_EXCLUDED_SOURCE if reason else COPY_MISSING_SOURCE,
        advice='Correct the pattern or the ignore file. The legacy builder fails here: "no source files were specified".',
    )


def _missing(
    candidate: Candidate, fault: _Fault | None, dockerfile: str, ignored: Callable[[str], bool]
) -> _Fault | None:
    """Say of a source that is not there why that may be so, where something tells."""
    if fault is None or fault.rule is not COPY_MISSING_SOURCE or candidate.routes or candidate.source.wildcard:
        return fault
    path = candidate.source.pivot if candidate.source.parents else candidate.source.path
    ends = "The build fails at this instruction."
    if candidate.link is not None:
        link, target = candidate.link
        return fault.replace(
            message=f"{_taken(candidate)} meets the link {quoted(link)}, which leads to {quoted(target)}: "
            + ("outside of the build context" if candidate.leads_out else "nothing is there"),
            advice=f"Copy what it leads to into the context, or take a larger directory as the context. {ends}"
            if candidate.leads_out
            else f"Mend the link. {ends}",
        )
    if candidate.beside is not None:
        return fault.replace(
            advice=f"There is {quoted(candidate.beside)} beside {printable(dockerfile)}: sources are relative to the context root. {ends}"
        )
    if path and ignored(path):
        return fault.replace(
            advice=f"Git ignores it: it must be made before `docker build`, or by a command of the Dockerfile. {ends}"
        )
    return fault


def _fault(
    candidate: Candidate,
    arrived: Collection[str],
    excluded_by: Callable[[str], str | None],
    where: str,
    builder: Builder,
) -> _Fault | None:
    """Say what is wrong with one source; ``None`` if it arrives."""
    is_tried = not candidate.fails_at_match or any(route[0] in arrived for route in candidate.routes)
    if candidate.malformed is not None and is_tried:
        return _malformed(candidate.source, candidate.malformed)
    stopped = _stopped_at_link(candidate, arrived, excluded_by, builder)
    if stopped is not None:
        return stopped
    if candidate.source.empty and not candidate.source.required:
        return _empty(candidate.source, where)
    if candidate.is_whole or any(_arrives(route, arrived) for route in candidate.routes):
        return None
    if candidate.source.wildcard:
        return _without_match(candidate, arrived, excluded_by)
    return _absent(candidate, excluded_by, where, builder)


def _malformed(source: Source, pattern: str) -> _Fault:
    """Say of a copy that it fails over a pattern of its own, once the context has been sent."""
    where = "its source" if pattern in source.path else "--exclude"
    return _Fault(
        PATTERN_FAILS_BUILD,
        f"{source.keyword} {quoted(source.text)}: {where} has the malformed pattern {quoted(pattern)}",
        "Close each bracket, and quote it with a backslash where it is meant. The build fails at this instruction.",
        Severity.ERROR,
    )


def _arrives(route: Iterable[str], arrived: Collection[str]) -> bool:
    return all(step in arrived or not step for step in route)


def _first_reason(steps: Iterable[str], excluded_by: Callable[[str], str | None]) -> str | None:
    return next((reason for step in steps if (reason := excluded_by(step))), None)


def _taken(candidate: Candidate) -> str:
    return f"{candidate.source.keyword} {candidate.shown()}"


def _empty(source: Source, where: str) -> _Fault:
    unset = ", ".join(f"${name}" for name in source.unset) or "its variables"
    return _Fault(
        EMPTY_SOURCE,
        f"{source.keyword} {quoted(source.text)} expands to nothing and takes {where.replace('the ', 'the whole ', 1)}",
        f"Set {unset} with ARG or --build-arg, or write a dot if the whole context is meant.",
    )


def _stopped_at_link(
    candidate: Candidate, arrived: Collection[str], excluded_by: Callable[[str], str | None], builder: Builder
) -> _Fault | None:
    """Say at which link BuildKit stops that a source matches and that arrives without its target."""
    broken = next((link for link in candidate.dangling if link in arrived), None)
    lost = next((link for link, target in candidate.links() if link in arrived and target not in arrived), None)
    if broken is not None or lost is not None:
        link = (
            f"{quoted(lost)}, whose target does not arrive"
            if lost is not None
            else f"{quoted(broken or '')}, which leads nowhere"
        )
        return _Fault(
            COPY_MISSING_SOURCE,
            f"{_taken(candidate)} meets the link {link}",
            "Mend the link, or exclude it in the ignore file. The build fails at this instruction.",
        )
    for path, route in zip(candidate.matched, candidate.routes, strict=False):
        if path in arrived and not _arrives(route, arrived):
            reason = _first_reason(route, excluded_by)
            return _Fault(
                COPY_EXCLUDED_SOURCE if reason else COPY_MISSING_SOURCE,
                f"{_taken(candidate)} meets the link {quoted(path)}, whose target does not arrive: "
                f"{reason or _UNEXPLAINED[builder]}",
                "Name the target as a source of its own, or exclude the link. The build fails at this instruction.",
            )
    return None


def _without_match(candidate: Candidate, arrived: Collection[str], excluded_by: Callable[[str], str | None]) -> _Fault:
    if candidate.base and candidate.base not in arrived:
        why = excluded_by(candidate.base)
        return _Fault(
            COPY_EXCLUDED_SOURCE if why else COPY_MISSING_SOURCE,
            f"{_taken(candidate)}: the directory {quoted(candidate.base)} does not arrive"
            + (f": {why}" if why else ""),
            "Correct the path or the ignore file. The build fails at this instruction.",
        )
    reason = _first_reason((step for route in candidate.routes for step in route), excluded_by)
    return _Fault(
        WILDCARD_WITHOUT_MATCH,
        f"{_taken(candidate)} matches nothing that arrives" + (f": {reason}" if reason else ""),
        "Correct the pattern, or delete it: Docker copies nothing and does not say so.",
    )


def _absent(candidate: Candidate, excluded_by: Callable[[str], str | None], where: str, builder: Builder) -> _Fault:
    if candidate.routes:
        reason = _first_reason((step for route in candidate.routes for step in route), excluded_by)
        return _Fault(
            COPY_EXCLUDED_SOURCE,
            f"{_taken(candidate)} does not arrive: {reason or _UNEXPLAINED[builder]}",
            "Add an exception for it at the end of the ignore file, or take out the line; the build fails at this instruction.",
        )
    hint = f"Did you mean {quoted(candidate.nearest)}?" if candidate.nearest else "Correct the path."
    return _Fault(
        COPY_MISSING_SOURCE,
        f"{_taken(candidate)} is not in {where}",
        f"{hint} The build fails at this instruction.",
    )


def uses(source: Source, path: str) -> bool:
    """Whether a source takes a path: by naming it, or a directory above or below it, or by a wildcard that does."""
    if not source.path:
        return True
    places = paths.with_directories(path)
    if not source.wildcard:
        return source.path in places or source.path.startswith(path + "/")
    return any(paths.matches(source.path, place) for place in places)
