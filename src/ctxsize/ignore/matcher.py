"""Ordered patterns as an automaton that walks down the folders with its caller.

BuildKit and the legacy builder both carry each pattern's result from a folder to its children
(``MatchesUsingParentResults`` of moby/patternmatcher): a pattern that matched a folder matches all below it, and a
pattern that could not change the verdict at that moment is skipped and not remembered. So all that a folder hands
down is the verdict, the pattern that gave it (those before it have no say below), and how far each later pattern has
matched. Such states are few, and most of them are final: nothing below can change, and a subtree is decided at once.

The file itself is then opened by a plainer question (``MatchesOrParentMatches``: does the last pattern that matches
the path or any folder above it exclude it?). A skipped pattern makes the two differ; a state remembers it as its
shadow.
"""

from __future__ import annotations

from ctxsize import paths
from ctxsize.ignore.names import Names
from ctxsize.ignore.pattern import Glob, Kind, Pattern, Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    Item = tuple[int, int]
    """A pattern's number, and the place in its plan that it has reached."""
    _Key = tuple[bool, int, int, tuple[Item, ...]]

_CACHED_NAMES = 4096
_ALL_BELOW = (Step.BELOW, Step.HERE_AND_BELOW)
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

    def __init__(self, matcher: Matcher, key: _Key) -> None:
        """Prepare the tests on names; states are made and shared by their matcher."""
        self._matcher = matcher
        self.matched, self.rule, self.shadow, self._items = key
        self.final = not self._items
        self._children: dict[str, State] = {}
        self._default: State | None = None
        self._files: dict[tuple[Part, ...], tuple[bool, int]] = {}
        parts = [(number, matcher.plans[number][at]) for number, at in self._items]
        self._sort_out(parts)
        self._whole = any(part.step is Step.WHOLE for _, part in parts)
        line_bound = any(number in matcher.line_bound for number, _ in parts)
        self._folder_names = Names.of([part.step for _, part in parts], every=self._whole, line_feeds=line_bound)
        # Only a pattern of the other sort can change the verdict of a file, and only by its last part.
        turning = [part for number, part in parts if matcher.patterns[number].exception == self.matched]
        self.file_matched, self.file_rule, _, _ = self._next(None, "")
        self.file_names = Names.of(
            [part.step for part in turning if part.ends],
            # Where a pattern turns all files here, any may be turned back.
            every=self.file_matched != self.matched or any(part.step is Step.WHOLE for part in turning),
            line_feeds=line_bound and any(part.step in _ALL_BELOW for part in turning),
        )

    def _sort_out(self, parts: Sequence[tuple[int, Part]]) -> None:
        """Keep apart what any name does to the patterns, and which names do more to which of them."""
        self._hits: list[int] = []
        self._items_below: list[Item] = []
        self._by_name: dict[str, list[tuple[int, Part]]] = {}
        self._by_ending: dict[str, list[tuple[int, Part]]] = {}
        self._rest: list[tuple[int, Part]] = []
        for number, part in parts:
            hit, following = part.take(None, "")
            if hit:
                self._hits.append(number)
            self._items_below += [(number, place) for place in following]
            step = part.step
            if isinstance(step, str):
                self._by_name.setdefault(step, []).append((number, part))
            elif step is Step.WHOLE:
                self._rest.append((number, part))
            elif isinstance(step, Glob):
                ending = step.suffix[step.suffix.rfind(".") :] if "." in step.suffix else None
                group = self._rest if ending is None else self._by_ending.setdefault(ending, [])
                group.append((number, part))

    def file(self, name: str, path: str) -> tuple[bool, int]:
        """Return the verdict on a file of this folder, and the number of the pattern that gave it."""
        if name not in self.file_names:
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
        return tuple([part for _, part in self._speaking_of(name) if part.takes(name)])

    def child(self, name: str, path: str) -> State:
        """Return the state of the folder ``name`` of this folder; ``path`` is its whole path."""
        if self.final:
            return self
        if name not in self._folder_names:
            if self._default is None:
                self._default = self._matcher.state(*self._next(None, ""))
            return self._default
        state = self._children.get(name)
        if state is None:
            state = self._matcher.state(*self._next(name, path))
            if not self._whole and len(self._children) < _CACHED_NAMES:
                self._children[name] = state
        return state

    def opens(self, rule: int, path: str) -> bool:  # noqa: ARG002 (the careful state needs it)
        """Whether a file of this folder that ``rule`` decided gets the same verdict when it is opened."""
        patterns = self._matcher.patterns
        verdict = rule != NO_PATTERN and not patterns[rule].exception
        return self.shadow <= rule or patterns[self.shadow].exception != verdict

    def _next(self, name: str | None, path: str) -> _Key:
        """Advance all patterns by one name; ``None`` is a name that no test hits."""
        if name is None:
            return self._decided(self._hits, self._items_below)
        if "\n" in name:
            return self._decided(*self._by_whole_path(name, path))
        hits = list(self._hits)
        items = list(self._items_below)
        for number, part in self._speaking_of(name):
            hit, following = part.take(name, path)
            if hit:
                hits.append(number)
            items += [(number, place) for place in following]
        return self._decided(hits, items)

    def _speaking_of(self, name: str) -> Sequence[tuple[int, Part]]:
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
            hit, following = part.take(name, path)
            if hit:
                hits.append(number)
            items += [(number, place) for place in following]
        return hits, items

    def _decided(self, hits: Sequence[int], items: Sequence[Item]) -> _Key:
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
    """A place in a pattern: the step that the next name must take, and what comes after it."""

    __slots__ = ("_here", "_next", "_pattern", "ends", "step")

    def __init__(self, pattern: Pattern, steps: Sequence[str | Glob | Step], at: int) -> None:
        """Look at ``steps`` from ``at`` on; :data:`WHOLE_PATH` compares the whole path."""
        deep = steps[at] is Step.DEEP
        own = at + deep
        self._pattern = pattern
        self.step = Step.WHOLE if at == WHOLE_PATH else steps[own]
        self.ends = own + 1 == len(steps) or steps[own + 1] is Step.HERE_AND_BELOW
        stays = deep or isinstance(self.step, Step)
        self._here: tuple[int, ...] = (at,) if stays else ()
        self._next: tuple[int, ...] = (*self._here, own + 1) if own + 1 < len(steps) else self._here

    def takes(self, name: str) -> bool:
        """Whether the step, which must be about one name, is about this one."""
        step = self.step
        return step == name if isinstance(step, str) else isinstance(step, Glob) and bool(step.matches(name))

    def take(self, name: str | None, path: str) -> tuple[bool, tuple[int, ...]]:
        """Return whether the pattern matches the path that ends in ``name``, and its places below that."""
        step = self.step
        if isinstance(step, Step):
            return step is not Step.WHOLE or (name is not None and self._pattern.matches(path)), self._here
        if name is None or not self.takes(name):
            return False, self._here
        return self.ends, self._next


