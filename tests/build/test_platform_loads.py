"""One load of a context: how long its request may be, and what several platforms ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

import ctxsize
from ctxsize.build.load import MAIN
from ctxsize.builder.buildkit_wire import MOST_REQUEST_BYTES, request_bytes

MANY = 18_721
"""So many patterns of eight bytes fit into a request."""


def request_excess(patterns: list[str], sources: list[str], name: str) -> int:
    return request_bytes(patterns, sources, name) - MOST_REQUEST_BYTES


def test_as_many_patterns_fit_as_the_engine_takes() -> None:
    patterns = [f"n{number:07d}" for number in range(MANY + 1)]
    assert request_excess(patterns[:-1], [], MAIN) <= 0
    assert request_excess(patterns, [], MAIN) > 0
    assert request_excess([pattern[1:] for pattern in patterns], [], MAIN) <= 0


def test_the_last_pattern_fits_to_the_byte() -> None:
    """As measured on Engine 28.5.2 with the whole context."""
    patterns = [f"n{number:07d}" for number in range(18_712)]
    assert request_excess([*patterns, "x" * 506], [], MAIN) == 0
    assert request_excess([*patterns, "x" * 507], [], MAIN) == 1


def test_sources_and_letters_that_are_not_ascii_count_too() -> None:
    patterns = [f"n{number:07d}" for number in range(MANY)]
    assert request_excess(patterns, ["a", "b"], MAIN) > 0 >= request_excess(patterns, ["a"], MAIN)
    fewer = patterns[: MANY * 3 // 4]
    assert request_excess(fewer, [], MAIN) <= 0
    assert request_excess([f"{each}\u65e5\u672c\u8a9e" for each in fewer], [], MAIN) > 0
    assert request_excess([f"{each}/\u65e5" for each in fewer[:10]], [], MAIN) <= 0


def test_an_ignore_file_that_is_too_long_stops_buildkit_alone(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    (tmp_path / ".dockerignore").write_text("".join(f"n{number:07d}\n" for number in range(MANY + 1)))
    with pytest.raises(ctxsize.CtxsizeError, match="header list size"):
        ctxsize.simulate(str(tmp_path))
    assert ctxsize.simulate(str(tmp_path), builder="legacy").totals.files == 2


@pytest.fixture
def context(tmp_path: Path) -> Path:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nARG TARGETARCH\nCOPY all app-$TARGETARCH /\n")
    for name, size in (("all", 10), ("app-amd64", 100), ("app-arm64", 2000), ("other", 5)):
        (tmp_path / name).write_bytes(b"x" * size)
    return tmp_path


def test_several_platforms_are_one_load_each(context: Path) -> None:
    alone = {name: ctxsize.simulate(str(context), platform=name) for name in ("linux/amd64", "linux/arm64")}
    both = ctxsize.simulate(str(context), platform="linux/amd64,linux/arm64")
    assert [entry.path for entry in both.entries] == ["all", "app-amd64", "app-arm64"]
    loads = {load.platforms: load.totals.transfer_bytes for load in both.platforms}
    assert loads == {(name,): found.transfer_bytes for name, found in alone.items()}
    assert both.transfer_bytes == sum(loads.values())


def test_platforms_that_ask_for_the_same_are_one_load(context: Path) -> None:
    (context / "Dockerfile").write_text("FROM scratch\nCOPY all /\n")
    found = ctxsize.simulate(str(context), platform="linux/amd64,linux/arm64,amd64")
    assert [load.platforms for load in found.platforms] == [("linux/amd64", "linux/arm64")]
    assert found.transfer_bytes == ctxsize.simulate(str(context)).transfer_bytes


def test_one_platform_needs_no_table(context: Path) -> None:
    assert ctxsize.simulate(str(context), platform="linux/arm64").platforms == ()
    assert ctxsize.analyze(str(context), platform="linux/arm64").platforms == ()


def test_the_analysis_is_about_what_any_platform_receives(context: Path) -> None:
    report = ctxsize.analyze(str(context), platform="linux/amd64,linux/arm64", why=["app-arm64", "app-amd64", "other"])
    assert (report.received.files, report.received.bytes) == (3, 2110)
    assert report.received.transfer_bytes == sum(load.totals.transfer_bytes for load in report.platforms)
    assert [bool(answer.users) for answer in report.why] == [True, True, False]


def test_a_source_that_one_platform_lacks_is_found(context: Path) -> None:
    (context / "app-arm64").unlink()
    report = ctxsize.analyze(str(context), platform="linux/amd64,linux/arm64")
    assert [finding.rule.code for finding in report.findings if finding.severity == "error"] == ["CTX402"]


def test_the_report_says_which_engines_answer_otherwise(context: Path) -> None:
    assert ctxsize.analyze(str(context)).notes == ()
    (context / "Dockerfile").write_text("FROM scratch\nCOPY --parents all /\n")
    assert ctxsize.analyze(str(context)).notes == (
        "Docker Engine 28.5 to 29.0 refuses this build: COPY has the unknown flag --parents.",
    )
    (context / "Dockerfile").write_text("# check=error=true\nFROM scratch\nCOPY other /x/\n")
    (context / ".dockerignore").write_text("other\n")
    (note,) = ctxsize.analyze(str(context), engine="29.1").notes
    assert note.startswith("Docker Engine 29.2 to 29.7 refuses this build: the Dockerfile asks for build checks")
    assert note.endswith("violates CopyIgnoredFile.")
