"""Whether a name that begins inside of a directory leads out of it through a link."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.files.bounds import bounds, leads_out, repository_top, with_above


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    top = tmp_path.resolve() / "shop"
    (top / ".git").mkdir(parents=True)
    (top / "api").mkdir()
    (top / "api/inside").symlink_to("../file")
    (top / "api/outside").symlink_to(tmp_path / "elsewhere")
    (top / "file").touch()
    (tmp_path / "elsewhere").touch()
    return top


def test_a_directory_s_bound_is_its_repository_or_itself(shop: Path) -> None:
    assert bounds(str(shop / "api"), str(shop)) == (str(shop),)
    assert bounds(str(shop.parent)) == (str(shop.parent),)
    assert repository_top(str(shop / "api")) == str(shop)
    assert with_above("/a/b") == ["/a/b", "/a", "/"]


@pytest.mark.parametrize(
    ("name", "out"),
    [("api/inside", False), ("api/outside", True), ("file", False), ("../elsewhere", False), ("nope", False)],
)
def test_only_a_link_leads_out(shop: Path, name: str, out: bool) -> None:
    assert leads_out(f"{shop}/{name}", bounds(str(shop))) is out
