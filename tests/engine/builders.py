"""The table of docs/builders.md: what each builder does with one and the same build, out of recorded answers.

`python -m tests.engine.builders` writes it again; a test fails when it is stale.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from ctxsize.display.escaping import printable
from ctxsize.dockerfile.engine import OLDEST, VERSIONS, Engine, Trait
from ctxsize.dockerfile.traits import TRAITS
from tests.engine.cases import BuildahAnswer, BuildKitAnswer, Case, LegacyAnswer, Received, read_cases
from tests.engine.older import WAYS
from tests.engine.record import RECORDED

PAGE: Final = Path(__file__).parents[2] / "docs" / "builders.md"
CASES: Final = RECORDED / "builders.jsonl"
_TABLE: Final = ("<!-- table: written by python -m tests.engine.builders -->\n", "<!-- end of table -->\n")
_NEWER: Final = ("<!-- newer: written by python -m tests.engine.builders -->\n", "<!-- end of newer -->\n")
_OLDER: Final = ("<!-- older: written by python -m tests.engine.builders -->\n", "<!-- end of older -->\n")
# The files of the build itself stand in nearly every answer; they are named only where they are the question.
_OWN: Final = {"Dockerfile", ".dockerignore"}


def page(text: str, cases: Iterable[Case]) -> str:
    """Return the page's text with the table of these cases, and the list of what older engines do, in their places."""
    older = "".join(f"- {way.summary[0].upper()}{way.summary[1:]} (`{way.case}`).\n" for way in WAYS)
    return _filled(_filled(_filled(text, _TABLE, table(cases)), _OLDER, older), _NEWER, newer())


def newer() -> str:
    """Return a row a trait: since which engine, whose version decides, what is otherwise, and where that comes from."""
    rows = [
        f"| {_since(trait)} | {trait.part.value} | {trait.what} | {trait.change} |"
        for trait in sorted(TRAITS, key=_since)
        if _since(trait) != OLDEST
    ]
    return "\n".join(
        ["| since | whose version | what is otherwise | where it comes from |", "|---|---|---|---|", *rows, ""]
    )


def _since(trait: Trait) -> str:
    """Return the first engine that has a trait, or that it takes the labs channel."""
    return next((version for version in VERSIONS if Engine.of(version).has(trait)), "labs")


def _filled(text: str, marks: tuple[str, str], lines: str) -> str:
    """Put lines between two marks, in place of what stands there."""
    begin, end = marks
    before, _, rest = text.partition(begin)
    return f"{before}{begin}{lines}{end}{rest.partition(end)[2]}"


def table(cases: Iterable[Case]) -> str:
    """Return a row a case: the question, and each builder's answer."""
    rows = [
        f"| {case['question']} | {_cell(case, case['buildkit'])} | {_cell(case, case['legacy'])} | {_cell(case, case['buildah'])} |"
        for case in cases
        if "question" in case
    ]
    head = "| build | BuildKit receives | the legacy builder receives | Buildah takes |"
    return "\n".join([head, "|---|---|---|---|", *rows, ""])


def _cell(case: Case, answer: BuildKitAnswer | LegacyAnswer | BuildahAnswer) -> str:
    if not answer["ok"]:
        return "the build fails"
    own = _OWN if "own" not in case["id"] else set()
    return ", ".join(_shown(entry) for entry in answer["received"] or [] if entry["path"] not in own) or "nothing"


def _shown(entry: Received) -> str:
    path = "random name" if entry["path"] == ".dockerfile.RANDOM" else printable(entry["path"]).replace("|", "\\|")
    kind = {"dir": "/", "symlink": " (link)", "hardlink": " (hard link)", "other": " (special)"}.get(entry["type"], "")
    empty = " (empty)" if entry["type"] == "file" and entry["size"] == 0 else ""
    return f"`{path}{kind}`" if kind == "/" else f"`{path}`{kind}{empty}"


def main() -> None:
    """Write the table into the page."""
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(page(text, read_cases([CASES])), encoding="utf-8")


if __name__ == "__main__":
    main()
