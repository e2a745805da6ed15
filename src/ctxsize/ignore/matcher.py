"""Ordered patterns as an automaton that walks down the directories with its caller.

BuildKit and the legacy builder both carry each pattern's result from a directory to its children
(``MatchesUsingParentResults`` of moby/patternmatcher): a pattern that matched a directory matches all below it, and a
pattern that could not change the verdict at that moment is skipped and not remembered. So all that a directory hands
down is the verdict, the pattern that gave it (those before it have no say below), and how far each later pattern has
matched. Such states are few, and most of them are final: nothing below can change, and a subtree is decided at once.

The file itself is then opened by a plainer question (``MatchesOrParentMatches``: does the last pattern that matches
the path or any directory above it exclude it?). A skipped pattern makes the two differ; a state remembers it as its
shadow.
"""

from __future__ import annotations

from ctxsize.golang import paths
from ctxsize.ignore.names import NameSet
from ctxsize.ignore.part import WHOLE_PATH, PatternPart
from ctxsize.ignore.pattern import Glob, Pattern, PatternKind, PatternStep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxsize.ignore.part import Item

    Key = tuple[bool, int, int, tuple[Item, ...]]
    """Whether a directory is matched, by which pattern, its shadow, and what is left."""

_CACHED_NAMES = 4096
NO_PATTERN = -1
"""The deciding pattern's number where no pattern has matched."""


