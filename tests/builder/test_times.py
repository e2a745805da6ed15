"""Times at the edge of what Go's integers and its tar can say, and names of attributes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import ctxsize
from ctxsize.builder.tar_sizes import BLOCK, member_bytes
from ctxsize.context.disk import DiskFound

NTFS_ZERO = -11_644_473_600
"""1601, the beginning of time on NTFS, in seconds."""
YEAR_ONE = -62_135_596_800


@pytest.mark.parametrize(
    ("seconds", "bytes_of_time"),
    [(0, 0), (-1, 11), (1, 6), (1_700_000_000, 10), (9_223_372_036, 10), (NTFS_ZERO, 10), (18_446_744_074, 6)],
)
def test_a_time_wraps_in_64_bits_of_nanoseconds(seconds: int, bytes_of_time: int) -> None:
    from ctxsize.builder.buildkit_wire import _number, _wrapped  # noqa: PLC0415 (what it takes alone shows nowhere else)

    assert _number(_wrapped(seconds * 10**9)) == bytes_of_time


@pytest.mark.parametrize(
    ("seconds", "blocks"),
    [(0, 1), (-1, 3), (YEAR_ONE, 1), (YEAR_ONE + 1, 3), (YEAR_ONE - 1, 3), ((1 << 33) - 1, 1), (1 << 33, 3)],
)
def test_a_tar_has_an_extended_header_for_all_odd_times_but_gos_zero(seconds: int, blocks: int) -> None:
    assert member_bytes("a", "", 0, seconds) == blocks * BLOCK


def test_an_attribute_whose_name_is_not_utf8_stops_buildkit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY a /\n")
    (tmp_path / "a").write_text("a")
    os.utime(tmp_path / "a", (-1, -1))  # so that each is looked at by itself
    monkeypatch.setattr(DiskFound, "attributes", lambda _: {"user.\udcff": b""})
    with pytest.raises(ctxsize.CtxsizeError, match="attribute"):
        ctxsize.simulate(str(tmp_path), processes=1)


def test_outside_of_dockerd_names_may_be_no_utf8(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_bytes(b"FROM scratch\nCOPY . /\n")
    (tmp_path / os.fsdecode(b"a\xff")).write_text("a")
    with pytest.raises(ctxsize.CtxsizeError, match="UTF-8"):
        ctxsize.simulate(str(tmp_path))
    found = ctxsize.simulate(str(tmp_path), driver="container")
    assert [entry.path for entry in found.entries] == ["Dockerfile", "a\udcff"]
    assert ctxsize.analyze(str(tmp_path), driver="container").received == found.totals
    with pytest.raises(ctxsize.CtxsizeError, match="--build-arg"):
        ctxsize.simulate(str(tmp_path), build_args={"A": "\udcff"})
    assert ctxsize.simulate(str(tmp_path), build_args={"A": "\udcff"}, driver="container").totals.files == 2
