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

from ctxsize.golang import paths
from ctxsize.ignore.names import Names
from ctxsize.ignore.pattern import Kind, Pattern, Step
from ctxsize.ignore.state import NO_PATTERN, WHOLE_PATH, Part, State, plain_verdict, verdict_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxsize.ignore.state import Item, Key


class Matcher:
    """Ordered patterns; the last one that matches a path or a folder above it decides."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        """Take all patterns apart; nothing is matched yet."""
        self.patterns = tuple(patterns)
        self.has_exceptions = any(pattern.exception for pattern in patterns)
        steps = [pattern.steps() for pattern in patterns]
        self.plans = [
            [Part(pattern, number, own, at) for at in (*range(len(own)), WHOLE_PATH)]
            for number, (pattern, own) in enumerate(zip(patterns, steps, strict=True))
        ]
        self.line_bound = frozenset(
            number for number, pattern in enumerate(patterns) if pattern.kind is Kind.REGEXP and "**" in pattern.text
        )
        self._states: dict[Key, State] = {}
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

    __slots__ = ("_patterns", "_results", "file_names", "final", "matched", "rule")

    def __init__(self, patterns: tuple[Pattern, ...], results: tuple[bool, ...]) -> None:
        """Start from the pattern-by-pattern results of the folder; none for the root."""
        self._patterns = patterns
        self._results = results
        self.rule = max((number for number, result in enumerate(results) if result), default=NO_PATTERN)
        self.matched = verdict_of(patterns, self.rule)
        self.final = False
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
            return plain_verdict(self._patterns, path) == verdict_of(self._patterns, rule)
        except paths.BadPatternError:
            return False


def _is_bad(pattern: Pattern) -> bool:
    try:
        pattern.matches("")
    except paths.BadPatternError:
        return True
    return False
