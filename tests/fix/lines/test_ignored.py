"""Git's ignore files taken over: what is excluded then is what git ignores, held against git itself."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ctxsize.context.disk import DiskSource
from ctxsize.context.walk import walk
from ctxsize.fix.lines.gitignore import judged
from ctxsize.fix.snapshot import Snapshot
from tools.repositories import Repository, all_wrong


@pytest.mark.parametrize("first", range(0, 120, 30))
def test_generated_repositories_end_up_as_git_says(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", dict(os.environ))
    assert all_wrong(range(first, first + 30)) == []


def test_without_git_its_files_are_read_the_same_way(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    for seed in range(5000, 5060):
        form = repository.become(seed, track=False)
        outside = [tmp_path / ".git" / name for name in ("info/exclude", "personal")]
        # To git's patterns a letter outside of ASCII is several characters.
        if (
            form.context
            or form.inner
            or any("é" in file for file in repository.files(""))
            or any(map(Path.read_text, outside))
        ):
            continue
        snapshot = Snapshot()
        walk(DiskSource(str(tmp_path)), snapshot)
        roots, _ = judged(snapshot, (), DiskSource(str(tmp_path)).read)
        assert repository.ignored(form) == {leaf for root in roots for leaf in repository.files(root)}, seed
