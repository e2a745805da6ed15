"""The language of words in a Dockerfile: quotes, escapes and variables (BuildKit's `shell/lex.go`).

It looks like a shell's, and is not one: there are no other expansions, and what is quoted inside `${X:-…}` follows
rules of its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from ctxsize.dockerfile.words.lexer import Lexer
from ctxsize.record import Record

_SPECIAL = frozenset("$'\"\\`<")


class Expansion(Record):
    """A word after expansion: `used` are the variables found in the environment, `unset` those that were not."""

    text: str
    used: tuple[str, ...]
    unset: tuple[str, ...]


def expand(word: str, env: Mapping[str, str], escape: str = "\\") -> str:
    """Return `word` with quotes taken away and variables put in; raises DockerfileError where BuildKit gives up.

    `escape` is a backslash or a backtick. White space in the word stays, so a result may hold several words.
    """
    return expansion(word, env, escape).text


def expansion(word: str, env: Mapping[str, str], escape: str = "\\") -> Expansion:
    """As `expand`, and say which variables were asked for."""
    if word.isascii() and _SPECIAL.isdisjoint(word):  # most words
        return Expansion(text=word, used=(), unset=())
    return _result(Lexer(word, env, escape))


def _result(lexer: Lexer) -> Expansion:
    text, _ = lexer.run()
    return Expansion(
        text=text,
        used=tuple(name for name, found in lexer.asked.items() if found),
        unset=tuple(name for name, found in lexer.asked.items() if not found),
    )


def expand_text(text: str, env: Mapping[str, str]) -> str:
    """Return a here-document's content with variables put in and quotes left alone; raises DockerfileError."""
    return text_expansion(text, env).text


def text_expansion(text: str, env: Mapping[str, str]) -> Expansion:
    """As `expand_text`, and say which variables were asked for.

    The escape character is a backslash here whatever the directive says.
    """
    lexer = Lexer(text, env, "\\")
    lexer.quotes = ""
    return _result(lexer)


def words(
    text: str,
    env: Mapping[str, str],
    escape: str = "\\",
    *,
    raw_quotes: bool = False,
    raw_escapes: bool = False,
    keep_unset: bool = False,
) -> list[str]:
    """Return the words of `text` after expansion, split at white space outside of quotes; raises DockerfileError.

    `raw_quotes` and `raw_escapes` leave quotes and escapes in; `keep_unset` leaves variables that are not set as they
    are written.
    """
    lexer = Lexer(text, env, escape)
    lexer.raw_quotes, lexer.raw_escapes, lexer.keep_unset = raw_quotes, raw_escapes, keep_unset
    return lexer.run()[1]
