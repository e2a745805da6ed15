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

from ctxsize.files import write
from ctxsize.files.write import UnwritableError, _own_name, _Temporary, take_back, write_whole


def test_a_new_file_has_the_mode_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    write_whole(str(tmp_path / "x"), b"new", within=(), old=b"")
    assert (tmp_path / "x").read_bytes() == b"new"
    assert (tmp_path / "x").stat().st_mode == (tmp_path / "other").stat().st_mode
    assert len(list(tmp_path.iterdir())) == 2


def test_mode_and_links_stay(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    target = tmp_path / "d/real"
    target.write_bytes(b"old")
    target.chmod(0o640)
    (tmp_path / "x").symlink_to("d/real")
    write_whole(str(tmp_path / "x"), b"new", within=(), old=b"old")
    assert (tmp_path / "x").is_symlink()
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert [file.name for file in (tmp_path / "d").iterdir()] == ["real"]


def test_a_file_that_has_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"theirs")
    with pytest.raises(UnwritableError, match="changed in the meantime"):
        write_whole(str(tmp_path / "x"), b"new", within=(), old=b"old")
    assert (tmp_path / "x").read_bytes() == b"theirs"
    assert len(list(tmp_path.iterdir())) == 1


def test_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    with pytest.raises(UnwritableError, match="is not a file"):
        write_whole(str(tmp_path / "x"), b"new", within=(), old=b"")


def test_a_missing_directory_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnwritableError, match="nothing was written"):
        write_whole(str(tmp_path / "no/x"), b"new", within=(), old=b"")


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
            write_whole(str(tmp_path / "x"), b"much longer than before", within=(), old=b"old")
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
        write_whole(str(tmp_path / "x"), b"new", within=(), old=b"old")
    assert (tmp_path / "x").read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


NOBODY = 65534


def as_anybody(act: Callable[[], object]) -> str:
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


def _reason(act: Callable[[], object]) -> str:
    try:
        act()
    except UnwritableError as error:
        return str(error)
    except BaseException as error:  # noqa: BLE001 (a forked process must not come back)
        return repr(error)
    return ""


@pytest.fixture
def open_directory() -> Iterator[Path]:
    """A directory that everybody can get at, which pytest's own ones are not."""
    with tempfile.TemporaryDirectory(prefix="ctxsize-") as name:
        directory = Path(name)
        directory.chmod(0o777)
        yield directory
        directory.chmod(0o700)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="rights are another matter there")
@pytest.mark.parametrize(("directory_mode", "file_mode"), [(0o555, 0o666), (0o777, 0o444), (0o555, None)])
def test_what_is_read_only_stays_as_it_is(open_directory: Path, directory_mode: int, file_mode: int | None) -> None:
    file = open_directory / "x"
    old = b"" if file_mode is None else b"old"
    if file_mode is not None:
        file.write_bytes(old)
        file.chmod(file_mode)
    open_directory.chmod(directory_mode)
    reason = as_anybody(lambda: write_whole(str(file), b"new", within=(), old=old))
    assert f"{os.strerror(errno.EACCES)}; nothing was written" in reason
    assert [one.name for one in open_directory.iterdir()] == ([] if file_mode is None else ["x"])
    assert file_mode is None or file.read_bytes() == old


@pytest.mark.skipif(not hasattr(os, "fork"), reason="rights are another matter there")
def test_anybody_can_write_where_it_is_allowed(open_directory: Path) -> None:
    assert as_anybody(lambda: write_whole(str(open_directory / "x"), b"new", within=(), old=b"")) == ""
    assert (open_directory / "x").read_bytes() == b"new"


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
        write_whole(str(file), b"n" * 9000, within=(), old=b"old")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(UnwritableError, match=os.strerror(errno.EROFS)):
        write_whole(str(file), b"new", within=(), old=b"old")
    assert file.read_bytes() == b"old"
    assert [one.name for one in small_disk.iterdir()] == ["x"]


