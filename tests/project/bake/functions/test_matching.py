"""Regular expressions, as Bake answers."""

from __future__ import annotations

import pytest

from ctxsize.project.bake.values import TooLargeError
from tests.project.bake.expressions import REFUSED, as_json, value

RECORDED = [
    ('regex("[a-z]+", "12ab3")', '"ab"'),
    ('regex("(\\\\d+)-(x)?", "7-")', '["7",null]'),
    ('regex("(?P<y>\\\\d{4})", "in 2024")', '{"y":"2024"}'),
    ('regex("(a)(?P<b>c)?", "ac")', "refused"),
    ('regex("z", "a")', "refused"),
    ('regexall("[0-9]+", "1a22b")', '["1","22"]'),
    ('regexall("a*", "baac")', '["","aa",""]'),
    ('regexall("(.)(.)", "abcd")', '[["a","b"],["c","d"]]'),
    ('regexall("x", "a")', "[]"),
    ('regex_replace("a1b22", "[0-9]+", "#")', '"a#b#"'),
    ('regex_replace("v1.2.3", "^v(\\\\d+)\\\\..*$", "$1")', '"1"'),
    ('regex_replace("abc", "(b)", "$1x$${1}x$$")', '"abx$c"'),
    ('regex_replace("abc", "(?P<n>b)", "[$n]")', '"a[b]c"'),
    ('regex_replace("abc", "", "-")', '"-a-b-c-"'),
    ('regex_replace("aab", "a*", "-")', '"-b-"'),
    ('regex("(?i)APP", "my-app")', '"app"'),
    ('regex("^b$", "a\\nb\\nc")', "refused"),
    ('regex("(?m)^b$", "a\\nb\\nc")', '"b"'),
    ('regex("a.c", "a\\nc")', "refused"),
    ('regex("(?s)a.c", "a\\nc")', '"a\\nc"'),
    ('regex("a+?", "aaa")', '"a"'),
    ('regex("(?U)a+", "aaa")', '"a"'),
    ('regex("a{2,3}", "aaaa")', '"aaa"'),
    ('regex("a{,2}", "a{,2}")', '"a{,2}"'),
    ('regex("a{3,2}", "a")', "refused"),
    ('regex("a**", "a")', "refused"),
    ('regex("*a", "a")', "refused"),
    ('regex("[[:alpha:]]+", "1ab")', '"ab"'),
    ('regex("[^a-c]", "abcd")', '"d"'),
    ('regex("[]a]+", "]a")', '"]a"'),
    ('regex("\\\\pL+", "1é")', '"é"'),
    ('regex("\\\\p{Greek}+", "aλβ")', '"λβ"'),
    ('regex("\\\\Qa.b\\\\E", "a.b")', '"a.b"'),
    ('regex("\\\\bfoo\\\\b", "a foo b")', '"foo"'),
    ('regex("(a|ab)(c|bcd)", "abcd")', '["a","bcd"]'),
    ('regex("(a*)*", "b")', '[""]'),
    ('regex("(?=a)", "a")', "refused"),
    ('regex("\\\\1", "a")', "refused"),
    ('regex("[", "a")', "refused"),
    ('regex("(", "a")', "refused"),
    ('regex("\\\\x41\\\\x{42}", "AB")', '"AB"'),
    ('regexall("(a|b)*c|(a|ab)*c", "abc")', '[["b",null]]'),
]


@pytest.mark.parametrize(("expression", "answer"), RECORDED, ids=[expression for expression, _ in RECORDED])
def test_bake_answers_the_same(expression: str, answer: str) -> None:
    assert as_json(expression) == answer


@pytest.mark.parametrize("pattern", ["(a*)*b", "(a|aa)+b", "(a?){50}a{50}b", "((a+)+)+b"])
def test_a_pattern_takes_time_that_grows_with_the_text(pattern: str) -> None:
    assert as_json(f'regex("{pattern}", "{"a" * 300}")') == REFUSED


def test_a_pattern_that_is_too_large_is_refused() -> None:
    with pytest.raises(TooLargeError):
        value('regex("((a{100}){100}){100}", "a")')
