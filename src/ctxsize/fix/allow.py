"""An allow-list: everything is excluded but what instructions name, and of that what the author excludes, and waste.

The block says ``*``, the exceptions, and the author's lines that they would overrule once more. What is left to keep away
below the exceptions is worked out as for any other ignore file, as if the author had written these lines.
"""

from __future__ import annotations

from ctxsize.builder import Builder
from ctxsize.builder.follow_links import follow_links
from ctxsize.display.escaping import capital, printable
from ctxsize.errors import CtxsizeError, UsageError
from ctxsize.fix.arrange import repeats
from ctxsize.fix.baseline import Baseline, look
from ctxsize.fix.block import REPEATED, FixOptions, Group, with_block
from ctxsize.fix.deny import propose_lines
from ctxsize.fix.effect import changes
from ctxsize.fix.prover import arriving
from ctxsize.fix.verify import SafeText, proposal_of
from ctxsize.git.gitignore import as_line, literal
from ctxsize.golang import paths
from ctxsize.golang.text import encode, runes
from ctxsize.ignore.overlap import reaches_into
from ctxsize.ignore.parse import as_pattern, pattern_of
from ctxsize.needs.statement import Certainty

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxsize.dockerfile.sources import Source
    from ctxsize.fix.place import IgnoreFilePlace
    from ctxsize.fix.proposal import Proposal
    from ctxsize.ignore.pattern import Pattern
    from ctxsize.rules.selection import Selection

_EVERYTHING = frozenset({"*", "**", "**/*"})
_LEGACY = "The legacy builder looks there by these names alone"
NOTHING_ELSE = "Nothing is received but what instructions take"


def propose_exceptions(
    baseline: Baseline, place: IgnoreFilePlace, orders: FixOptions, selection: Selection
) -> Proposal:
    """Return the ignore file with an allow-list as its block.

    Where an instruction takes the whole context, the paths that commands are known to read are allowed, if ``orders`` takes
    what is not proved.

    Raises:
        UsageError: if an allow-list can't be had: an instruction takes all, or none takes anything, or the builder can't
            be made to look where something lies.

    """
    allowed = _named(baseline)
    whole = next(_whole(baseline), None)
    if whole is not None:
        read = _read(baseline, {line for lines in allowed.values() for line in lines})
        if not orders.unsafe or not read:
            raise UsageError(_refusal(whole, len(read)))
        for reason, lines in read.items():
            allowed.setdefault(reason, []).extend(lines)
    if not allowed:
        raise UsageError(
            "--style allow has nothing to allow: no instruction takes anything of the build context. Write a single line with "
            "* if that is meant."
        )
    if _is_allow_list(baseline):
        return propose_lines(baseline, place, orders, selection)
    groups = _groups(baseline, allowed) if whole is not None else _complete(baseline, allowed)
    return _with_waste(baseline, place, orders, selection, groups)


def _complete(baseline: Baseline, allowed: dict[str, list[str]]) -> list[Group]:
    """Return the allow-list with what the legacy builder must be told besides.

    It looks only into directories with which an exception begins, letter by letter: not behind a wildcard, and not where a
    name holds a character that a pattern must quote. There the directory itself has to arrive.
    """
    groups = _groups(baseline, allowed)
    for more in (lambda path: [path], lambda path: paths.with_directories(path)[:-1]):
        lost = _lost(baseline, _text(baseline, groups))
        if not lost:
            return groups
        names = dict.fromkeys(place for path in lost for place in more(path))
        allowed = {**allowed, _LEGACY: [*allowed.get(_LEGACY, ()), *("!" + as_pattern(place) for place in names)]}
        groups = _groups(baseline, allowed)
    lost = _lost(baseline, _text(baseline, groups))
    if lost:
        raise UsageError(
            f"--style allow can't keep what instructions take: {printable(lost[0])} would be lost on one of the builders. "
            "Use --style deny."
        )
    return groups


def _refusal(whole: str, known: int) -> str:
    paths_shown = "1 path" if known == 1 else f"{known} paths"
    more = f" --unsafe-fixes allows the {paths_shown} that it is known to read; --prove tries that." if known else ""
    return (
        f"--style allow can't narrow this build: {printable(whole)} takes the whole build context. Let the instruction name "
        f"what it needs, or use --style deny.{more}"
    )


def _whole(baseline: Baseline) -> Iterator[str]:
    """Yield the instructions that take the whole context."""
    for build in baseline.needs:
        for source in build.sources:
            if not _parts(source.path):
                yield f"{build.name}:{source.line}: {source.keyword} {source.text}".strip()


def _parts(path: str) -> list[str]:
    """Return the names of a source without what stands for all that is in a directory."""
    parts = path.split("/") if path else []
    while parts and not parts[-1].strip("*."):
        parts.pop()
    return parts


def _named(baseline: Baseline) -> dict[str, list[str]]:
    """Return the exceptions for what instructions name, there or not, by what they are for."""
    found: dict[str, list[str]] = {}
    known: set[str] = set()
    for build in baseline.needs:
        for source in build.sources:
            if not _parts(source.path):
                continue
            reason = f"For {source.keyword} at {printable(build.name)}:{source.line}"
            for line in _exceptions(baseline, source):
                if line not in known:
                    known.add(line)
                    found.setdefault(reason, []).append(line)
    return found


