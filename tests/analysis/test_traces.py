"""Traces in the user's cache: found again for the same build, and for no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.analysis.traces import key_of, remember, remembered
from ctxsize.build.plan import BuildPlan, plan
from ctxsize.build.request import Request
from ctxsize.files.kept import cache_directory
from ctxsize.needs.traced import TracedBuild, TracedPath

TRACE = TracedBuild(date="2026-11-30", paths=(TracedPath(path="docs", step="RUN make", line=3),))


@pytest.fixture
def context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = tmp_path / "context"
    (root / "docs").mkdir(parents=True)
    (root / "Dockerfile").write_text("FROM base\nCOPY . .\nRUN make\n")
    return root


def build(root: Path, **options: object) -> BuildPlan:
    return plan(Request(root=str(root), **options))  # type: ignore[arg-type]  # as a request takes them


def test_a_trace_is_found_again(context: Path) -> None:
    assert remembered(build(context)) == ()
    remember(build(context), TRACE)
    [found] = remembered(build(context))
    assert (found.path, found.words) == ("docs", "opened by RUN make, traced 2026-11-30")
    assert not list(context.rglob("*.json"))


def test_another_dockerfile_option_or_context_has_none(context: Path, tmp_path: Path) -> None:
    remember(build(context), TRACE)
    assert remembered(build(context, build_args=(("A", "1"),))) == ()
    assert remembered(build(context, platform="linux/arm64")) == ()
    (tmp_path / "other").mkdir()
    (tmp_path / "other/Dockerfile").write_text((context / "Dockerfile").read_text())
    assert remembered(build(tmp_path / "other")) == ()
    (context / "Dockerfile").write_text("FROM base\nCOPY . .\nRUN make all\n")
    assert remembered(build(context)) == ()


def test_the_value_of_a_secret_is_no_part_of_the_name(context: Path) -> None:
    one, other = (build(context, build_args=(("NPM_TOKEN", value),)) for value in ("a", "b"))
    assert key_of(one) == key_of(other)


def test_a_broken_file_is_no_trace(context: Path) -> None:
    remember(build(context), TRACE)
    directory = cache_directory("traces")
    assert directory is not None
    (Path(directory) / key_of(build(context))).write_text("{")
    assert remembered(build(context)) == ()


def test_where_nothing_can_be_kept_nothing_is_said(context: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(context / "Dockerfile"))
    remember(build(context), TRACE)
    assert remembered(build(context)) == ()
