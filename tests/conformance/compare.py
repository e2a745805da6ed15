"""A recorded answer against the simulation: everything in which the two differ, as sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, chdir, nullcontext
from pathlib import Path

import ctxsize
from ctxsize.api import NamedLoad, analyze_request, simulate_request
from ctxsize.build.plan import plan
from ctxsize.build.request import Request
from ctxsize.builder.legacy import RANDOM_NAME
from ctxsize.builder.tar_sizes import padded
from ctxsize.cli import fast_parser
from ctxsize.cli.run import request
from ctxsize.context.entry import Entry, Type
from ctxsize.dockerfile.engine import OLDEST
from ctxsize.report.terminal import buildkit_size
from ctxsize.rules.finding import Finding, Severity
from ctxsize.rules.selection import Selection
from tests.engine.ask import Builder
from tests.engine.cases import BuildKitAnswer, Case, LegacyAnswer, Received
from tests.engine.tree import CONTEXT, arguments, on_disk

# BuildKit was asked what stood in its snapshot: a socket is an empty file there.
SEEN_AS = {"socket": "file", "fifo": "other", "device": "other"}
# How the engine says that a source is not there: before it copies, or while it does.
MISSING_SOURCE = ("not found", "lstat /", "too many links")
PREDICTIONS = {"CTX401", "CTX402"}
# What fails outside of the contexts: a command, a registry, a remote source, a copy onto another, an engine without the
# containerd image store. Nothing is predicted of those.
ELSEWHERE = (
    r"did not complete successfully|failed to resolve source metadata|failed to fetch remote|failed to load cache key: "
    r"(fetch-by-commit|failed to|error fetching|Get |Head )|no such host|cannot copy to non-directory|"
    r"cannot replace to directory|Multi-platform build is not supported"
)


def engine_of(case: Case) -> str:
    """Return the version of the engine that answered a case: the oldest for those that do not say it, or are older."""
    match = re.search(r"Docker Engine (\d+\.\d+)", case.get("engine", ""))
    return match[1] if match and float(match[1]) >= float(OLDEST) else OLDEST


def request_of(case: Case, around: Path, builder: Builder) -> Request:
    """Read a case's arguments as the command line does, in the environment that it had."""
    words = [*arguments(case, around), "--builder", builder, "--engine", engine_of(case)]
    context = case.get("ctxarg", str(around / CONTEXT))
    given = fast_parser.parse([*fast_parser.spelled_out(words), context])
    assert given is not None, words
    environ = {"DOCKER_CONFIG": str(around / "no-config"), **case.get("env", {})}
    return request(given, None, environ)


def _inside(case: Case, around: Path) -> AbstractContextManager[object]:
    """Work in the directory in which the command ran, where that matters: threads share it."""
    return chdir(around) if "ctxarg" in case else nullcontext()


def differences(case: Case, builder: Builder, processes: int = 1) -> list[str]:
    """Return in what the simulation of a case differs from the builder's answer, in sentences; empty if in nothing.

    More than one of ``processes`` share even the smallest tree.
    """
    if builder == "buildkit":
        return list(_buildkit(case, case["buildkit"], processes))
    return list(_legacy(case, case["legacy"], processes))


def _buildkit(case: Case, answer: BuildKitAnswer, processes: int) -> Iterator[str]:
    with on_disk(case) as around, _inside(case, around):
        try:
            asked = request_of(case, around, "buildkit")
            simulation = simulate_request(asked, processes)
            report = analyze_request(asked, Selection(), processes=processes)
            staged = _in_a_stage(asked, answer)
        except ctxsize.CtxsizeError as error:
            if answer["ok"]:
                yield f"refused, but the engine builds it: {error}"
            elif answer["received"] and not answer.get("contexts"):  # one context is loaded while another is refused
                yield f"refused, but the engine loads the context: {error}"
            return
    if report.received != simulation.totals:  # the one counts files in bulk, the other makes an entry of each
        yield f"the analysis has {report.received}, the simulation {simulation.totals}"
    missing = any(words in (answer["error"] or "") for words in MISSING_SOURCE)
    elsewhere = re.search(ELSEWHERE, answer["error"] or "") is not None
    loaded = answer["transferred"] is not None or bool(answer.get("contexts"))
    if answer["ok"] or missing or loaded:
        yield from _transfer(case, answer, simulation)
        yield from _named(case, answer, simulation)
    if not answer["ok"] and not missing and not loaded and not elsewhere:
        yield f"not refused, but the engine stops: {answer['error']}"
    predicted = [finding.message for finding in report.findings if _predicts(finding)]
    if answer["ok"] and predicted:
        yield f"a false alarm: {predicted}"
    if not answer["ok"] and (missing or loaded) and not (predicted or elsewhere or staged):
        yield f"not predicted: {answer['error']}"


def _predicts(finding: Finding) -> bool:
    """Whether a finding says that the build fails; of a malformed line of an ignore file it says that it may."""
    code = finding.rule.code
    return code in PREDICTIONS or (code == "CTX308" and finding.severity is Severity.ERROR)


def _in_a_stage(asked: Request, answer: BuildKitAnswer) -> bool:
    """Whether a path was not found in another stage, of which the simulation knows no more than what is copied to it."""
    path = re.search(r'"(/.*)": not found$', answer["error"] or "")
    usage = plan(asked).usage
    return (
        path is not None
        and usage is not None
        and any(
            path[1] in copy.sources
            for copy in usage.copies
            if copy.origin is not None and not usage.stages[copy.origin].plain
        )
    )


