"""The line that is drawn while a large context is walked."""

from __future__ import annotations

import io
import os
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from ctxsize.cli import progress
from ctxsize.cli.options import Options
from ctxsize.cli.progress import Progress
from ctxsize.cli.run import run
from ctxsize.scan.watched import Seen

if TYPE_CHECKING:
    from pathlib import Path

SEEN = Seen(directory="packages/api/node_modules", entries=23_402, bytes=1_300_000_000)


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    lines: list[str] = []
    monkeypatch.setattr(progress, "_write", lines.append)
    return lines


def line(seen: Seen | None, seconds: float, room: int = 79) -> str:
    shown = Progress(enabled=False)
    shown._began -= seconds
    if seen is not None:
        shown.begin(lambda: seen)
    return shown._line(room)


def test_it_tells_entries_bytes_and_the_directory() -> None:
    assert line(SEEN, 0.6) == "0.6s  23,402 entries, 1.30GB, in packages/api/node_modules"


def test_it_tells_the_largest_after_two_seconds() -> None:
    seen = SEEN.replace(largest="heap.bin", largest_bytes=212_000_000)
    assert "largest" not in line(seen, 1.9)
    whole = "2.0s  23,402 entries, 1.30GB, in packages/api/node_modules, largest heap.bin 212.00MB"
    assert line(seen, 2, 100) == whole
    assert line(seen, 2) == whole.replace("packages/api", "packa…")


def test_it_keeps_to_its_room_and_escapes_names() -> None:
    seen = SEEN.replace(directory="a\x1b[31m\n" * 40, largest="b" * 300, largest_bytes=5)
    for room in (20, 40, 79, 120):
        shown = line(seen, 3, room)
        assert len(shown) <= room
        assert "\x1b" not in shown
        assert "\n" not in shown


def test_before_a_walk_there_is_the_time_alone() -> None:
    assert line(None, 0.5) == "0.5s"


def test_other_processes_are_added(monkeypatch: pytest.MonkeyPatch) -> None:
    child = Progress(enabled=False)
    child.begin(lambda: Seen(entries=10, bytes=500, largest="child.bin", largest_bytes=400))
    monkeypatch.setattr(signal, "setitimer", lambda *_: None)
    child.forked()
    child._alarm()
    assert child._slots is not None
    own = Seen(directory="x", entries=5, bytes=100, largest="own.bin", largest_bytes=90)
    together = child._slots.together(own)
    assert together == Seen("x", 15, 600, "child.bin", 400)
    assert child._slots.together(own.replace(is_merged=True)).bytes == 100


def test_it_is_erased_and_draws_only_by_its_timer(drawn: list[str]) -> None:
    with Progress(enabled=True) as shown:
        shown.begin(lambda: SEEN)
        shown._alarm()
    assert drawn[0].startswith("\r\033[K")
    assert drawn[1:] == ["\r\033[K"]
    drawn.clear()
    with Progress(enabled=True):
        pass
    assert drawn == []


@pytest.mark.parametrize(
    ("terminal", "term", "wanted"), [(False, "xterm", True), (True, "dumb", True), (True, "xterm", False)]
)
def test_where_nothing_is_drawn(terminal: bool, term: str, wanted: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal() if terminal else io.StringIO())
    assert Progress.on({"TERM": term}, wanted=wanted).watch is None
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert Progress.on({"TERM": "xterm"}, wanted=True).watch is not None


def test_the_width_is_the_terminal_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((40, 20)))
    assert progress._columns() == 40


def test_it_says_nothing_in_a_pipe(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    run(Options(paths=(str(tmp_path),)))
    assert capfd.readouterr().err == ""
