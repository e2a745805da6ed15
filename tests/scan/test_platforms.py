"""What each of several platforms makes BuildKit load."""

from __future__ import annotations

from pathlib import Path

from ctxsize.build.plan import plan
from ctxsize.build.request import Request
from ctxsize.context.entry import Totals
from ctxsize.scan.platforms import PlatformTotals, scan_platforms, summed

TEXT = "FROM scratch\nARG TARGETARCH\nCOPY app-$TARGETARCH /app\n"


def scanned(root: Path, platform: str | None) -> tuple[PlatformTotals, ...]:
    (root / "Dockerfile").write_text(TEXT)
    for name in ("app-amd64", "app-arm64"):
        (root / name).write_text(name)
    return scan_platforms(plan(Request.of(str(root), "buildkit", None, None, None, platform)))


def test_each_platform_has_its_own_load(tmp_path: Path) -> None:
    found = scanned(tmp_path, "linux/amd64,linux/arm64")
    assert [(each.platforms, each.totals.files) for each in found] == [(("linux/amd64",), 1), (("linux/arm64",), 1)]


def test_one_platform_is_no_platform_of_several(tmp_path: Path) -> None:
    assert scanned(tmp_path, "linux/amd64") == scanned(tmp_path, None) == ()


def test_transfer_bytes_of_all_loads_add_up() -> None:
    totals = Totals(files=2, transfer_bytes=5)
    each = PlatformTotals(platforms=("linux/amd64",), totals=totals)
    assert summed(totals, (each, each)).transfer_bytes == 10
    assert summed(totals, ()) is totals
