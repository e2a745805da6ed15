"""Lines that may go whatever files there are; one that merely finds nothing today is not among them."""

from __future__ import annotations

import pytest

from ctxsize.fix.tidy import superfluous
from ctxsize.ignore.parse import parse


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("a\na\n", {1: "line 2 says it as well"}),
        ("node_modules/x\n**/node_modules\n", {1: "line 2 says it as well"}),
        ("**/node_modules\nweb/node_modules\n", {2: "line 1 says it as well"}),
        ("*.log\na.log\n", {2: "line 1 says it as well"}),
        ("../x\n", {1: "it can match nothing in the build context"}),
        ("!a\n!a\n", {1: "line 2 says it as well"}),
        ("a\n!a\na\n", {1: "line 3 says it as well"}),
    ],
)
def test_a_line_that_another_says_as_well_may_go(text: str, reasons: dict[int, str]) -> None:
    assert superfluous(parse(text.encode()).lines) == reasons


@pytest.mark.parametrize(
    "text",
    [
        "dist\n",
        "a\n!a/b\na/b\n",
        "dist\n!dist\n",
        "a*\nab*\n",
        "a.log\n*.txt\n",
        "node_modules\n**/node_modules/x\n",
        "# a\na\n",
    ],
)
def test_what_may_matter_stays(text: str) -> None:
    assert superfluous(parse(text.encode()).lines) == {}
