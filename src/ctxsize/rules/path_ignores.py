"""``[tool.ctxsize.per-path-ignores]``: rules that are turned off for some paths, written in the syntax of .gitignore.

No builder is asked about these patterns, so they are what people know from .gitignore: ``fixtures`` matches in every
directory, a slash inside ties a pattern to the configuration's directory, the last pattern that matches decides, and
``!`` turns rules on again.
"""

from __future__ import annotations

import os
from functools import lru_cache

from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

PER_PATH_IGNORES = "per-path-ignores"
"""The name of the table."""


class PathIgnores(Record):
    """Which rules are off for which paths.

    ``root`` is the context root and ``base`` the configuration's directory, from which patterns count; both absolute.
    ``rows`` are patterns in their order, each with codes of rules or their beginnings.
    """

    root: str
    base: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]

    def silences(self, code: str, path: str) -> bool:
        """Whether the rule with this code is off for a path, which is relative to the context root."""
        spec = _spec(self.rows, code)
        # A Dockerfile outside of the context may be named by an absolute path.
        place = os.path.relpath(path if path.startswith("/") else f"{self.root}/{path}", self.base)
        # What a finding names may be a directory: `fixtures/**` and `fixtures/` are about all of it.
        below = spec.check_file(f"{place}/").include
        return bool(spec.check_file(place).include if below is None else below)


def check(pattern: str) -> None:
    """Raise ValueError for a pattern that can't match anything."""
    if not any(row.include is not None for row in _parsed((pattern,)).patterns):
        raise ValueError(pattern)


@lru_cache
def _spec(rows: tuple[tuple[str, tuple[str, ...]], ...], code: str) -> GitIgnoreSpec:
    return _parsed(tuple(pattern for pattern, codes in rows if code.startswith(codes)))


def _parsed(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 (few configurations have the table, and it takes long to load)

    return GitIgnoreSpec.from_lines(patterns)