def _transfer(case: Case, answer: BuildKitAnswer, simulation: ctxsize.Simulation) -> Iterator[str]:
    sent = answer.get("transferred_bytes")  # early recordings have just the printed figure
    if answer["transferred"] is None:
        if simulation.transfer_bytes and answer["ok"]:
            yield f"the engine did not ask for the context, of which {simulation.transfer_bytes} bytes were predicted"
        return
    if _may_be_cut_off(answer) and (sent or 0) <= simulation.transfer_bytes:
        return
    if sent not in {None, simulation.transfer_bytes}:
        yield f"{simulation.transfer_bytes} bytes instead of {sent}"
    if buildkit_size(simulation.transfer_bytes) != answer["transferred"]:
        yield f"{buildkit_size(simulation.transfer_bytes)} instead of {answer['transferred']}"
    if answer["ok"] and answer["received"] is not None:
        yield from _entries(_same_size(case, _seen(simulation)), _same_size(case, _recorded(answer["received"])))


def _may_be_cut_off(answer: BuildKitAnswer) -> bool:
    """Tell whether a context may have been on its way when the build failed over another one or over a stage."""
    if answer["ok"] or "crashed" in answer:
        return False
    return bool(answer.get("contexts")) or answer["received"] is None


def _named(case: Case, answer: BuildKitAnswer, simulation: ctxsize.Simulation) -> Iterator[str]:
    """Compare named contexts; of one that is loaded several times the engine told the largest figure and the last set."""
    seen = {load.name for load in simulation.named}
    # Of a context that no needed stage uses, an older engine still loads the ignore file.
    contexts = answer.get("contexts", {})
    recorded = {name: told for name, told in contexts.items() if told["transferred_bytes"] is not None}
    if answer["ok"] and seen != set(recorded):
        yield f"named contexts {sorted(seen)} instead of {sorted(recorded)}"
    for name, told in recorded.items():
        loads = [load for load in simulation.named if load.name == name]
        sizes = {load.transfer_bytes for load in loads}
        cut_off = _may_be_cut_off(answer) and (told["transferred_bytes"] or 0) <= max(sizes, default=0)
        if told["transferred_bytes"] not in sizes and not cut_off:
            yield f"{name}: {sizes} bytes instead of {told['transferred_bytes']}"
        if told["received"] is not None and all(
            _same_size(case, _seen(load)) != _same_size(case, _recorded(told["received"])) for load in loads
        ):
            yield f"{name}: not received as recorded: {_recorded(told['received'])}"


def _legacy(case: Case, answer: LegacyAnswer, processes: int) -> Iterator[str]:
    with on_disk(case) as around, _inside(case, around):
        try:
            simulation = simulate_request(request_of(case, around, "legacy"), processes)
        except ctxsize.CtxsizeError as error:
            if answer["ok"]:
                yield f"refused, but the client sends it: {error}"
            return
    if not answer["ok"]:
        yield f"not refused, but the client stops: {answer['error']}"
        return
    if answer["tar_bytes"] not in _tar_lengths(simulation):
        yield f"{simulation.transfer_bytes} bytes instead of {answer['tar_bytes']}"
    if answer["received"]:  # a tar that the client has appended to is cut off, and can't be listed
        # The first recordings listed the tar with a program that doubles backslashes.
        received = [{**entry, "path": entry["path"].replace("\\\\", "\\")} for entry in answer["received"]]
        yield from _entries(_seen(simulation), _recorded(received))  # type: ignore[arg-type]


def _tar_lengths(simulation: ctxsize.Simulation) -> set[int]:
    """Return the lengths that the tar may have: of two members that the client appends, chance decides which is last."""
    lengths = {simulation.transfer_bytes}
    *_, before, last = (Entry("", Type.FILE, 0), Entry("", Type.FILE, 0), *simulation.entries)
    if before.path == RANDOM_NAME:
        lengths.add(simulation.transfer_bytes + _padding(last.size) - _padding(before.size))
    return lengths


def _padding(size: int) -> int:
    """Return how many bytes fill the last block of a member; the tar is cut off before those of its last one."""
    return padded(size) - size


Entries = set[tuple[str, str, int]]


def _seen(simulation: ctxsize.Simulation | NamedLoad) -> Entries:
    return {
        (
            ".dockerfile.RANDOM" if entry.path == RANDOM_NAME else entry.path,
            SEEN_AS.get(entry.type, str(entry.type)),
            entry.size,
        )
        for entry in simulation.entries
    }


def _recorded(received: Iterable[Received]) -> Entries:
    return {(entry["path"], entry["type"], entry["size"]) for entry in received}


def _same_size(case: Case, entries: Entries) -> Entries:
    """Give all names of one file the type and size that its first has: in a snapshot they are alike."""
    names = {entry["path"]: entry["target"] for entry in case["tree"] if entry["type"] == "hardlink"}
    names |= {target: target for target in names.values()}
    first: dict[str, tuple[str, int]] = {}
    for path, kind, size in entries:
        if path in names and kind != "hardlink":
            first[names[path]] = max((kind, size), first.get(names[path], (kind, size)))
    return {(path, *first[names[path]]) if path in names else (path, kind, size) for path, kind, size in entries}


def _entries(seen: Entries, recorded: Entries) -> Iterator[str]:
    if seen - recorded:
        yield f"wrongly received: {sorted(seen - recorded)}"
    if recorded - seen:
        yield f"not received: {sorted(recorded - seen)}"
