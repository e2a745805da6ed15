"""Reading one word: quotes, escapes and variables (BuildKit's `shell/lex.go`)."""

from __future__ import annotations

from collections.abc import Mapping

from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.dockerfile.words.substitute import LIMIT, replace, trim_prefix, trim_suffix
from ctxsize.golang.text import SPACE, runes

_GO_SPACE_ONLY = "\x1c\x1d\x1e\x1f"
"""What Python's white space has and Go's has not."""
_SPECIAL = "@*#?-$!0"
"""Names of one character, as in a shell. They are never set."""


class Words:
    """Collects the words of one level; the letters of the word at hand belong to the lexer, which all levels share.

    So a nested `${X:-…}` throws away what its outer level had of the word at hand: upstream's slip, which shows in
    how a here-document is found, and nowhere else.
    """

    __slots__ = ("found", "inside", "lexer")

    def __init__(self, lexer: Lexer) -> None:
        self.lexer = lexer
        self.found: list[str] = []
        self.inside = False
        lexer.word.clear()

    def add(self, text: str) -> None:
        """Take text in which white space ends a word."""
        if not text:
            return
        # One search a character: a set would look at each character of a long value in turn.
        parts = _split(text) if any(char in text for char in _GO_SPACE_ONLY) else text.split()
        if not parts:
            self._end()
            return
        if text[0] in SPACE:
            self._end()
        *whole, last = parts
        for part in whole:
            self.add_raw(part)
            self._end()
        self.add_raw(last)
        if text[-1] in SPACE:
            self._end()

    def _end(self) -> None:
        if self.inside and self.lexer.word:
            self.found.append("".join(self.lexer.word))
            self.lexer.word.clear()
            self.inside = False

    def add_raw(self, text: str) -> None:
        """Take text as part of the word at hand."""
        if text:
            self.lexer.word.append(text)
        self.inside = True

    def finish(self) -> list[str]:
        """Return all words."""
        if self.lexer.word:
            self.found.append("".join(self.lexer.word))
            self.lexer.word.clear()
        return self.found


def _split(text: str) -> list[str]:
    """Return what stands between Go's white space."""
    return [part for part in "".join("\n" if char in SPACE else char for char in text).split("\n") if part]


