"""Variables in texts, as Docker Compose replaces them."""

from __future__ import annotations

import re

import pytest

from ctxsize.project.compose.interpolate import TemplateError, substitute

SET = {"A": "1", "A_b": "2", "E": "", "B": "b", "D": "$A"}


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("$A-$A_b.$A/x", "1-2.1/x"),
        ("${A}${A_b}", "12"),
        ("${U}|$U", "|"),
        ("$$A $$$A $$$$", "$A $1 $$"),
        ("a$ b$.c 5$", "a$ b$.c 5$"),
        ("$1 $-", "$1 $-"),
        ("${A:-d}${E:-d}${U:-d}", "1dd"),
        ("${A-d}${E-d}${U-d}", "1d"),
        ("${A:+d}${E:+d}${U:+d}", "d"),
        ("${A+d}${E+d}${U+d}", "dd"),
        ("${A?m}${E?m}${A:?m}", "11"),
        ("${U:-${B:-c}}", "b"),
        ("${U:-${V:-${W:-end}}}", "end"),
        ("${U:-x/${B}/y}z", "x/b/yz"),
        ('${U:-a "b" c}', 'a "b" c'),
        ("${U:-}", ""),
        ("${U:-a:-b}", "a:-b"),
        ("${U:-a}${U:-b} ${B}", "ab b"),
        ("${U:-{x}}", "{x}"),
        ("${U:-}}", "}"),
        ("{$A}", "{1}"),
        ("$D", "$A"),
        ("${A:-${}}", "1"),
        ("${A:?${}U}", "1"),
    ],
)
def test_a_text(text: str, made: str) -> None:
    assert substitute(text, SET.get) == made


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("${}", "not well formed"),
        ("${A", "not well formed"),
        ("${1}", "not well formed"),
        ("${A b}", "not well formed"),
        ("${A:=x}", "not well formed"),
        ("${U:-a\n}", "not well formed"),
        ("${U:-${}}", "not well formed"),
        ("${U:?say ${B}}", "U is needed and not set: say ${B}"),
        ("${E:?}", "E is needed and empty"),
        ("${U?}", "U is needed and not set"),
    ],
)
def test_a_text_that_is_refused(text: str, says: str) -> None:
    with pytest.raises(TemplateError, match=re.escape(says)):
        substitute(text, SET.get)


def test_what_is_nested_too_deep_is_refused() -> None:
    with pytest.raises(TemplateError, match="levels deep"):
        substitute("${U:-" * 1000 + "}" * 1000, SET.get)


def test_a_text_that_grows_too_long_is_refused() -> None:
    with pytest.raises(TemplateError, match="too long"):
        substitute("$L" * 100, {"L": "x" * 100_000}.get)


def test_many_braces_end() -> None:
    with pytest.raises(TemplateError):
        substitute("${A:-{" * 100_000, SET.get)
    assert substitute("${A:-}" * 100_000, SET.get) == "1" * 100_000
