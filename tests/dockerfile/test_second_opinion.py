"""A second opinion on generated Dockerfiles: the official parser, as the Python package `dockerfile` carries it.

The package holds the parser of an older BuildKit. Where the two differ for that reason, the newer one's recorded answers
decide (`test_recorded.py`); each such kind of case is named here. `CTXSIZE_SECOND_OPINIONS=20000` asks for more.
"""

from __future__ import annotations

import os
import re

import pytest

from ctxsize.dockerfile.parser.lines import LineReader
from ctxsize.dockerfile.parser.parse import read_instructions
from ctxsize.dockerfile.refusal import RefusalError
from tests.dockerfile.generated import Generator

official = pytest.importorskip("dockerfile", reason="its wheels are for some platforms only; elsewhere it needs Go")

OPINIONS = int(os.environ.get("CTXSIZE_SECOND_OPINIONS", "500"))

# What the older parser reads in another way.
OLDER = {
    "it takes a list in JSON form and drops what follows it on the line": re.compile(r'"[ \t]*\][^\n]*[^\s\]]'),
    "it ends the word at a blank after <<": re.compile(r"<<-?[ \t]"),
    "it takes a backslash for the escape character of flags, whatever the directive says": re.compile(
        r"(?is)\A\s*#\s*escape\s*=\s*`.*--\S*[\\`]"
    ),
    "it finds no here-document behind a substitution that it does not know": re.compile(r"\$\{[^\n]*<<"),
}

Cut = list[tuple[str, int, int, tuple[str, ...], tuple[str, ...], bool, tuple[tuple[str, int, str], ...]]]


def theirs(text: str) -> Cut | None:
    try:
        commands = official.parse_string(text)
    except official.GoParseError:
        return None
    found = []
    for command in commands:
        keyword = (command.cmd or "").upper()
        words = ((command.sub_cmd,) if command.sub_cmd is not None else ()) + command.value
        # It keeps an empty word where there is none, and the package hands out no here-documents of an ONBUILD.
        words = words if command.json or not words or words[-1] else words[:-1]
        heredocs = [(heredoc.name, heredoc.file_descriptor, heredoc.content) for heredoc in command.heredocs]
        found.append(
            (keyword, command.start_line, command.end_line, command.flags, words, command.json, tuple(heredocs))
        )
    return found


def ours(text: str) -> Cut | None:
    try:
        instructions = read_instructions(LineReader(text.encode()), "Dockerfile")
    except RefusalError:
        return None
    found = []
    for instruction in instructions:
        keyword, args = instruction.keyword.upper(), instruction.args
        args = args if instruction.json or not args or args[-1] else args[:-1]
        heredocs = [
            (heredoc.name, heredoc.descriptor, heredoc.content)
            for heredoc in instruction.heredocs
            if keyword != "ONBUILD"
        ]
        place = (instruction.line, instruction.last_line)
        found.append((keyword, *place, instruction.flags, args, instruction.json, tuple(heredocs)))
    return found


def test_the_official_parser_cuts_generated_dockerfiles_in_the_same_way() -> None:
    asked = explained = 0
    unexplained = []
    for seed in range(OPINIONS):
        try:
            text = Generator(seed).dockerfile().decode()
        except UnicodeDecodeError:
            continue  # the package takes text alone
        if "\0" in text:
            continue  # and hands it over as a C string
        asked += 1
        if ours(text) != theirs(text):
            if any(pattern.search(text) for pattern in OLDER.values()):
                explained += 1
            else:
                unexplained.append((seed, text))
    assert unexplained == []
    assert asked > OPINIONS * 0.9
    assert explained < asked * 0.03
