"""Reading the files of an image out of a tar stream."""

from __future__ import annotations

import hashlib
import io
import tarfile

import pytest

from ctxsize.prove.archive import read_tree


def stream(*members: tuple[tarfile.TarInfo, bytes]) -> io.BytesIO:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for member, content in members:
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    data.seek(0)
    return data


def member(name: str, kind: bytes = tarfile.REGTYPE, **facts: object) -> tarfile.TarInfo:
    found = tarfile.TarInfo(name)
    found.type = kind
    for key, value in facts.items():
        setattr(found, key, value)
    return found


def test_each_path_has_its_kind_its_owner_and_its_content() -> None:
    tree = read_tree(
        stream(
            (member("d/", tarfile.DIRTYPE, mode=0o755), b""),
            (member("d/a", mode=0o4755, uid=3, gid=4, mtime=7), b"text"),
            (member("d/l", tarfile.SYMTYPE, linkname="a"), b""),
            (member("d/h", tarfile.LNKTYPE, linkname="d/a"), b""),
            (member("d/p", tarfile.FIFOTYPE), b""),
        )
    )
    assert {path: entry.kind for path, entry in tree.entries.items()} == {
        "d": "directory",
        "d/a": "file",
        "d/l": "link",
        "d/h": "hard link",
        "d/p": "special",
    }
    entry = tree.entries["d/a"]
    assert (entry.mode, entry.uid, entry.gid, entry.size) == (0o4755, 3, 4, 4)
    assert entry.digest == hashlib.sha256(b"text").hexdigest()
    assert tree.entries["d/l"].link == "a"
    assert tree.times == {"d/a": 7}


def test_times_do_not_count_and_contents_do() -> None:
    one, other, third = (
        read_tree(stream((member("a", mtime=when), text))) for when, text in ((1, b"x"), (2, b"x"), (2, b"y"))
    )
    assert one.entries == other.entries
    assert one.entries != third.entries


def test_extended_attributes_count() -> None:
    with_attribute = member("a", pax_headers={"SCHILY.xattr.security.capability": "x"})
    assert read_tree(stream((with_attribute, b""))).entries != read_tree(stream((member("a"), b""))).entries


def test_our_own_mark_is_left_out_wherever_it_was_copied_to() -> None:
    tree = read_tree(stream((member(".ctxsize-again"), b"1"), (member("0/.ctxsize-again"), b"1"), (member("0/a"), b"")))
    assert tree.entries.keys() == {"0/a"}


def test_a_stream_that_breaks_off_is_no_tree() -> None:
    whole = stream((member("a"), b"x" * 5000)).getvalue()
    with pytest.raises(tarfile.TarError):
        read_tree(io.BytesIO(whole[:2000]))
    with pytest.raises(tarfile.TarError):
        read_tree(io.BytesIO(b""))
