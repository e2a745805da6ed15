"""The line of an ignore file that was meant to match a path and does not, with the reason."""

from __future__ import annotations

from ctxsize.display.escaping import quoted
from ctxsize.golang import paths
from ctxsize.ignore.parse import as_pattern, pattern_of
from ctxsize.ignore.pattern import Pattern
from ctxsize.rules.nearmiss import habits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ctxsize.ignore.parse import Line

_LEAST_LIKENESS = 0.8
_SHORTEST = 4
"""Names below so many letters resemble each other by chance."""
_MOST_LINES = 2000


def near_line(lines: Iterable[Line], path: str, root: str, *, exceptions: bool) -> str:
    """Return a sentence on the line that comes closest to a path without matching it, and what to write; empty if none does.

    Args:
        lines: those of the ignore file.
        path: relative to the context root.
        root: the context root, absolute.
        exceptions: whether an exception is looked for, or a line that excludes.

    """
    candidates = [
        line
        for line in lines
        if line.pattern is not None
        and line.pattern.exception == exceptions
        and not any(_matches(line.pattern, place) for place in paths.with_directories(path))
    ][:_MOST_LINES]
    mark = "!" if exceptions else ""
    for reason in _REASONS:
        # Of several that come as close, the last: it would have the last word.
        for line in reversed(candidates):
            found = next(reason(line, path, root), None)
            if found is not None:
                why, better = found
                advice = f" Write {quoted(mark + better)}." if better else ""
                return f"Line {line.number} {quoted(line.text.strip())} does not match: {why}.{advice}"
    return ""


def _matches(pattern: Pattern, place: str) -> bool:
    try:
        return pattern.matches(place)
    except paths.BadPatternError:
        return False


def _hits(text: str, path: str) -> bool:
    """Whether a pattern matches a path or a directory above it."""
    try:
        pattern = pattern_of(text)
    except paths.BadPatternError:
        return False
    return pattern is not None and any(_matches(pattern, place) for place in paths.with_directories(path))


def _deeper(line: Line, path: str, _: str) -> Iterator[tuple[str, str]]:
    text = line.pattern.text if line.pattern is not None else ""
    if _hits(f"**/{text}", path):
        yield "a pattern begins at the context root", f"**/{text}"


def _habit(line: Line, path: str, root: str) -> Iterator[tuple[str, str]]:
    written = line.text.strip().removeprefix("!").strip()
    for habit in habits(written, root):
        for meant in habit.meant:
            for text in (meant.strip(), f"**/{meant.strip()}"):
                if _hits(text, path):
                    yield habit.why, text


def _case(line: Line, path: str, _: str) -> Iterator[tuple[str, str]]:
    text = line.pattern.text if line.pattern is not None else ""
    for lower in (text.lower(), f"**/{text.lower()}"):
        if _hits(lower, path.lower()) and not paths.has_wildcard(text):
            matched = next(place for place in paths.with_directories(path) if _hits(lower, place.lower()))
            yield "case matters", as_pattern(matched)


def _inside(line: Line, path: str, _: str) -> Iterator[tuple[str, str]]:
    text = line.pattern.text if line.pattern is not None else ""
    if text.startswith(f"{path}/") and not line.text.lstrip().startswith("!"):
        yield f"it is about what is in {quoted(path)}, not about the directory", ""


def _spelling(line: Line, path: str, _: str) -> Iterator[tuple[str, str]]:
    import difflib  # noqa: PLC0415 (the last resort)

    text = line.pattern.text.rpartition("/")[2] if line.pattern is not None else ""
    for place in paths.with_directories(path):
        name = place.rpartition("/")[2]
        if min(len(text), len(name)) < _SHORTEST or paths.has_wildcard(text):
            continue
        if difflib.SequenceMatcher(None, text, name).ratio() >= _LEAST_LIKENESS:
            yield f"{quoted(name)} is spelled differently", as_pattern(place)


_REASONS: tuple[Callable[[Line, str, str], Iterator[tuple[str, str]]], ...] = (
    *(_habit, _deeper, _case),
    *(_inside, _spelling),
)
"""From the surest to the faintest."""
