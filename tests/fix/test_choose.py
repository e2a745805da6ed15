"""Each candidate is held against what builds need and against the author's lines; then the block is laid out."""

from __future__ import annotations

from pathlib import Path

from ctxsize.fix.baseline import Baseline
from ctxsize.fix.block import REPEATED, Group, with_block
from ctxsize.fix.candidates import CandidateLine, from_git
from ctxsize.fix.choose import Exemption, choose, keep_exemptions, lay_out
from ctxsize.fix.harm import Harm
from ctxsize.rules.selection import Selection
from tests.fix.looked import baseline, pattern


def git_lines(made: Baseline) -> tuple[list[str], list[str]]:
    """Return the lines of git's that are chosen, and the exceptions that they make necessary."""
    harm = Harm(made)
    chosen, exceptions = choose(from_git(made, harm, Selection()), harm, made.lines)
    lines = [one.line for one in chosen.candidates]
    return lines, list(dict.fromkeys(one.line for line in lines for one in exceptions.get(line, ())))


def test_what_an_instruction_names_is_let_in_again(root: Path) -> None:
    dockerfile = "FROM a\nCOPY . .\nCOPY conf/app.log /\n"
    files = {".gitignore": "*.log\n", "conf/app.log": "x", "old.log": "x", "Dockerfile": dockerfile}
    assert git_lines(baseline(root, files)) == (["**/*.log"], ["!conf/app.log"])


def test_a_line_of_which_nothing_would_be_left_is_refused(root: Path) -> None:
    files = {".gitignore": "/dist\n", "dist/a": "x", "Dockerfile": "FROM a\nCOPY . .\nCOPY dist /srv\n"}
    assert git_lines(baseline(root, files)) == ([], [])


def test_a_line_that_the_authors_covers_is_not_written(root: Path) -> None:
    files = {".gitignore": "*.log\n", ".dockerignore": "**/*.log\n!keep.log\n", "a.log": "x"}
    assert git_lines(baseline(root, files))[0] == []


def candidate(line: str, title: str = "Local data", **more: tuple[str, ...]) -> CandidateLine:
    return CandidateLine(line=line, pattern=pattern(line), title=title, exceptions=more.get("exceptions", ()))


def test_the_block_has_a_group_a_reason_and_the_authors_lines_last(root: Path) -> None:
    made = baseline(root, {".dockerignore": "**/build\n!ui/build\n"})
    text = lay_out(
        [candidate("**/build", "Build output and files bound to this machine"), candidate("*.sql")],
        {"**/build": [Exemption("!api/build", "Dockerfile:3 takes it")]},
        made.lines,
    )
    assert [(group.reason, group.lines) for group in text.groups] == [
        ("Build output and files bound to this machine", ("**/build",)),
        ("Local data", ("*.sql",)),
        ("Dockerfile:3 takes it", ("!api/build",)),
        (REPEATED, ("**/build", "!ui/build")),
    ]


def test_directories_have_a_slash_where_the_author_writes_one() -> None:
    directory = candidate("**/build").replace(is_directory=True)
    text = lay_out([directory, candidate("*.sql")], {}, [], slashes=True)
    assert sorted(text.lines) == ["**/build/", "*.sql"]
    assert text.owners["**/build/"] is directory


def test_an_exception_of_the_block_stays_with_its_line_while_what_it_names_is_not_there(root: Path) -> None:
    groups = [
        Group(reason="Git ignores it, so a fresh clone builds without it", lines=("**/VERSION",)),
        Group(reason="`cat VERSION` at Dockerfile:3 reads it", lines=("!VERSION", "!docs")),
    ]
    made = baseline(root, {".dockerignore": with_block(b"", groups).decode(), "docs/a": "x"})
    kept: dict[str, list[Exemption]] = {}
    keep_exemptions(made, [candidate("**/VERSION"), candidate("*.sql")], kept)
    assert [one.line for one in kept["**/VERSION"]] == ["!VERSION"]
    assert kept["*.sql"] == []


def test_no_exception_is_written_for_whatever_may_come_to_lie_in_a_directory(root: Path) -> None:
    dockerfile = "FROM a\nCOPY . .\nCOPY data /d\n"
    files = {".gitignore": "*.bin\n", "a/x.bin": "x", "b/y.bin": "x", "data/k.csv": "x", "Dockerfile": dockerfile}
    assert git_lines(baseline(root, files)) == (["a/*.bin", "b/*.bin"], [])
