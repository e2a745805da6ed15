"""Every recorded answer of a Docker Engine, builder by builder: paths, types, sizes and bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

import ctxsize
from ctxsize.report.terminal import buildkit_size
from tests.engine.cases import BuildKitAnswer, Case, LegacyAnswer, Received, read_cases
from tests.engine.tree import CONTEXT, arguments, on_disk

RECORDED = Path(__file__).parents[2] / "testdata" / "conformance"
# The engine was asked what stood in its snapshot: a further name of a file is a file there, a socket an empty one.
SEEN_AS = {"hardlink": "file", "socket": "file", "fifo": "other", "device": "other"}
# How the engine says that a source is not there: before it copies, or while it does.
MISSING_SOURCE = ("not found", "lstat /", "too many links")


def cases(builder: str) -> list[ParameterSet]:
    recordings = read_cases(sorted(RECORDED.glob("*.jsonl")))
    return [pytest.param(case, id=case["id"]) for case in recordings if builder in case]


def options(case: Case, around: Path) -> dict[str, object]:
    given = iter(arguments(case, around))
    found: dict[str, object] = {}
    build_args: dict[str, str] = {}
    for option in given:
        value = next(given)
        if option == "--target":
            found["target"] = value
        elif option == "--platform":
            found["platform"] = value
        elif option == "-f":
            found["dockerfile"] = value
        else:
            assert option == "--build-arg"
            name, _, build_args[name] = value.partition("=")
    return {**found, "build_args": build_args}


def seen(simulation: ctxsize.Simulation, links: set[str]) -> set[tuple[str, str, int]]:
    entries = simulation.entries
    return {
        (entry.path, "link", 0)
        if entry.path in links
        else (entry.path, SEEN_AS.get(entry.type, str(entry.type)), entry.size)
        for entry in entries
    }


def recorded(received: list[Received], links: set[str]) -> set[tuple[str, str, int]]:
    # Which of a file's names comes first is told by the figures; their sizes are one and the same here.
    return {
        (entry["path"], "link", 0) if entry["path"] in links else (entry["path"], entry["type"], entry["size"])
        for entry in received
    }


def links_of(case: Case) -> set[str]:
    return {entry["path"] for entry in case["tree"] if entry["type"] == "hardlink"}


@pytest.mark.parametrize("case", cases("buildkit"))
def test_buildkit_receives_what_the_engine_received(case: Case) -> None:
    answer: BuildKitAnswer = case["buildkit"]
    with on_disk(case) as around:
        try:
            simulation = ctxsize.simulate(str(around / CONTEXT), **options(case, around))  # type: ignore[arg-type]
        except ctxsize.CtxsizeError:
            assert not answer["ok"]
            return
        findings = ctxsize.analyze(str(around / CONTEXT), **options(case, around)).findings  # type: ignore[arg-type]
    if answer["transferred"] is None:
        assert not answer["ok"] or simulation.transfer_bytes == 0
        return
    assert buildkit_size(simulation.transfer_bytes) == answer["transferred"]
    if "transferred_bytes" in answer:  # later recordings have it exact
        assert simulation.transfer_bytes == answer["transferred_bytes"]
    if answer["ok"] and answer["received"] is not None:
        assert seen(simulation, links_of(case)) == recorded(answer["received"], links_of(case))
    predicted = [finding for finding in findings if finding.rule.code in {"CTX401", "CTX402"}]
    if answer["ok"] or any(words in (answer["error"] or "") for words in MISSING_SOURCE):
        assert bool(predicted) != answer["ok"], predicted or answer["error"]


@pytest.mark.parametrize("case", cases("legacy"))
def test_the_legacy_builder_receives_what_its_client_sent(case: Case) -> None:
    answer: LegacyAnswer = case["legacy"]
    with on_disk(case) as around:
        try:
            simulation = ctxsize.simulate(str(around / CONTEXT), builder="legacy", **options(case, around))  # type: ignore[arg-type]
        except ctxsize.CtxsizeError:
            assert not answer["ok"]
            return
    assert answer["ok"]
    assert simulation.transfer_bytes == answer["tar_bytes"]
    # The recorder listed the tar with a program that doubles backslashes.
    received = [{**entry, "path": entry["path"].replace("\\\\", "\\")} for entry in answer["received"]]
    if received:  # a tar that the client has appended to is cut off, and the recorder could not list it
        assert seen(simulation, links_of(case)) == recorded(received, links_of(case))  # type: ignore[arg-type]
