"""Generated repositories are the same for a seed, whatever order a set has."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.functional.installed import ROOT

PROGRAM = """
import sys
from pathlib import Path
from tools.repositories import Repository
repository = Repository(Path(sys.argv[1]))
for seed in range(12):
    form = repository.become(seed, track=False)
    for file in sorted(repository.files("")):
        place = repository.root / file
        if not file.startswith(".git/"):
            print(seed, form, ascii(file), place.readlink() if place.is_symlink() else place.read_text("utf-8"))
"""


def test_a_seed_gives_the_same_repository_under_any_hash_seed(tmp_path: Path) -> None:
    outputs = []
    for number in ("1", "2"):
        directory = tmp_path / number
        directory.mkdir()
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, directory],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": number},
            capture_output=True,
            text=True,
            check=True,
        )
        outputs.append(done.stdout)
    # A submodule's file names the repository's own place.
    assert outputs[0].replace(str(tmp_path / "1"), "") == outputs[1].replace(str(tmp_path / "2"), "")
    assert outputs[0].count("\n") > 50
