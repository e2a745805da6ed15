"""Which lines a text has names of: the log of a failing step often names the file that it lacks."""

from __future__ import annotations

import re

from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ctxsize.dockerfile.parser.syntax import Dockerfile

_NAME = re.compile(r"[\w.+@~-]+(?:/[\w.+@~-]+)*")
_COMMON = frozenset({"dockerfile", "src", "lib", "app", "bin", "build", "index", "main", "test", "dist"})
"""Names that stand in any log: of these a path is named only by more than the name; all in lower case."""


class TriedLine(Record):
    """A line that may be safe, and the received files that it excludes, with their sizes."""

    pattern: str
    files: Mapping[str, int]


def named_in(text: str, candidates: Sequence[TriedLine]) -> tuple[str, ...]:
    """Return the patterns of those candidates of whose files or directories a text has a name.

    The whole path, or the end of one, counts most: where one is named so, a bare name counts for nothing.
    """
    words = {word.strip("./") for word in _NAME.findall(text.lower())}
    by_path = [each.pattern for each in candidates if any(_is_path(word, each) for word in words if "/" in word)]
    if by_path:
        return tuple(by_path)
    names = {word.rpartition("/")[2] for word in words} - _COMMON
    return tuple(each.pattern for each in candidates if not names.isdisjoint(_names(each)))


def _is_path(word: str, one: TriedLine) -> bool:
    return any(
        word == path or word.endswith(f"/{path}") or path.startswith(f"{word}/") for path in map(str.lower, one.files)
    )


def _names(one: TriedLine) -> set[str]:
    """Return the names of a candidate's files, and of the directories that its pattern names."""
    found = {path.rpartition("/")[2].lower() for path in one.files}
    found.add(one.pattern.strip("/").rpartition("/")[2].strip("*").lower())
    return found - {""}


def step_line(dockerfile: Dockerfile, step: str) -> int | None:
    """Return the line of the instruction that a step is of; ``None`` where several may be meant, or none.

    BuildKit shows an instruction on one line, without its escapes and with its variables expanded.
    """
    wanted = _plain(step)
    fitting = [each.line for each in dockerfile.instructions if _plain(each.text) == wanted]
    if not fitting:
        fitting = [each.line for each in dockerfile.instructions if _fits(each.text, step)]
    return fitting[0] if len(fitting) == 1 else None


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[\\\"']", "", text).split())


def _fits(text: str, step: str) -> bool:
    """Whether a step is an instruction with its variables expanded and its mounts changed for a proof."""
    without = [re.sub(r"--mount=\S+\s*", "", _plain(each)) for each in (text, step)]
    parts = re.split(r"\$(?:\w+|\{[^}]*\})", without[0])
    return re.fullmatch(".*".join(map(re.escape, parts)), without[1]) is not None


def short(step: str, most: int = 60) -> str:
    """Return a step for a sentence: on one line, and cut where it is long."""
    text = " ".join(step.split())
    return text if len(text) <= most else f"{text[: most - 3]}..."
