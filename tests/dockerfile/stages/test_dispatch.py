"""Going through a stage: variables, working directories, and what is refused on the way."""

from __future__ import annotations

import pytest

from tests.dockerfile.asking import refusal, taken, used


@pytest.mark.parametrize(
    ("lines", "path"),
    [
        ("ENV d=a\nCOPY $d /", "a"),
        ("ENV d=a e=$d\nCOPY x$e /", "x"),
        ("ARG d=a\nCOPY $d /", "a"),
        ("ENV d=a\nARG d=b\nCOPY $d /", "b"),
        ("ARG d\nCOPY x$d /", "x"),
    ],
)
def test_a_variable_has_the_value_from_before_the_instruction(lines: str, path: str) -> None:
    assert taken(f"FROM scratch\n{lines}\n") == [path]


def test_a_build_argument_goes_before_the_default_and_a_global_one_must_be_declared() -> None:
    text = "ARG d=g\nFROM scratch\nARG d\nCOPY $d /\n"
    assert taken(text) == ["g"]
    assert taken(text, build_args={"d": "b"}) == ["b"]
    assert taken("ARG d=g\nFROM scratch\nCOPY x$d /\n") == ["x"]


def test_a_relative_working_directory_is_joined_to_the_one_before() -> None:
    usage = used("FROM scratch\nWORKDIR /a\nWORKDIR b\nCOPY x .\n")
    assert usage.copies[0].target == "/a/b"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("VOLUME $x", "expands to an empty path"),
        ("EXPOSE x", "x"),
        ("STOPSIGNAL SIGNO", "SIGNO"),
        ("USER ${x:?no}", "no"),
    ],
)
def test_what_can_not_be_expanded_is_refused_unless_an_image_may_set_it(line: str, said: str) -> None:
    assert said in refusal(f"FROM scratch\n{line}\n")
    if "$" in line:
        assert taken(f"FROM debian\n{line}\nCOPY a /\n") == ["a"]
