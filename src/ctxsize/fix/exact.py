"""The two styles of ``--fix``: lines that keep entries away, or an allow-list of what instructions take."""

from __future__ import annotations

import re

from ctxsize.build.source_paths import resolve_source
from ctxsize.builder.follow_links import follow_links
from ctxsize.display.escaping import printable
from ctxsize.errors import UsageError
from ctxsize.fix.block import FixOptions, Group, LeftOut, Style
from ctxsize.fix.lines.findings import FROM_GIT
from ctxsize.fix.proposal import Proposal
from ctxsize.fix.reconcile import Wanted, mend
from ctxsize.fix.removal_plan import RemovalPlan
from ctxsize.fix.session import Fixing
from ctxsize.fix.snapshot import leaves
from ctxsize.git.gitignore import as_line, literal
from ctxsize.golang import paths
from ctxsize.golang.text import runes
from ctxsize.rules.selection import Selection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxsize.build.request import Request
    from ctxsize.fix.lines.findings import Advice
    from ctxsize.fix.lines.ignored import GitIgnored
    from ctxsize.fix.reconcile import Reconciled


def propose(request: Request, orders: FixOptions, selection: Selection | None = None) -> Proposal:
    """Return the ignore file of a build as it should be; rules outside of the selection have no say.

    Raises:
        UsageError: if an allow-list was ordered and an instruction takes the whole context.
        CtxsizeError: if the builder would refuse the build as it is, or git alone was asked for and can't be.

    """
    fixing = Fixing(request, selection or Selection())
    if orders.tidy:
        fixing.tidy()
    found = fixing.git_ignored(orders)
    by_git = _places_below(fixing, found.roots)
    advice = fixing.advice(orders, by_git)
    asking = {root: {FROM_GIT} for root in found.roots}
    for one in advice:
        for root in one.roots:
            asking.setdefault(root, set()).add(one.rule.code)
    roots = set(asking)
    advised = {root for one in advice if one.rule.code.startswith("CTX1") for root in one.roots}
    wishes = fixing.weigh(asking, advised, unsafe=orders.unsafe)
    if orders.style is Style.ALLOW:
        return _allow(fixing, found, advice, wishes)
    tries = [
        _deny(fixing, found, advice, wishes, roots, directory_exceptions=directory_exceptions)
        for directory_exceptions in ((True, False) if found.has_directory_exceptions else (True,))
    ]
    mended, groups, left_out = min(tries, key=lambda one: (len(one[0].given_up), len(one[0].all_lines)))
    return fixing.proposal(groups, mended, wishes, found.notes, left_out)


def _places_below(fixing: Fixing, roots: frozenset[str]) -> set[str]:
    """Return the roots and all that is in them."""
    return {*roots, *_inside(fixing, sorted(roots))}


def _deny(
    fixing: Fixing,
    found: GitIgnored,
    advice: Sequence[Advice],
    wishes: RemovalPlan,
    roots: set[str],
    *,
    directory_exceptions: bool,
) -> tuple[Reconciled, list[Group], list[LeftOut]]:
    groups, left_out = found.groups(fixing.snapshot, wishes, directory_exceptions=directory_exceptions)
    known = {line for group in groups for line in group.lines}
    groups += _by_rule([one for one in advice if one.line not in known and not wishes.untouched.issuperset(one.roots)])
    groups += _reserved(fixing, [line for group in groups for line in group.lines])
    lines = [line for group in groups for line in group.lines]
    return fixing.mend(lines, wishes, roots), groups, left_out


def _reserved(fixing: Fixing, lines: Sequence[str]) -> list[Group]:
    """Return exceptions for what instructions name and what is not there yet: what a build is to be started with."""
    found: dict[str, list[str]] = {}
    for dockerfile, source in fixing.claims.sources:
        if not source.path or (not source.wildcard and resolve_source(fixing.tree, source).routes):
            continue
        text = source.path if source.wildcard else literal(source.path)
        example = re.sub(r"\\(.)|\[\^?\\?(.)[^\]]*\]|[*?]", lambda match: match[1] or match[2] or "a", text)
        line = "!" + as_line(text)
        if any(fixing.prover.excludes(lines, place) for place in (example, f"{example}/a")):
            reason = f"{dockerfile}:{source.line} takes it: {source.keyword} {source.text}".strip()
            known = any(line in others for others in found.values())
            found.setdefault(reason, []).extend([] if known else [line])
    return [Group(reason=reason, lines=tuple(exceptions)) for reason, exceptions in found.items()]


