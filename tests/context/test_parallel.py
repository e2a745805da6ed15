"""Several processes find what one finds: the same report, entry by entry and byte by byte."""

from __future__ import annotations

import marshal
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ctxsize
from ctxsize.context import parallel

needs_fork = pytest.mark.skipif(sys.platform != "linux", reason="forks on Linux only")

IGNORE_FILES = [
    "",
    "*\n!**/keep.md\n",
    "d\n!d/d/keep.md\n",
    "**/b\n!d/b/a\n",
    "*\n!d/keep/*\nd\n",
    "**/*.py\n!a/**\n",
    "*/*\n!*/keep.md\n!e/d/d\n",
]
NAMES = ["a", "b", "d", "e", "keep.md", "x.py", ".env", "é"]
places = st.lists(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=4).map("/".join), min_size=3, max_size=20, unique=True
)


def make(root: Path, ignore: str, files: list[str], dockerfile: str = "COPY . /") -> None:
    root.joinpath("Dockerfile").write_text(f"FROM scratch\n{dockerfile}\n")
    root.joinpath(".dockerignore").write_text(ignore)
    made: list[Path] = []
    for number, place in enumerate(files):
        file = root / place
        if file.exists() or any(above.is_file() for above in file.parents):
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        if number % 4 == 3 and made:
            os.link(made[number % len(made)], file)
        else:
            file.write_bytes(b"x" * (number * 9_999))
        made.append(file)


@contextmanager
def handed_out_after(entries: int) -> Iterator[None]:
    """Walk so many entries before directories are handed out, which are of several depths then."""
    outline = parallel._outline
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parallel, "_outline", lambda upper, _: outline(upper, entries))
        yield


@needs_fork
@pytest.mark.parametrize("builder", ["buildkit", "legacy"])
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    ignore=st.sampled_from(IGNORE_FILES),
    files=places,
    source=st.sampled_from([".", "d", "*.md e"]),
    entries=st.integers(1, 12),
)
def test_three_processes_report_what_one_reports(
    tmp_path_factory: pytest.TempPathFactory, builder: str, ignore: str, files: list[str], source: str, entries: int
) -> None:
    root = tmp_path_factory.mktemp("context")
    make(root, ignore, files, f"COPY {source} /x/")
    alone = ctxsize.analyze(str(root), builder=builder, processes=1)
    listed = ctxsize.simulate(str(root), builder=builder, processes=1)
    with handed_out_after(entries):
        assert ctxsize.analyze(str(root), builder=builder, processes=3) == alone
        assert ctxsize.simulate(str(root), builder=builder, processes=3) == listed


@needs_fork
@pytest.mark.parametrize("entries", [1, 5, 8])
def test_a_directory_that_is_sent_late_is_sent_once_and_before_its_content(tmp_path: Path, entries: int) -> None:
    files = [f"d/{name}/keep.md" for name in "abcdef"]
    make(tmp_path, "*\n!**/keep.md\n", files)
    with handed_out_after(entries):
        found = [entry.path for entry in ctxsize.simulate(str(tmp_path), processes=4).entries]
    assert found == ["d", *(path for name in "abcdef" for path in (f"d/{name}", f"d/{name}/keep.md"))]


