"""Paths as they are shown: from the working directory where they lie below it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.config.settings import near


def test_a_path_is_shown_from_the_working_directory_if_it_lies_below(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert near(f"{tmp_path}/a/b.toml") == "a/b.toml"
    assert near("a/../b.toml") == "b.toml"
    assert near(f"{tmp_path}2/b.toml") == f"{tmp_path}2/b.toml"
    assert near("../b.toml") == "../b.toml"
