"""A saved image is known by its first headers, and an archive that lies costs no more than one that does not."""

from __future__ import annotations

import gzip
import io
import tarfile
import tracemalloc

import pytest

from ctxsize.files.archive import holds_image

DIGEST = "ab" * 32


def tar(*names: str, size: int = 0, form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name in names:
            info = tarfile.TarInfo(name.rstrip("/"))
            info.type = tarfile.DIRTYPE if name.endswith("/") else tarfile.REGTYPE
            info.size = 0 if name.endswith("/") else size
            archive.addfile(info, io.BytesIO(b"x" * info.size))
    return out.getvalue()


def is_image(data: bytes) -> bool:
    return holds_image(lambda at, size: data[at : at + size])


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["blobs/", "blobs/sha256/", f"blobs/sha256/{DIGEST}"], True),
        (["oci-layout"], True),
        (["a", "b", "manifest.json"], True),
        ([f"{DIGEST}/", f"{DIGEST}/VERSION", f"{DIGEST}/layer.tar"], True),
        (["package.json", "sub/manifest.json"], False),
        (["cafe/layer.tar"], False),
        ([f"{DIGEST}/notes.txt"], False),
        ([], False),
    ],
)
def test_images_are_known_by_their_members(names: list[str], expected: bool, form: int, pack: object) -> None:
    assert callable(pack)
    assert is_image(pack(tar(*names, size=700, form=form))) is expected


def header(size: int, kind: bytes = b"0", name: bytes = b"member") -> bytes:
    number = b"%011o\0" % size if size < 8**11 else b"\x80" + size.to_bytes(11)
    head = bytearray(name.ljust(100, b"\0") + b"0000644\0" * 3 + number + b"00000000000\0" + b" " * 8 + kind)
    head = head.ljust(512, b"\0")
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head)


BOMBS = {
    "a pax header of 3 GiB": header(3 << 30, b"x"),
    "a long name of 3 GiB": header(3 << 30, b"L"),
    "a size beyond all numbers": header(2**80),
    "thousands of pax headers": header(0, b"x") * 5000,
    "a sparse member": header(512, b"S") * 3000,
    "2 GiB of zeros": b"\0" * 100_000,
    "a negative size": header(0)[:124] + b"-0000000001\0" + header(0)[136:],
    "half a header": header(0)[:300],
    "nothing": b"",
    "a broken sum": header(0).replace(b"member", b"nember"),
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_what_an_archive_claims_is_never_stored(name: str, pack: object) -> None:
    assert callable(pack)
    data = pack(BOMBS[name])
    tracemalloc.start()
    assert is_image(data) is False
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_a_bomb_is_unpacked_to_a_limit_only() -> None:
    read: list[int] = []
    data = gzip.compress(header(2 << 30) + b"\0" * 50_000_000, 9)

    def read_at(at: int, size: int) -> bytes:
        read.append(size)
        return data[at : at + size]

    tracemalloc.start()
    assert holds_image(read_at) is False
    assert tracemalloc.get_traced_memory()[1] < 60_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    "data",
    [
        b"\x1f\x8b",
        b"\x1f\x8b\x08\x08" + b"\0" * 6 + b"n" * 5_000_000,
        b"\x1f\x8b\x08\x00" + b"\xff" * 1000,
        gzip.compress(tar("oci-layout"), mtime=0)[:30],
    ],
    ids=["no header", "an endless name", "broken blocks", "cut off"],
)
def test_a_broken_compression_is_no_image(data: bytes) -> None:
    assert is_image(data) is False


def test_an_image_behind_the_limit_of_headers_is_not_seen() -> None:
    assert is_image(tar(*["x"] * 299, "manifest.json")) is True
    assert is_image(tar(*["x"] * 300, "manifest.json")) is False


def test_no_more_is_read_of_a_compressed_file_than_some_mebibytes() -> None:
    read: list[int] = []

    def endless(at: int, size: int) -> bytes:
        read.append(size)
        return b"\x1f\x8b\x08\x08"[: max(0, 4 - at)].ljust(min(size, 10), b"n") if at == 0 else b"n" * size

    assert holds_image(endless) is False
    assert sum(read) < 5_000_000
