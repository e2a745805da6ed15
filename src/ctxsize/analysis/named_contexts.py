"""The named contexts of a build, looked at beside its main one: what is received of each, and what will be missed."""

from __future__ import annotations

from ctxsize.build.load import refused
from ctxsize.build.source_paths import candidate, watched
from ctxsize.builder.buildkit import Transfer
from ctxsize.context.entry import Tally, Totals
from ctxsize.context.walk import Tree
from ctxsize.errors import BuildRefusedError
from ctxsize.golang.paths import BadPatternError
from ctxsize.ignore.verdict import Verdicts
from ctxsize.report import NamedReport
from ctxsize.rules import secrets
from ctxsize.rules.sources import predict, uses
from ctxsize.scan.scanner import Scanner
from ctxsize.scan.totals import Sizes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxsize.build.load import Load
    from ctxsize.build.named_contexts import NamedContext
    from ctxsize.build.plan import Build
    from ctxsize.build.source_paths import Candidate
    from ctxsize.rules.finding import Finding
    from ctxsize.scan.frame import Noted


def look_beside(build: Build) -> tuple[tuple[NamedReport, ...], list[Finding]]:
    """Return what BuildKit receives of each named context, and a finding for each source that will not arrive.

    Raises:
        CtxsizeError: where BuildKit would refuse to load one of them.

    """
    loads: dict[NamedContext, list[Load]] = {context: [] for context in build.request.named}
    for context, load in build.named_loads():
        loads[context].append(load)
    reports, findings = [], []
    for context, found in loads.items():
        report, more = _look_at(build, context, found)
        reports.append(report)
        findings += more
    return tuple(reports), findings


def _look_at(build: Build, context: NamedContext, loads: list[Load]) -> tuple[NamedReport, list[Finding]]:
    used = build.usage is not None and any(request.context == context.name for request in build.usage.requests)
    received, excluded = Totals(), Tally()
    findings: list[Finding] = []
    secret: dict[str, Noted] = {}
    if context.root is not None and loads:
        tree = Tree(context.root)
        sources = build.usage.sources if build.usage else ()
        candidates = [candidate(tree, source) for source in sources if source.asked and source.context == context.name]
        # What a source asks for is received by the load that asks for it; others may hold the same path by chance.
        for load in sorted(loads, key=lambda load: load.asked is None):
            own = [each for each in candidates if load.asked is None or each.source.path in load.asked]
            candidates = [each for each in candidates if each not in own]
            sizes = Sizes(0, watched(own))
            totals, excluded, noted = _receive(load, sizes)
            received.merge(totals.values())
            findings += _missed(build, context, load, own, sizes)
            secret |= {entry.path: entry for entry in noted if entry.received}
        findings += _secrets(build, context, tree, list(secret.values()))
    ignore_file = loads[0].ignore_file.path if loads else ""
    report = NamedReport(
        name=context.name,
        location=context.location,
        local=context.root is not None,
        used=used,
        ignore_file=ignore_file or None,
        loads=len(loads),
        received=received,
        excluded=excluded,
    )
    return report, findings


def _missed(
    build: Build, context: NamedContext, load: Load, candidates: list[Candidate], sizes: Sizes
) -> list[Finding]:
    verdicts = Verdicts(load.ignore_file, load.matcher)
    try:
        return predict(
            candidates,
            build.inputs.dockerfile,
            sizes.arrived.union(sizes.folders),
            verdicts.excluded_by,
            where=f"the named context {context.name}",
        )
    except BadPatternError as error:
        raise refused(load.ignore_file, error) from None


def _secrets(build: Build, context: NamedContext, tree: Tree, noted: list[Noted]) -> Iterator[Finding]:
    """Yield a finding for each secret that arrives, at the instruction that takes it."""
    suspects = {suspect.path: suspect for suspect in secrets.suspects(noted)}
    sources = [source for source in build.usage.sources if source.context == context.name] if build.usage else []
    for path, head in tree.heads(suspects, secrets.HEAD_BYTES):
        detection = secrets.inspect(suspects[path], head)
        taker = next((source for source in sources if source.asked and uses(source, path)), None)
        if detection is not None and taker is not None:
            yield secrets.report_beside(suspects[path], detection, context.name, build.inputs.dockerfile, taker)


def _receive(load: Load, sizes: Sizes) -> tuple[Totals, Tally, list[Noted]]:
    """Walk one load; return what arrives, what its ignore file keeps out, and what may hold a secret."""
    try:
        return _survey(load, sizes, [load.whole()])
    except BuildRefusedError:
        if load.asked is None:
            raise
        # The whole of it could not be sent, what is asked for perhaps can.
        sizes.restart()
        return _survey(load, sizes, [])


def _survey(load: Load, sizes: Sizes, whole: list[Transfer]) -> tuple[Totals, Tally, list[Noted]]:
    asked = load.transfer(sizes.receive)
    sides = [*whole, asked]
    survey = Scanner(load.matcher, sides, sizes=sizes, asked=len(whole), wants=secrets.names().least)
    load.show(survey)
    return asked.totals, survey.settle() or Tally(), survey.noted
