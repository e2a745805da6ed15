"""Both forms of the scan's loops give the same answers, entry by entry, whatever the context and the ignore file are."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from ctxsize.context import native
from ctxsize.ignore.matcher import Matcher
from ctxsize.ignore.names import WantedRows
from ctxsize.ignore.pattern import Pattern
from ctxsize.scan import compiled
from ctxsize.scan.compiled import CompiledNames, WantedGlobs, compiled_names
from tools import forms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.context.entry import Status
    from ctxsize.scan.compiled import Ask

built = pytest.mark.skipif(native.native is None, reason="the compiled form is not here, or not wanted")


@built
@pytest.mark.parametrize("seed", range(25))
def test_both_forms_say_the_same(tmp_path: Path, seed: int) -> None:
    forms.make(tmp_path, random.Random(seed))  # noqa: S311 (it is to be repeatable)
    assert forms.difference(tmp_path) == ""


@built
def test_the_comparison_reaches_the_compiled_loops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[CompiledNames | None] = []

    def counting(*arguments: object) -> CompiledNames | None:
        made.append(compiled_names(*arguments))  # type: ignore[arg-type]
        return made[-1]

    monkeypatch.setattr(compiled, "compiled_names", counting)
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    (tmp_path / "a.py").write_text("x")
    with forms.form(compiled=True):
        forms.answers(tmp_path, "buildkit")
    assert any(made)
    made.clear()
    with forms.form(compiled=False):
        forms.answers(tmp_path, "buildkit")
    assert made == []


@built
@pytest.mark.parametrize("ending", ["0", "4", ".x"])
def test_many_extensions_in_one_directory_are_told_apart(tmp_path: Path, ending: str) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    for number in range(200):
        (tmp_path / f"{number}.{number % 70}{ending}").write_bytes(b"x" * number)
    assert forms.difference(tmp_path) == ""


@built
def test_more_sets_of_globs_than_are_kept_are_forgotten_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    answer = CompiledNames.answer

    def listening(self: CompiledNames, accept: int, name: str, status: Status, ask: Ask) -> None:
        told.append(accept)
        answer(self, accept, name, status, ask)

    monkeypatch.setattr(CompiledNames, "answer", listening)
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    letters = "abcdefghijklmn"
    (tmp_path / ".dockerignore").write_text("".join(f"*{letter}*\n!*{letter}*.keep\n" for letter in letters))
    for number in range(1 << len(letters)):
        name = "".join(letter for at, letter in enumerate(letters) if number >> at & 1)
        (tmp_path / f"0{name}").touch()
    assert forms.difference(tmp_path) == ""
    assert min(told) < 0, "that is what has been tried"


@built
def test_a_name_that_is_only_told_apart_is_asked_about_where_another_state_asks() -> None:
    first, second = (Matcher([Pattern(text)]).root for text in ("a*", "b/a*"))
    names = compiled_names([second, first], ["z"], -1, None)
    assert names is not None
    assert names.globs is not None
    assert names.globs.least("a1") == 0
    assert names.globs.least("z") == 0
    assert names.globs.least("b") == 1


@built
def test_a_state_whose_names_are_not_all_that_counts_is_left_to_python() -> None:
    assert compiled_names([Matcher([Pattern("a\\*b")]).root], (), -1, None) is None
    assert compiled_names([Matcher([Pattern("a*b")]).root], (), -1, None) is not None


@built
def test_a_text_that_no_name_of_ascii_can_be_like_is_left_out() -> None:
    rows = WantedRows(names=[("a\0*", False, 0), ("é*", False, 0), ("b*", False, 3)])
    _, names, _, _ = WantedGlobs(rows).parts
    assert names is not None
    assert [names.least(name) for name in ("a", "b1", "e")] == [None, 3, None]
