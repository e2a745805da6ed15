"""The verdict on one line: what was built counts more than what was seen, and what was seen more than nothing."""

from __future__ import annotations

import pytest

from ctxsize.prove.search import Guilt, Search, TryAnswer
from ctxsize.prove.suspects import TriedLine
from ctxsize.prove.tracing import Opened
from ctxsize.prove.verdicts import verdict_on

DOCS = TriedLine(pattern="docs", files={"docs/a": 3, "docs/b": 4})
OPENED = Opened(file="docs/a", line=4, step="RUN go build \\\n  ./...")
FAILS = TryAnswer(passed=False, why="RUN make fails: no", step="RUN make", line=3)


def search(safe: tuple[str, ...] = (), guilt: Guilt | None = None) -> Search:
    found = Search(("docs",))
    found.safe = safe
    found.guilty = {"docs": guilt} if guilt is not None else {}
    return found


def verdict(
    found: Search, *, read: bool = False, lacking: bool = False, coupled: bool = False, complete: bool = True
) -> str:
    seen = {"docs": OPENED} if read else {}
    lost = {"docs"} if lacking else set()
    return verdict_on(DOCS, found, seen, lost, OPENED if coupled else None, complete=complete).verdict.value


def guilty(*, coupled: bool = False, **more: bool) -> Guilt:
    return Guilt(pattern="docs", answer=FAILS.replace(**more), coupled=coupled)


@pytest.mark.parametrize(
    ("guilt", "word"),
    [
        (guilty(), "needed"),
        (guilty(lost=True), "less"),
        (guilty(unclear=True), "unclear"),
        (guilty(coupled=True), "coupled"),
    ],
)
def test_a_line_that_failed_has_the_verdict_of_its_failure(guilt: Guilt, word: str) -> None:
    assert verdict(search(guilt=guilt)) == word
    found = verdict_on(DOCS, search(guilt=guilt), {}, (), None, complete=True)
    assert (found.evidence, found.step, found.line, found.bytes, found.files) == (FAILS.why, "RUN make", 3, 7, 2)


def test_a_line_that_was_built_is_safe_whatever_was_seen() -> None:
    assert verdict(search(safe=("docs",)), read=True) == "same"
    assert verdict(search(safe=("docs",)), lacking=True) == "less"


def test_what_a_command_opens_is_named_with_the_step() -> None:
    found = verdict_on(DOCS, search(), {"docs": OPENED}, (), None, complete=True)
    assert (found.verdict.value, found.evidence) == ("read", "RUN go build \\ ./... opens docs/a")
    assert found.line == 4


def test_where_git_looks_at_all_files_the_line_is_coupled_and_go_can_be_spared() -> None:
    found = verdict_on(DOCS, search(), {"docs": OPENED}, (), OPENED, complete=True)
    assert found.verdict.value == "coupled"
    assert "-buildvcs=false would spare it" in found.evidence


def test_what_was_not_tried_says_so() -> None:
    assert verdict(search(), complete=False) == "not tried"
    assert verdict_on(DOCS, search(), {}, (), None, complete=False).evidence.startswith("the time or the number")
