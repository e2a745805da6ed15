"""The analysis of one build, spelled out once: what follows from its plan and its scan."""

from __future__ import annotations

from ctxsize.analysis.analysis import Analysis, BuilderReport
from ctxsize.analysis.in_image import Images
from ctxsize.analysis.instructions import Taking, instructions
from ctxsize.analysis.run_rules import suppressions
from ctxsize.analysis.shares import largest_shares
from ctxsize.analysis.summary import by_extension, by_line, differences, largest_directories, largest_files
from ctxsize.builder import Builder
from ctxsize.display.escaping import quoted
from ctxsize.golang.text import decode
from ctxsize.ignore.matcher import NO_PATTERN
from ctxsize.ignore.parse import IGNORE_FILE
from ctxsize.rules import GIT_IGNORED_RECEIVED
from ctxsize.rules.apply_suppressions import apply_suppressions
from ctxsize.rules.selection import Selection
from ctxsize.rules.sources import uses
from ctxsize.rules.suggestion import of_findings
from ctxsize.rules.unused_suppression import CheckedScope
from ctxsize.scan.platforms import summed
from ctxsize.scan.scan import scan_excluded, scan_received

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxsize.analysis.analysis import InstructionReport, NamedReport, Why
    from ctxsize.analysis.run_rules import BuildRules
    from ctxsize.build.plan import BuildPlan
    from ctxsize.rules.finding import Finding
    from ctxsize.scan.platforms import PlatformTotals
    from ctxsize.scan.scan import Scan


def analyze(
    plan: BuildPlan,
    found: Scan,
    rules: BuildRules,
    selection: Selection | None = None,
    *,
    top: int = 0,
    why: Sequence[str] = (),
    platforms: tuple[PlatformTotals, ...] = (),
) -> Analysis:
    """Return what follows from the scan of a build.

    Args:
        plan: the build, planned on both builders.
        found: the scan, which took note of what the rules are interested in.
        rules: the rules for this build.
        selection: which rules count; by default as if none had been named.
        top: how many of the largest directories and files are listed.
        why: paths of which to say what decided; see :func:`ctxsize.analysis.why.asked_paths`.
        platforms: what each of several platforms receives.

    Raises:
        CtxsizeError: where BuildKit would refuse to load a named context.

    """
    inputs, here = plan.inputs, plan.builder
    received = summed(found.received, platforms)
    named, findings = _named(plan)
    findings += [_taken(finding, plan) for finding in rules.findings(found, selection or Selection())]
    applied = apply_suppressions(findings, selection or Selection(), suppressions(plan), _scope(plan))
    return Analysis(
        root=plan.request.root,
        ref=plan.request.ref,
        builder=here,
        dockerfile=inputs.dockerfile,
        target=_target(plan),
        ignore_file=inputs.ignore_file,
        asked=found.asked,
        received=received,
        included=found.included,
        excluded=found.excluded,
        excluded_by_line=by_line(found.excluded_by_rule, plan.main.lines) if found.excluded is not None else (),
        unreadable=found.unreadable,
        arrives_empty=found.arrives_empty if here is Builder.BUILDKIT else (),
        largest_directories=largest_directories(found.directories, top),
        largest_files=largest_files(found.largest_files, top),
        extensions=by_extension(found.extensions),
        findings=applied.findings,
        suppressed=applied.suppressed,
        unsure=applied.unsure,
        suggestions=of_findings(applied.findings),
        sides=(
            BuilderReport(here, received, None),
            BuilderReport(here.other, found.other, plan.other_refusal or found.other_refusal),
        ),
        differences=differences(
            found.differences,
            own_files={inputs.own_dockerfile, IGNORE_FILE},
            ignore_files={
                here: inputs.ignore_file,
                here.other: plan.other.inputs.ignore_file if plan.other is not None else None,
            },
        ),
        named=named,
        why=_why(plan, rules, found, why),
        texts=_texts(plan),
        platforms=platforms,
        notes=plan.notes,
        unchecked=rules.unchecked,
        shares=largest_shares(
            found.directories,
            found.largest_files,
            {
                one.path: one.bytes
                for one in applied.findings
                if one.line is None and one.rule is not GIT_IGNORED_RECEIVED
            },
        ),
        stage=_stage(plan),
        instructions=_instructions(plan, rules, found, applied.findings),
        tree=None if found.tree is None else found.tree.replace(lines=tuple(line.number for line in plan.main.lines)),
    )


