"""The named contexts of a build: each is a load and a scan of its own root, with what is received of it and what is missed."""

from __future__ import annotations

from ctxsize.analysis.analysis import NamedReport
from ctxsize.build.source_paths import paths_to_watch, resolve_source
from ctxsize.context.entry import Tally, TotalsCounter
from ctxsize.golang.paths import BadPatternError
from ctxsize.ignore.names import WantedNames, WantedRows
from ctxsize.ignore.verdict import Verdicts
from ctxsize.rules import secrets
from ctxsize.rules.sources import predict, uses
from ctxsize.scan.scan import Interest, scan_load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from ctxsize.build.load import Load
    from ctxsize.build.named_contexts import NamedContext
    from ctxsize.build.plan import BuildPlan
    from ctxsize.build.source_paths import Candidate
    from ctxsize.rules.finding import Finding
    from ctxsize.scan.notes import Noted


def analyze_named_contexts(plan: BuildPlan) -> tuple[tuple[NamedReport, ...], list[Finding]]:
    """Return what BuildKit receives of each named context, and a finding for each source that will not arrive.

    Raises:
        CtxsizeError: where BuildKit would refuse to load one of them.

    """
    loads: dict[NamedContext, list[Load]] = {context: [] for context in plan.request.named}
    for context, load in plan.named_loads():
        loads[context].append(load)
    reports, findings = [], []
    for context, found in loads.items():
        report, more = _analyze(plan, context, found)
        reports.append(report)
        findings += more
    return tuple(reports), findings


def _analyze(plan: BuildPlan, context: NamedContext, loads: list[Load]) -> tuple[NamedReport, list[Finding]]:
    usage = plan.usage
    used = usage is not None and any(request.context == context.name for request in usage.requests)
    received = TotalsCounter()
    excluded = Tally()
    findings: list[Finding] = []
    secret: dict[str, Noted] = {}
    if loads:
        sources = usage.sources if usage else ()
        candidates = [
            resolve_source(loads[0].source, source)
            for source in sources
            if source.asked and source.context == context.name
        ]
        # What a source asks for is received by the load that asks for it; others may hold the same path by chance.
        for load in sorted(loads, key=lambda load: load.paths is None):
            own = [each for each in candidates if load.paths is None or each.source.path in load.paths]
            candidates = [each for each in candidates if each not in own]
            found = scan_load(load, interest=Interest(paths=paths_to_watch(own), names=_names_of_secrets()))
            received.merge(tuple(found.received.asdict().values()))
            excluded = found.excluded or Tally()
            findings += _missed(plan, context, load, own, found.arrived)
            secret |= {entry.path: entry for entry in found.noted if entry.received}
        findings += _secrets(plan, context, loads[0], secret)
    ignore_file = loads[0].ignore_file.path if loads else ""
    report = NamedReport(
        name=context.name,
        location=context.location,
        local=context.root is not None,
        used=used,
        ignore_file=ignore_file or None,
        loads=len(loads),
        received=received.result(),
        excluded=excluded,
    )
    return report, findings


def _names_of_secrets() -> WantedNames:
    names = secrets.names()
    return WantedNames(names.least, lambda: WantedRows(names=names.rows()))


def _missed(
    plan: BuildPlan, context: NamedContext, load: Load, candidates: list[Candidate], arrived: Collection[str]
) -> list[Finding]:
    verdicts = Verdicts(load.ignore_file, load.matcher)
    try:
        return predict(
            candidates,
            plan.inputs.dockerfile,
            arrived,
            verdicts.excluded_by,
            where=f"the named context {context.name}",
        )
    except BadPatternError as error:
        raise load.refused(error) from None


def _secrets(plan: BuildPlan, context: NamedContext, load: Load, noted: Mapping[str, Noted]) -> Iterator[Finding]:
    """Yield a finding for each secret that arrives, at the instruction that takes it."""
    suspects = {suspect.path: suspect for suspect in secrets.suspects(list(noted.values()))[0]}
    sources = [source for source in plan.usage.sources if source.context == context.name] if plan.usage else []
    for path, head in load.source.heads(suspects, secrets.HEAD_BYTES):
        detection = secrets.inspect(suspects[path], head)
        taker = next((source for source in sources if source.asked and uses(source, path)), None)
        if detection is not None and taker is not None:
            yield secrets.report_beside(suspects[path], detection, context.name, plan.inputs.dockerfile, taker)
