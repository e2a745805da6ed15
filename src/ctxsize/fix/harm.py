"""What a line would take from the builds that read the ignore file, now and of whatever comes to lie there later.

What exists is judged path by path. Of what does not exist yet an example is made of the line and of each directory
that an instruction or a command names, and judged in the same way.
"""

from __future__ import annotations

import re
from functools import cached_property

from ctxsize.build.source_paths import resolve_source
from ctxsize.builder.follow_links import follow_links
from ctxsize.display.escaping import printable, quoted
from ctxsize.git.gitignore import as_line, literal
from ctxsize.golang import paths
from ctxsize.golang.text import runes
from ctxsize.ignore.overlap import below, covers, excludes_some, reaches_into
from ctxsize.ignore.parse import pattern_of
from ctxsize.needs.exclusion import may_exclude
from ctxsize.needs.statement import Certainty, Judgement
from ctxsize.needs.waste import MADE, kind_of
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxsize.dockerfile.sources import Source
    from ctxsize.fix.baseline import Baseline
    from ctxsize.ignore.pattern import Pattern
    from ctxsize.needs.waste import Cruft

_GIT = ".git"
_NOT_SOURCES = frozenset({
    "cache", "ci-file", "editor-file", "image-archive", "log", "system-file", "test-report", "tool-output", "version-control",
})  # fmt: skip
"""Rules about what no command takes from a directory that it reads."""
_TEMPORARY = frozenset({"cache", "dependency-directory", "test-report", "tool-output", "version-control"})
"""Rules about directories in which no wildcard of an instruction looks for anything."""


class Needed(Record):
    """A place that a build needs.

    ``is_directory`` is whether it may be a directory of which all is needed, ``is_named`` whether an instruction names it,
    rather than that a command reads it. ``literal`` is whether ``pattern`` stands for one path. ``reason`` says who needs it.
    """

    pattern: Pattern
    is_directory: bool
    is_named: bool
    literal: bool
    reason: str


class Conflict(Record):
    """What a line would take although it is needed: the exception that keeps it, and why it is needed.

    ``exception`` is ``None`` where nothing would be left of the line. ``around`` is whether it is about whatever may lie in a
    directory that is needed.
    """

    exception: str | None
    reason: str
    certainty: Certainty = Certainty.CERTAIN
    around: bool = False


