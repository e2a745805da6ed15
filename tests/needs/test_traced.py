"""Traces as they are kept, and what they say of a path."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxsize.needs.statement import Certainty
from ctxsize.needs.traced import TracedBuild, TracedPath, from_bytes, statements, to_bytes

BUILD = TracedBuild(date="2026-11-30", paths=(TracedPath(path="docs/api.json", step="RUN npm run build", line=6),))


def test_a_trace_is_certain_evidence_and_names_its_day() -> None:
    [found] = statements(BUILD, "Dockerfile")
    assert found.words == "opened by RUN npm run build, traced 2026-11-30"
    assert found.path == "docs/api.json"
    assert found.certainty is Certainty.CERTAIN
    assert found.evidence.place == "Dockerfile:6"


def test_a_step_is_one_line_of_no_great_length() -> None:
    long = BUILD.replace(paths=(BUILD.paths[0].replace(step="RUN a &&\\\n  " + "b" * 200),))
    assert len(statements(long, "Dockerfile")[0].words) < 100
    assert "\n" not in statements(long, "Dockerfile")[0].words


TEXT = st.text(st.characters(codec="utf-8"))


@given(
    st.lists(
        st.builds(lambda path, step, line: TracedPath(path=path, step=step, line=line), TEXT, TEXT, st.integers(0, 9))
    )
)
def test_what_is_kept_comes_back(paths: list[TracedPath]) -> None:
    build = TracedBuild(date="2026-01-02", paths=tuple(paths))
    assert from_bytes(to_bytes(build)) == build


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b'{"form":2,"date":"2026-01-02","steps":[],"paths":[]}',
        b'{"form":1,"date":"now","steps":[],"paths":[]}',
        b'{"form":1,"date":"2026-01-02","steps":[],"paths":[["a",0]]}',
        b'{"form":1,"date":"2026-01-02","steps":[[1]],"paths":[]}',
        b"\xff",
    ],
)
def test_anything_else_is_no_trace(data: bytes) -> None:
    assert from_bytes(data) is None