@pytest.mark.parametrize("moment", ["fsync", "replace"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_at_every_moment_one_of_both_texts_is_there(tmp_path: Path, moment: str, number: signal.Signals) -> None:
    (tmp_path / "x").write_bytes(b"old")
    program = (
        "import os, signal, sys\nfrom ctxsize.files.write import write_whole\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a job in the background has it ignored
        f"def stop(*_): os.kill(os.getpid(), {int(number)})\nos.{moment} = stop\n"
        f"write_whole({str(tmp_path / 'x')!r}, b'new', within=(), old=b'old')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True)
    assert done.returncode == -number
    assert (tmp_path / "x").read_bytes() == b"old"
    # What a killed run leaves behind, the next run that writes deletes.
    assert len(list(tmp_path.iterdir())) == (1 if number is signal.SIGINT else 2)
    write_whole(str(tmp_path / "x"), b"new", within=(), old=b"old")
    assert [file.name for file in tmp_path.iterdir()] == ["x"]


def test_only_temporary_files_of_ours_are_deleted(tmp_path: Path) -> None:
    names = ["..dockerignore.abcdefgh.tmp", ".ctxsize-0123456789abcdef.tmp", ".ctxsize-.tmp", "x.tmp"]
    for name in names:
        (tmp_path / name).write_bytes(b"theirs")
    write_whole(str(tmp_path / "x"), b"new", within=())
    assert {file.name for file in tmp_path.iterdir()} == {"x", *names}


def test_a_temporary_file_that_another_run_works_at_stays(tmp_path: Path) -> None:
    at_work = _Temporary(str(tmp_path))
    write_whole(str(tmp_path / "x"), b"new", within=())
    assert len(list(tmp_path.iterdir())) == 2
    at_work.close()


def test_a_copy_of_a_temporary_file_is_none(tmp_path: Path) -> None:
    at_work = _Temporary(str(tmp_path))
    (name,) = (file.name for file in tmp_path.iterdir())
    at_work.close()
    (tmp_path / name).write_bytes(b"sent with the repository")
    (tmp_path / "other").touch()
    if _own_name(os.stat(tmp_path / name)) == name:
        pytest.skip("the file system gives a number again at once")
    write_whole(str(tmp_path / "x"), b"new", within=())
    assert (tmp_path / name).exists()


@pytest.mark.parametrize("without", ["O_TMPFILE", "link", "nothing"])
def test_a_file_system_need_not_know_unnamed_files(
    tmp_path: Path, without: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EOPNOTSUPP, "not here")

    if without == "O_TMPFILE":
        monkeypatch.setattr(write, "_UNNAMED", 0)
    elif without == "link":
        monkeypatch.setattr(os, "link", refuse)
    write_whole(str(tmp_path / "x"), b"new", within=())
    assert [file.name for file in tmp_path.iterdir()] == ["x"]


def test_names_may_be_as_long_as_any(tmp_path: Path) -> None:
    write_whole(str(tmp_path / ("n" * 255)), b"new", within=(), old=b"")
    assert (tmp_path / ("n" * 255)).read_bytes() == b"new"


@pytest.mark.parametrize("target", ["../outside", "../new"])
@pytest.mark.parametrize("by", ["the name", "a directory"])
def test_no_link_leads_out_of_the_bounds(tmp_path: Path, target: str, by: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "outside").write_bytes(b"theirs")
    if by == "the name":
        (root / "x").symlink_to(target)
        path = root / "x"
    else:
        (root / "d").symlink_to("..")
        path = root / "d" / Path(target).name
    with pytest.raises(UnwritableError, match="leads out of the repository"):
        write_whole(str(path), b"new", within=[str(root)])
    assert (tmp_path / "outside").read_bytes() == b"theirs"
    assert not (tmp_path / "new").exists()


def test_who_names_a_place_outside_gets_it_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "root"
    (root / "d").mkdir(parents=True)
    monkeypatch.chdir(root / "d")
    for path in (str(tmp_path / "x"), "../../y", "d/../../../z"):
        write_whole(path, b"new", within=[str(root)])
    assert {file.name for file in tmp_path.iterdir()} == {"root", "x", "y", "z"}


def test_a_link_that_stays_inside_is_followed(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "x").symlink_to("d/real")
    write_whole(str(tmp_path / "x"), b"new", within=[str(tmp_path)])
    assert (tmp_path / "d/real").read_bytes() == b"new"


def test_a_second_hard_link_is_told(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"old")
    (tmp_path / "other").hardlink_to(tmp_path / "x")
    (loss,) = write_whole(str(tmp_path / "x"), b"new", within=(), old=b"old")
    assert "x has another name (a hard link), which keeps the old text" in loss
    assert (tmp_path / "other").read_bytes() == b"old"


USER = "user.note"
ACCESS_LIST = bytes.fromhex("0200000001000600ffffffff0200040039300000040004 00ffffffff10000600ffffffff20000400ffffffff")
"""``setfacl -m u:12345:r`` on a file of mode 0644."""


def with_attribute(file: Path, name: str, value: bytes) -> None:
    try:
        os.setxattr(file, name, value)
    except OSError as error:
        pytest.skip(f"this file system keeps no {name}: {error}")


@pytest.mark.parametrize(("name", "value"), [(USER, b"a"), ("system.posix_acl_access", ACCESS_LIST)])
def test_attributes_and_access_lists_stay(tmp_path: Path, name: str, value: bytes) -> None:
    (tmp_path / "x").write_bytes(b"old")
    with_attribute(tmp_path / "x", name, value)
    kept = os.getxattr(tmp_path / "x", name)
    assert write_whole(str(tmp_path / "x"), b"new", within=(), old=b"old") == ()
    assert os.getxattr(tmp_path / "x", name) == kept


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        (USER, b"a", "lost extended attributes: user.note"),
        ("system.posix_acl_access", ACCESS_LIST, "lost its access list"),
    ],
)
def test_attributes_that_can_not_be_kept_are_told(
    tmp_path: Path, name: str, value: bytes, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x").write_bytes(b"old")
    with_attribute(tmp_path / "x", name, value)

    def refuse(*_: object) -> None:
        raise OSError(errno.EOPNOTSUPP, "not here")

    monkeypatch.setattr(os, "setxattr", refuse)
    (loss,) = write_whole(str(tmp_path / "x"), b"new", within=(), old=b"old")
    assert told in loss


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has files of others")
def test_an_owner_who_changes_is_told(open_directory: Path) -> None:
    (open_directory / "x").write_bytes(b"old")
    (open_directory / "x").chmod(0o666)
    told: list[str] = []

    def act() -> None:
        told.extend(write_whole(str(open_directory / "x"), b"new", within=(), old=b"old"))
        raise UnwritableError(told[0])

    assert "x belonged to 0:0 and belongs to 65534:65534 now" in as_anybody(act)


CALLS = (
    "openat,link,linkat,flock,fstat,newfstatat,write,fchown,fchmod,setxattr,fsetxattr,getxattr,fgetxattr,listxattr,fsync,rename,"
    "renameat,unlink,close,read,access,faccessat2,umask,getdents64"
)
PROGRAM = """
import os, sys
from ctxsize.files import write
from ctxsize.files.write import UnwritableError, _own_name, _Temporary, write_whole
import fcntl, hashlib
hashlib.blake2b(b"").hexdigest()
os.write(2, b"BEGIN")
try:
    write_whole(sys.argv[1], b"new" * 1000, within=(), old=b"old")
except UnwritableError:
    sys.exit(3)
finally:
    os.write(2, b"END")
"""


def traced(words: list[str], file: Path, log: Path) -> subprocess.CompletedProcess[bytes]:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    program = [sys.executable, "-c", PROGRAM, str(file)]
    return subprocess.run([strace, "-qq", "-o", str(log), *words, *program], capture_output=True, check=False)


class Faulty:
    """Stands for ``os``: its calls are counted, and one of them fails, or the process ends just before or after it."""

    def __init__(self, number: int, fault: str) -> None:
        self.left = number
        self.fault = fault

    def __getattr__(self, name: str) -> object:
        real = getattr(os, name)
        if not callable(real) or name in {"strerror", "fspath"}:
            return real

        def call(*arguments: object, **named: object) -> object:
            self.left -= 1
            if self.left:
                return real(*arguments, **named)
            if self.fault == "after":
                real(*arguments, **named)
            if self.fault in {"before", "after"}:
                os._exit(9)
            raise OSError(errno.EIO, os.strerror(errno.EIO))

        return call


def faulty_write(file: Path, number: int, fault: str) -> int:
    """Write with a fault at one call, in a process of its own; return 0 for done, 3 for refused, 9 for killed, 4 beyond the last."""
    child = os.fork()
    if child == 0:
        seam = Faulty(number, fault)
        code = 1
        try:
            write.os = seam  # type: ignore[assignment, attr-defined]
            write_whole(str(file), b"new" * 1000, within=(), old=b"old")
            code = 0 if seam.left <= 0 else 4
        except UnwritableError:
            code = 3
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no such processes there")
@pytest.mark.parametrize("fault", ["error", "before", "after"])
@pytest.mark.parametrize("with_unnamed", [True, False])
def test_a_fault_at_any_call_leaves_the_old_or_the_new_text(
    tmp_path: Path, fault: str, with_unnamed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not with_unnamed:
        monkeypatch.setattr(write, "_UNNAMED", 0)
    file = tmp_path / "x"
    codes = []
    for number in range(1, 100):
        for left in set(tmp_path.iterdir()) - {file}:
            # Without unnamed files there is a moment at which a file has no name of ours yet; it is empty then.
            if left.name != _own_name(left.lstat()):
                assert not with_unnamed
                assert left.read_bytes() == b""
                left.unlink()
        file.write_bytes(b"old")
        code = faulty_write(file, number, fault)
        found = file.read_bytes()
        if code == 4:
            break
        codes.append(code)
        assert code in {0, 3, 9}, number
        assert (
            found == b"new" * 1000 if code == 0 else found == b"old" if code == 3 else found in {b"old", b"new" * 1000}
        )
    assert len(codes) > 15
    write_whole(str(file), b"last", within=())
    assert [one.name for one in tmp_path.iterdir()] == ["x"]


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["error=EIO", "error=ENOSPC", "error=EINTR", "signal=KILL", "signal=TERM"])
def test_a_fault_at_any_system_call_leaves_the_old_or_the_new_text(tmp_path: Path, fault: str) -> None:
    place = tmp_path / "place"
    place.mkdir()
    file, log = place / "x", tmp_path / "log"
    file.write_bytes(b"old")
    os.setxattr(file, USER, b"a") if hasattr(os, "setxattr") else None
    done = traced(["-e", f"trace={CALLS}"], file, log)
    if not log.exists() or done.returncode:
        pytest.skip(f"strace does not run here: {done.stderr[-200:]!r}")
    counted: dict[str, int] = {}
    places: list[tuple[str, int]] = []
    inside = False
    for line in log.read_text("utf-8", "replace").splitlines():
        call = line.partition("(")[0]
        counted[call] = counted.get(call, 0) + 1
        inside = (inside or "BEGIN" in line) and "END" not in line
        if inside and "BEGIN" not in line:
            places.append((call, counted[call]))
    assert len(places) > 15
    for call, number in places:
        file.write_bytes(b"old")
        done = traced(["-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={number}"], file, log)
        found = file.read_bytes()
        assert found in {b"old", b"new" * 1000}, (call, number)
        assert done.returncode != 0 or found == b"new" * 1000, (call, number)
        if done.returncode == 3:
            assert found == b"old", (call, number)
    write_whole(str(file), b"last", within=())
    assert [left.name for left in place.iterdir()] == ["x"]


def test_what_was_written_is_taken_back(tmp_path: Path) -> None:
    new, old = tmp_path / "new", tmp_path / "old"
    old.write_bytes(b"before")
    within = (str(tmp_path),)
    for file, before in ((new, b""), (old, b"before")):
        write_whole(str(file), b"after", within=within, old=before)
        take_back(str(file), before, b"after", within=within)
    assert not new.exists()
    assert old.read_bytes() == b"before"
