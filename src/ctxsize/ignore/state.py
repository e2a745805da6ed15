"""What a folder hands down to those in it, and the parts of patterns that are left to be matched there."""

from __future__ import annotations

from ctxsize.golang import paths
from ctxsize.ignore.names import Names
from ctxsize.ignore.pattern import Glob, Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxsize.ignore.matcher import Matcher
    from ctxsize.ignore.pattern import Pattern

    Item = tuple[int, int]
    """A pattern's number, and the place in its plan that it has reached."""
    Key = tuple[bool, int, int, tuple[Item, ...]]
    """Whether a folder is matched, by which pattern, its shadow, and what is left."""

_CACHED_NAMES = 4096
WHOLE_PATH = -1
"""The place of a pattern that is not to be taken apart any more."""
NO_PATTERN = -1
"""The deciding pattern's number where no pattern has matched."""


class State:
    """What a folder hands down to its children.

    ``matched`` is the verdict (of an ignore file: excluded), ``rule`` the number of the pattern that gave it or
    :data:`NO_PATTERN`, ``final`` whether it holds for everything below. ``file_matched`` and ``file_rule`` are the
    verdict of those files whose name is not in ``file_names``.
    """

    __slots__ = (
        "_by_ending",
        "_by_name",
        "_children",
        "_default",
        "_files",
        "_folder_names",
        "_hits",
        "_items",
        "_items_below",
        "_matcher",
        "_rest",
        "_whole",
        "file_matched",
        "file_names",
        "file_rule",
        "final",
        "matched",
        "rule",
        "shadow",
    )

    def __init__(self, matcher: Matcher, key: Key) -> None:
        """Prepare the tests on names; states are made and shared by their matcher."""
        self._matcher = matcher
        self.matched, self.rule, self.shadow, self._items = key
        self.final = not self._items
        self._children: dict[str, State] = {}
        self._default: State | None = None
        self._files: dict[tuple[Part, ...], tuple[bool, int]] = {}
        parts = [matcher.plans[number][at] for number, at in self._items]
        self._sort_out(parts)
        self._whole = any(part.step is Step.WHOLE for part in self._rest)
        line_bound = not matcher.line_bound.isdisjoint(part.number for part in parts)
        self._folder_names = Names.of([part.step for part in parts], every=self._whole, line_feeds=line_bound)
        # Only a pattern of the other sort can change the verdict of a file, and only by its last part.
        turning = [part for part in parts if matcher.patterns[part.number].exception == self.matched]
        self.file_matched, self.file_rule, _, _ = self._next(None, "")
        self.file_names = Names.of(
            [part.step for part in turning if part.ends],
            # Where a pattern turns all files here, any may be turned back.
            every=self.file_matched != self.matched or any(part.step is Step.WHOLE for part in turning),
            line_feeds=line_bound and any(part.any_name for part in turning),
        )

    def _sort_out(self, parts: Sequence[Part]) -> None:
        """Keep apart what any name does to the patterns, and which names do more to which of them."""
        self._hits = [part.number for part in parts if part.any_name]
        self._items_below = [item for part in parts for item in part.here]
        self._by_name: dict[str, list[Part]] = {}
        self._by_ending: dict[str, list[Part]] = {}
        self._rest: list[Part] = []
        for part in parts:
            step = part.step
            if isinstance(step, str):
                self._by_name.setdefault(step, []).append(part)
            elif isinstance(step, Glob) and step.ending:
                self._by_ending.setdefault(step.ending, []).append(part)
            elif not part.any_name:
                self._rest.append(part)

    def file(self, name: str, path: str) -> tuple[bool, int]:
        """Return the verdict on a file of this folder, and the number of the pattern that gave it."""
        names = self.file_names
        ending = name[name.rfind(".") :]
        # `name in names`, in place: it is asked for every file.
        if not (
            name in names.literals
            or (ending in names.endings and name.endswith(names.endings[ending]))
            or (names.other is not None and names.other(name))
        ):
            return self.file_matched, self.file_rule
        taken = self.taken_by(name)
        if taken is None:
            return self._next(name, path)[:2]
        known = self._files.get(taken)
        if known is None:
            known = self._next(name, path)[:2]
            if len(self._files) < _CACHED_NAMES:
                self._files[taken] = known
        return known

    def taken_by(self, name: str) -> tuple[Part, ...] | None:
        """Return the parts of patterns that take ``name``: files of which they are the same have the same verdict.

        ``None`` if the verdict also depends on the folders above.
        """
        if self._whole or "\n" in name:
            return None
        return tuple([part for part in self._speaking_of(name) if part.takes(name)])

    def child(self, name: str, path: str) -> State:
        """Return the state of the folder ``name`` of this folder; ``path`` is its whole path."""
        if self.final:
            return self
        state = self._children.get(name)
        if state is None:
            if name in self._folder_names:
                state = self._matcher.state(*self._next(name, path))
            else:
                state = self._default or self._matcher.state(*self._next(None, ""))
                self._default = state
            if not self._whole and len(self._children) < _CACHED_NAMES:
                self._children[name] = state
        return state

    def opens_all(self, rule: int) -> bool:
        """Whether all files of this folder that ``rule`` decided surely get the same verdict when they are opened."""
        patterns = self._matcher.patterns
        return self.shadow <= rule or patterns[self.shadow].exception != verdict_of(patterns, rule)

    def opens(self, rule: int, path: str) -> bool:
        """Whether a file of this folder that ``rule`` decided gets the same verdict when it is opened."""
        patterns = self._matcher.patterns
        # Where a shadow speaks against it, a later pattern that was skipped or left out may speak for it again.
        return self.opens_all(rule) or plain_verdict(patterns, path) == verdict_of(patterns, rule)

    def _next(self, name: str | None, path: str) -> Key:
        """Advance all patterns by one name; ``None`` is a name that no test hits."""
        if name is None:
            return self._decided(self._hits, self._items_below)
        if "\n" in name:
            return self._decided(*self._by_whole_path(name, path))
        taking = [part for part in self._speaking_of(name) if part.takes(name, path)]
        hits = [part.number for part in taking if part.ends]
        items = [item for part in taking for item in part.behind]
        return self._decided([*self._hits, *hits], [*self._items_below, *items])

    def _speaking_of(self, name: str) -> Sequence[Part]:
        """Return the parts of patterns that may take ``name``, though not any name."""
        return (
            *self._by_name.get(name, ()),
            *self._by_ending.get(name[name.rfind(".") :], ()),
            *self._rest,
        )

    def _by_whole_path(self, name: str, path: str) -> tuple[list[int], list[Item]]:
        """Advance by a name with a line feed: Go's dot takes none, so from here on the whole path is compared."""
        hits: list[int] = []
        items: list[Item] = []
        for number, at in self._items:
            part = self._matcher.plans[number][WHOLE_PATH if number in self._matcher.line_bound else at]
            takes = part.takes(name, path)
            if takes and part.ends:
                hits.append(number)
            items += part.behind if takes else part.here
        return hits, items

    def _decided(self, hits: Sequence[int], items: Sequence[Item]) -> Key:
        matched, rule, shadow = self.matched, self.rule, self.shadow
        for number in sorted(hits):
            if number <= rule:
                continue
            if self._matcher.patterns[number].exception == matched:
                matched, rule = not matched, number
            else:
                shadow = max(shadow, number)
        return matched, rule, shadow, tuple(items)


