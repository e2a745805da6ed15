"""Lines beside each other, judged from their texts alone: what is covered, and what of the author's must be said again.

The block stands at the end of the file, and the last line that matches decides. So the author's lines that the block
would overrule are repeated below it, in his order: for each path, there or not, his last word stays the last.
"""

from __future__ import annotations

from ctxsize.ignore.overlap import covers, excludes_some, reaches_into

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from ctxsize.ignore.pattern import Pattern


def repeats(
    author: Sequence[Pattern],
    block: Sequence[Pattern],
    skipped: Collection[int] = (),
    is_file: Callable[[str], bool] = lambda _: False,
) -> list[int]:
    """Return the places of those patterns of the author that must follow the block, in his order.

    An exception is repeated where a line of the block takes something that it names; what is in a directory that it
    names is not meant. An excluding line is repeated where an exception of the block reaches into it. What follows a
    repeated line in his file and overlaps it is repeated, too.

    Args:
        author: his patterns in order.
        block: the block's patterns.
        skipped: places of his lines that are not repeated.
        is_file: whether a path is a file, there or not, so that nothing lies in it.

    """
    lines = [one for one in block if not one.exception]
    exceptions = [one for one in block if one.exception]
    again: set[int] = set()

    def turns(own: Pattern, before: Pattern) -> bool:
        """Whether a line of his changes something of what an earlier one says."""
        return excludes_some(before, own) if own.exception and is_file(own.text) else reaches_into(own, before)

    for place, own in enumerate(author):
        if place in skipped:
            continue
        against = (
            any(excludes_some(line, own) for line in lines)
            if own.exception
            else any(reaches_into(own, one) for one in exceptions)
        )
        if against or any(
            author[before].exception != own.exception and turns(own, author[before])
            for before in again
            if before < place
        ):
            again.add(place)
    return sorted(again)


def uncovered(lines: Sequence[Pattern], wider: Sequence[Pattern]) -> list[int]:
    """Return the places of the lines that no other one covers, and none of the wider ones; of equals the first stays.

    All of them are excluding lines.
    """
    kept: list[int] = []
    for place, line in enumerate(lines):
        if any(covers(wide, line) for wide in wider):
            continue
        if any(
            covers(other, line) and not (at > place and covers(line, other))
            for at, other in enumerate(lines)
            if at != place
        ):
            continue
        kept.append(place)
    return kept


def standing(author: Sequence[Pattern]) -> list[Pattern]:
    """Return the excluding lines of the author that no later exception of his reaches into."""
    return [
        line
        for place, line in enumerate(author)
        if not line.exception
        and not any(later.exception and reaches_into(line, later) for later in author[place + 1 :])
    ]
