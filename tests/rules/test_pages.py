"""Every rule has a page that says what the rule says, and every page has a rule."""

from __future__ import annotations

import re

import pytest

from ctxsize.rules import RULES
from ctxsize.rules.finding import Rule
from ctxsize.rules.pages import file_name, page
from tools import rule_index

SECTIONS = ["What it does", "Why it matters", "Example", "When it is silent"]


@pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])
def test_a_page_says_what_the_rule_says(rule: Rule) -> None:
    title, summary, severity, *_ = [line for line in page(rule).splitlines() if line]
    assert title == f"# {rule.code} {rule.name}"
    assert summary == rule.summary
    assert severity.startswith("**Severity**: `")
    assert f"`{rule.severity.value}`" in severity
    assert [line[3:] for line in page(rule).splitlines() if line.startswith("## ")] == SECTIONS


def test_every_page_has_a_rule_and_links_lead_somewhere() -> None:
    names = {file.name for file in rule_index.PAGES.iterdir()}
    assert names == {file_name(rule) for rule in RULES} | {"README.md"}
    for file in rule_index.PAGES.iterdir():
        links = re.findall(r"\]\((?!https?:)([^)#]+)", file.read_text("utf-8"))
        assert [link for link in links if not (file.parent / link).exists()] == []


def test_rules_are_sorted_and_no_code_or_name_is_given_twice() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_the_index_is_fresh() -> None:
    assert rule_index.INDEX.read_text("utf-8") == rule_index.fresh(), "python -m tools.rule_index writes it again"
