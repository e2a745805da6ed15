"""Sources of COPY, ADD and bind mounts that will not arrive."""

from __future__ import annotations

from ctxsize.display.escaping import quoted
from ctxsize.golang import paths
from ctxsize.rules import COPY_EXCLUDED_SOURCE, COPY_MISSING_SOURCE, EMPTY_SOURCE, WILDCARD_WITHOUT_MATCH
from ctxsize.rules.finding import Finding, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from ctxsize.build.source_paths import Candidate
    from ctxsize.dockerfile.sources import Source


def predict(
    candidates: Collection[Candidate],
    dockerfile: str,
    arrived: Collection[str],
    excluded_by: Callable[[str], str | None],
    where: str = "the build context",
) -> list[Finding]:
    """Return a finding for each source of which nothing arrives.

    Args:
        candidates: the sources that the target's result depends on.
        dockerfile: its name for people.
        arrived: all places among those of the candidates, and all folders, that are received.
        excluded_by: says in words which line keeps a path out, or ``None`` if none does.
        where: the context that the sources are taken from, as it stands in a sentence.

    """
    findings: list[Finding] = []
    for candidate in candidates:
        source = candidate.source

        def found(rule: Rule, message: str, advice: str, line: int = source.line) -> None:
            findings.append(
                Finding(rule=rule, severity=rule.severity, path=dockerfile, line=line, message=message, advice=advice)
            )

        if source.empty:
            unset = ", ".join(f"${name}" for name in source.unset) or "its variables"
            found(
                EMPTY_SOURCE,
                f"{source.keyword} {quoted(source.text)} expands to nothing and takes {where.replace('the ', 'the whole ', 1)}",
                f"Set {unset} with ARG or --build-arg, or write a dot if the whole context is meant.",
            )
            continue
        what = f"{source.keyword} {candidate.shown()}"
        broken = next((link for link in candidate.dangling if link in arrived), None)
        lost = next((link for link in candidate.links() if link[0] in arrived and link[1] not in arrived), None)
        if broken is not None or lost is not None:
            where = (
                f"{quoted(lost[0])}, whose target does not arrive"
                if lost
                else f"{quoted(broken or '')}, which leads nowhere"
            )
            found(
                COPY_MISSING_SOURCE,
                f"{what} meets the link {where}",
                "Mend the link, or exclude it in the ignore file. The build fails at this instruction.",
            )
            continue
        halted = next(
            (
                (path, route)
                for path, route in zip(candidate.matched, candidate.routes, strict=False)
                if path in arrived and not all(step in arrived or not step for step in route)
            ),
            None,
        )
        if halted is not None:
            path, route = halted
            reason = next((reason for step in route if (reason := excluded_by(step))), None)
            found(
                COPY_EXCLUDED_SOURCE if reason else COPY_MISSING_SOURCE,
                f"{what} meets the link {quoted(path)}, whose target does not arrive: "
                f"{reason or 'BuildKit does not follow a link that it finds in this way'}",
                "Name the target as a source of its own, or exclude the link. The build fails at this instruction.",
            )
            continue
        if candidate.is_whole or any(all(step in arrived or not step for step in route) for route in candidate.routes):
            continue
        reason = next((reason for route in candidate.routes for step in route if (reason := excluded_by(step))), None)
        if source.wildcard and candidate.base and candidate.base not in arrived:
            why = excluded_by(candidate.base)
            found(
                COPY_EXCLUDED_SOURCE if why else COPY_MISSING_SOURCE,
                f"{what}: the folder {quoted(candidate.base)} does not arrive" + (f": {why}" if why else ""),
                "Correct the path or the ignore file. The build fails at this instruction.",
            )
        elif source.wildcard:
            found(
                WILDCARD_WITHOUT_MATCH,
                f"{what} matches nothing that arrives" + (f": {reason}" if reason else ""),
                "Correct the pattern, or delete it: Docker copies nothing and does not say so.",
            )
        elif candidate.routes:
            found(
                COPY_EXCLUDED_SOURCE,
                f"{what} does not arrive: {reason or 'BuildKit does not follow a link on its way'}",
                "Add an exception for it at the end of the ignore file, or take out the line; the build fails at this instruction.",
            )
        else:
            hint = f"Did you mean {quoted(candidate.nearest)}?" if candidate.nearest else "Correct the path."
            found(
                COPY_MISSING_SOURCE,
                f"{what} is not in {where}",
                f"{hint} The build fails at this instruction.",
            )
    return findings


def uses(source: Source, path: str) -> bool:
    """Whether a source takes a path: by naming it, or a folder above or below it, or by a wildcard that does."""
    if not source.path:
        return True
    places = paths.with_folders(path)
    if not source.wildcard:
        return source.path in places or source.path.startswith(path + "/")
    return any(paths.matches(source.path, place) for place in places)
