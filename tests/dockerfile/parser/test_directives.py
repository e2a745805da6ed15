"""The first lines: directives, the byte order mark, and who is asked to read the file."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.engine import newest
from ctxsize.dockerfile.parser.directives import requested_check, requested_syntax
from ctxsize.dockerfile.parser.parse import parse
from ctxsize.errors import DockerfileError


@pytest.mark.parametrize(
    ("first_lines", "escape"),
    [
        ("", "\\"),
        ("# escape=`\n", "`"),
        ("#escape=`\n", "`"),
        ("#   ESCAPE  =  `  \n", "`"),
        ("# escape=\\\n", "\\"),
        ("\ufeff# escape=`\n", "`"),
        ("# syntax=x\n# escape=`\n", "`"),
        # Whatever is no known directive ends them for good, an empty line and a comment too.
        ("\n# escape=`\n", "\\"),
        ("# a comment\n# escape=`\n", "\\"),
        ("# what=ever\n# escape=`\n", "\\"),
        ("ARG X\n# escape=`\n", "\\"),
        ("# escape\n", "\\"),
        ("# escape=\n", "\\"),
    ],
)
def test_the_escape_character_is_set_on_the_first_lines(first_lines: str, escape: str) -> None:
    assert parse((first_lines + "FROM scratch\n").encode()).escape == escape


def test_directives_are_kept_with_their_lines() -> None:
    found = parse(b"# syntax=docker/dockerfile:1\n# CHECK=skip=all\nFROM scratch\n")
    assert [(directive.name, directive.value, directive.line) for directive in found.directives] == [
        ("syntax", "docker/dockerfile:1", 1),
        ("check", "skip=all", 2),
    ]
    assert (found.syntax, found.check) == ("docker/dockerfile:1", "skip=all")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "# escape=x\nFROM a",
            "Dockerfile:1: `x` cannot be the escape character. Docker takes a backslash or a backtick.",
        ),
        (
            "# escape=`\n# Escape=`\nFROM a",
            'Dockerfile:2: a second "escape" directive. Docker takes one escape directive; keep one of them.',
        ),
    ],
)
def test_bad_directives_are_refused(text: str, message: str) -> None:
    with pytest.raises(DockerfileError) as refusal:
        parse(text.encode())
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("text", "syntax"),
    [
        (b"FROM a", None),
        (b"# syntax=docker/dockerfile:1\r\nFROM a", "docker/dockerfile:1"),
        (b"# syntax=docker/dockerfile:1 # pinned\nFROM a", "docker/dockerfile:1"),
        (b"# escape=`\n# syntax=x\nFROM a", "x"),
        (b"# escape=`\n# escape=`\n# syntax=x", None),
        (b"\xef\xbb\xbf# syntax=x\nFROM a", "x"),
        # For this question alone: a first line for the shell, slashes, and a file that is JSON.
        (b"#!/usr/bin/env x\n# syntax=x\nFROM a", "x"),
        (b"// syntax=x\nFROM a", "x"),
        (b'{"syntax": "x"}', "x"),
        (b'{"syntax": 1}', None),
        (b'["syntax"]', None),
        (b"{syntax: x}", None),
        (b"{" * 100_000, None),
    ],
)
def test_the_front_end_that_a_file_asks_for(text: bytes, syntax: str | None) -> None:
    assert requested_syntax(text, newest()) == syntax


def test_the_check_directive_ends_at_its_first_blank() -> None:
    assert requested_check(b"# check=skip=A; error=true\nFROM a", newest()) == "skip=A;"
    assert requested_check(b"FROM a", newest()) is None
    assert requested_check(b"# escape=`", newest()) is None
