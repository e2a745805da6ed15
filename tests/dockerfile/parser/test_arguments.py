"""From an instruction's text to its flags and words."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.parser.parse import parse
from ctxsize.dockerfile.parser.syntax import Instruction
from ctxsize.errors import DockerfileError


def instruction(line: str) -> Instruction:
    return parse(f"FROM scratch\n{line}\n".encode("utf-8", "surrogateescape")).instructions[1]


@pytest.mark.parametrize(
    ("line", "keyword", "args"),
    [
        ("COPY a b /x", "COPY", ("a", "b", "/x")),
        ("copy\ta  b\t/x", "COPY", ("a", "b", "/x")),
        ('COPY "a b" /x', "COPY", ('"a', 'b"', "/x")),
        ("COPY a\\ b /x", "COPY", ("a\\", "b", "/x")),
        ("COPY a\xa0b /x", "COPY", ("a\xa0b", "/x")),
        ("RUN  a  && b ", "RUN", ("a  && b",)),
        ("CMD", "CMD", ()),
        ("ENTRYPOINT  ", "ENTRYPOINT", ()),
        ("WORKDIR /a b", "WORKDIR", ("/a b",)),
        ("EXPOSE 80 81", "EXPOSE", ("80", "81")),
        ("ENV a=1 b=2", "ENV", ("a", "1", "b", "2")),
        ("ENV a b c", "ENV", ("a", "b c")),
        ("ENV a=b\\ c d='e f'", "ENV", ("a", "b\\ c", "d", "'e f'")),
        ('ENV a="b \\" c" d=e', "ENV", ("a", '"b \\" c"', "d", "e")),
        ("ENV a='b\\' c=d", "ENV", ("a", "'b\\'", "c", "d")),
        ("ENV a=b\\", "ENV", ("a", "b")),
        ("ENV a=b\\\\\\", "ENV", ("a", "b\\\\")),
        ("LABEL a=b=c", "LABEL", ("a", "b=c")),
        ("ARG a b=1 c='d e'", "ARG", ("a", "b=1", "c='d e'")),
        ("ONBUILD COPY a /x", "ONBUILD", ("COPY", "a", "/x")),
        ("onbuild run a b", "ONBUILD", ("run", "a b")),
        ("HEALTHCHECK CMD a b", "HEALTHCHECK", ("CMD", "a b")),
        ("HEALTHCHECK NONE", "HEALTHCHECK", ("NONE",)),
    ],
)
def test_words(line: str, keyword: str, args: tuple[str, ...]) -> None:
    found = instruction(line)
    assert (found.keyword, found.args, found.json) == (keyword, args, False)


@pytest.mark.parametrize(
    ("line", "args"),
    [
        ('COPY ["a b", "/x"]', ("a b", "/x")),
        ('COPY  [ "a" ,"/x" ] ', ("a", "/x")),
        ('RUN ["a", "\\u00e9\\n"]', ("a", "é\n")),
        ('RUN ["\\ud800"]', ("\ufffd",)),
        ("CMD []", ()),
        ('SHELL ["sh", "-c"]', ("sh", "-c")),
        ('VOLUME ["/a b"]', ("/a b",)),
        ('HEALTHCHECK CMD ["a", "b"]', ("CMD", "a", "b")),
        ('ONBUILD COPY ["a b", "/x"]', ("COPY", "a b", "/x")),
    ],
)
def test_json_form(line: str, args: tuple[str, ...]) -> None:
    found = instruction(line)
    assert (found.args, found.json) == (args, True)


@pytest.mark.parametrize(
    ("line", "args"),
    [
        ("COPY ['a', '/x']", ("['a',", "'/x']")),
        ('COPY ["a", "/x"', ('["a",', '"/x"')),
        ('COPY ["a", "/x"] z', ('["a",', '"/x"]', "z")),
        ('COPY ["a" "/x"]', ('["a"', '"/x"]')),
        ("RUN [NaN]", ("[NaN]",)),
        ("RUN [1e999]", ("[1e999]",)),
        ("RUN [ -f a ]", ("[ -f a ]",)),
    ],
)
def test_what_is_no_json_is_taken_as_words(line: str, args: tuple[str, ...]) -> None:
    found = instruction(line)
    assert (found.args, found.json) == (args, False)


@pytest.mark.parametrize("line", ["RUN [1]", 'COPY ["a", null]', 'RUN [["a"]]', "RUN " + "[" * 20_000])
def test_json_of_anything_but_strings_is_refused(line: str) -> None:
    with pytest.raises(
        DockerfileError, match=r"^Dockerfile:2: a list in JSON form holds something that is not a string\."
    ):
        instruction(line)


@pytest.mark.parametrize(
    ("line", "flags", "args"),
    [
        ("COPY --link a /x", ("--link",), ("a", "/x")),
        ("COPY --link --chown=a:b a /x", ("--link", "--chown=a:b"), ("a", "/x")),
        ('COPY --chown="a b" a /x', ("--chown=a b",), ("a", "/x")),
        ("COPY --chown='a b' a /x", ("--chown=a b",), ("a", "/x")),
        ("COPY --chown=a\\ b a /x", ("--chown=a b",), ("a", "/x")),
        ("COPY -- --link /x", (), ("--link", "/x")),
        ("COPY a --link /x", (), ("a", "--link", "/x")),
        ("COPY -x /x", (), ("-x", "/x")),
        ("CMD --", (), ()),
        # Byte by byte: a no-break space's second byte is white space.
        ("COPY --exclude=日 a /x", ("--exclude=æ\x97¥",), ("a", "/x")),
        ('RUN --mount=type=bind,source="a b",target=/x true', ("--mount=type=bind,source=a b,target=/x",), ("true",)),
    ],
)
def test_flags_stand_in_front(line: str, flags: tuple[str, ...], args: tuple[str, ...]) -> None:
    found = instruction(line)
    assert (found.flags, found.args) == (flags, args)


def test_the_escape_character_holds_for_flags_and_pairs() -> None:
    found = parse(b"# escape=`\nFROM scratch\nENV a=b` c\nCOPY --chown=a` b a c:\\x\n").instructions
    assert found[1].args == ("a", "b` c")
    assert (found[2].flags, found[2].args) == (("--chown=a b",), ("a", "c:\\x"))
