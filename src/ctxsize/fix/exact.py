"""``--source gitignore``: the exact translation of what git ignores, equal to git for every file."""

from __future__ import annotations

import re

from ctxsize.build.source_paths import resolve_source
from ctxsize.fix.block import FixOptions, Group, LeftOut
from ctxsize.fix.lines.findings import FROM_GIT
from ctxsize.fix.proposal import Proposal
from ctxsize.fix.removal_plan import RemovalPlan
from ctxsize.fix.session import Fixing
from ctxsize.fix.snapshot import leaves
from ctxsize.git.gitignore import as_line, literal
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
        UsageError: if something that is no file stands in the ignore file's place.
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


def _inside(fixing: Fixing, places: Sequence[str]) -> list[str]:
    """Return the entries at and below some places, directories left out."""
    branches = [fixing.snapshot.find(place) for place in places]
    return [leaf.path for branch in branches if branch is not None for leaf in leaves(branch)]
