"""Several builds of one context: one walk answers as one walk each would."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.build.plan import BuildPlan, plan, plan_on_both
from ctxsize.build.request import Request
from ctxsize.context import parallel
from ctxsize.context.disk import DiskSource
from ctxsize.errors import CtxsizeError
from ctxsize.scan.scan import Interest, Scan, scan_load
from ctxsize.scan.together import LoadToScan, scan_several

FILES = {
    ".dockerignore": "**/node_modules\n*.log\n!keep.log\n",
    "all.Dockerfile": "FROM scratch\nCOPY . /\n",
    "again.Dockerfile": "FROM scratch AS x\nCOPY . /here\n",
    "api.Dockerfile": "FROM scratch\nCOPY apps/api lib /\n",
    "web.Dockerfile": "FROM scratch\nCOPY apps/web /\nCOPY nope* /\n",
    "none.Dockerfile": "FROM scratch\n",
    "own.Dockerfile": "FROM scratch\nCOPY . /\n",
    "own.Dockerfile.dockerignore": "apps\n",
    "old.Dockerfile": "FROM scratch\nADD apps/api/main.go /\n",
    "apps/api/main.go": "package main",
    "apps/api/node_modules/x/index.js": "x" * 50,
    "apps/web/index.html": "<p>",
    "apps/web/node_modules/y.js": "yy",
    "lib/a.so": "a" * 300,
    "x.log": "log",
    "keep.log": "kept",
}
NAMES = [name for name in FILES if name.endswith("ockerfile")]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    return tmp_path.resolve()


def wanted(build: BuildPlan) -> LoadToScan:
    interest = Interest(largest=5, paths=("lib", "apps/web", "nope"), excluded=True)
    return LoadToScan(load=build.main, other=build.other.main if build.other else None, interest=interest)


def plans(root: Path, names: list[str]) -> list[BuildPlan]:
    return [plan_on_both(Request(root=str(root), dockerfile=str(root / name))) for name in names]


def comparable(found: Scan | CtxsizeError) -> dict[str, object] | str:
    """What is the same whoever looks first."""
    if isinstance(found, CtxsizeError):
        return str(found)
    return {name: value for name, value in found.asdict().items() if name not in {"differences", "arrives_empty"}}


@pytest.mark.parametrize("processes", [1, 3])
def test_one_walk_answers_as_one_walk_each(root: Path, monkeypatch: pytest.MonkeyPatch, processes: int) -> None:
    asked = [wanted(build) for build in plans(root, NAMES)]
    alone = [scan_load(each.load, each.other, each.interest) for each in asked]
    listed: list[str] = []
    listing = DiskSource.listing

    def counted(self: DiskSource, path: str) -> object:
        listed.append(path)
        return listing(self, path)

    monkeypatch.setattr(DiskSource, "listing", counted)
    monkeypatch.setattr(parallel, "SPLIT_AT", 1)
    together = scan_several(asked, processes=processes)
    for one, other in zip(alone, together, strict=True):
        assert comparable(one) == comparable(other)
    assert len(listed) == len(set(listed))


def test_a_build_that_is_refused_on_the_way_is_said_and_the_others_are_answered(root: Path) -> None:
    (root / "lib" / "b\udce9").write_text("x")
    asked = [
        wanted(plan(Request(root=str(root), dockerfile=str(root / name))))
        for name in ("api.Dockerfile", "web.Dockerfile", "all.Dockerfile")
    ]
    refused, fine, also = scan_several(asked)
    assert isinstance(refused, CtxsizeError)
    assert isinstance(fine, Scan)
    assert fine.received.files == 1
    assert isinstance(also, CtxsizeError)
