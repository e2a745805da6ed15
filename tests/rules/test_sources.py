"""Sources that will not arrive: what there is and what arrives in, the findings out."""

from __future__ import annotations

from typing import Any

import pytest

from ctxsize.build.source_paths import Candidate
from ctxsize.dockerfile.sources import Source
from ctxsize.rules.sources import predict, uses


def source(text: str, line: int = 2, **facts: Any) -> Source:  # noqa: ANN401 (what a Source has)
    facts = {"path": text, **facts}
    return Source(keyword="COPY", line=line, last_line=line, stage="0", text=text, wildcard="*" in text, **facts)


def candidate(text: str, *routes: tuple[str, ...], line: int = 2, **facts: Any) -> Candidate:  # noqa: ANN401
    return Candidate(source=source(text, line), routes=routes, **facts)


def said(
    *candidates: Candidate, arrived: set[str] | None = None, excluded: str = ""
) -> list[tuple[int | None, str, str]]:
    """Return line, code and message of each finding; `excluded` is the path that a line keeps out."""
    found = predict(
        candidates,
        "Dockerfile",
        arrived or set(),
        lambda path: f"line 1 excludes {path}" if excluded and path == excluded else None,
    )
    return [(finding.line, finding.rule.code, finding.message) for finding in found]


def test_what_arrives_is_no_finding() -> None:
    assert said(candidate("a", ("a",)), candidate("b*", ("b1",), ("b2",)), arrived={"a", "b2"}) == []


def test_the_whole_context_is_always_there() -> None:
    assert said(candidate("")) == []


@pytest.mark.parametrize(
    ("one", "excluded", "code", "message"),
    [
        (candidate("a"), "", "CTX402", "COPY 'a' is not in the build context"),
        (candidate("a", ("a",)), "a", "CTX401", "COPY 'a' does not arrive: line 1 excludes a"),
        (
            candidate("a", ("b", "a")),
            "",
            "CTX401",
            "COPY 'a' does not arrive: BuildKit does not follow a link on its way",
        ),
        (candidate("a*"), "", "CTX404", "COPY 'a*' matches nothing that arrives"),
        (candidate("a*", ("a1",)), "a1", "CTX404", "COPY 'a*' matches nothing that arrives: line 1 excludes a1"),
        (
            candidate("d/a*", base="d"),
            "d",
            "CTX401",
            "COPY 'd/a*': the directory 'd' does not arrive: line 1 excludes d",
        ),
        (candidate("d/a*", base="d"), "", "CTX402", "COPY 'd/a*': the directory 'd' does not arrive"),
    ],
)
def test_what_does_not_arrive_is_one_finding(one: Candidate, excluded: str, code: str, message: str) -> None:
    assert said(one, excluded=excluded) == [(2, code, message)]


def test_a_variable_that_was_not_set_takes_everything() -> None:
    unset = Candidate(source=source("$dir", path="", empty=True, unset=("dir",)), routes=())
    assert said(unset) == [(2, "CTX403", "COPY '$dir' expands to nothing and takes the whole build context")]


def test_a_name_that_looks_like_it_is_offered() -> None:
    (finding,) = predict([candidate("scr", nearest="src")], "Dockerfile", set(), lambda _: None)
    assert finding.advice == "Did you mean 'src'? The build fails at this instruction."


def test_a_link_that_is_told_of_does_not_change_what_is_said_of_the_next_source() -> None:
    broken = candidate("bro*", line=2, dangling=("broken",))
    lost = candidate("los*", ("target", "lost"), line=3, matched=("lost",))
    found = said(broken, lost, candidate("nope.txt", line=4), arrived={"broken", "lost"})
    assert found == [
        (2, "CTX402", "COPY 'bro*' meets the link 'broken', which leads nowhere"),
        (3, "CTX402", "COPY 'los*' meets the link 'lost', whose target does not arrive"),
        (4, "CTX402", "COPY 'nope.txt' is not in the build context"),
    ]


@pytest.mark.parametrize(
    ("text", "path", "taken"),
    [
        ("", "a/b", True),
        ("a", "a/b", True),
        ("a/b", "a", True),
        ("a", "ab", False),
        ("a/b", "a/c", False),
        ("*.txt", "x.txt", True),
        ("*.txt", "x.txt/y", True),
        ("*.txt", "d/x.txt", False),
    ],
)
def test_a_source_uses_what_it_names_and_what_is_around_it(text: str, path: str, taken: bool) -> None:
    assert uses(source(text), path) is taken
