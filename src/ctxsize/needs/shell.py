"""Shell text to simple commands: words, redirections, and the directory that each runs in.

It is no shell. What depends on a value that is not known here (a loop's variable, the output of a command) stays in the
word as it is written, with its ``$``, so that nobody takes it for a path.
"""

from __future__ import annotations

import re

from ctxsize.golang.text import join_root
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MOST_COMMANDS = 2000
_DEEPEST = 8
_LONGEST_VALUE = 4096
_MOST_PUT_IN = 1024 * 1024
"""So many characters of variables are put into one text; values that are made of each other double with each line."""
_OPERATORS = (
    "&&",
    "||",
    ";;",
    "|&",
    ">>",
    "<<<",
    "<<-",
    "<<",
    "<&",
    ">&",
    "&>",
    ">|",
    "<>",
    ";",
    "|",
    "&",
    "(",
    ")",
    "<",
    ">",
)
_ENDS = frozenset({"&&", "||", ";;", "|&", ";", "|", "&", "(", ")", "\n"})
_KEYWORDS = frozenset(
    {"if", "then", "elif", "else", "fi", "do", "done", "while", "until", "{", "}", "!", "esac", "time"}
)
_OPENS = {"if": "fi", "case": "esac", "while": "done", "until": "done", "for": "done", "select": "done"}
_CLOSES = frozenset(_OPENS.values())
_TESTS = frozenset({"[", "[[", "test", "which", "type", "hash"})
"""Commands that only ask: what stands behind their ``&&`` runs where the answer is yes."""
_ASSIGNMENT = r"[A-Za-z_]\w*\+?=.*"
_VARIABLE = r"\$(?:(\w+)|\{(\w+)(?:(:?[-+?])([^{}]*))?\})"


class Simple(Record):
    """One simple command: its words, assignments in front of it left out.

    ``cwd`` is the directory that it runs in: absolute, or relative to where the text began; ``None`` where it is not
    known. ``line`` counts from 0 in the text. ``inputs`` and ``outputs`` are what it is redirected from and to, and
    ``env`` are the variables in front of it.
    """

    words: tuple[str, ...]
    cwd: str | None
    line: int
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    env: tuple[str, ...] = ()
    optional: bool = False
    """Whether the command need not run, or may fail: it stands in a branch, behind a test, or in front of ``||``."""


def simple_commands(text: str, env: Mapping[str, str], here: str = "") -> list[Simple]:
    """Return the simple commands of a shell text, those inside of ``$(…)`` among them.

    Args:
        text: a script, or the shell form of a RUN.
        env: the variables that are known.
        here: what ``$0`` stands for: the script's path in the image; empty where there is none.

    """
    reader = _Reader(text, dict(env), here)
    reader.run()
    return reader.found


