"""The language of words: quotes, escapes, variables."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.words.expand import expand, expand_text, expansion, words
from ctxsize.errors import DockerfileError

ENVIRONMENT = {"X": "x", "EMPTY": "", "PATH_": "src/a/b.tar.gz", "W": "a b", "1": "one", "é": "e", "P": "*"}


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("plain", "plain"),
        ("", ""),
        ("$X", "x"),
        ("a${X}b", "axb"),
        ("$X.y", "x.y"),
        ("$XY", ""),
        ("$UNSET", ""),
        ("$é", "e"),
        ("$1", "one"),
        ("$12", ""),
        ("$10", ""),
        ("a$", "a$"),
        ("$-$@$#$?", ""),
        ("$.", "$."),
        ("$$X", "X"),
        # Quotes and escapes.
        ("'$X'", "$X"),
        ('"$X"', "x"),
        ("\"'$X'\"", "'x'"),
        ("'\"'", '"'),
        ('"a\\"b"', 'a"b'),
        ('"a\\$X"', "a$X"),
        ('"a\\nb"', "a\\nb"),
        ('"a\\\\b"', "a\\b"),
        ("\\$X", "$X"),
        ("a\\ b", "a b"),
        ("\\n", "n"),
        ("a\\", "a"),
        ("'a'\"b\"c", "abc"),
        ("'\\'", "\\"),
        # Defaults.
        ("${X:-d}", "x"),
        ("${EMPTY:-d}", "d"),
        ("${EMPTY-d}", ""),
        ("${UNSET:-d}", "d"),
        ("${UNSET-d}", "d"),
        ("${UNSET:-}", ""),
        ("${UNSET:-${X}/y}", "x/y"),
        ("${UNSET:-$EMPTY}", ""),
        ("${UNSET:-'a}b'}", "a}b"),
        ('${UNSET:-"a b"}', "a b"),
        ("${UNSET:-a\\}b}", "a}b"),
        ("${X:+d}", "d"),
        ("${EMPTY:+d}", ""),
        ("${EMPTY+d}", "d"),
        ("${UNSET+d}", ""),
        ("${X:?m}${X?m}${EMPTY?m}", "xx"),
        # Trimmed.
        ("${PATH_#*/}", "a/b.tar.gz"),
        ("${PATH_##*/}", "b.tar.gz"),
        ("${PATH_%.*}", "src/a/b.tar"),
        ("${PATH_%%.*}", "src/a/b"),
        ("${PATH_#s?c}", "/a/b.tar.gz"),
        ("${PATH_#nope}", "src/a/b.tar.gz"),
        ("${UNSET#*}", ""),
        ("${PATH_#$P}", "src/a/b.tar.gz"),
        ("${PATH_##$P}", ""),
        # Replaced.
        ("${PATH_/a/A}", "src/A/b.tar.gz"),
        ("${PATH_//a/A}", "src/A/b.tAr.gz"),
        ("${PATH_/*./}", "gz"),
        ("${PATH_/\\//-}", "src-a/b.tar.gz"),
        ("${PATH_//\\//$X}", "srcxaxb.tar.gz"),
        ("${UNSET/a/b}", ""),
    ],
)
def test_a_word_is_expanded(word: str, text: str) -> None:
    assert expand(word, ENVIRONMENT) == text


@pytest.mark.parametrize(
    ("word", "text"),
    [("`$X", "$X"), ("\\$X", "\\x"), ("c:\\a", "c:\\a"), ('"a`"b"', 'a"b'), ("a``b", "a`b"), ("a`", "a")],
)
def test_a_backtick_may_be_the_escape_character(word: str, text: str) -> None:
    assert expand(word, ENVIRONMENT, "`") == text


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("'a", "the word `'a` cannot be read: a ' opens and does not close."),
        ('"a', 'the word `"a` cannot be read: a " opens and does not close.'),
        ('"a\\', 'the word `"a\\` cannot be read: a " opens and does not close.'),
        ("${X", 'the word `${X` cannot be read: "" after ${X is unknown.'),
        ("${", "the word `${` cannot be read: a ${ does not close."),
        ("${}", "the word `${}` cannot be read: ${} is not a variable."),
        ("${:-a}", "the word `${:-a}` cannot be read: ${: is not a variable."),
        ("${{X}}", "the word `${{X}}` cannot be read: ${{ is not a variable."),
        ("${X:-a", 'the word `${X:-a` cannot be read: a ${ ends where "}" is still missing.'),
        ("${X/a}", 'the word `${X/a}` cannot be read: a ${ ends where "/" is still missing.'),
        ("${X/a/b", 'the word `${X/a/b` cannot be read: a ${ ends where "}" is still missing.'),
        ("${X^}", "the word `${X^}` cannot be read: `^` after ${X is unknown."),
        ("${X:=a}", "the word `${X:=a}` cannot be read: `:=` after ${X is unknown."),
        ("${X:#a}", "the word `${X:#a}` cannot be read: `:#` after ${X is unknown."),
        ("${X#a\\b}", 'the word `${X#a\\b}` cannot be read: the pattern "a\\b" escapes "b".'),
        ("${UNSET:?write it}", "the word `${UNSET:?write it}` cannot be read: UNSET: write it."),
        ("${UNSET?}", "the word `${UNSET?}` cannot be read: UNSET: is not allowed to be unset."),
        ("${EMPTY:?}", "the word `${EMPTY:?}` cannot be read: EMPTY: is not allowed to be empty."),
        ("${UNSET:-${UNSET:?}}", "the word `${UNSET:-${UNSET:?}}` cannot be read: UNSET: is not allowed to be unset."),
        ("${UNSET:-'}", 'the word `${UNSET:-\'}` cannot be read: a ${ ends where "}" is still missing.'),
        ("\x1b$'" + "a" * 99, "the word `\\x1b$'" + "a" * 57 + "…` cannot be read: a ' opens and does not close."),
        (
            "${X:-" * 5_000,
            "the word `" + "${X:-" * 12 + "…` cannot be read: variables are nested too deeply in it.",
        ),
    ],
)
def test_a_word_is_refused(word: str, message: str) -> None:
    with pytest.raises(DockerfileError) as refusal:
        expand(word, ENVIRONMENT)
    assert str(refusal.value).startswith(message.replace('"" after', "`` after"))


def test_an_expansion_says_which_variables_it_asked_for() -> None:
    found = expansion("$X ${UNSET:-$EMPTY} '$W'", ENVIRONMENT)
    assert (found.used, found.unset) == (("X", "EMPTY"), ("UNSET",))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a  b\tc", ["a", "b", "c"]),
        ("$W", ["a", "b"]),
        ('"$W" c', ["a b", "c"]),
        ("a'b c'd", ["ab cd"]),
        ("a\\ b", ["a b"]),
        ("a\xa0b", ["a", "b"]),
        ("'' a", ["a"]),
        (" ", []),
    ],
)
def test_words_are_split_outside_of_quotes(text: str, found: list[str]) -> None:
    assert words(text, ENVIRONMENT) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("$X ${X} $UNSET", ["x", "x", "$UNSET"]),
        ("${UNSET} ${UNSET:-a}", ["${UNSET}", "${UNSET:-a}"]),
        ("${UNSET/a/b}", ["${UNSET/a/b}"]),
        ("'a b' \"c\" d\\ e", ["'a b'", '"c"', "d\\ e"]),
        ("<< EOF <<-  E a", ["<< EOF", "<<-", "E", "a"]),
    ],
)
def test_here_documents_are_looked_for_in_the_raw_words(text: str, found: list[str]) -> None:
    assert words(text, ENVIRONMENT, raw_quotes=True, raw_escapes=True, keep_unset=True) == found


def test_quotes_in_a_here_document_are_text() -> None:
    assert expand_text('it\'s "$X" \\$X ${X}\n', ENVIRONMENT) == 'it\'s "x" $X x\n'
    with pytest.raises(DockerfileError):
        expand_text("${", ENVIRONMENT)


@pytest.mark.parametrize("word", ["$V" * 300, "a$V$V" * 300, '"$V"' * 300, "${X:-$V$V$V}" * 100, "${V//v/$W}"])
def test_an_expanded_word_has_a_limit(word: str) -> None:
    with pytest.raises(DockerfileError, match="more than 16,777,216 characters"):
        expand(word, {"V": "v" * 100_000, "W": "w" * 1000, "X": ""})


@pytest.mark.parametrize("text", ["a" * 1_000_000, "a b" * 300_000, "\x1ca b" * 200_000, "${X}'q'\\e" * 50_000])
def test_long_texts_are_read_in_linear_time(text: str) -> None:
    assert len("".join(words(text, ENVIRONMENT))) > 149_999
