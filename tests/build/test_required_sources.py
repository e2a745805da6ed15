"""What a copy fails over although its source is there: a required path of `--parents`, a malformed pattern."""

from __future__ import annotations

from pathlib import Path

import pytest

import ctxsize


@pytest.fixture
def context(tmp_path: Path) -> Path:
    for path in ("src/a.txt", "src/x/b.txt", "top.txt", "src/x*y/c"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path)
    for link, target in (("l", "src/x"), ("src/up", "../src"), ("dangling", "nowhere")):
        (tmp_path / link).symlink_to(target)
    return tmp_path


def failing(context: Path, line: str, engine: str | None = None, head: str = "") -> list[str]:
    (context / "Dockerfile").write_text(f"{head}FROM scratch\n{line}\n")
    report = ctxsize.analyze(str(context), engine=engine)
    return [finding.rule.code for finding in report.findings if finding.severity == "error"]


@pytest.mark.parametrize(
    "source",
    [
        "src/nope.txt", "nope/./x", "l/b.txt", "l/./b.txt", "src/up/x/b.txt", ".", "./", "/", "src/./", "$UNSET",
        "src/a.txt src/nope", "src/x\\\\*y/c",
    ],
)  # fmt: skip
def test_a_plain_path_of_parents_must_arrive_from_29_1_on(context: Path, source: str) -> None:
    assert failing(context, f"COPY --parents {source} /") in (["CTX402"], ["CTX401"])
    assert failing(context, f"COPY --parents {source} /", "28.5", "# syntax=docker/dockerfile:1\n") in ([], ["CTX402"])


@pytest.mark.parametrize(
    "source",
    [
        "src/x/b.txt", "src", "./src/./x", "../src/x", "l", "dangling", "src/./x/b.txt", "src/up/./x", "src/nope*.txt",
        "sr?/./nope", "l/*.txt", "src/up/x/./b.txt",
    ],
)  # fmt: skip
def test_what_arrives_or_has_a_wildcard_builds(context: Path, source: str) -> None:
    expected = ["CTX402"] if source == "src/up/./x" else []  # the pivot itself is a link
    assert failing(context, f"COPY --parents {source} /") == expected


def test_an_excluded_path_of_parents_names_the_line(context: Path) -> None:
    (context / ".dockerignore").write_text("src/x\n")
    assert failing(context, "COPY --parents src/x/b.txt /") == ["CTX401"]


@pytest.mark.parametrize(
    ("exclude", "fails"), [("src", True), ("**", True), ("src/x", False), ("*.txt", False), ("[", True)]
)
def test_what_exclude_takes_away_does_not_arrive(context: Path, exclude: str, fails: bool) -> None:
    assert (failing(context, f"COPY --parents --exclude={exclude} src /") != []) is fails


@pytest.mark.parametrize("pattern", ["[", "[b-a]", "!", "[]a]", "a[", "\\\\"])
def test_a_malformed_exclude_fails_the_copy(context: Path, pattern: str) -> None:
    assert failing(context, f"COPY --exclude={pattern} src /x/") == ["CTX308"]


@pytest.mark.parametrize("pattern", ["*.md", "!a", "[a-b]", "**", "[!a]", "![b-a]"])
def test_a_pattern_that_is_none_the_worse_does_not(context: Path, pattern: str) -> None:
    assert failing(context, f"COPY --exclude={pattern} src /x/") == []


def test_a_malformed_source_fails_the_copy_where_everything_is_sent(context: Path) -> None:
    assert failing(context, 'COPY [".", "[x*", "/x/"]') == ["CTX308"]
    assert failing(context, 'COPY [".", "[x]*", "/x/"]') == []


def test_exclude_meets_a_dangling_link_at_the_root(context: Path) -> None:
    assert failing(context, "COPY --exclude=*.md . /x/") == ["CTX402"]
    assert failing(context, "COPY --exclude=*.md $UNSET /x/") == ["CTX402"]
    assert failing(context, "COPY $UNSET /x/") == []
    assert failing(context, "COPY . /x/") == []
