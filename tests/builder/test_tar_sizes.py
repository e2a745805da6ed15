"""The lengths of tar members, held against another program's tar."""

from __future__ import annotations

import io
import tarfile

import pytest

from ctxsize.builder.tar_sizes import long_name_bytes, member_bytes


@pytest.mark.parametrize("length", [1, 99, 100, 101, 150, 155, 156, 157, 200, 255, 256, 257, 300])
@pytest.mark.parametrize("name", ["{}", "d/{}", "é{}"])
def test_a_member_is_as_long_as_in_a_tar_made_by_another_program(length: int, name: str) -> None:
    name = name.format("n" * 80 + "/" + "m" * (length - 81) if length > 81 else "n" * length)
    info = tarfile.TarInfo(name)
    info.size = 1000
    try:
        # Go writes the plain header wherever the name fits, in one piece or cut at a slash.
        header = info.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict")
    except (ValueError, UnicodeEncodeError):
        header = info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")
    assert member_bytes(name, "", 1000, 1) == len(header) + 1024


def test_a_member_of_eight_gibibytes_has_an_extended_header() -> None:
    assert member_bytes("a", "", 8 * 1024**3 - 1, 1) == 512 + 8 * 1024**3
    assert member_bytes("a", "", 8 * 1024**3, 1) == 512 + 512 + 512 + 8 * 1024**3


def test_a_long_link_and_a_time_before_1970_have_extended_headers() -> None:
    with io.BytesIO() as stream, tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("a")
        info.type, info.linkname, info.mtime = tarfile.SYMTYPE, "t" * 101, -1
        archive.addfile(info)
        assert member_bytes("a", "t" * 101, 0, -1) == archive.offset
    assert member_bytes("a", "t" * 100, 0, 1) == 512


@pytest.mark.parametrize(
    ("name", "bytes_more"), [("a" * 100, 0), ("a" * 101, 1024), ("d/" + "a" * 100, 0), ("é", 1024)]
)
def test_a_name_that_does_not_fit_takes_two_blocks_more(name: str, bytes_more: int) -> None:
    assert long_name_bytes(name) == bytes_more == member_bytes(name, "", 5, 1) - member_bytes("a", "", 5, 1)
