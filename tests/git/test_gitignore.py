"""Git's patterns in Docker's language."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ctxsize.git.gitignore import Judge, Layer, as_line, literal, translate
from ctxsize.ignore.parse import parse


def lines(text: str, base: str = "", above: tuple[str, ...] = ()) -> list[str]:
    layer = Layer(path=".gitignore", data=text.encode(), base=base, above=above)
    return [translated.written for translated in translate([layer])]


@pytest.mark.parametrize(
    ("git", "docker"),
    [
        ("node_modules/", "**/node_modules"),
        ("*.log", "**/*.log"),
        ("/build", "build"),
        ("docs/_build", "docs/_build"),
        ("docs/", "**/docs"),
        ("**/cache", "**/cache"),
        ("a/**", "a/**"),
        ("a/**/b", "a/**/b"),
        ("a/**/**/b", "a/**/b"),
        ("**", "**"),
        ("*", "**"),
        ("/*", "*"),
        ("a**b", "**/a*b"),
        ("x/a**", "x/a*"),
        ("!keep.log", "!**/keep.log"),
        ("[!a]b", "**/[^a/]b"),
        ("[]x]", r"**/[\]x]"),
        ("[a/?/b]c", r"[a\?b]c"),
        ("[a-]", r"**/[a\-]"),
        ("[*?]", r"**/[\*\?]"),
        ("[[:digit:]]x", "**/[[:digit:]]x"),
        (r"\#x", r"**/#x"),
        (r"/\#x", r"\#x"),
        (r"/\!x", r"\!x"),
        (r"\d", "**/d"),
        (r"a\*b", r"**/a\*b"),
        ("a^b", r"**/a\^b"),
        ("blank   ", "**/blank"),
        ("blank\\ ", "**/blank[ ]"),
        ("/ lead", "[ ]lead"),
        ("cr\r", "**/cr"),
        ("tab\t", "**/tab[^ -~]"),
        ("{a,b}", "**/{a,b}"),
    ],
)
def test_a_pattern_is_translated(git: str, docker: str) -> None:
    assert lines(git) == [docker]
    parse(docker.encode())


@pytest.mark.parametrize(
    "pattern",
    [
        *("src[!a-z]gen", "src[^a-z]gen", "src[!a-z[:digit:]]gen", "src[![:alpha:]]gen", "src[!x/]gen"),
        *("src[+-9]gen", "src[+-/]gen", "src[/-9]gen", "src[.-0]gen", "src[!+-9]gen"),
        *("src[[:punct:]]gen", "src[[:graph:]]gen", "src[[:print:]]gen", "src[a[:punct:]z]gen", "src[![:punct:]]gen"),
        # What a bracket closes without a colon before it is no named class.
        *("src[#[:alpha;]gen", "src[[:]gen", "src[a[:b]gen", "src[![:]gen", "src[[:-z]gen"),
    ],
)
def test_a_class_matches_what_it_matches_in_git_and_no_slash(pattern: str, root: Path) -> None:
    (root / ".gitignore").write_text(f"{pattern}\n")
    (translated,) = translate([Layer(path=".gitignore", data=pattern.encode())])
    assert not translated.pattern.matches("src/gen")
    names = [f"src{chr(code)}gen" for code in range(ord(" "), 0x7F) if chr(code) != "/"]
    asked = subprocess.run(
        ["git", "check-ignore", "-z", "--stdin"],
        cwd=root,
        input="\0".join(names).encode(),
        capture_output=True,
        check=False,
    )
    ignored = asked.stdout.decode().split("\0")[:-1]
    assert [name for name in names if translated.pattern.matches(name)] == ignored
    parse(translated.written.encode())


@pytest.mark.parametrize(
    "git",
    ["# comment", "", "   ", "!", "/", "a//b", "//a", "./a", "a/../b", "[z-a]", "a[", "x\\", "[[:none:]]", "a[/]"],
)
def test_what_matches_nothing_in_git_is_left_out(git: str) -> None:
    assert lines(git) == []


def test_a_nested_file_speaks_of_its_own_directory() -> None:
    assert lines("*.o\n/out\n!*.c\n", base="web/[id]") == [
        r"web/\[id\]/**/*.o",
        r"web/\[id\]/out",
        r"!web/\[id\]/**/*.c",
    ]


@pytest.mark.parametrize(
    ("git", "docker"),
    [
        ("*.o", ["**/*.o"]),
        ("/services/api/out", ["out"]),
        ("services/*/out", ["out"]),
        ("/out", []),
        ("/services", []),
        ("services/**", ["**"]),
        ("**/api/x", ["**/api/x", "x"]),
        ("services/**/x", ["**/x"]),
    ],
)
def test_a_file_above_the_context_is_carried_down(git: str, docker: list[str]) -> None:
    assert lines(git, above=("services", "api")) == docker


@pytest.mark.parametrize(
    "name", ["a", "[x]", "a*b", "q?", "back\\slash", " lead", "trail ", "#h", "!n", "a^b", "tab\t", "\udcff", "é"]
)
def test_a_literal_matches_its_name(name: str) -> None:
    (line,) = parse(as_line(literal(name)).encode()).lines
    assert line.pattern is not None
    assert not line.pattern.exception
    assert line.pattern.matches(name)


def test_the_judge_lets_nothing_back_below_an_ignored_directory() -> None:
    judge = Judge(translate([Layer(path=".gitignore", data=b"build/\n!build/keep\n*.log\n!a.log\n")]))
    assert judge.ignores("build", is_directory=True)
    assert not judge.ignores("build", is_directory=False)
    assert judge.ignores("x/b.log", is_directory=False)
    assert not judge.ignores("x/a.log", is_directory=False)