class Harm:
    """Judges lines for one baseline."""

    def __init__(self, baseline: Baseline, *, unsafe: bool = False) -> None:
        """Judge for these builds; ``unsafe`` takes for waste what nothing speaks for, too."""
        self._baseline = baseline
        self._lookup = baseline.needs[0].lookup
        self.unsafe = unsafe
        self._judged: dict[tuple[str, str, bool, bool], Judgement] = {}

    def judge(self, path: str, kind: Cruft | None, *, ignored: bool, partly: bool = True) -> Judgement:
        """Judge whether all builds can do without a path, there or not; see :func:`ctxsize.needs.exclusion.may_exclude`."""
        key = (path, "" if kind is None else kind.what, ignored, partly)
        if key not in self._judged:
            first, *others = self._baseline.needs
            judgement = may_exclude(first, path, kind, ignored=ignored, partly=partly)
            if judgement.may:
                for build in others[: len(self._baseline.seen) - 1]:
                    needed = build.needed(path, partly=partly)
                    if needed is not None:
                        judgement = Judgement(may=False, certainty=needed.certainty, words=needed.words)
                        break
            self._judged[key] = judgement
        return self._judged[key]

    def allows(self, judgement: Judgement) -> bool:
        """Whether a judgement is enough to exclude something."""
        if self.unsafe and judgement.certainty is Certainty.UNKNOWN:
            return True
        return judgement.may and (judgement.certainty is Certainty.CERTAIN or self.unsafe)

    @cached_property
    def needed(self) -> list[Needed]:
        """All that instructions name and commands read."""
        found: dict[tuple[str, str], Needed] = {}
        for one in (*self._taken(), *self._read()):
            found.setdefault((one.pattern.text, one.reason), one)
        return list(found.values())

    def _sources(self) -> Iterator[tuple[str, Source]]:
        """Yield what instructions take from the context, also by way of a named context that is the same directory."""
        for build in self._baseline.needs:
            yield from ((build.name, source) for source in build.sources)
        for seen in self._baseline.seen:
            request, used = seen.plan.request, seen.plan.usage_or_none()
            same = {context.name for context in request.named if context.root == request.root}
            if used is not None and same:
                yield from ((seen.plan.inputs.dockerfile, one) for one in used.sources if one.context in same)

    def _taken(self) -> Iterator[Needed]:
        source_of = self._baseline.source
        for name, source in self._sources():
            if source.path:
                reason = f"{printable(name)}:{source.line} takes {quoted(source.text or source.path)}"
                asked = follow_links(source_of, [runes(source.path)])
                if asked is None:
                    # A link leads to the whole context; it must arrive all the same.
                    routes = resolve_source(source_of, source).routes
                    asked = tuple(literal(link) for _, *links in routes for link in links)
                for text in asked:
                    parts = text.split("/")
                    stars = False
                    while parts and not parts[-1].strip("*."):
                        parts.pop()
                        stars = True
                    pattern = _pattern("/".join(parts)) if parts else None
                    if pattern is not None:
                        plain = not paths.has_wildcard("/".join(parts)) and "\\" not in text
                        is_file = plain and not stars and self.is_file(text)
                        yield Needed(
                            pattern=pattern, is_directory=not is_file, is_named=True, literal=plain, reason=reason
                        )

    def is_file(self, path: str) -> bool:
        """Whether a path is a file, or will be one as its name tells; no for a pattern of several."""
        if paths.has_wildcard(path):
            return False
        if self._baseline.source.exists(path):
            return self._baseline.source.size(path) is not None
        stem, dot, ending = path.rpartition("/")[2].rpartition(".")
        return bool(stem and dot) and ending.isalnum() and not ending.isdigit()

    def _read(self) -> Iterator[Needed]:
        for build in self._baseline.needs:
            for one in build.reads:
                if one.certainty is Certainty.UNKNOWN or not one.path:
                    continue
                pattern = _pattern(one.path if one.glob else as_line(literal(one.path)))
                if pattern is not None:
                    inside = not one.glob and bool(self._lookup.names(one.path))
                    yield Needed(
                        pattern=pattern, is_directory=inside, is_named=False, literal=not one.glob, reason=one.words
                    )
            for reader in build.history:
                pattern = _pattern(as_line(literal(reader.statement.path)))
                if pattern is not None:
                    yield Needed(
                        pattern=pattern, is_directory=True, is_named=False, literal=True, reason=reader.statement.words
                    )

    def conflicts(self, line: Pattern, kind: Cruft | None, *, ignored: bool, is_old: bool = False) -> list[Conflict]:
        """Return what a line would take of what is needed, whether or not it is there.

        Args:
            line: an excluding line.
            kind: what the places are known as that it is for.
            ignored: whether git ignores what it matches.
            is_old: whether it stands in the block: what it may take of a directory that is not there now was judged when
                that was there, and is once it is there again.

        """
        found: dict[str | None, Conflict] = {}
        for one in self.needed:
            conflict = self._conflict(line, one, kind, ignored=ignored)
            if conflict is not None and not (is_old and conflict.around and self._is_gone(one)):
                found.setdefault(conflict.exception, conflict)
        return list(found.values())

    def _is_gone(self, one: Needed) -> bool:
        return one.literal and not self._baseline.source.exists(one.pattern.text)

    def _conflict(self, line: Pattern, one: Needed, kind: Cruft | None, *, ignored: bool) -> Conflict | None:
        if excludes_some(line, one.pattern):
            if not one.literal and kind is not None and kind.rule in _TEMPORARY and not self._names(line, one):
                return None  # `*/package.json` is not about node_modules
            whole = covers(one.pattern, line)
            return Conflict(exception=None if whole else as_line(one.pattern.text), reason=one.reason)
        if not one.is_directory or not reaches_into(line, one.pattern):
            return None
        if not one.is_named and kind is not None and kind.rule in _NOT_SOURCES:
            return None
        inside = below(line, one.pattern.text)
        example = _example(inside or line.text)
        judgement = self.judge(example, kind, ignored=ignored)
        if self.allows(judgement):
            return None
        whole = inside is None or covers(one.pattern, line)
        return Conflict(
            exception=None if whole or inside is None else as_line(inside),
            reason=judgement.words,
            certainty=judgement.certainty,
            around=True,
        )

    def _names(self, line: Pattern, one: Needed) -> bool:
        """Whether what an instruction names begins with the plain name of a directory that the line takes."""
        first = one.pattern.text.partition("/")[0]
        pattern = None if paths.has_wildcard(first) else _pattern(first)
        return pattern is not None and excludes_some(line, pattern)

    def kind(self, path: str) -> Cruft | None:
        """Return what an existing path is known as."""
        return kind_of(path, self._lookup)

    def is_made(self, kind: Cruft | None) -> bool:
        """Whether something is of a kind that a command makes."""
        return kind is not None and kind.rule in MADE

    def loses(self, places: Sequence[str], line_kind: Cruft | None = None) -> tuple[str, Judgement] | None:
        """Return the first of these existing places that a build needs, and why; ``None`` if there is none."""
        for place in places:
            kind = self.kind(place) or line_kind
            judgement = self.judge(place, kind, ignored=self._baseline.is_ignored(place))
            if not self.allows(judgement):
                return place, judgement
        return None


def _pattern(text: str) -> Pattern | None:
    try:
        found = pattern_of(text)
    except paths.BadPatternError:
        return None
    return None if found is None or found.exception else found


def _example(text: str) -> str:
    """Return a path that a pattern matches: the shortest that says something."""
    text = text.replace("**/", "").removesuffix("/**")
    return re.sub(r"\\(.)|\[\^?\\?(.)[^\]]*\]|[*?]", lambda match: match[1] or match[2] or "a", text)
