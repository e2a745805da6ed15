"""What all instructions are expanded with, and what is gathered from them."""

from __future__ import annotations

from ctxsize.dockerfile.engine import newest
from ctxsize.dockerfile.sources import Source
from ctxsize.dockerfile.stages.graph import DispatchState
from ctxsize.dockerfile.stages.scope import StageScope, too_early

SOURCE = Source(keyword="COPY", line=2, last_line=2, stage="0", text="a", path="a")


def test_a_source_is_gathered_and_the_stage_depends_on_it() -> None:
    scope = StageScope(escape="\\", global_args={}, build_args={}, engine=newest(), system="linux", lint=None)
    state = DispatchState("scratch", 1, 0)
    scope.use(state, SOURCE)
    scope.use(state, SOURCE.replace(path="b"))
    assert [source.path for source in scope.sources] == ["a", "b"]
    assert state.uses == {0, 1}


def test_a_word_is_expanded_with_the_stage_s_variables_and_the_file_s_escape() -> None:
    scope = StageScope(escape="`", global_args={"g": "1"}, build_args={}, engine=newest(), system="linux", lint=None)
    state = DispatchState("scratch", 1, 0)
    state.env["x"] = "v"
    found = scope.expanded("$x`$x$g", state)
    assert (found.text, found.unset) == ("v$x", ("g",))


def test_a_stage_that_comes_later_is_refused_by_name() -> None:
    assert "--from=b names a stage that comes later" in str(too_early("--from=b"))
