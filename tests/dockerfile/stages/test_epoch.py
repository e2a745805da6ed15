"""SOURCE_DATE_EPOCH in all its forms, and since which engine."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.engine import Engine
from ctxsize.dockerfile.parser.parse import parse
from ctxsize.dockerfile.usage import usage
from ctxsize.errors import DockerfileError

FETCH = "FROM scratch AS s\nADD https://example.com/a /\n"


def asked(epoch: str | None, head: str = "", engine: str = "29.7", named: tuple[str, ...] = ()) -> str:
    """Return what `$SOURCE_DATE_EPOCH` is in the last stage."""
    text = f"{head}FROM scratch\nARG SOURCE_DATE_EPOCH\nCOPY a$SOURCE_DATE_EPOCH /\n"
    found = usage(
        parse(text.encode(), engine=Engine.of(engine)),
        build_args={} if epoch is None else {"SOURCE_DATE_EPOCH": epoch},
        named_contexts=named,
    )
    return found.sources[-1].path.removeprefix("a")


@pytest.mark.parametrize(
    ("epoch", "old", "new"), [("7", "7", "7"), ("007", "007", "7"), ("+5", "+5", "5"), ("-0", "-0", "0"), ("", "", "")]
)
def test_a_number_is_written_in_its_normal_form_from_29_5_on(epoch: str, old: str, new: str) -> None:
    assert [asked(epoch, engine=version) for version in ("28.5", "29.4", "29.5", "29.7")] == [old, old, new, new]


@pytest.mark.parametrize(
    ("epoch", "head", "named"),
    [("context", "", ()), ("n", "", ("n",)), ("n:latest", "", ("n",)), ("s", FETCH, ()), ("S", "ARG X\n" + FETCH, ())],
)
def test_a_source_is_named_from_29_5_on(epoch: str, head: str, named: tuple[str, ...]) -> None:
    if epoch != "S":  # a named context is looked for first, and its name has no capital letters
        assert asked(epoch, head, named=named) == ""
    with pytest.raises(DockerfileError, match="SOURCE_DATE_EPOCH"):
        asked(epoch, head, engine="29.4", named=named)


@pytest.mark.parametrize("epoch", ["foo", "1.5", "9" * 20, "CONTEXT", "-", "0x7"])
def test_what_names_nothing_is_refused(epoch: str) -> None:
    for engine in ("28.5", "29.7"):
        with pytest.raises(DockerfileError, match="SOURCE_DATE_EPOCH"):
            asked(epoch, engine=engine)


@pytest.mark.parametrize(
    ("head", "since"), [("ARG SOURCE_DATE_EPOCH=foo\n", "29.4"), ("ARG SOURCE_DATE_EPOCH=context\n", None)]
)
def test_an_argument_before_the_first_from_counts_from_29_4_on(head: str, since: str | None) -> None:
    assert asked(None, head, engine="29.3") == head.partition("=")[2].strip()
    with pytest.raises(DockerfileError, match="SOURCE_DATE_EPOCH"):
        asked(None, head, engine="29.4")
    if since is None:
        assert asked(None, head) == ""
    else:
        with pytest.raises(DockerfileError, match="SOURCE_DATE_EPOCH"):
            asked(None, head)


def test_an_argument_of_a_stage_is_its_own() -> None:
    text = b"FROM scratch\nARG SOURCE_DATE_EPOCH=foo\nCOPY a$SOURCE_DATE_EPOCH /"
    assert usage(parse(text)).sources[0].path == "afoo"


@pytest.mark.parametrize(
    "stage",
    [
        "FROM scratch AS s\nCOPY a /\n",
        "FROM scratch AS s\nADD a /\n",
        "FROM scratch AS s\nADD https://example.com/a https://example.com/b /\n",
        "FROM scratch AS s\nADD https://example.com/a /\nADD https://example.com/b /\n",
        "FROM scratch AS s\n",
        "FROM other AS s\nADD https://example.com/a /\n",
        "FROM scratch AS s\nADD https://example.com/a /\nRUN true\n",
    ],
)
def test_a_stage_must_fetch_one_thing_and_do_nothing_else(stage: str) -> None:
    with pytest.raises(DockerfileError, match="names the stage s"):
        asked("s", stage)


def test_the_stage_may_have_arguments_and_fetch_a_repository() -> None:
    assert asked("s", "ARG B=scratch\nFROM $B AS s\nARG H=example.com\nADD https://$H/a.git /\n") == ""
