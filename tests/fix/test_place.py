"""Where the ignore file stands, or will."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.build.plan import plan
from ctxsize.build.request import Request
from ctxsize.errors import UsageError
from ctxsize.fix.place import IgnoreFilePlace, place_of
from tests.fix.fixing import tree


def place(root: Path, dockerfile: str | None = None) -> IgnoreFilePlace:
    return place_of(plan(Request.of(str(root), "buildkit", dockerfile, None, None, None)))


def test_it_stands_in_the_root_whether_there_or_not(root: Path) -> None:
    tree(root, {})
    found = place(root)
    assert (found.shown, found.file, found.inside) == (".dockerignore", str(root / ".dockerignore"), ".dockerignore")


def test_one_of_the_dockerfiles_own_goes_before_it(root: Path) -> None:
    tree(root, {".dockerignore": "", "b.Dockerfile": "FROM a\n", "b.Dockerfile.dockerignore": ""})
    assert place(root, str(root / "b.Dockerfile")).inside == "b.Dockerfile.dockerignore"


def test_a_link_inside_is_followed_and_one_that_leads_out_is_refused(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    tree(root, {"conf": ""})
    (root / ".dockerignore").symlink_to("conf")
    assert place(root).leads_to == "conf"
    outside = tmp_path_factory.mktemp("outside") / "file"
    outside.touch()
    (root / ".dockerignore").unlink()
    (root / ".dockerignore").symlink_to(outside)
    with pytest.raises(UsageError, match="Put a file in"):
        place(root)
    assert outside.read_bytes() == b""


def test_a_directory_in_its_place_is_refused(root: Path) -> None:
    tree(root, {".dockerignore/x": ""})
    with pytest.raises(UsageError, match="Put a file in its place first"):
        place(root)
