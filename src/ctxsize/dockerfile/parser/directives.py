"""Parser directives: `# syntax=`, `# escape=`, `# check=` on the first lines (BuildKit's `parser/directives.go`)."""

from __future__ import annotations

import re

from ctxsize.dockerfile.engine import Engine
from ctxsize.dockerfile.parser.syntax import Directive
from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.dockerfile.traits import DIRECTIVE_SPACE
from ctxsize.golang.text import SPACE, decode, lower

BOM = b"\xef\xbb\xbf"
_KNOWN = ("syntax", "escape", "check")
# Go's \s has no vertical tab, and its dot no line feed.
_NARROW_SPACE = "\t\n\f\r "
_FORM = r"([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*(.+?)[\t\n\f\r ]*\Z"


class DirectiveReader:
    """Takes a file's lines from the top and gives its directives; the first other line ends them for good."""

    def __init__(self, engine: Engine, comment: str = "#") -> None:
        self._space = SPACE if engine.has(DIRECTIVE_SPACE) else _NARROW_SPACE
        self._comment = comment
        self._seen: set[str] = set()
        self._done = False
        self._line = 0

    def read(self, line: str) -> Directive | None:
        """Return the directive on this line, or None; raises RefusalError for the second one of a name."""
        self._line += 1
        # Most files begin with something else, and then nothing is compiled.
        starts = not self._done and line.startswith(self._comment)
        match = re.match(_FORM, line[len(self._comment) :].lstrip(self._space)) if starts else None
        name = lower(match[1]) if match else ""
        if match is None or name not in _KNOWN:
            self._done = True
            return None
        if name in self._seen:
            raise RefusalError(f'a second "{name}" directive', f"Docker takes one {name} directive; keep one of them")
        self._seen.add(name)
        return Directive(name=name, value=match[2], line=self._line)


def escape_of(directive: Directive) -> str:
    """Return the escape character that an `escape` directive sets; raises RefusalError for one that cannot be."""
    if directive.value not in {"\\", "`"}:
        raise RefusalError(
            f"`{directive.value}` cannot be the escape character", "Docker takes a backslash or a backtick"
        )
    return directive.value


def requested_syntax(data: bytes, engine: Engine) -> str | None:
    """Return the front-end image that a Dockerfile asks for, or None.

    For this question alone BuildKit reads the first lines in its own way: a `#!` line may stand in front, `//` may
    stand for `#`, and a whole file in JSON may have a `syntax` member.
    """
    data = _without_shebang(data)
    for comment in ("#", "//"):
        value = _first(data, "syntax", comment, engine)
        if value is not None:
            return value.partition(" ")[0]
    return _json_syntax(data)


def requested_check(data: bytes, engine: Engine) -> str | None:
    """Return the text of the `check` directive up to the first blank, all that BuildKit takes of it, or None."""
    value = _first(_without_shebang(data), "check", "#", engine)
    return None if value is None else value.partition(" ")[0]


def _without_shebang(data: bytes) -> bytes:
    data = data.removeprefix(BOM)
    return data.partition(b"\n")[2] if data.startswith(b"#!") else data


def _first(data: bytes, name: str, comment: str, engine: Engine) -> str | None:
    reader = DirectiveReader(engine, comment)
    for line in data.split(b"\n"):
        try:
            directive = reader.read(decode(line.removesuffix(b"\r")))
        except RefusalError:
            return None
        if directive is None:
            return None
        if directive.name == name:
            return directive.value
    return None


def _json_syntax(data: bytes) -> str | None:
    if not data.lstrip().startswith(b"{"):
        return None
    import json  # noqa: PLC0415 - loading it takes longer than reading a Dockerfile, and hardly any file is JSON

    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    syntax = value.get("syntax") if isinstance(value, dict) else None
    return syntax if isinstance(syntax, str) else None


def foreign_front_end(data: bytes, engine: Engine) -> str | None:
    """Return the image of the front end that a file asks for, if it is not one of Docker's own; else None."""
    syntax = requested_syntax(data, engine)
    if syntax is None:
        return None
    name = syntax.removeprefix("docker.io/").removeprefix("index.docker.io/")
    own = ("docker/dockerfile", "docker/dockerfile-upstream", "moby/dockerfile", "tonistiigi/dockerfile")
    return None if name.partition(":")[0].partition("@")[0] in own or "docker/dockerfile" in name else syntax
