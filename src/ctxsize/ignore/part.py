"""The parts of patterns that are left to be matched in a directory: a step for the next name, and what comes after it."""

from __future__ import annotations

from ctxsize.ignore.pattern import Glob, PatternStep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxsize.ignore.pattern import Pattern

    Item = tuple[int, int]
    """A pattern's number, and the place in its plan that it has reached."""

WHOLE_PATH = -1
"""The place of a pattern that is not to be taken apart any more."""


class PatternPart:
    """A place in a pattern: the step that the next name must take, and what comes after it.

    ``number`` is the pattern's. ``any_name`` is whether the pattern matches whatever comes next, ``ends`` whether it
    does if the step is taken. ``here`` are the places below any name, ``behind`` below one that takes the step.
    """

    __slots__ = ("_pattern", "any_name", "behind", "ends", "here", "number", "step")

    def __init__(self, pattern: Pattern, number: int, steps: Sequence[str | Glob | PatternStep], at: int) -> None:
        """Look at ``steps`` from ``at`` on; :data:`WHOLE_PATH` compares the whole path."""
        deep = steps[at] is PatternStep.DEEP
        own = at + deep
        self._pattern = pattern
        self.number = number
        self.step = PatternStep.WHOLE if at == WHOLE_PATH else steps[own]
        self.any_name = isinstance(self.step, PatternStep) and self.step is not PatternStep.WHOLE
        is_name = not isinstance(self.step, PatternStep)
        self.ends = not is_name or own + 1 == len(steps) or steps[own + 1] is PatternStep.HERE_AND_BELOW
        self.here: tuple[Item, ...] = () if is_name and not deep else ((number, at),)
        goes_on = is_name and own + 1 < len(steps)
        self.behind: tuple[Item, ...] = (*self.here, (number, own + 1)) if goes_on else self.here

    def takes(self, name: str, path: str = "") -> bool:
        """Whether the step is about this name, at the end of that path."""
        step = self.step
        if isinstance(step, str):
            return step == name
        if isinstance(step, Glob):
            return bool(step.matches(name))
        return step is not PatternStep.WHOLE or self._pattern.matches(path)