class Lexer:
    """One pass over one word or text; `asked` says of each variable that it met whether the environment has it.

    The switches are to be set before `run`: `quotes` are the characters that quote, `raw_quotes` and `raw_escapes`
    leave quotes and escapes in the result, `keep_unset` leaves variables that are not set as they are written.
    """

    __slots__ = (
        "_ahead",
        "asked",
        "env",
        "escape",
        "keep_unset",
        "position",
        "quotes",
        "raw_escapes",
        "raw_quotes",
        "source",
        "text",
        "word",
    )

    def __init__(self, text: str, env: Mapping[str, str], escape: str) -> None:
        self.source = text
        # Go's text scanner drops a byte order mark at the beginning of any text.
        self.text = runes(text).removeprefix("\ufeff")
        self.position = 0
        self.env = env
        self.escape = escape
        self.quotes = "'\""
        self.raw_quotes = self.raw_escapes = self.keep_unset = False
        self.word: list[str] = []
        self._ahead: dict[str, int] = {}
        self.asked: dict[str, bool] = {}

    def run(self) -> tuple[str, list[str]]:
        """Return the text after expansion, whole and in words; raises RefusalError."""
        try:
            return self.until("", raw=self.raw_escapes)
        except RecursionError:
            raise RefusalError(
                f"the word {_quoted(self.source)} cannot be read: variables are nested too deeply in it",
                "Write the value out",
            ) from None
        except RefusalError as refusal:
            raise RefusalError(
                f"the word {_quoted(self.source)} cannot be read: {refusal.what}", refusal.advice
            ) from None

    def peek(self) -> str:
        """Return the next character, empty at the end."""
        return self.text[self.position : self.position + 1]

    def take(self) -> str:
        """Return the next character and go past it."""
        char = self.text[self.position : self.position + 1]
        self.position += 1
        return char

    def until(self, stop: str, *, raw: bool) -> tuple[str, list[str]]:
        """Read up to `stop`, or to the end when it is empty."""
        outer, self.raw_escapes = self.raw_escapes, raw
        try:
            return self._until(stop)
        finally:
            self.raw_escapes = outer

    def _until(self, stop: str) -> tuple[str, list[str]]:
        out: list[str] = []
        size = 0
        found = Words(self)
        while char := self.peek():
            if char == stop:
                self.position += 1
                return "".join(out), found.finish()
            if char == "$":
                piece = self._dollar()
                found.add(piece)
            elif char == "<" or char in self.quotes:
                piece = self._angle() if char == "<" else self._quoted(char)
                found.add_raw(piece)
            elif char == self.escape:
                piece = self._escaped()
                found.add_raw(piece)
            else:
                piece = self._plain(stop)
                found.add(piece)
            out.append(piece)
            size += len(piece)
            if size > LIMIT:
                raise RefusalError(
                    f"with its variables put in it has more than {LIMIT:,} characters, and BuildKit can't send that",
                    "Shorten the values",
                )
        if stop:
            raise RefusalError(f'it ends where "{stop}" is still missing', f'Close it with "{stop}"')
        return "".join(out), found.finish()

    def _plain(self, stop: str) -> str:
        """Take all up to the next character that means something."""
        start = self.position
        specials = {"$", "<", self.escape, *self.quotes, *stop}
        self.position = min(map(self._next, specials))
        return self.text[start : self.position]

    def _next(self, char: str) -> int:
        """Return where a character comes next; what lies ahead is searched for each only once."""
        found = self._ahead.get(char, -1)
        if found < self.position:
            found = self.text.find(char, self.position)
            self._ahead[char] = found = len(self.text) if found < 0 else found
        return found

    def _escaped(self) -> str:
        mark = self.take()
        return (mark if self.raw_escapes else "") + self.take()

    def _angle(self) -> str:
        """Keep `<<`, the blanks after it and so the whole opening of a here-document in one word."""
        start = self.position
        self.position += 1
        if self.peek() == "<":
            self.position += 1
            while self.peek() and self.peek() in "\t\r ":
                self.position += 1
        return self.text[start : self.position]

    def _quoted(self, quote: str) -> str:
        self.position += 1
        inside = self._single() if quote == "'" else self._double()
        return f"{quote}{inside}{quote}" if self.raw_quotes else inside

    def _single(self) -> str:
        end = self.text.find("'", self.position)
        if end < 0:
            self.position = len(self.text)
            raise RefusalError(
                "a ' opens and does not close",
                "A quote must close within its own word: JSON form takes names with blanks",
            )
        inside, self.position = self.text[self.position : end], end + 1
        return inside

    def _double(self) -> str:
        out: list[str] = []
        while (char := self.peek()) != '"':
            if not char:
                raise RefusalError(
                    'a " opens and does not close',
                    "A quote must close within its own word: JSON form takes names with blanks",
                )
            if char == "$":
                out.append(self._dollar())
                continue
            self.position += 1
            if char == self.escape:
                if self.raw_escapes:
                    out.append(char)
                if not self.peek():
                    continue
                if self.peek() in {'"', "$", self.escape}:
                    char = self.take()
            out.append(char)
        self.position += 1
        return "".join(out)

    def _dollar(self) -> str:
        self.position += 1
        if self.peek() != "{":
            name = self._name()
            if not name:
                return "$"
            value = self._get(name)
            return f"${name}" if value is None and self.keep_unset else value or ""
        self.position += 1
        if not self.peek():
            raise RefusalError("a ${ does not close", 'Close it with "}"')
        if self.peek() in "{}:":
            raise RefusalError(f"${{{self.peek()} is not a variable", "Write a name after ${, or escape the $")
        name = self._name()
        modifier = self.take()
        if modifier == "}":
            value = self._get(name)
            return f"${{{name}}}" if value is None and self.keep_unset else value or ""
        if modifier == "/":
            return self._replace(name)
        null_is_unset = modifier == ":"
        if null_is_unset:
            modifier = self.take()
        elif not modifier or modifier not in "+-?#%":
            raise _unsupported(name, modifier)
        return self._modified(name, modifier, null_is_unset=null_is_unset)

    def _modified(self, name: str, modifier: str, *, null_is_unset: bool) -> str:
        raw = modifier in {"#", "%"}
        written = f":{modifier}" if null_is_unset else modifier
        if null_is_unset and raw:
            raise _unsupported(name, written)
        word = self._operand("}", raw=raw)
        value = self._get(name)
        if value is None and self.keep_unset:
            return f"${{{name}{written}{word}}}"
        missing = value is None or (null_is_unset and value == "")
        if modifier == "-":
            return word if missing else value or ""
        if modifier == "+":
            return "" if missing else word
        if modifier == "?":
            if missing:
                raise RefusalError(
                    f"{name}: {word or _why_missing(value)}", f"Give {name} a value with ARG, ENV or --build-arg"
                )
            return value or ""
        if not raw:
            raise _unsupported(name, written)
        longest = word.startswith(modifier)
        trim = trim_suffix if modifier == "%" else trim_prefix
        return trim(word[longest:], value or "", longest=longest)

    def _replace(self, name: str) -> str:
        every = self.peek() == "/"
        if every:
            self.position += 1
        pattern = self._operand("/", raw=True)
        replacement = self._operand("}", raw=True)
        value = self._get(name)
        if value is None and self.keep_unset:
            return f"${{{name}/{pattern}/{replacement}}}"
        return replace(pattern, value or "", replacement, every=every)

    def _operand(self, stop: str, *, raw: bool) -> str:
        try:
            return self.until(stop, raw=raw)[0]
        except RefusalError:
            if self.peek():
                raise
            raise RefusalError(f'a ${{ ends where "{stop}" is still missing', f'Close it with "{stop}"') from None

    def _name(self) -> str:
        char = self.peek()
        start = self.position
        if char.isdecimal():
            while self.peek().isdecimal():
                self.position += 1
        elif char and char in _SPECIAL:
            self.position += 1
        else:
            while (char := self.peek()) and (char == "_" or char.isalpha() or char.isdecimal()):
                self.position += 1
        return self.text[start : self.position]

    def _get(self, name: str) -> str | None:
        value = self.env.get(name)
        self.asked[name] = value is not None
        return value


def _unsupported(name: str, modifier: str) -> RefusalError:
    return RefusalError(
        f"{_quoted(modifier)} after ${{{name} is unknown",
        "Docker knows - + ? with or without a colon, and # ## % %% / //",
    )


def _why_missing(value: str | None) -> str:
    return "is not allowed to be unset" if value is None else "is not allowed to be empty"


def _quoted(word: str, limit: int = 60) -> str:
    shown = "".join(char if char.isprintable() else repr(char)[1:-1] for char in word[:limit])
    return f"`{shown}`" if len(word) <= limit else f"`{shown}…`"
