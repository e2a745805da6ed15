"""Lines that a build has proved: kept as long as the proof is one of this Dockerfile, its options and these lines."""

from __future__ import annotations

from ctxsize.build.plan import plan
from ctxsize.fix.block import Group, LeftOut, split, with_block
from ctxsize.fix.rewritten import rewritten
from ctxsize.prove.comment import Comment, below_header, find, fingerprint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxsize.build.request import Request
    from ctxsize.fix.proposal import Proposal


def keep_proved(proposal: Proposal, request: Request) -> Proposal:
    """Return a proposal with what the block of the old file has by a proof that still fits.

    Of one that does not fit any more, the lines that are there because of it alone are left out.
    """
    comment = find(split(proposal.old).block)
    if comment is None:
        return proposal
    if fingerprint(plan(request), comment.level, comment.lines) != comment.fingerprint:
        written = {line for group in proposal.groups for line in group.lines}
        why = f"the proof of {comment.date} is one of another Dockerfile, other options or other lines; --fix --prove proves it again"
        gone = tuple(LeftOut(line=line, why=why) for line in comment.lines if line not in written)
        return proposal.replace(left_out=(*proposal.left_out, *gone))
    if comment.is_allow_list:
        groups: tuple[Group, ...] = (Group(reason=comment.text, lines=comment.lines),)
        return proposal.replace(groups=groups, new=proposal.old, left_out=())
    groups, new = with_comment(proposal.new, proposal.groups, comment)
    return proposal.replace(
        groups=groups,
        new=new,
        left_out=tuple(each for each in proposal.left_out if each.line not in comment.lines),
    )


def proved_allow_list(request: Request) -> Proposal | None:
    """Return the proposal to leave an allow-list as it is, if the block is one that a build proved and that still fits."""
    build = plan(request)
    comment = find(split(build.inputs.ignore_data).block)
    if comment is None or not comment.is_allow_list:
        return None
    if fingerprint(build, comment.level, comment.lines) != comment.fingerprint:
        return None
    groups = (Group(reason=comment.text, lines=comment.lines),)
    return rewritten(request, groups, build.inputs.ignore_data, {})


def with_comment(data: bytes, groups: Sequence[Group], comment: Comment) -> tuple[tuple[Group, ...], bytes]:
    """Return groups of lines, and an ignore file with them in its block, with the comment of a proof and its lines in front."""
    own = set(comment.lines)
    others = [group.replace(lines=tuple(line for line in group.lines if line not in own)) for group in groups]
    others = [group for group in others if group.lines]
    if comment.lines:
        groups = (Group(reason=comment.text, lines=comment.lines), *others)
        return groups, with_block(data, groups)
    new = with_block(data, others)
    block = split(new).block
    return tuple(others), below_header(new, block, comment.text) if block else new
