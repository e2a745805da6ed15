"""A recorded answer against the simulation: everything in which the two differ, as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypedDict

import ctxsize
from ctxsize.api import NamedLoad
from ctxsize.builder.legacy import RANDOM_NAME
from ctxsize.builder.tar_sizes import padded
from ctxsize.context.entry import Entry, Type
from ctxsize.report.terminal import buildkit_size
from tests.engine.ask import Builder
from tests.engine.cases import BuildKitAnswer, Case, LegacyAnswer, Received
from tests.engine.tree import CONTEXT, arguments, on_disk

# BuildKit was asked what stood in its snapshot: a socket is an empty file there.
SEEN_AS = {"socket": "file", "fifo": "other", "device": "other"}
# How the engine says that a source is not there: before it copies, or while it does.
MISSING_SOURCE = ("not found", "lstat /", "too many links")
PREDICTIONS = {"CTX401", "CTX402"}


class Options(TypedDict, total=False):
    """The options of a case as `ctxsize.simulate` takes them."""

    dockerfile: str
    target: str
    platform: str
    build_args: dict[str, str]
    build_contexts: dict[str, str]


def options(case: Case, around: Path) -> Options:
    """Read a case's arguments."""
    given = iter(arguments(case, around))
    found = Options(build_args={}, build_contexts={})
    for option in given:
        value = next(given)
        match option:
            case "-f":
                found["dockerfile"] = value
            case "--target":
                found["target"] = value
            case "--platform":
                found["platform"] = value
            case "--build-arg":
                name, given_one, content = value.partition("=")
                if given_one:  # without one the client takes the environment's, and leaves it out where there is none
                    found["build_args"][name] = content
            case "--build-context":
                name, _, found["build_contexts"][name] = value.partition("=")
            case _:
                raise AssertionError(option)
    return found


def differences(case: Case, builder: Builder, processes: int = 1) -> list[str]:
    """Return in what the simulation of a case differs from the builder's answer, in sentences; empty if in nothing.

    More than one of ``processes`` share even the smallest tree.
    """
    if builder == "buildkit":
        return list(_buildkit(case, case["buildkit"], processes))
    return list(_legacy(case, case["legacy"], processes))


def _buildkit(case: Case, answer: BuildKitAnswer, processes: int) -> Iterator[str]:
    with on_disk(case) as around:
        context, given = str(around / CONTEXT), options(case, around)
        try:
            simulation = ctxsize.simulate(context, **given, processes=processes)
            report = ctxsize.analyze(context, **given, processes=processes)
        except ctxsize.CtxsizeError as error:
            if answer["ok"]:
                yield f"refused, but the engine builds it: {error}"
            elif answer["received"] and not answer.get("contexts"):  # one context is loaded while another is refused
                yield f"refused, but the engine loads the context: {error}"
            return
    if report.received != simulation.totals:  # the one counts files in bulk, the other makes an entry of each
        yield f"the analysis has {report.received}, the simulation {simulation.totals}"
    missing = any(words in (answer["error"] or "") for words in MISSING_SOURCE)
    loaded = answer["transferred"] is not None or bool(answer.get("contexts"))
    if answer["ok"] or missing or loaded:
        yield from _transfer(case, answer, simulation)
        yield from _named(case, answer, simulation)
    if not answer["ok"] and not missing and not loaded:
        yield f"not refused, but the engine stops: {answer['error']}"
    predicted = [finding.message for finding in report.findings if finding.rule.code in PREDICTIONS]
    if answer["ok"] and predicted:
        yield f"a false alarm: {predicted}"
    if not answer["ok"] and missing and not predicted:
        yield f"not predicted: {answer['error']}"


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
    with on_disk(case) as around:
        context, given = str(around / CONTEXT), options(case, around)
        try:
            simulation = ctxsize.simulate(context, builder="legacy", **given, processes=processes)
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
