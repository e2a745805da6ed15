"""Bytes of a Dockerfile to instructions, or one sentence on why Docker refuses to read them."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.engine import newest
from ctxsize.dockerfile.parser.parse import parse, parse_trigger
from ctxsize.errors import DockerfileError


def test_instructions_have_their_lines_words_and_flags() -> None:
    file = parse(b"# syntax=acme/front\nfrom a AS b\n# x\nCOPY --link a \\\n  # y\n  b /\nRUN <<E\ncat\nE\n")
    assert file.syntax == "acme/front"
    rows = [(one.keyword, one.line, one.last_line, one.flags, one.args) for one in file.instructions]
    assert rows == [
        ("FROM", 2, 2, (), ("a", "AS", "b")),
        ("COPY", 4, 6, ("--link",), ("a", "b", "/")),
        ("RUN", 7, 9, (), ("<<E",)),
    ]
    assert [(one.name, one.content) for one in file.instructions[2].heredocs] == [("E", "cat\n")]


def test_the_json_form_is_told_apart() -> None:
    file = parse(b'FROM a\nCOPY ["a b", "/"]\nCMD a b\n')
    assert [(one.json, one.args) for one in file.instructions[1:]] == [(True, ("a b", "/")), (False, ("a b",))]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "D: the Dockerfile is empty"),
        (b"# x\n", "D: the Dockerfile has no instructions"),
        (b"ARG a\n", "D: the Dockerfile has no stages"),
        (b"RUN x\nFROM a\n", "D:1: RUN stands before the first FROM"),
        (b"FROM a\nCOPPY a b\n", "D:2: "),
        (b"FROM a\n\nRUN <<E\ncat\n", "D:3: "),
        (b"FROM a\nCOPY --form=x a b\n", "D:2: COPY has the unknown flag --form"),
    ],
)
def test_what_docker_refuses_to_read_is_said_with_its_line(data: bytes, said: str) -> None:
    with pytest.raises(DockerfileError) as refused:
        parse(data, "D")
    assert str(refused.value).startswith(said)


def test_an_onbuild_is_read_as_a_file_of_its_own() -> None:
    held = parse(b"FROM a\nONBUILD COPY x /\n").instructions[1]
    inner = parse_trigger(held, "D", newest())
    assert (inner.keyword, inner.line, inner.args) == ("COPY", 2, ("x", "/"))