class Matcher:
    """Ordered patterns; the last one that matches a path or a directory above it decides."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        """Take all patterns apart; nothing is matched yet."""
        self.patterns = tuple(patterns)
        self._steps = steps = [pattern.steps() for pattern in patterns]
        self._parts: dict[Item, PatternPart] = {}
        self.line_bound = frozenset(
            number
            for number, pattern in enumerate(patterns)
            if pattern.kind is PatternKind.REGEXP and "**" in pattern.text
        )
        self._states: dict[Key, State] = {}
        self.root: State | CarefulState
        if any(own[-1] is PatternStep.WHOLE and _is_bad(pattern) for pattern, own in zip(patterns, steps, strict=True)):
            self.root = CarefulState(self.patterns, ())
        else:
            self.root = self.state(False, NO_PATTERN, NO_PATTERN, tuple((number, 0) for number in range(len(steps))))  # noqa: FBT003 (a state's key)

    def part(self, item: Item) -> PatternPart:
        """Return a place in a pattern; each is made when it is first reached, as there may be many that never are."""
        part = self._parts.get(item)
        if part is None:
            number, at = item
            part = self._parts[item] = PatternPart(self.patterns[number], number, self._steps[number], at)
        return part

    def state(self, matched: bool, rule: int, shadow: int, items: tuple[Item, ...]) -> State:  # noqa: FBT001 (a state's key)
        """Return the one state for these values, without the items that can change nothing any more."""
        live: list[Item] = []
        for number, at in sorted(set(items)):
            # Up to the first pattern that could turn the verdict, none has anything to say.
            if number > rule and (live or self.patterns[number].exception == matched):
                live.append((number, at))
        key = (matched, rule, shadow if shadow > rule else NO_PATTERN, tuple(live))
        state = self._states.get(key)
        if state is None:
            state = self._states[key] = State(self, key)
        return state

    def decide(self, path: str) -> tuple[bool, int]:
        """Return the verdict on a file at ``path`` and the number of the pattern that gave it, as a walk would."""
        *directories, name = path.split("/")
        state, above = self.root, ""
        for directory in directories:
            above = f"{above}/{directory}" if above else directory
            state = state.child(directory, above)
        return state.file(name, path)


class State:
    """What a directory hands down to its children.

    ``matched`` is the verdict (of an ignore file: excluded), ``rule`` the number of the pattern that gave it or
    :data:`NO_PATTERN`, ``final`` whether it holds for everything below. ``file_matched`` and ``file_rule`` are the
    verdict of those files whose name is not in ``file_names``.
    """

    __slots__ = (
        "_by_ending",
        "_by_name",
        "_children",
        "_default",
        "_directory_names",
        "_files",
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
        self._files: dict[tuple[PatternPart, ...], tuple[bool, int]] = {}
        parts = [matcher.part(item) for item in self._items]
        self._sort_out(parts)
        self._whole = any(part.step is PatternStep.WHOLE for part in self._rest)
        line_bound = not matcher.line_bound.isdisjoint(part.number for part in parts)
        self._directory_names = NameSet.of([part.step for part in parts], every=self._whole, line_feeds=line_bound)
        # Only a pattern of the other sort can change the verdict of a file, and only by its last part.
        turning = [part for part in parts if matcher.patterns[part.number].exception == self.matched]
        self.file_matched, self.file_rule, _, _ = self._next(None, "")
        self.file_names = NameSet.of(
            [part.step for part in turning if part.ends],
            # Where a pattern turns all files here, any may be turned back; also where two turn them there and back.
            every=self.file_rule != self.rule or any(part.step is PatternStep.WHOLE for part in turning),
            line_feeds=line_bound and any(part.any_name for part in turning),
        )

    def _sort_out(self, parts: Sequence[PatternPart]) -> None:
        """Keep apart what any name does to the patterns, and which names do more to which of them."""
        self._hits = [part.number for part in parts if part.any_name]
        self._items_below = [item for part in parts for item in part.here]
        self._by_name: dict[str, list[PatternPart]] = {}
        self._by_ending: dict[str, list[PatternPart]] = {}
        self._rest: list[PatternPart] = []
        for part in parts:
            step = part.step
            if isinstance(step, str):
                self._by_name.setdefault(step, []).append(part)
            elif isinstance(step, Glob) and step.ending:
                self._by_ending.setdefault(step.ending, []).append(part)
            elif not part.any_name:
                self._rest.append(part)

    @property
    def names(self) -> NameSet | None:
        """All names that a pattern tells from others here: files that the same of them match have the same verdict.

        ``None`` if the verdict also depends on the directories above.
        """
        return None if self._whole else self._directory_names

    def file(self, name: str, path: str) -> tuple[bool, int]:
        """Return the verdict on a file of this directory, and the number of the pattern that gave it."""
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

    def taken_by(self, name: str) -> tuple[PatternPart, ...] | None:
        """Return the parts of patterns that take ``name``: files of which they are the same have the same verdict.

        ``None`` if the verdict also depends on the directories above.
        """
        if self._whole or "\n" in name:
            return None
        return tuple([part for part in self._speaking_of(name) if part.takes(name)])

    def child(self, name: str, path: str) -> State:
        """Return the state of the directory ``name`` of this directory; ``path`` is its whole path."""
        if self.final:
            return self
        state = self._children.get(name)
        if state is None:
            if name in self._directory_names:
                state = self._matcher.state(*self._next(name, path))
            else:
                state = self._default or self._matcher.state(*self._next(None, ""))
                self._default = state
            if not self._whole and len(self._children) < _CACHED_NAMES:
                self._children[name] = state
        return state

    def opens_all(self, rule: int) -> bool:
        """Whether all files of this directory that ``rule`` decided surely get the same verdict when they are opened."""
        patterns = self._matcher.patterns
        return self.shadow <= rule or patterns[self.shadow].exception != verdict_of(patterns, rule)

    def opens(self, rule: int, path: str) -> bool:
        """Whether a file of this directory that ``rule`` decided gets the same verdict when it is opened."""
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

    def _speaking_of(self, name: str) -> Sequence[PatternPart]:
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
            part = self._matcher.part((number, WHOLE_PATH if number in self._matcher.line_bound else at))
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


class CarefulState:
    """A :class:`State` for patterns of which one is malformed in a way that Docker finds only when it first matches.

    It asks each pattern in just the order in which Docker does, and lets :class:`paths.BadPatternError` out where
    Docker would fail.
    """

    __slots__ = ("_patterns", "_results", "file_names", "final", "matched", "rule")

    def __init__(self, patterns: tuple[Pattern, ...], results: tuple[bool, ...]) -> None:
        """Start from the pattern-by-pattern results of the directory; none for the root."""
        self._patterns = patterns
        self._results = results
        self.rule = max((number for number, result in enumerate(results) if result), default=NO_PATTERN)
        self.matched = verdict_of(patterns, self.rule)
        self.final = False
        self.file_names = NameSet.of((), every=True)

    def file(self, name: str, path: str) -> tuple[bool, int]:
        """Return the verdict and its pattern, as :meth:`State.file`; may raise :class:`paths.BadPatternError`."""
        state = self.child(name, path)
        return state.matched, state.rule

    def child(self, name: str, path: str) -> CarefulState:  # noqa: ARG002 (the same call as State.child)
        """Return the state of a directory, as :meth:`State.child`; may raise :class:`paths.BadPatternError`."""
        matched = False
        results: list[bool] = []
        for number, pattern in enumerate(self._patterns):
            result = bool(self._results) and self._results[number]
            if not result and pattern.exception == matched:
                result = pattern.matches(path)
            results.append(result)
            if result:
                matched = not pattern.exception
        return CarefulState(self._patterns, tuple(results))

    def opens_all(self, rule: int) -> bool:  # noqa: ARG002 (the same call as State.opens_all)
        """Return that it is not sure of any file."""
        return False

    def opens(self, rule: int, path: str) -> bool:
        """Whether opening gets the same verdict; a pattern that fails then keeps the file from being opened."""
        try:
            return plain_verdict(self._patterns, path) == verdict_of(self._patterns, rule)
        except paths.BadPatternError:
            return False


def verdict_of(patterns: Sequence[Pattern], rule: int) -> bool:
    """Return the verdict that a pattern gives by its number: not matched where it is :data:`NO_PATTERN`."""
    return rule != NO_PATTERN and not patterns[rule].exception


def plain_verdict(patterns: Sequence[Pattern], path: str) -> bool:
    """Return whether the last pattern that matches ``path`` or a directory above it is no exception.

    Mirrors ``MatchesOrParentMatches``: a malformed pattern raises :class:`paths.BadPatternError`, and only patterns
    that would change the verdict so far are asked.
    """
    *above, _ = paths.with_directories(path)
    matched = False
    for pattern in patterns:
        if pattern.exception == matched and (pattern.matches(path) or any(map(pattern.matches, above))):
            matched = not matched
    return matched


def _is_bad(pattern: Pattern) -> bool:
    try:
        pattern.matches("")
    except paths.BadPatternError:
        return True
    return False
