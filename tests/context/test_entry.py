"""Entries, their types, and totals over them."""

from __future__ import annotations

import stat

import pytest

from ctxsize.context.entry import Tally, TallyCounter, TotalsCounter, Type, extension, type_of


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        (stat.S_IFREG, Type.FILE),
        (stat.S_IFDIR, Type.DIRECTORY),
        (stat.S_IFLNK, Type.SYMLINK),
        (stat.S_IFIFO, Type.FIFO),
        (stat.S_IFSOCK, Type.SOCKET),
        (stat.S_IFCHR, Type.DEVICE),
        (stat.S_IFBLK, Type.DEVICE),
    ],
)
def test_a_mode_tells_the_type(mode: int, kind: Type) -> None:
    assert type_of(mode | 0o644) is kind


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("a.TXT", ".txt"),
        ("a.tar.gz", ".gz"),
        (".env", ""),
        ("..a", ""),
        (".a.b", ".b"),
        ("a", ""),
        ("a.", "."),
        ("é.É", ".é"),
    ],
)
def test_the_last_extension_counts_in_lower_case(name: str, ending: str) -> None:
    assert extension(name) == ending


def test_totals_count_each_type_and_add_up_in_pieces() -> None:
    counter, more = TotalsCounter(), TotalsCounter()
    for kind, size in ((Type.FILE, 5), (Type.HARDLINK, 2), (Type.DIRECTORY, 0)):
        counter.add(kind, size)
    for kind in (Type.SYMLINK, Type.FIFO, Type.SOCKET):
        more.add(kind, 0)
    counter.merge(more.values())
    assert counter.values() == (2, 1, 1, 2, 7, 0)


def test_a_tally_counts_files_and_bytes() -> None:
    counter = TallyCounter()
    counter.add(5)
    counter.add(0)
    assert counter.result() == Tally(2, 5)