def _by_rule(advice: Sequence[Advice]) -> list[Group]:
    """Return lines rule by rule."""
    rules = sorted({one.rule.code: one.rule for one in advice}.items())
    return [
        Group(
            reason=f"{code} {rule.name}: {rule.summary}",
            lines=tuple(sorted(one.line for one in advice if one.rule.code == code)),
        )
        for code, rule in rules
    ]


def _allow(fixing: Fixing, found: GitIgnored, advice: Sequence[Advice], wishes: RemovalPlan) -> Proposal:
    """Return an allow-list: everything goes but what instructions take, and of that what git ignores and what is waste."""
    if fixing.claims.whole:
        raise UsageError(
            f"--style allow is of no use here: {printable(fixing.claims.whole[0])} takes the whole build context. Use "
            "--style deny, or let the instruction name what it needs."
        )
    if not fixing.claims.sources:
        raise UsageError(
            "--style allow has nothing to allow: no instruction takes anything of the build context. Write a single line with "
            "* if that is meant."
        )
    reasons: dict[str, list[str]] = {}
    taken: set[str] = set()
    for dockerfile, source in fixing.claims.sources:
        shown = f"{dockerfile}:{source.line} {source.keyword} {source.text}".strip()
        for text in follow_links(fixing.tree, [runes(source.path)]) or ():
            for line, places in _exceptions(fixing, text):
                taken.update(places)
                known = any(line in lines for lines in reasons.values())
                reasons.setdefault(shown, []).extend([] if known else [line])
    taken.update(path for path in _user_places(fixing))
    stays = taken - wishes.out
    everything = {leaf.path for leaf in leaves(fixing.snapshot.top)}
    groups = [Group(reason="Nothing is received but what instructions take", lines=("*",))]
    groups += [Group(reason=shown, lines=tuple(lines)) for shown, lines in reasons.items()]
    gone = taken & wishes.out
    git_groups, left_out = found.groups(fixing.snapshot, wishes, directory_exceptions=True)
    lines = {line for group in git_groups for line in group.lines if not line.startswith("!")} | {
        one.line for one in advice
    }
    needed = fixing.names.hitting(lines, gone)
    groups += [
        Group(reason=group.reason, lines=tuple(line for line in group.lines if line in needed))
        for group in (*git_groups, *_by_rule(advice))
    ]
    wanted = Wanted(out=everything - stays, directories=fixing.claims.directories)
    prover = fixing.prover
    mended = mend(
        [line for group in groups for line in group.lines],
        wanted,
        prover.before,
        fixing.snapshot,
        prover.receive,
        prover.decider,
    )
    if "*" in mended.given_up:
        raise UsageError(
            f"--style allow can't keep what instructions take: lines of yours behind the block in "
            f"{printable(fixing.shown)} speak against it. Move them in front of it."
        )
    return fixing.proposal(groups, mended, wishes, found.notes, left_out)


def _exceptions(fixing: Fixing, text: str) -> list[tuple[str, list[str]]]:
    """Return exceptions for what an instruction asks for, each with the entries that it takes back.

    A wildcard is one line where the directories before it are plain, as the legacy builder looks only into directories that an
    exception names.
    """
    head = text.rpartition("/")[0]
    if paths.has_wildcard(head) or "\\" in head:
        return [("!" + as_line(literal(place)), _inside(fixing, [place])) for place in fixing.names.matched(text)]
    places = fixing.names.matched(text) if paths.has_wildcard(text) else [text.replace("\\", "")]
    return [("!" + as_line(text), _inside(fixing, places))]


def _inside(fixing: Fixing, places: Sequence[str]) -> list[str]:
    """Return the entries at and below some places, directories left out."""
    branches = [fixing.snapshot.find(place) for place in places]
    return [leaf.path for branch in branches if branch is not None for leaf in leaves(branch)]


def _user_places(fixing: Fixing) -> list[str]:
    """Return the entries that exceptions of the user's take back."""
    claims = fixing.user_claims()
    return [
        leaf.path
        for leaf in leaves(fixing.snapshot.top)
        if any(claim.pattern.matches(place) for claim in claims for place in paths.with_directories(leaf.path))
    ]
