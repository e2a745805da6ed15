"""The recorder's own parts: strace's record as paths, results as digests, data as TOML."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tools.needs import result, toml
from tools.needs.ecosystems.archives import tgz, zipped
from tools.needs.trace import seen

TRACE = """\
10 openat(AT_FDCWD</p>, "package.json", O_RDONLY|O_CLOEXEC) = 3</p/package.json>
10 openat(AT_FDCWD</p>, ".npmrc", O_RDONLY|O_CLOEXEC) = -1 ENOENT (No such file or directory)
10 openat(AT_FDCWD</p>, "out.txt", O_WRONLY|O_CREAT|O_TRUNC, 0666) = 4</p/out.txt>
10 clone(child_stack=NULL, flags=SIGCHLD) = 11
11 chdir("sub") = 0
11 access("here.txt", R_OK) = 0
11 openat(AT_FDCWD</p/sub>, "late.txt", O_RDONLY <unfinished ...>
10 newfstatat(AT_FDCWD</p>, "../Cargo.toml", 0x7ffd, 0) = -1 ENOENT (No such file or directory)
11 <... openat resumed>) = 5</p/sub/late.txt>
11 execve("/usr/bin/git", ["git", "describe"], 0x55 /* 3 vars */) = 0
10 openat(AT_FDCWD</p>, "sub", O_RDONLY|O_DIRECTORY) = 6</p/sub>
10 getdents64(6</p/sub>, 0x55 /* 4 entries */, 32768) = 104
"""


def test_a_trace_tells_what_was_opened_found_missing_and_listed() -> None:
    found = seen(TRACE, "/p")

    assert found.opened == {"package.json", "sub/late.txt"}
    assert found.found == {"out.txt", "sub/here.txt"}
    assert found.missing == {".npmrc"}
    assert found.listed == {"sub"}
    assert found.programs == {"git"}


def test_names_above_the_project_are_kept_apart() -> None:
    assert seen(TRACE.replace("/p", "/mnt/p"), "/mnt/p").above == {"Cargo.toml"}


def test_archives_are_compared_by_their_members(tmp_path: Path) -> None:
    (tmp_path / "a.whl").write_bytes(zipped({"m.py": "1", "n.py": "2"}))
    (tmp_path / "a.tgz").write_bytes(tgz({"m.py": "1"}))
    one = result.digests(tmp_path)
    (tmp_path / "a.whl").write_bytes(zipped({"m.py": "other", "n.py": "2"}))

    assert sorted(one) == ["a.tgz!m.py", "a.whl!m.py", "a.whl!n.py"]
    assert result.differences(one, result.digests(tmp_path)) == {"a.whl!m.py"}


def test_what_is_bound_to_a_directory_or_a_machine_is_told(tmp_path: Path) -> None:
    (tmp_path / "cache.txt").write_text("HOME=/mnt/w/app\n", "utf-8")
    (tmp_path / "program").write_bytes(b"\x7fELF...")

    assert result.is_bound(tmp_path / "cache.txt", b"/mnt/w/app")
    assert not result.is_bound(tmp_path / "program", b"/mnt/w/app")
    assert result.is_native(tmp_path / "program")
    assert not result.is_native(tmp_path / "cache.txt")


def test_data_comes_back_from_toml_as_it_was() -> None:
    data: toml.Value = {
        "tool": 'a "b"',
        "command": [{"match": ["a b"], "reads": [{"path": "x", "above": True}], "where": {"f.toml:k.l": "v"}}],
    }

    assert tomllib.loads(toml.dumps(data)) == data