def _taken(finding: Finding, plan: BuildPlan) -> Finding:
    """Return the finding with the instruction that takes what it is about; CI systems show it there."""
    if finding.path in {plan.inputs.dockerfile, plan.inputs.ignore_file}:
        return finding
    lines = [source.line for source in plan.sources() if source.context is None and uses(source, finding.path)]
    return finding.replace(taken_at=min(lines)) if lines else finding


def _named(plan: BuildPlan) -> tuple[tuple[NamedReport, ...], list[Finding]]:
    if not plan.request.named:
        return (), []
    from ctxsize.analysis.named_contexts import analyze_named_contexts  # noqa: PLC0415 (hardly any build has them)

    return analyze_named_contexts(plan)


def _texts(plan: BuildPlan) -> tuple[tuple[str, tuple[str, ...]], ...]:
    inputs = plan.inputs
    dockerfile = (inputs.dockerfile, tuple(decode(inputs.dockerfile_data).split("\n")))
    if inputs.ignore_file is None:
        return (dockerfile,)
    if inputs.ignore_hidden:
        # It may be any file of the machine, which no report has to show.
        return (dockerfile, (inputs.ignore_file, tuple(line.text for line in plan.ignore_file.lines)))
    return (dockerfile, (inputs.ignore_file, tuple(decode(inputs.ignore_data).split("\n"))))


def _target(plan: BuildPlan) -> str | None:
    usage = plan.usage
    return None if usage is None else (usage.target.name or str(usage.target.number))


def _stage(plan: BuildPlan) -> str:
    """Return the target in words: which stage, and where it begins."""
    usage = plan.usage_or_none()
    if usage is None or len(usage.stages) == 1:
        return ""
    target = usage.target
    is_last = target.number == max(stage.number for stage in usage.stages)
    name = "" if target.name is None else f" {quoted(target.name)}"
    return f"{'final stage' if is_last else 'stage'}{name or ('' if is_last else f' {target.number}')} (line {target.line})"


def _instructions(
    plan: BuildPlan, rules: BuildRules, found: Scan, findings: Sequence[Finding]
) -> tuple[InstructionReport, ...]:
    # A Dockerfile of which the sources can't be told is not read once more: that may take long.
    usage = plan.usage_or_none() if rules.candidates else None
    if usage is None:
        return ()
    tree = plan.source

    def is_directory(path: str) -> bool:
        return not path or path in found.directories or bool(tree.names(path))

    taking = Taking(found, lambda: scan_received(plan.main, listing=True).entries)
    return instructions(rules.candidates, Images(usage, is_directory, tree.exists), taking, findings)


def _scope(plan: BuildPlan) -> CheckedScope:
    """Return what every rule has looked at."""
    load = plan.main
    if not load.asked or load.is_careful:
        return CheckedScope()
    return CheckedScope(lines={source.line for source in plan.sources()}, whole=load.is_whole)


def _why(plan: BuildPlan, rules: BuildRules, found: Scan, asked: Sequence[str]) -> tuple[Why, ...]:
    if not asked:
        return ()
    from ctxsize.analysis.why import answers  # noqa: PLC0415 (only who asks)

    return answers(plan, rules, found, asked)


def excluded_entries(plan: BuildPlan) -> list[tuple[str, str]]:
    """Return the excluded paths in walk order, each with the place and text of the line that decided."""
    lines = plan.main.lines
    rows = []
    for path, _, rule in scan_excluded(plan.main):
        line = lines[rule] if rule != NO_PATTERN else None
        rows.append((path, f"{plan.ignore_file.path}:{line.number}: {line.text.strip()}" if line else ""))
    return rows
