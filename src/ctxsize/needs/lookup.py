"""What the room asks of a context: names, and the beginnings of small files."""

from __future__ import annotations

from functools import cached_property

from ctxsize.golang import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

_MOST_TEXTS = 120
_MOST_MATCHES = 2000


class Lookup:
    """A context, each question asked once."""

    def __init__(
        self, names: Callable[[str], Sequence[str]], exists: Callable[[str], bool], text: Callable[[str], str | None]
    ) -> None:
        """Take the questions.

        Args:
            names: the names in a directory, in byte order; none if it is no directory.
            exists: whether there is anything at a path.
            text: the first 64 KiB of a file as text; ``None`` if it can't be read.

        """
        self._names = names
        self._exists = exists
        self._text = text
        self._known: dict[str, str | None] = {}
        self._parsed: dict[str, Any] = {}

    def names(self, path: str) -> Sequence[str]:
        """Return the names in a directory, the root being empty."""
        return self._names(path)

    def exists(self, path: str) -> bool:
        """Whether there is anything at ``path``; the root is there."""
        return not path or (not path.startswith("..") and self._exists(path))

    def text(self, path: str) -> str | None:
        """Return the beginning of a file; ``None`` if it can't be read, or if too many have been read."""
        if path not in self._known:
            self._known[path] = self._text(path) if len(self._known) < _MOST_TEXTS else None
        return self._known[path]

    def document(self, path: str) -> Any:  # noqa: ANN401 (what a manifest holds)
        """Return a JSON or TOML file as values; an empty mapping where it can't be read as one."""
        if path not in self._parsed:
            self._parsed[path] = _parsed(path, self.text(path) or "")
        return self._parsed[path]

    def matches(self, pattern: str) -> Iterator[str]:
        """Yield the existing paths that a pattern of shells matches, ``**`` for any number of directories."""
        if not paths.has_wildcard(pattern):
            if self.exists(pattern):
                yield pattern
            return
        found = 0
        pending: list[tuple[str, tuple[str, ...]]] = [("", tuple(pattern.split("/")))]
        while pending and found < _MOST_MATCHES:
            above, parts = pending.pop()
            if not parts:
                found += 1
                yield above
                continue
            first, rest = parts[0], parts[1:]
            if first == "**":
                pending.append((above, rest))
                pending += [
                    (inner, parts)
                    for name in self.names(above)
                    if name not in {"node_modules", ".git"} and self.names(inner := paths.join(above, name))
                ]
                found += 1
            elif not paths.has_wildcard(first):
                inner = paths.join(above, first)
                if self.exists(inner):
                    pending.append((inner, rest))
            else:
                found += 1
                pending += [
                    (paths.join(above, name), rest)
                    for name in reversed(self.names(above))
                    if paths.matches(first, name) and (first.startswith(".") or not name.startswith("."))
                ]

    @cached_property
    def root_names(self) -> Sequence[str]:
        """The names in the context root."""
        return self.names("")


def _parsed(path: str, text: str) -> Any:  # noqa: ANN401
    if not text:
        return {}
    try:
        if path.endswith((".json", ".jsonc")):
            import json  # noqa: PLC0415 (only where a command reads one)

            return json.loads(text)
        if path.endswith(".toml"):
            import tomllib  # noqa: PLC0415 (likewise, and it takes milliseconds)

            return tomllib.loads(text)
    except (ValueError, RecursionError):
        pass
    return {}
