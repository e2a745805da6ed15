"""Reading one word: quotes, escapes and variables, as BuildKit's lexer does."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.dockerfile.words.lexer import Lexer

ENV = {"a": "x", "empty": "", "path": "/usr/lib/x.tar.gz", "two": "b c"}


def lexer(text: str, escape: str = "\\") -> Lexer:
    return Lexer(text, ENV, escape)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("$a", "x"),
        ("${a}b", "xb"),
        ("'$a'", "$a"),
        ('"$a"', "x"),
        (r"\$a", "$a"),
        ("${nope:-d}", "d"),
        ("${empty:-d}", "d"),
        ("${empty-d}", ""),
        ("${a:+d}", "d"),
        ("${nope:+d}", ""),
        ("${path##*/}", "x.tar.gz"),
        ("${path%.*}", "/usr/lib/x.tar"),
        ("${path/usr/opt}", "/opt/lib/x.tar.gz"),
        ("${a:-${nope}}", "x"),
        ("\ufeffa", "a"),
    ],
)
def test_a_word_is_expanded(text: str, result: str) -> None:
    assert lexer(text).run()[0] == result


def test_white_space_in_a_value_makes_words_and_in_quotes_does_not() -> None:
    assert lexer("$two d").run()[1] == ["b", "c", "d"]
    assert lexer('"$two" d').run()[1] == ["b c", "d"]


def test_another_escape_character_leaves_the_backslash_alone() -> None:
    assert lexer("C:\\a`$a", "`").run()[0] == "C:\\a$a"


@pytest.mark.parametrize("text", ["${a", "'a", '"a', "${a:!b}", "${nope:?gone}"])
def test_what_can_not_be_read_is_refused(text: str) -> None:
    with pytest.raises(RefusalError):
        lexer(text).run()
