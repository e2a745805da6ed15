"""The parts of a Dockerfile as values.

Strings come from bytes by UTF-8 with surrogate escapes, so nothing is lost; where BuildKit itself replaces or mangles
bytes (flags, expanded words) the values here are what BuildKit works with.
"""

from __future__ import annotations

from ctxsize.dockerfile.engine import Engine
from ctxsize.record import Record


class Directive(Record):
    """A parser directive of the first lines: `# escape=...`, name in lower case, value as written."""

    name: str
    value: str
    line: int


class Heredoc(Record):
    """A here-document: its name without quotes, its content as written, and how it is to be read.

    `expand` is false when the name was quoted; `chomp` is true for `<<-` (leading tabs go). `descriptor` is the
    number before `<<`.
    """

    name: str
    content: str
    expand: bool
    chomp: bool
    descriptor: int


class Instruction(Record):
    """One instruction, cut up as BuildKit cuts it, before any variable is expanded.

    `keyword` is in upper case. `line` and `last_line` count from 1 and include continuations and here-documents.
    `flags` are the words in front that begin with `--`, with quotes and escapes resolved. `args` are the words after
    them: one string for a shell-form RUN, CMD and the like; key, value, key, value … for ENV and LABEL; for ONBUILD
    the inner keyword and its arguments. `json` is true for the JSON form. `text` is the whole logical line:
    continuations joined, comments gone. `comments` are those above it, without the hash sign; `gap` is true when a
    blank line stands between the lines that it is continued on.
    """

    keyword: str
    line: int
    last_line: int
    flags: tuple[str, ...]
    args: tuple[str, ...]
    json: bool
    heredocs: tuple[Heredoc, ...]
    text: str
    comments: tuple[str, ...] = ()
    gap: bool = False


class Dockerfile(Record):
    """A Dockerfile that Docker's reader accepts.

    `escape` is the escape character, a backslash or a backtick. `syntax` is the front-end image that the file asks
    for, or None: with one, the engine pulls it and lets it read the file. `check` is the text of the `check`
    directive, or None. `engine` is the one to answer for, with the front end that reads this file.
    """

    name: str
    directives: tuple[Directive, ...]
    escape: str
    syntax: str | None
    check: str | None
    instructions: tuple[Instruction, ...]
    engine: Engine
