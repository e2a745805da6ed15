"""Go's regular expressions where they differ from Python's."""

from __future__ import annotations

import pytest

from ctxsize.golang.regexp import GoRegexp, GoSyntaxError


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("^a(.*/)?b$", "ab"),
        ("^a(.*/)?b$", "ax/b"),
        ("^[a[^/]*b]$", "[ab]"),
        ("^\\d[^/]*$", "1a"),
        ("^\\D$", "a"),
        ("^\\s\\S$", "\tx"),
        ("^\\W$", "é"),
        ("^\\Qa[b$", "a[b$ and more"),
        ("^\\Qa\\Eb$", "ab"),
        ("^\\x41$", "A"),
        ("^\\101$", "A"),
        ("^\\0$", "\0"),
        ("^\\a\\f\\n\\r\\t\\v$", "\a\f\n\r\t\v"),
        ("^[[:alpha:]][[:^digit:]]$", "xy"),
        ("^[[:word:]][[:xdigit:]]$", "_F"),
        ("^[[:nope]$", "p"),
        ("^\\pL$", "é"),
        ("^\\PL$", "1"),
        ("^[\\pN\\d-z]$", "-"),
        ("^[]a]$", "]"),
        ("^[a-]$", "-"),
        ("^[\\]]$", "]"),
        ("^^a$", "a"),
        ("^\\Aa\\z$", "a"),
        ("^\\bfoo\\b.*$", "foo-bar"),
        ("^a\\Bb$", "ab"),
        ("^\\_$", "_"),
        ("^\ufffd$", "\udcff"),
        ("^[^/]$", "\n"),
    ],
)
def test_matches(expression: str, text: str) -> None:
    assert GoRegexp(expression).matches(text)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("^a(.*/)?b$", "axb"),
        ("^a^b$", "a^b"),
        ("^.$", "\n"),
        ("^\\pL$", "1"),
        ("^\\bx$", " x"),
        ("^[^a]$", "a"),
        ("^a$", "ab"),
        ("^\\s$", "\x0b"),
    ],
)
def test_does_not_match(expression: str, text: str) -> None:
    assert not GoRegexp(expression).matches(text)


@pytest.mark.parametrize(
    "expression",
    [
        "^\\m$",
        "^\\1$",
        "^\\8$",
        "^\\é$",
        "^[z-a]$",
        "^[a",
        "^[[:nope:]]$",
        "^[[:perl_space:]]$",
        "^\\p\\{L\\}$",
        "^\\xg0$",
        "^\\C$",
        "^[\\Q]$",
    ],
)
def test_go_refuses(expression: str) -> None:
    with pytest.raises(GoSyntaxError):
        GoRegexp(expression)
