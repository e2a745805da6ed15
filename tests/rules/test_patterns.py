"""The ignore file itself: what a line was meant to say, and what it does not say."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ctxsize
from ctxsize.ignore.matcher import Matcher
from ctxsize.ignore.parse import parse
from ctxsize.rules.finding import Finding, Severity
from ctxsize.rules.order import Turning, overruled_by, witnesses

WHOLE = "FROM scratch\nCOPY . /\n"


def lint(root: Path, ignore: str, *files: str, builder: str = "buildkit", dockerfile: str = WHOLE) -> list[Finding]:
    for path, content in {"Dockerfile": dockerfile, ".dockerignore": ignore, **dict.fromkeys(files, "x")}.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    return [
        found for found in ctxsize.analyze(str(root), builder=builder).findings if found.rule.code.startswith("CTX3")
    ]


def said(findings: list[Finding]) -> list[tuple[str, int | None]]:
    return [(finding.rule.code, finding.line) for finding in findings]


@pytest.mark.parametrize(
    ("line", "exists", "words"),
    [
        ("node_modules", "web/node_modules/x.js", "'web/node_modules' is deeper"),
        ("*.log", "var/app.log", "'var/app.log' is deeper"),
        ("*.py[co]", "a/b.pyc", "'a/b.pyc' is deeper"),
        ("dist # built", "dist/a", "is not a comment"),
        ("dist   # built", "", "is not a comment"),
        ("// caches", "a", "Only a # in the first column starts a comment"),
        ("-- caches of tools", "a", "Only a # in the first column starts a comment"),
        ("~/.ssh", "a", "does not expand ~"),
        ("../secrets", "a", "Patterns can't reach above the context root"),
        ("src\\dist", "src/dist/a", "A backslash quotes"),
        ("src\\*\\tmp", "src/a/tmp/x", "A backslash quotes"),
        ("file[!a].txt", "fileb.txt", "[! does not negate"),
        ("*.{log,tmp}", "a.tmp", "Braces are plain characters"),
        ("{build,dist}/", "dist/a", "Braces are plain characters"),
        ('"dist"', "dist/a", "Quotes are part"),
        ("dist docs", "dist/a", "A line is one pattern"),
        ("/app/dist", "dist/a", "not of the image"),
        ("DIST", "dist/a", "there is 'dist'. Case matters"),
        ("docs/readme.md", "docs/README.md", "there is 'docs/README.md'"),
    ],
)
def test_says_why_a_line_matches_nothing(tmp_path: Path, line: str, exists: str, words: str) -> None:
    (finding,) = lint(tmp_path, f"# x\n{line}\n", *filter(None, [exists, "docs/x"]))
    assert (finding.rule.code, finding.path, finding.line) == ("CTX301", ".dockerignore", 2)
    assert words in finding.message


@pytest.mark.parametrize("template", ["{root}/dist", "{name}/dist"])
def test_says_why_a_path_from_elsewhere_matches_nothing(tmp_path: Path, template: str) -> None:
    line = template.format(root=tmp_path, name=tmp_path.name)
    (finding,) = lint(tmp_path, line, "dist/a")
    assert finding.rule.code == "CTX301"
    assert "relative to the context root" in finding.message
    assert "Write 'dist'." in finding.advice


@pytest.mark.parametrize(
    ("ignore", "files"),
    [
        ("node_modules", []),
        ("node_modules\n*.log\n.git\n.vscode\ncoverage\n**/*.pyc\n", ["a"]),
        ("node_modules", ["node_modules/a", "web/node_modules/a"]),
        ("node_modules\n**/node_modules", ["web/node_modules/a"]),
        ("*.log", ["node_modules/a/b.log", "vendor/x/c.log"]),
        ("lib", ["src/lib/a.py"]),
        ("/node_modules", ["web/node_modules/a"]),
        ("README.md", ["docs/README.md"]),
        ("#dist", ["dist/a"]),
        ("dist#", ["dist/a", "dist#"]),
        ("//a/b", ["a/b"]),
        ("a\\ b", ["a b"]),
        ("\\#a", ["#a"]),
        ("src\\dist", ["a"]),
        ("file[!a].txt", ["filea.txt"]),
        ("file[!a].txt", ["file!.txt"]),
        ("{a,b}", ["c"]),
        ("a b", ["a b"]),
        ("a b", ["a"]),
        ("Makefile", ["makefile", "Makefile"]),
        ("DIST\ndist", ["dist/a"]),
        ("/app/dist", ["app/x"]),
        ("*\n!**/a.txt\n__pycache__", ["d/a.txt", "d/__pycache__/x"]),
        ("**/Dist", ["a/dist/x"]),
        ("!README.md", []),
        ("*\n!src", ["src/a"]),
    ],
)
def test_stays_silent_where_nothing_shows_a_mistake(tmp_path: Path, ignore: str, files: list[str]) -> None:
    assert [code for code in said(lint(tmp_path, ignore, *files)) if code[0] == "CTX301"] == []


@pytest.mark.parametrize(
    ("ignore", "files", "found"),
    [
        (".env*\n!.env*", [".env"], [("CTX302", 1)]),
        ("*\nsrc/tmp\n!src", ["src/tmp/a"], [("CTX302", 2)]),
        ("!.env.example\n.env.*", [".env.example"], [("CTX302", 1)]),
        ("!docs/*.md\ndocs", ["docs/a.md"], [("CTX302", 1)]),
        ("**/a\n!**/a", ["x/a"], [("CTX302", 1)]),
    ],
)
def test_a_line_that_a_later_one_takes_back(
    tmp_path: Path, ignore: str, files: list[str], found: list[tuple[str, int]]
) -> None:
    assert said(lint(tmp_path, ignore, *files)) == found


def test_a_line_taken_back_that_nothing_comes_of_is_information(tmp_path: Path) -> None:
    found = lint(tmp_path, "log/*\nlog/pids/*\n!log/pids/\n", "log/pids/.keep")
    assert [(finding.rule.code, finding.line, finding.severity) for finding in found] == [("CTX302", 3, Severity.INFO)]


@pytest.mark.parametrize(
    ("ignore", "files"),
    [
        ("*\n!src\nsrc/tmp", ["src/a", "src/tmp/b"]),
        ("log/*\n!log/.keep", ["log/.keep"]),
        ("*.md\n!README.md", ["README.md"]),
        (".env*\n!.env.example", [".env.example"]),
        ("!.env.example\n.env.*", []),
        ("src/tmp\n!src", ["a"]),
        ("node_modules\n**/node_modules", ["node_modules/a"]),
        ("docs/**\n!docs", ["docs/a"]),
        ("[ab]\n!a", ["a"]),
    ],
)
def test_order_that_makes_sense_is_left_alone(tmp_path: Path, ignore: str, files: list[str]) -> None:
    assert [code for code in said(lint(tmp_path, ignore, *files)) if code[0] == "CTX302"] == []


def test_an_exception_that_saves_nothing(tmp_path: Path) -> None:
    (finding,) = lint(tmp_path, "**/*.log\n!log/.keep", "log/.keep", "log/a.log")
    assert (finding.rule.code, finding.line, finding.severity) == ("CTX303", 2, Severity.INFO)
    assert "'log/.keep' is received without it" in finding.message


@pytest.mark.parametrize("ignore", ["log/*.log\n!log/", "log/**\n!log", "log/a.log\n!log"])
def test_an_exception_that_docker_forgets_on_its_way_down(tmp_path: Path, ignore: str) -> None:
    (finding,) = lint(tmp_path, ignore, "log/a.log")
    assert (finding.rule.code, finding.line, finding.severity) == ("CTX303", 2, Severity.WARNING)
    assert "still excludes 'log/a.log'" in finding.message


@pytest.mark.parametrize(
    ("ignore", "files"),
    [
        ("*\n!src", ["src/a"]),
        ("*\n!src/**", ["src/a"]),
        ("log\n!log/.keep", ["log/.keep"]),
        ("**/*.log\n!log/keep.log", ["log/keep.log"]),
        ("*\n!src\n!src/a", ["b"]),
        ("a\n!b", ["a"]),
    ],
)
def test_an_exception_that_works_or_waits_is_left_alone(tmp_path: Path, ignore: str, files: list[str]) -> None:
    assert lint(tmp_path, ignore, *files) == []


@pytest.mark.parametrize(("builder", "severity"), [("buildkit", Severity.INFO), ("legacy", Severity.WARNING)])
def test_an_exception_that_works_with_one_builder_only(tmp_path: Path, builder: str, severity: Severity) -> None:
    (finding,) = lint(tmp_path, "**/build\n!**/app.jar", "a/build/app.jar", "a/build/x", builder=builder)
    assert (finding.rule.code, finding.line, finding.severity) == ("CTX304", 2, severity)
    assert "'a/build/app.jar'" in finding.message


def test_an_exception_that_both_builders_obey_is_left_alone(tmp_path: Path) -> None:
    assert lint(tmp_path, "build\n!build/app.jar", "build/app.jar") == []


def test_files_that_arrive_empty(tmp_path: Path) -> None:
    (finding,) = lint(tmp_path, "*\n!d/keep/*\nd\n", "d/keep/x", "d/keep/y")
    assert (finding.rule.code, finding.line, finding.severity, finding.files) == ("CTX307", 3, Severity.ERROR, 2)
    assert "'d/keep/x' and 1 more arrive with 0 bytes" in finding.message


def test_files_that_arrive_empty_and_are_not_asked_for(tmp_path: Path) -> None:
    assert lint(tmp_path, "*\n!a\n!d/keep/*\nd\n", "d/keep/x", "a", dockerfile="FROM scratch\nCOPY a /\n") == []


def test_the_legacy_builder_sends_them_whole(tmp_path: Path) -> None:
    assert lint(tmp_path, "*\n!d/keep/*\nd\n", "d/keep/x", builder="legacy") == []


def test_a_malformed_pattern_that_this_build_does_not_try(tmp_path: Path) -> None:
    (finding,) = lint(tmp_path, "*\nsrc/\\main\n", "a/b")
    assert (finding.rule.code, finding.line) == ("CTX308", 2)


@pytest.mark.parametrize("exception", ["d/y*", "d/**", "d"])
def test_an_exception_that_would_have_a_malformed_pattern_tried(tmp_path: Path, exception: str) -> None:
    found = lint(tmp_path, f"*\n!{exception}\n\\main\n", "d/y", "b", dockerfile="FROM scratch\nCOPY b /\n")
    assert "CTX308" in {finding.rule.code for finding in found}


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("a/b", ["a/b"]),
        ("a*", ["a\u03b6q7"]),
        ("**/a", ["a", "\u03b6q7/a", "\u03b6q8/\u03b6q9/a"]),
        ("[ab]", []),
    ],
)
def test_witnesses_stand_for_all_that_a_pattern_matches(pattern: str, found: list[str]) -> None:
    (parsed,) = parse(pattern.encode()).patterns
    assert witnesses(parsed) == found
    assert all(parsed.matches(path) for path in found)


@pytest.mark.parametrize(
    ("ignore", "overruled"),
    [("a\n!a", 1), ("a\n!a\na", None), ("*\n!a", None), ("a/b\n!a", None), ("a*\n!*", 1), ("a\n!**/a", 1), ("**/a\n!a", None)],
)  # fmt: skip
def test_a_pattern_is_overruled_by_one_that_covers_it(ignore: str, overruled: int | None) -> None:
    matcher = Matcher(parse(ignore.encode()).patterns)
    assert overruled_by(matcher, 0, Turning(matcher.patterns), lambda _: True) == overruled


@given(st.lists(st.from_regex(r"!?(\*\*/)?[ab*?]{1,3}(/[abc*?]{1,3}(\*\*)?)?", fullmatch=True), min_size=2, max_size=8))
def test_the_index_passes_over_no_line_that_turns_another(lines: list[str]) -> None:
    matcher = Matcher(parse("\n".join(lines).encode()).patterns)
    turning = Turning(matcher.patterns)
    for number in range(len(matcher.patterns)):
        without = _EveryLine(matcher.patterns)
        assert overruled_by(matcher, number, turning, lambda _: True) == overruled_by(
            matcher, number, without, lambda _: True
        )


class _EveryLine(Turning):
    def may(self, number: int, places: Sequence[str]) -> bool:  # noqa: ARG002 (as the other)
        return True


@pytest.mark.parametrize(
    ("ignore", "codes"),
    [
        # What is said between the two may take something of the directory later.
        ("*\n!web/src\n!lib\n**/build\n!web/src\n", []),
        ("*\n!web/src\n!lib\ndocs\n!web/src\n", ["CTX303"]),
        ("*\n!web/src\n!lib\n!web/src\n", ["CTX303"]),
    ],
)
def test_an_exception_said_again_below_a_line_that_may_take_of_it_is_meant(
    tmp_path: Path, ignore: str, codes: list[str]
) -> None:
    found = lint(tmp_path, ignore, "web/src/a", "lib/b")
    assert [one.rule.code for one in found if one.line is not None and one.line > 3] == codes
