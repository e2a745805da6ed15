"""What the rules find out of a context root once, however many builds share it."""

from __future__ import annotations

from functools import cached_property

from ctxsize.git import program as vcs
from ctxsize.rules import secrets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ctxsize.build.plan import BuildPlan
    from ctxsize.needs.lookup import Lookup
    from ctxsize.needs.model import Needs
    from ctxsize.rules.detect import Detection


class SharedRoot:
    """Answers about one context root that do not depend on which of its builds asks.

    ``needs`` are those of the Dockerfiles in the context, by all that decides them; ``None`` for a file that is not built
    with this context. ``lookup`` is set by the first build that asks something.
    """

    def __init__(self, plan: BuildPlan) -> None:
        """Prepare for the context of a build. Git is asked at once, and answers while the context is looked through."""
        # A commit holds nothing that git does not track.
        self.git = vcs.Question(plan.request.root) if plan.request.tree is None else None
        self.needs: dict[tuple[object, ...], Needs | None] = {}
        self.lookup: Lookup | None = None
        self._detected: dict[tuple[object, ...], Detection | None] = {}

    @cached_property
    def git_answer(self) -> vcs.Ignored | None:
        """What git ignores; ``None`` where it can't be asked."""
        return self.git.answer() if self.git is not None else None

    def detections(
        self,
        suspects: Iterable[secrets.Suspect],
        heads: Callable[[Iterable[str]], Iterator[tuple[str, bytes]]],
    ) -> dict[str, Detection]:
        """Return what secrets files hold, as :func:`ctxsize.rules.secrets.inspect`, by path; each file is read once.

        Args:
            suspects: the files.
            heads: reads how files begin.

        """
        wanted = {suspect.path: suspect for suspect in suspects}
        unread = {path: one for path, one in wanted.items() if (path, one.entries) not in self._detected}
        self._detected.update({(path, one.entries): None for path, one in unread.items()})
        for path, head in heads(unread):
            self._detected[path, unread[path].entries] = secrets.inspect(unread[path], head)
        found = {path: self._detected[path, one.entries] for path, one in wanted.items()}
        return {path: detection for path, detection in found.items() if detection is not None}
