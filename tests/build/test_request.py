"""What a user asks for, as values."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.build.request import Request
from ctxsize.builder import Builder
from ctxsize.errors import CtxsizeError, UsageError


def test_a_request_has_its_root_with_links_resolved(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    request = Request.of(str(tmp_path / "link"), "legacy", "D", "t", {"a": "1"}, "linux/arm64")
    assert request.root == str(tmp_path.resolve() / "real")
    assert (request.builder, request.dockerfile, request.target) == (Builder.LEGACY, "D", "t")
    assert dict(request.build_args) == {"a": "1"}


@pytest.mark.parametrize("path", ["nope", "file"])
def test_what_is_no_directory_is_refused(tmp_path: Path, path: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=path):
        Request.of(str(tmp_path / path), "buildkit", None, None, None, None)


def test_an_unknown_builder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CtxsizeError, match="docker"):
        Request.of(str(tmp_path), "docker", None, None, None, None)