class _Reader:
    """One pass over a text."""

    def __init__(self, text: str, env: dict[str, str], here: str, depth: int = 0, line: int = 0) -> None:
        self.text = text
        self.put_in = 0
        self.env = env
        self.here = here
        self.depth = depth
        self.line = line
        self.found: list[Simple] = []
        self.cwd: str | None = ""
        self._outer: list[str | None] = []
        self._open: list[str] = []
        self._guarded = False

    def run(self) -> None:
        words: list[str] = []
        redirects: list[tuple[str, str]] = []
        waiting = ""
        started = self.line
        for token, is_word, line in self._tokens():
            if is_word:
                if waiting:
                    redirects.append((waiting, token))
                    waiting = ""
                else:
                    started = started if words else line
                    words.append(token)
                continue
            if token not in _ENDS:
                if words and words[-1] in {"0", "1", "2"}:
                    words.pop()  # the descriptor in front of a redirection
                waiting = token
                continue
            self._end(words, redirects, started, token)
            words, redirects, waiting = [], [], ""
            if token == "(":  # noqa: S105 (a token of the shell's language)
                self._outer.append(self.cwd)
            elif token == ")" and self._outer:  # noqa: S105 (likewise)
                self.cwd = self._outer.pop()
            if len(self.found) > _MOST_COMMANDS:
                return
        self._end(words, redirects, started, "")

    def _end(self, words: list[str], redirects: list[tuple[str, str]], line: int, operator: str) -> None:
        optional = operator == "||" or words[:1] == ["!"]
        while words and (words[0] in _KEYWORDS or words[0] in _OPENS):
            self._enter(words[0])
            if words[0] in {"for", "case", "select"}:
                return
            words = words[1:]
        if words[:1] == ["function"]:
            return
        # The body of a loop over names runs, as a rule; a branch may not.
        optional = optional or self._guarded or any(one not in {"for", "select"} for one in self._open)
        asks = words[:1] and (words[0] in _TESTS or words[:2] == ["command", "-v"])
        self._guarded = operator in {"&&", "||"} and bool(self._guarded or asks or operator == "||")
        if operator == ")" and len(words) == 1 and not self._outer:
            return  # a pattern of `case`
        front = []
        while words and "=" in words[0] and re.fullmatch(_ASSIGNMENT, words[0], re.DOTALL):
            front.append(words[0])
            words = words[1:]
        if words[:1] in (["export"], ["declare"], ["readonly"], ["local"]):
            front, words = [word for word in words[1:] if "=" in word], []
        if not words:
            self._assign(front)
        inputs = tuple(path for sign, path in redirects if sign == "<")
        outputs = tuple(path for sign, path in redirects if sign in {">", ">>", ">|", "&>"})
        if words or inputs or outputs:
            self.found.append(Simple(tuple(words), self.cwd, line, inputs, outputs, tuple(front), optional))
        if words[:1] in (["cd"], ["pushd"]):
            self._change([word for word in words[1:] if not word.startswith("-") or word == "-"])

    def _enter(self, keyword: str) -> None:
        """Take note of what opens a branch or a loop, and of what closes it."""
        if keyword in _OPENS:
            self._open.append(keyword)
        elif keyword in _CLOSES and self._open:
            self._open.pop()

    def _assign(self, pairs: list[str]) -> None:
        for pair in pairs:
            name, _, value = pair.partition("=")
            if "$" in value or len(value) > _LONGEST_VALUE:
                self.env.pop(name, None)
            else:
                self.env[name] = value

    def _change(self, words: list[str]) -> None:
        target = words[0] if words else "~"
        if target.startswith("/"):
            self.cwd = target if "$" not in target else None
        elif "$" in target or target[:1] in {"~", "-"} or self.cwd is None:
            self.cwd = None
        else:
            self.cwd = f"{self.cwd}/{target}" if self.cwd else target

    def _tokens(self) -> Iterator[tuple[str, bool, int]]:  # noqa: C901, PLR0912 (a scanner: one branch for each kind of token)
        """Yield words and operators, each with its line; a newline is an operator."""
        text, at, end = self.text, 0, len(self.text)
        heredocs: list[tuple[str, bool]] = []
        while at < end:
            char = text[at]
            if char == "\n":
                yield "\n", False, self.line
                self.line += 1
                at += 1
                for name, chomp in heredocs:
                    at = self._skip_heredoc(at, name, chomp=chomp)
                heredocs.clear()
            elif char in " \t\r":
                at += 1
            elif text.startswith("\\\n", at):
                self.line += 1
                at += 2
            elif char == "#":
                while at < end and text[at] != "\n":
                    at += 1
            else:
                operator = next((one for one in _OPERATORS if text.startswith(one, at)), None)
                if operator in {"<", ">"} and text.startswith("(", at + 1):
                    operator = None  # process substitution: a word
                if operator is None:
                    line = self.line
                    at, word = self._word(at)
                    yield word, True, line
                    continue
                at += len(operator)
                if operator in {"<<", "<<-"}:
                    while at < end and text[at] in " \t":
                        at += 1
                    at, word = self._word(at)
                    heredocs.append((word, operator == "<<-"))
                else:
                    yield operator, False, self.line

    def _skip_heredoc(self, at: int, name: str, *, chomp: bool) -> int:
        while at < len(self.text):
            stop = self.text.find("\n", at)
            stop = len(self.text) if stop < 0 else stop
            row = self.text[at:stop]
            self.line += 1
            at = stop + 1
            if (row.lstrip("\t") if chomp else row) == name:
                break
        return at

    def _word(self, at: int) -> tuple[int, str]:
        """Return where the word ends, and the word: quotes gone, known variables put in."""
        text, end = self.text, len(self.text)
        parts: list[str] = []
        start = at
        while at < end:
            char = text[at]
            if char == "'":
                stop = text.find("'", at + 1)
                stop = end if stop < 0 else stop
                parts.append(text[at + 1 : stop])
                self.line += text.count("\n", at, stop)
                at = stop + 1
            elif char == '"':
                at = self._quoted(at + 1, parts)
            elif char == "\\":
                if text[at + 1 : at + 2] == "\n":
                    self.line += 1
                else:
                    parts.append(text[at + 1 : at + 2])
                at += 2
            elif char in "$`" or (char in "<>" and text.startswith("(", at + 1)):
                at = self._dollar(at, parts)
            elif char in " \t\r\n;|&()<>":
                break
            else:
                parts.append(char)
                at += 1
        return (at if at > start else at + 1), "".join(parts)

    def _quoted(self, at: int, parts: list[str]) -> int:
        text, end = self.text, len(self.text)
        while at < end:
            char = text[at]
            if char == '"':
                return at + 1
            if char == "\\":
                if text[at + 1 : at + 2] == "\n":
                    self.line += 1
                else:
                    parts.append(text[at + 1 : at + 2])
                at += 2
            elif char in "$`":
                at = self._dollar(at, parts)
            else:
                self.line += char == "\n"
                parts.append(char)
                at += 1
        return at

    def _dollar(self, at: int, parts: list[str]) -> int:
        """Put in a variable, or read the command inside of a substitution."""
        text = self.text
        if text[at] == "`":
            stop = text.find("`", at + 1)
            stop = len(text) if stop < 0 else stop
            return self._inner(text[at + 1 : stop], stop + 1, parts)
        if text.startswith("$((", at):
            stop = text.find("))", at)
            parts.append("$")
            return len(text) if stop < 0 else stop + 2
        if text[at] != "$" or text.startswith("$(", at):
            stop = _closing(text, text.index("(", at))
            return self._inner(text[text.index("(", at) + 1 : stop], stop + 1, parts)
        match = re.compile(_VARIABLE).match(text, at)
        if match is None:
            if self.here and text.startswith(("$0", "${0}"), at):
                parts.append(self.here)
                return at + (2 if text.startswith("$0", at) else 4)
            parts.append("$")
            return at + 1
        name = match[1] or match[2]
        if name == "0" and self.here:
            parts.append(self.here)
        elif self.env.get(name) or (name in self.env and not (match[3] or "").startswith(":")):
            value = self.env[name] if (match[3] or "-")[-1] != "+" else match[4]
            self.put_in += len(value)
            parts.append(value if self.put_in <= _MOST_PUT_IN else "$" + name)
        elif (match[3] or "").endswith("-") and "$" not in match[4]:
            parts.append(match[4].strip("\"'"))
        else:
            parts.append("$" + name)
        return match.end()

    def _inner(self, inside: str, at: int, parts: list[str]) -> int:
        """Read a substitution; the directory of the script itself is known, all else is not."""
        line = self.line
        self.line += inside.count("\n")
        if self.here and re.search(r"\bdirname\b|%/\*", inside) and re.search(r"\$\{?(?:0|BASH_SOURCE)", inside):
            above = self.here.rpartition("/")[0]
            up = re.search(r"\$\{?(?:0|BASH_SOURCE)[^)]*\)?[\"']?((?:/\.\.)+)", inside)
            parts.append(join_root(f"{above}{up[1]}") if up else (above or "."))
            return at
        if inside.strip() == "pwd":
            parts.append("." if self.cwd is not None else "$pwd")
            return at
        if self.depth < _DEEPEST:
            reader = _Reader(inside, dict(self.env), self.here, self.depth + 1, line)
            reader.cwd = self.cwd
            reader.put_in = self.put_in
            reader.run()
            self.put_in = reader.put_in
            self.found += reader.found
        parts.append("$()")
        return at


def _closing(text: str, at: int) -> int:
    """Return where the parenthesis that opens at ``at`` closes, quotes minded."""
    depth, quote = 0, ""
    while at < len(text):
        char = text[at]
        if char == "\\":
            at += 1
        elif quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if depth == 0:
                return at
        at += 1
    return len(text)
