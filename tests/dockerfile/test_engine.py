"""The engine to answer for: its version, the front end that a file picks, and the table of traits."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.dockerfile.engine import NEWEST, OLDEST, VERSIONS, Driver, Engine, EnginePart
from ctxsize.dockerfile.parser.parse import parse
from ctxsize.dockerfile.traits import COPY_PARENTS, RUN_DEVICE, TRAITS
from ctxsize.errors import DockerfileError, UsageError
from tests.engine.cases import read_cases

TESTDATA = Path(__file__).parents[2] / "testdata" / "conformance"


@pytest.mark.parametrize(
    ("text", "version"), [(None, NEWEST), ("28.5", "28.5"), ("29.1.3", "29.1"), ("v29.7.2", "29.7")]
)
def test_a_version_is_known_by_its_first_two_numbers(text: str | None, version: str) -> None:
    assert Engine.of(text).version == version


@pytest.mark.parametrize("text", ["", "28", "28.4", "30.0", "29.8", "latest", "29.7.2.1", "29.7-rc1"])
def test_other_versions_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match=f"{OLDEST} to {NEWEST}"):
        Engine.of(text)


def test_the_driver_is_docker_unless_told_otherwise() -> None:
    assert Engine.of().driver is Driver.DOCKER
    assert Engine.of(driver="container").takes_any_bytes
    with pytest.raises(UsageError, match="--driver"):
        Engine.of(driver="podman")


@pytest.mark.parametrize(
    ("image", "front_end", "labs"),
    [
        ("docker/dockerfile:1", 32, False),
        ("docker/dockerfile", 32, False),
        ("docker.io/docker/dockerfile:1.20", 26, False),
        ("docker/dockerfile:1.19.0-labs", 25, True),
        ("docker/dockerfile:1-labs", 32, True),
        ("docker/dockerfile:labs", 32, True),
        ("docker/dockerfile:1.4@sha256:" + "a" * 64, 10, False),
        ("docker/dockerfile-upstream:master", 32, False),
        ("docker/dockerfile-upstream:master-labs", 32, True),
        ("docker/dockerfile:1.99", 32, False),
    ],
)
def test_a_syntax_line_picks_the_front_end(image: str, front_end: int, labs: bool) -> None:
    read = Engine.of("28.5").reading(image)
    assert (read.front_end, read.labs, read.daemon, read.foreign) == (front_end, labs, 25, None)


def test_the_build_argument_goes_before_the_syntax_line() -> None:
    engine = Engine.of("28.5")
    assert engine.reading("docker/dockerfile:1", "docker/dockerfile:1.19").front_end == 25
    assert engine.reading("acme/plus").foreign == "acme/plus"
    assert engine.reading(None) == engine


@pytest.mark.parametrize(
    ("line", "engine", "syntax", "taken"),
    [
        ("COPY --parents a /", "28.5", "", False),
        ("COPY --parents a /", "28.5", "docker/dockerfile:1", True),
        ("COPY --parents a /", "28.5", "docker/dockerfile:1.19-labs", True),
        ("COPY --parents a /", "29.1", "", True),
        ("COPY --parents a /", "29.7", "docker/dockerfile:1.19", False),
        ("COPY --exclude=b a /", "28.5", "", True),
        ("COPY --exclude=b a /", "29.7", "docker/dockerfile:1.18", False),
        ("COPY --exclude=b a /", "29.7", "docker/dockerfile:1.7-labs", True),
        ("ADD --unpack a /", "29.7", "docker/dockerfile:1.16", False),
        ("ADD --parents a /", "29.7", "docker/dockerfile:1-labs", False),
        ("RUN --security=sandbox a", "29.0", "", False),
        ("RUN --security=sandbox a", "29.1", "", True),
        ("RUN --security=sandbox a", "29.0", "docker/dockerfile:1-labs", True),
    ],
)
def test_flags_need_a_front_end_that_has_them(line: str, engine: str, syntax: str, taken: bool) -> None:
    head = f"# syntax={syntax}\n" if syntax else ""
    data = f"{head}FROM scratch\n{line}\n".encode()
    if taken:
        assert parse(data, engine=Engine.of(engine)).instructions
    else:
        with pytest.raises(DockerfileError, match="unknown flag"):
            parse(data, engine=Engine.of(engine))


@pytest.mark.parametrize(("blank", "engine", "escape"), [
    (" ", "28.5", "`"), ("\xa0", "28.5", "\\"), ("\xa0", "29.1", "\\"), ("\xa0", "29.2", "`"), ("\x85", "29.7", "`"),
    ("\u3000", "29.7", "`"), ("\u200b", "29.7", "\\"), ("\v", "28.5", "\\"), ("\v", "29.7", "`"),
])  # fmt: skip
def test_any_white_space_stands_before_a_directive_from_29_2_on(blank: str, engine: str, escape: str) -> None:
    assert parse(f"#{blank}escape=`\nFROM a".encode(), engine=Engine.of(engine)).escape == escape


def test_every_trait_has_its_cases() -> None:
    files = [*TESTDATA.glob("*.jsonl"), *TESTDATA.glob("older/*.jsonl")]
    recorded = {case["id"] for case in read_cases(sorted(files))}
    for trait in TRAITS:
        assert trait.change
        assert trait.cases
        for case in trait.cases:
            written, _, file = case.partition("written:")
            assert case in recorded if written else (Path(__file__).parents[2] / file).exists(), (trait.name, case)


def test_the_newest_engine_has_every_trait_but_that_of_the_labs() -> None:
    assert [trait for trait in TRAITS if not Engine.of().has(trait)] == [RUN_DEVICE]
    assert Engine.of().reading("docker/dockerfile:1-labs").has(RUN_DEVICE)
    assert len({trait.name for trait in TRAITS}) == len(TRAITS)


def test_a_trait_comes_once_and_stays() -> None:
    for trait in TRAITS:
        has = [Engine.of(version).has(trait) for version in VERSIONS]
        assert has == sorted(has), trait.name
    assert [Engine.of(each).has(COPY_PARENTS) for each in ("29.0", "29.1")] == [False, True]
    assert {trait.part for trait in TRAITS} == set(EnginePart)
