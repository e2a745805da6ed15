"""A context as a stream of entries, in the order of Go's walk."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ctxsize.context.disk import DiskSource
from ctxsize.context.entry import Measured
from ctxsize.context.walk import walk


class Visitor:
    """Writes down what it is shown; looks into no directory called `skipped` and only measures `measured`."""

    def __init__(self) -> None:
        """Nothing was shown yet."""
        self.shown: list[str] = []

    def root(self) -> Any:  # noqa: ANN401 (a token is the visitor's own affair)
        return SimpleNamespace(measured=False)

    def directory(self, token: Any, found: Any, /) -> Any:  # noqa: ANN401
        self.shown.append(f"{found.path}/")
        if found.name == "skipped":
            return None
        return SimpleNamespace(measured=token.measured or found.name == "measured")

    def leaves(self, _: Any, directory: Any, run: Any, /) -> None:  # noqa: ANN401
        self.shown.append(" ".join(directory.found(*item).path for item in run))

    def unreadable(self, _: Any, found: Any, error: OSError, /) -> None:  # noqa: ANN401
        self.shown.append(f"{found.path}: {type(error).__name__}")

    def measure(self, _: Any, measured: Measured, /) -> None:  # noqa: ANN401
        self.shown.append(f"{measured.files} files, {measured.bytes} bytes")


def walked(root: Path, *files: str) -> list[str]:
    for file in files:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text("12")
    visitor = Visitor()
    walk(DiskSource(str(root)), visitor)
    return visitor.shown


def test_a_directory_comes_with_its_content_and_leaves_in_runs(tmp_path: Path) -> None:
    assert walked(tmp_path, "a", "b/x", "b/y", "b.c", "d") == ["a", "b/", "b/x b/y", "b.c d"]


def test_what_the_visitor_does_not_look_into_is_not_shown(tmp_path: Path) -> None:
    assert walked(tmp_path, "skipped/x", "y") == ["skipped/", "y"]


def test_what_is_only_measured_is_added_up(tmp_path: Path) -> None:
    shown = walked(tmp_path, "measured/a", "measured/sub/b")
    assert shown[0] == "measured/"
    assert sum(int(line.split()[0]) for line in shown[1:]) == 2


def test_a_root_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nope"):
        walked(tmp_path / "nope")