def _exceptions(baseline: Baseline, source: Source) -> Iterator[str]:
    """Yield the exceptions for one source; behind a link, what it leads to is needed as well."""
    asked = follow_links(baseline.source, [runes(source.path)]) or (source.path,)
    for text in asked:
        parts = _parts(text)
        if parts:
            plain = "/".join(parts)
            yield "!" + (as_line(plain) if paths.has_wildcard(plain) or "\\" in plain else as_line(literal(plain)))


def _read(baseline: Baseline, known: set[str]) -> dict[str, list[str]]:
    """Return the exceptions for what commands are known to read, but for those that are known, by who reads it."""
    found: dict[str, list[str]] = {}
    known = set(known)
    for build in baseline.needs:
        for one in (*build.reads, *(one for one in build.wanted if one.fails)):
            line = "!" + (one.path if one.glob else as_pattern(one.path))
            if not one.path or one.certainty is Certainty.UNKNOWN or line in known or baseline.is_ignored(one.path):
                continue
            known.add(line)
            found.setdefault(printable(capital(one.words)), []).append(line)
    return found


def _is_allow_list(baseline: Baseline) -> bool:
    """Whether the author's lines are one already."""
    return any(
        line.pattern is not None and not line.pattern.exception and line.pattern.text in _EVERYTHING
        for line in baseline.lines
    )


def _groups(baseline: Baseline, allowed: dict[str, list[str]]) -> list[Group]:
    """Return the lines of the allow-list, those of the author's below them that they would overrule."""
    groups = [Group(reason=NOTHING_ELSE, lines=("*",))]
    groups += [Group(reason=reason, lines=tuple(lines)) for reason, lines in allowed.items()]
    patterns = [pattern for group in groups for line in group.lines if (pattern := pattern_of(line)) is not None]
    own = [line.pattern for line in baseline.lines if line.pattern is not None]
    again = [baseline.lines[place].text.strip() for place in repeats(own, patterns)]
    if again:
        groups.append(Group(reason=REPEATED, lines=tuple(dict.fromkeys(reversed(again)))[::-1]))
    return groups


def _text(baseline: Baseline, groups: list[Group]) -> bytes:
    """Return the author's part as if these lines were his."""
    author = baseline.author
    if author and not author.endswith(b"\n"):
        author += b"\n"
    return author + b"".join(encode(line) + b"\n" for group in groups for line in group.lines)


def _lost(baseline: Baseline, text: bytes) -> list[str]:
    """Return what instructions take, and what a builder would not find with this text."""
    taken = {
        path
        for seen in baseline.seen
        for candidate in seen.rules.candidates
        for path in (*(step for route in candidate.routes for step in route), *candidate.matched)
        if path
    }
    found: dict[str, None] = {}
    for seen in baseline.seen:
        for builder in Builder:
            request = seen.plan.request.replace(builder=builder)
            try:
                lost = arriving(request, baseline.author) - arriving(request, text)
            except CtxsizeError:
                continue  # that builder refuses the build as it is
            for path in sorted(lost):
                above = next((place for place in paths.with_directories(path) if place in taken), None)
                if above is not None:
                    found[above] = None
    return list(found)


def _with_waste(
    baseline: Baseline, place: IgnoreFilePlace, orders: FixOptions, selection: Selection, groups: list[Group]
) -> Proposal:
    """Return the allow-list, and below it what keeps waste away that the exceptions let in."""
    text = _text(baseline, groups)
    own = {line for group in groups for line in group.lines}
    exceptions = [pattern for line in own if (pattern := pattern_of(line)) is not None and pattern.exception]
    was_one = any(reason == NOTHING_ELSE for _, reason in baseline.block_lines)
    kept = [
        Group(reason=reason, lines=(line,))
        for line, reason in baseline.block_lines
        if was_one and line not in own and not line.startswith("!") and reason != REPEATED
    ]
    looked = [look(one.plan.request, selection, text) for one in baseline.seen]
    allowing = Baseline(looked, with_block(text, kept), place.shown)
    waste = propose_lines(allowing, place, orders, selection)
    all_groups = [*groups]
    for group in waste.groups:
        lines = tuple(line for line in group.lines if _reaches(line, exceptions))
        all_groups += [group.replace(lines=lines)] if lines else []
    new = with_block(baseline.author, all_groups)
    found = changes(baseline.source, baseline.author, new) or []
    safe = SafeText(groups=tuple(all_groups), new=new, changes=tuple(found))
    return proposal_of(baseline, baseline, place, safe, kept=waste.kept, left_out=waste.left_out)


def _reaches(line: str, exceptions: Sequence[Pattern]) -> bool:
    """Whether a line has something to say below what the exceptions let in."""
    pattern = pattern_of(line)
    return pattern is None or pattern.exception or any(reaches_into(pattern, one) for one in exceptions)
