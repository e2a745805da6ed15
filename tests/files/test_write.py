"""The ignore file is written whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ctxsize.files.write import UnwritableError, write_atomically


def test_a_new_file_has_the_mode_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    write_atomically(str(tmp_path / "x"), b"new", b"")
    assert (tmp_path / "x").read_bytes() == b"new"
    assert (tmp_path / "x").stat().st_mode == (tmp_path / "other").stat().st_mode
    assert len(list(tmp_path.iterdir())) == 2


def test_mode_and_links_stay(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    target = tmp_path / "d/real"
    target.write_bytes(b"old")
    target.chmod(0o640)
    (tmp_path / "x").symlink_to("d/real")
    write_atomically(str(tmp_path / "x"), b"new", b"old")
    assert (tmp_path / "x").is_symlink()
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert [file.name for file in (tmp_path / "d").iterdir()] == ["real"]


def test_a_file_that_has_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"theirs")
    with pytest.raises(UnwritableError, match="has changed"):
        write_atomically(str(tmp_path / "x"), b"new", b"old")
    assert (tmp_path / "x").read_bytes() == b"theirs"
    assert len(list(tmp_path.iterdir())) == 1


def test_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    with pytest.raises(UnwritableError, match="is not a file"):
        write_atomically(str(tmp_path / "x"), b"new", b"")


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnwritableError, match="nothing was written"):
        write_atomically(str(tmp_path / "no/x"), b"new", b"")


def test_nothing_is_lost_on_a_full_disk(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"old")
    limit = 4
    # A limit on the size of files is as good as a full disk, and needs no disk.
    import resource  # noqa: PLC0415 (not everywhere)

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        with pytest.raises(UnwritableError, match=os.strerror(errno.EFBIG)):
            write_atomically(str(tmp_path / "x"), b"much longer than before", b"old")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert (tmp_path / "x").read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


def test_nothing_is_lost_at_an_interrupt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    (tmp_path / "x").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(str(tmp_path / "x"), b"new", b"old")
    assert (tmp_path / "x").read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


NOBODY = 65534


def as_anybody(act: Callable[[], None]) -> str:
    """Do something without the rights of root, in a process of its own where need be; return why it could not be done."""
    if os.geteuid() != 0:
        return _reason(act)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        os.write(writer, _reason(act).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return text


def _reason(act: Callable[[], None]) -> str:
    try:
        act()
    except UnwritableError as error:
        return str(error)
    except BaseException as error:  # noqa: BLE001 (a forked process must not come back)
        return repr(error)
    return ""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody can get at, which pytest's own ones are not."""
    with tempfile.TemporaryDirectory(prefix="ctxsize-") as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield folder
        folder.chmod(0o700)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="rights are another matter there")
@pytest.mark.parametrize(("folder_mode", "file_mode"), [(0o555, 0o666), (0o777, 0o444), (0o555, None)])
def test_what_is_read_only_stays_as_it_is(open_folder: Path, folder_mode: int, file_mode: int | None) -> None:
    file = open_folder / "x"
    old = b"" if file_mode is None else b"old"
    if file_mode is not None:
        file.write_bytes(old)
        file.chmod(file_mode)
    open_folder.chmod(folder_mode)
    reason = as_anybody(lambda: write_atomically(str(file), b"new", old))
    assert f"{os.strerror(errno.EACCES)}; nothing was written" in reason
    assert [one.name for one in open_folder.iterdir()] == ([] if file_mode is None else ["x"])
    assert file_mode is None or file.read_bytes() == old


@pytest.mark.skipif(not hasattr(os, "fork"), reason="rights are another matter there")
def test_anybody_can_write_where_it_is_allowed(open_folder: Path) -> None:
    assert as_anybody(lambda: write_atomically(str(open_folder / "x"), b"new", b"")) == ""
    assert (open_folder / "x").read_bytes() == b"new"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two pages."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    if os.geteuid() != 0 or mount is None:
        pytest.skip("only root can mount a file system")
    done = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=8k", "tmpfs", str(place)], check=False, capture_output=True
    )
    if done.returncode:
        pytest.skip("nothing can be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_and_a_read_only_one_leave_the_old_text(small_disk: Path) -> None:
    file = small_disk / "x"
    file.write_bytes(b"old")
    with pytest.raises(UnwritableError, match=os.strerror(errno.ENOSPC)):
        write_atomically(str(file), b"n" * 9000, b"old")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(UnwritableError, match=os.strerror(errno.EROFS)):
        write_atomically(str(file), b"new", b"old")
    assert file.read_bytes() == b"old"
    assert [one.name for one in small_disk.iterdir()] == ["x"]


@pytest.mark.skipif(os.name == "nt", reason="there are no such signals there")
@pytest.mark.parametrize("moment", ["fsync", "replace"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_at_every_moment_one_of_both_texts_is_there(tmp_path: Path, moment: str, number: signal.Signals) -> None:
    (tmp_path / "x").write_bytes(b"old")
    program = (
        "import os, signal, sys\nfrom ctxsize.fix.write import write_atomically\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a job in the background has it ignored
        f"def stop(*_): os.kill(os.getpid(), {int(number)})\nos.{moment} = stop\n"
        f"write_atomically({str(tmp_path / 'x')!r}, b'new', b'old')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True)
    assert done.returncode != 0
    assert (tmp_path / "x").read_bytes() == b"old"
    assert number is not signal.SIGINT or len(list(tmp_path.iterdir())) == 1