class Matcher:
    """Ordered patterns; the last one that matches a path or a folder above it decides."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        """Take all patterns apart; nothing is matched yet."""
        self.patterns = tuple(patterns)
        self.has_exceptions = any(pattern.exception for pattern in patterns)
        steps = [pattern.steps() for pattern in patterns]
        self.plans = [
            [*(Part(pattern, own, at) for at in range(len(own))), Part(pattern, own, WHOLE_PATH)]
            for pattern, own in zip(patterns, steps, strict=True)
        ]
        self.line_bound = frozenset(
            number for number, pattern in enumerate(patterns) if pattern.kind is Kind.REGEXP and "**" in pattern.text
        )
        self._states: dict[_Key, State] = {}
        self.root: State | CarefulState
        if any(own[-1] is Step.WHOLE and _is_bad(pattern) for pattern, own in zip(patterns, steps, strict=True)):
            self.root = CarefulState(self.patterns, ())
        else:
            self.root = self.state(False, NO_PATTERN, NO_PATTERN, tuple((number, 0) for number in range(len(steps))))  # noqa: FBT003 (a state's key)

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
        *folders, name = path.split("/")
        state, above = self.root, ""
        for folder in folders:
            above = f"{above}/{folder}" if above else folder
            state = state.child(folder, above)
        return state.file(name, path)


class CarefulState:
    """A :class:`State` for patterns of which one is malformed in a way that Docker finds only when it first matches.

    It asks each pattern in just the order in which Docker does, and lets :class:`paths.BadPatternError` out where
    Docker would fail.
    """

    __slots__ = ("_patterns", "_results", "file_names", "final", "matched", "rule", "shadow")

    def __init__(self, patterns: tuple[Pattern, ...], results: tuple[bool, ...]) -> None:
        """Start from the pattern-by-pattern results of the folder; none for the root."""
        self._patterns = patterns
        self._results = results
        self.rule = max((number for number, result in enumerate(results) if result), default=NO_PATTERN)
        self.matched = self.rule != NO_PATTERN and not patterns[self.rule].exception
        self.final = False
        self.shadow = len(patterns)  # so that opening a file is always asked for
        self.file_names = Names.of((), every=True)

    def file(self, name: str, path: str) -> tuple[bool, int]:
        """Return the verdict and its pattern, as :meth:`State.file`; may raise :class:`paths.BadPatternError`."""
        state = self.child(name, path)
        return state.matched, state.rule

    def child(self, name: str, path: str) -> CarefulState:  # noqa: ARG002 (the same call as State.child)
        """Return the state of a folder, as :meth:`State.child`; may raise :class:`paths.BadPatternError`."""
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

    def opens(self, rule: int, path: str) -> bool:
        """Whether opening gets the same verdict; a pattern that fails then keeps the file from being opened."""
        try:
            return plain_verdict(self._patterns, path) == (rule != NO_PATTERN and not self._patterns[rule].exception)
        except paths.BadPatternError:
            return False


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


def _is_bad(pattern: Pattern) -> bool:
    try:
        pattern.matches("")
    except paths.BadPatternError:
        return True
    return False
