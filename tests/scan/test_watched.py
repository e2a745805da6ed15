"""A walk that is watched says the same as one that is not, and tells how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxsize.build.plan import plan
from ctxsize.build.request import Request
from ctxsize.scan.scan import Interest, scan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ctxsize.scan.watched import Seen


class Watcher:
    """Keeps whom to ask."""

    def __init__(self) -> None:
        self.seen: Callable[[], Seen] | None = None
        self.begun = 0

    def begin(self, seen: Callable[[], Seen]) -> None:
        self.begun += 1
        self.seen = seen

    def forked(self) -> None:
        self.begun += 1


@pytest.mark.parametrize("processes", [1, 2])
def test_watching_changes_nothing(tmp_path: Path, processes: int) -> None:
    for directory in ("a", "b/c", "out"):
        (tmp_path / directory).mkdir(parents=True)
        for number in range(5):
            (tmp_path / directory / f"f{number}").write_bytes(b"x" * number)
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    (tmp_path / ".dockerignore").write_text("out\n")
    build = plan(Request.of(str(tmp_path), "buildkit", None, None, {}, None))
    watcher = Watcher()
    found = scan(build, Interest(largest=3), watch=watcher, processes=processes)
    assert found == scan(build, Interest(largest=3), processes=processes)
    assert watcher.begun == 1
    assert watcher.seen is not None
    seen = watcher.seen()
    assert seen.bytes == found.received.bytes
    assert (seen.largest, seen.largest_bytes) == ("Dockerfile", 22)
    if processes == 1:
        assert seen.entries == 5 * 3 + 2 + 4
        assert seen.directory in {"out", ""}
