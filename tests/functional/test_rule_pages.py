"""The rules' pages show what ctxsize says, and begin with what it calls the rule."""

from __future__ import annotations

from tools import rule_examples


def test_the_examples_are_fresh() -> None:
    stale = [page.name for page, text in rule_examples.fresh().items() if page.read_text("utf-8") != text]
    assert stale == [], "run `python -m tools.rule_examples` and read the difference"