@pytest.fixture(params=["by many", "by one"])
def split(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hand out directories of several depths, of which the nearest to the root come first."""

    def idle(_root: str, visitor: parallel.DivisibleVisitor, *_: object) -> bytes:
        visitor.reset()
        return marshal.dumps(([], visitor.export_totals()))

    if request.param == "by one":
        monkeypatch.setattr(parallel, "_serve", idle)
    with handed_out_after(5):
        yield


@needs_fork
@pytest.mark.usefixtures("split")
@pytest.mark.parametrize("name", [b"d/c/\xff", b"\xff"])
def test_the_first_refusal_in_walk_order_is_told(tmp_path: Path, name: bytes) -> None:
    make(tmp_path, "", ["d/a/a", "d/b/a", "d/c/a", "e/a"])
    for bad in (name, b"e/\xfe"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + bad)).write_bytes(b"")
    with pytest.raises(ctxsize.CtxsizeError) as alone:
        ctxsize.simulate(str(tmp_path), processes=1)
    with pytest.raises(ctxsize.CtxsizeError) as together:
        ctxsize.simulate(str(tmp_path), processes=3)
    assert str(together.value) == str(alone.value)


@needs_fork
@pytest.mark.usefixtures("split")
def test_the_other_builder_s_refusal_is_told(tmp_path: Path) -> None:
    make(tmp_path, "", ["d/a/a", "d/b/a", "e/a"])
    for bad in (b"d/b/\xff", b"e/\xfe"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + bad)).write_bytes(b"")
    alone = ctxsize.analyze(str(tmp_path), builder="legacy", processes=1)
    assert ctxsize.analyze(str(tmp_path), builder="legacy", processes=3) == alone
    assert "d/b/" in (alone.sides[1].error or "")


@needs_fork
def test_odd_entries_come_back_from_other_processes(tmp_path: Path) -> None:
    make(tmp_path, "b\n", ["a/a", "b/a", "b/b"])
    (tmp_path / "a" / "link").symlink_to("a")
    os.mkfifo(tmp_path / "a" / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "a" / "s"))
    os.truncate(tmp_path / "a" / "a", 9 * 1024**3)
    report = ctxsize.analyze(str(tmp_path), processes=2)
    assert report == ctxsize.analyze(str(tmp_path), processes=1)
    assert {finding.path for finding in report.findings} >= {"a/a", "a/s"}


@needs_fork
def test_a_process_that_dies_is_made_up_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "", [f"{name}/a" for name in "abcd"])
    alone = ctxsize.simulate(str(tmp_path), processes=1)

    def die(*_: object) -> bytes:
        os.kill(os.getpid(), signal.SIGKILL)
        return b""

    monkeypatch.setattr(parallel, "_serve", die)
    assert ctxsize.simulate(str(tmp_path), processes=2) == alone


def test_beside_another_thread_there_is_no_fork(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "", ["a/a", "b/b"])
    monkeypatch.delattr(os, "fork")
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        found = ctxsize.simulate(str(tmp_path), processes=3)
    finally:
        done.set()
        thread.join()
    assert [entry.path for entry in found.entries] == [".dockerignore", "Dockerfile", "a", "a/a", "b", "b/b"]


@needs_fork
def test_an_interrupt_leaves_no_child_behind(tmp_path: Path) -> None:
    make(tmp_path, "", [f"{name}/a" for name in "abcd"])
    program = """
import os, signal, sys, time, ctxsize
from ctxsize.context import parallel
from ctxsize.scan import scanner
# A shell that starts its programs in the background has them ignore interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)
def stay(*_):
    os.write(1, b"%d\\n" % os.getpid())
    time.sleep(60)
parallel._pieces = stay
try:
    ctxsize.analyze(sys.argv[1], processes=3)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        children = {int(process.stdout.readline()) for _ in range(3)} - {process.pid}
        process.send_signal(signal.SIGINT)
        assert process.stdout.read() == "interrupted\n"
    assert len(children) == 2
    assert not any(Path(f"/proc/{child}").exists() for child in children)


@needs_fork
def test_a_parent_that_is_killed_takes_its_children_along(tmp_path: Path) -> None:
    make(tmp_path, "", [f"{name}/{inner}/a" for name in "abcd" for inner in "abcd"])
    program = """
import os, sys, time, ctxsize
from ctxsize.scan import scanner
directory = scanner.Scanner.directory
parent = os.getpid()
def slowly(self, place, found):
    if os.getpid() != parent:
        os.write(1, b"%d\\n" % os.getpid())
        time.sleep(0.2)
    elif found.path.count("/"):
        time.sleep(60)
    return directory(self, place, found)
scanner.Scanner.directory = slowly
ctxsize.analyze(sys.argv[1], processes=2)
"""
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        process.kill()
    for _ in range(100):
        if not Path(f"/proc/{child}").exists() or " Z " in Path(f"/proc/{child}/stat").read_text():
            return
        time.sleep(0.1)
    pytest.fail("the child goes on")