class Part:
    """A place in a pattern: the step that the next name must take, and what comes after it.

    ``number`` is the pattern's. ``any_name`` is whether the pattern matches whatever comes next, ``ends`` whether it
    does if the step is taken. ``here`` are the places below any name, ``behind`` below one that takes the step.
    """

    __slots__ = ("_pattern", "any_name", "behind", "ends", "here", "number", "step")

    def __init__(self, pattern: Pattern, number: int, steps: Sequence[str | Glob | Step], at: int) -> None:
        """Look at ``steps`` from ``at`` on; :data:`WHOLE_PATH` compares the whole path."""
        deep = steps[at] is Step.DEEP
        own = at + deep
        self._pattern = pattern
        self.number = number
        self.step = Step.WHOLE if at == WHOLE_PATH else steps[own]
        self.any_name = isinstance(self.step, Step) and self.step is not Step.WHOLE
        is_name = not isinstance(self.step, Step)
        self.ends = not is_name or own + 1 == len(steps) or steps[own + 1] is Step.HERE_AND_BELOW
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
        return step is not Step.WHOLE or self._pattern.matches(path)


def verdict_of(patterns: Sequence[Pattern], rule: int) -> bool:
    """Return the verdict that a pattern gives by its number: not matched where it is :data:`NO_PATTERN`."""
    return rule != NO_PATTERN and not patterns[rule].exception


def plain_verdict(patterns: Sequence[Pattern], path: str) -> bool:
    """Return whether the last pattern that matches ``path`` or a folder above it is no exception.

    Mirrors ``MatchesOrParentMatches``: a malformed pattern raises :class:`paths.BadPatternError`, and only patterns
    that would change the verdict so far are asked.
    """
    *above, _ = paths.with_folders(path)
    matched = False
    for pattern in patterns:
        if pattern.exception == matched and (pattern.matches(path) or any(map(pattern.matches, above))):
            matched = not matched
    return matched
