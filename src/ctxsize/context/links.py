"""Links followed as if the context were the whole world."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_MAX_LINKS = 4096
"""Parts, links included, after which a path is taken for a loop."""


def follow(link_target: Callable[[str], str | None], path: str) -> tuple[str | None, tuple[str, ...]]:
    """Return where a path leads, and the links that are followed on the way; ``None`` for a loop.

    Links are followed part by part; those that lead out of the context are bent back to its root. ``link_target``
    tells where the link at a path points, as written, and ``None`` of anything else.
    """
    links: list[str] = []
    pending = [part for part in reversed(path.split("/")) if part]
    done: list[str] = []
    for _ in range(_MAX_LINKS):
        if not pending:
            return "/".join(done), tuple(links)
        part = pending.pop()
        if part == ".":
            continue
        if part == "..":
            done = done[:-1]
            continue
        place = "/".join([*done, part])
        target = link_target(place)
        if target is None:
            done.append(part)
            continue
        links.append(place)
        if target.startswith("/"):
            done = []
        pending += [step for step in reversed(target.split("/")) if step]
    return None, tuple(links)
