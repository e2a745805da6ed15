"""What an instruction names and the author's lines exclude: its exception, and never one for a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.fix.block import Group, with_block
from ctxsize.fix.lacking import NEEDED, holds_secret, lacking
from tests.fix.looked import baseline
from tests.rules.made_up import private_key


@pytest.mark.parametrize(
    ("ignore", "copied", "lines"),
    [
        ("*.lock\n", "uv.lock", ["!uv.lock"]),
        ("*\n", "uv.lock", ["!uv.lock"]),
        ("docs\n", "docs/a.md", ["!docs/a.md"]),
        ("docs\n", "docs", ["!docs"]),
        ("docs\n", "docs/*.md", ["!docs/*.md"]),
        ("docs\n", "nope", []),
        ("other\n", "uv.lock", []),
        ("uv.lock\n!uv.lock\n", "uv.lock", []),
    ],
)
def test_an_exception_is_lacking_where_something_there_stays_away(
    root: Path, ignore: str, copied: str, lines: list[str]
) -> None:
    files = {"uv.lock": "", "docs/a.md": "", ".dockerignore": ignore, "Dockerfile": f"FROM a\nCOPY {copied} /\n"}
    found = lacking(baseline(root, files))
    assert [one.line for one in found] == lines
    assert all(one.reason.startswith("Dockerfile:2 takes ") for one in found)


def test_a_secret_is_never_let_in(root: Path) -> None:
    files = {"key.pem": private_key("RSA"), ".dockerignore": "*.pem\n", "Dockerfile": "FROM a\nCOPY key.pem /\n"}
    made = baseline(root, files)
    assert lacking(made) == []
    assert holds_secret("key.pem", made)
    assert not holds_secret("Dockerfile", made)


def test_of_a_directory_the_secret_stays_away_again(root: Path) -> None:
    files = {"c/key.pem": private_key("RSA"), "c/a": "", ".dockerignore": "c\n", "Dockerfile": "FROM a\nCOPY c /\n"}
    (found,) = lacking(baseline(root, files))
    assert (found.line, found.inside, found.culprits) == ("!c", ("c/key.pem",), (1,))


def test_an_exception_of_the_block_stands_while_an_instruction_names_what_is_not_there_now(root: Path) -> None:
    author = b"*\n"
    groups = [
        Group(reason=f"{NEEDED}Dockerfile:2 takes 'target/*.jar'", lines=("!target/*.jar",)),
        Group(reason=f"{NEEDED}Dockerfile:9 takes 'gone'", lines=("!gone",)),
    ]
    files = {".dockerignore": with_block(author, groups).decode(), "Dockerfile": "FROM a\nCOPY target/*.jar /\n"}
    assert [one.line for one in lacking(baseline(root, files))] == ["!target/*.jar"]


def test_an_exception_that_another_holds_is_not_said_besides(root: Path) -> None:
    files = {"web/out/app": "", ".dockerignore": "*\n", "Dockerfile": "FROM a\nCOPY web/out/app /\nCOPY web /w\n"}
    (one,) = lacking(baseline(root, files))
    assert one.line == "!web"
